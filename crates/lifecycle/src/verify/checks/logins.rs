//! `other_logins`: nobody logged in as this user through another app lately.

use std::collections::BTreeMap;

use crate::verify::admin::MOST_LOGINS;
use crate::verify::record::Logins;
use crate::verify::{Answer, Check, Subject};

const NAME: &str = "other_logins";

pub(super) fn check(subject: &Subject<'_>, logins: &Logins, has_token: bool) -> Check {
    let Some(rows) = logins.all.given() else {
        return Check::cannot(
            NAME,
            format!("the login history does not answer: {}", logins.all.why_not()),
        );
    };
    // Whoever cannot see the login that just was does not see others either.
    if has_token && rows.is_empty() {
        let detail =
            "the running user sees no logins of others: it lacks Manage Users or Monitor Login History";
        return Check::cannot(NAME, detail);
    }
    let labels = subject.app_labels();
    let mut others: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for row in rows {
        let application = row.text("Application").unwrap_or("no app");
        if row.text("Status") == Some("Success") && !labels.contains(&application) {
            let last = row.text("LoginTime").unwrap_or_default();
            let (count, _) = others.entry(application).or_insert((0, last));
            *count += 1;
        }
    }
    let wrong: Vec<String> = others
        .into_iter()
        .map(|(application, (count, last))| format!("{application}: {count} logins, the last at {last}"))
        .collect();
    let window = match u32::try_from(rows.len()) {
        Ok(count) if count >= MOST_LOGINS => format!("the last {count}"),
        _ => format!("all {} of the window", rows.len()),
    };
    let well = match &logins.all {
        Answer::Given(rows) if rows.is_empty() => "no login at all in the window".to_owned(),
        _ => format!("{window} logins came through the spec's apps, or were refused"),
    };
    Check::of(NAME, well, "other apps logged in as this user", wrong)
}
