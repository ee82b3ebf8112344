//! Whether somebody set a password for a user, or logged in with one, of late.
//!
//! The org counts: whoever logs in with a password every minute leaves more rows than anybody wants to read.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, LiveUser, PasswordLogins, RecordId, Seen, Username};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Condition, Soql, Value, eq, in_select, is_in};
use jiff::{SignedDuration, Timestamp};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::need_id;
use super::scope::Scope;

/// For so long it is told. A password that nobody uses cannot be taken away, and is no news for ever.
const DAYS: u32 = 30;

/// The types of logins that take a password: on the login page, and `login()` of the SOAP API by whichever client
/// (Object Reference, `LoginHistory.LoginType`; rows hold labels).
const TYPES: [&str; 4] = ["Application", "Other Apex API", "Partner Product", "AppExchange"];

/// The kinds of OAuth and browser logins that take one, as codes and as labels: which of both rows hold is not documented.
const SUBTYPES: [&str; 5] = [
    "OauthUsernamePassword",
    "OAuth Username-Password",
    "UsernamePasswordUiLogin",
    "UiPasswordReset",
    "Username-Password UI Login",
];

/// What rows of logins say that were let in (Object Reference, `LoginHistory.Status`).
const LET_IN: &str = "Success";

/// Whoever holds one of these sees the logins of others; anybody else silently sees none (Object Reference, LoginHistory).
const SEERS: [&str; 2] = ["ManageUsers", "MonitorLoginHistory"];

/// An org may write down the making of a user as a change of its password.
const AT_BIRTH: SignedDuration = SignedDuration::from_secs(60);

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let of_late = || Value::LastDays(DAYS);
    let parts = scope.users("").into_iter().flat_map(|filter| {
        let users = Soql::select(["Id"]).from("User").filter(filter.clone());
        let changed = Soql::select(["Id", "LastPasswordChangeDate", "CreatedDate"])
            .from("User")
            .filter(eq("LastPasswordChangeDate", of_late()))
            .filter(filter);
        let logins = Soql::select([
            "UserId",
            "LoginType",
            "LoginSubType",
            "Status",
            "COUNT(Id) n",
            "MAX(LoginTime) latest",
        ])
        .from("LoginHistory")
        .filter(eq("LoginTime", of_late()))
        .filter(with_password())
        .filter(in_select("UserId", users))
        .group_by("UserId")
        .group_by("LoginType")
        .group_by("LoginSubType")
        .group_by("Status");
        [
            ask(Topic::PasswordChanges, changed),
            ask(Topic::PasswordLogins, logins),
        ]
    });
    parts.collect()
}

fn with_password() -> Condition {
    is_in("LoginType", TYPES).or(is_in("LoginSubType", SUBTYPES))
}

/// Says of users what became of their passwords.
pub(super) fn fill(
    users: &mut BTreeMap<Username, LiveUser>,
    permissions: &Seen<BTreeSet<ApiName>>,
    answers: &mut Answers,
) -> Result<(), ReadError> {
    let mut changes = BTreeMap::new();
    for row in answers.rows(Topic::PasswordChanges)? {
        if let Some(at) = row
            .text("LastPasswordChangeDate")
            .filter(|at| !is_at_birth(&row, at))
        {
            changes.insert(need_id(&row, "Id")?, at.to_owned());
        }
    }
    let mut logins = match (
        sees_logins(permissions),
        answers.rows_or_refusal(Topic::PasswordLogins)?,
    ) {
        (Ok(()), Ok(rows)) => Ok(by_user(&rows)?),
        (Err(why), _) | (_, Err(why)) => Err(why),
    };
    for user in users.values_mut() {
        user.password.changed = changes.remove(&user.id).into();
        user.password.logins = match &mut logins {
            Ok(logins) => logins.remove(&user.id).into(),
            Err(why) => Seen::Unknown(why.clone()),
        };
    }
    Ok(())
}

fn is_at_birth(row: &Record, changed: &str) -> bool {
    let born = row.text("CreatedDate").and_then(time);
    let between = time(changed)
        .zip(born)
        .map(|(changed, born)| changed.duration_since(born));
    between.is_some_and(|between| between < AT_BIRTH)
}

/// A time as the REST API writes it, such as `2030-01-31T08:00:00.000+0000`.
fn time(text: &str) -> Option<Timestamp> {
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()
}

fn sees_logins(permissions: &Seen<BTreeSet<ApiName>>) -> Result<(), String> {
    match permissions {
        Seen::Known(held) if !SEERS.iter().any(|one| held.contains(&ApiName::from(*one))) => {
            Err("the running user sees no logins but its own: it lacks MonitorLoginHistory".to_owned())
        }
        _ => Ok(()),
    }
}

fn by_user(rows: &[Record]) -> Result<BTreeMap<RecordId, PasswordLogins>, ReadError> {
    let mut all: BTreeMap<RecordId, PasswordLogins> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.text("Status") == Some(LET_IN)) {
        let logins = all
            .entry(need_id(row, "UserId")?)
            .or_insert_with(|| PasswordLogins {
                count: 0,
                last: String::new(),
                through: BTreeSet::new(),
            });
        logins.count += row.number("n").and_then(|n| u64::try_from(n).ok()).unwrap_or(1);
        logins.last = row
            .text("latest")
            .unwrap_or_default()
            .to_owned()
            .max(std::mem::take(&mut logins.last));
        logins.through.insert(
            row.text("LoginSubType")
                .or(row.text("LoginType"))
                .unwrap_or_default()
                .to_owned(),
        );
    }
    Ok(all)
}
