//! Who holds tokens of apps that outlive their sessions.
//!
//! An org lists them by the label of the app, and to whoever may not see those of others only the own ones (Object
//! Reference, `OauthToken`). Tokens of client credentials leave no row.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{Seen, Username};
use hallpass_salesforce::soql::Soql;

use crate::read::ReadError;
use crate::read::answers::{Answers, Ask, Topic, ask};
use crate::read::scope::Scope;

/// The holders by the label of the app; unknown where the org does not tell, absent where it was not asked.
pub(in crate::read) type TokenHolders = Seen<BTreeMap<String, BTreeSet<Username>>>;

/// Asks only where somebody's app is taken over or made stricter.
pub(in crate::read) fn asks(scope: &Scope<'_>) -> Option<Ask> {
    scope.takes_over_apps().then(|| {
        ask(
            Topic::TokenHolders,
            Soql::select(["AppName", "User.Username"]).from("OauthToken"),
        )
    })
}

pub(in crate::read) fn from(scope: &Scope<'_>, answers: &mut Answers) -> Result<TokenHolders, ReadError> {
    if !scope.takes_over_apps() {
        return Ok(Seen::Absent);
    }
    let rows = match answers.rows_or_refusal(Topic::TokenHolders)? {
        Ok(rows) => rows,
        Err(why) => return Ok(Seen::Unknown(why)),
    };
    let mut holders: BTreeMap<String, BTreeSet<Username>> = BTreeMap::new();
    for row in &rows {
        if let (Some(app), Some(user)) = (row.text("AppName"), row.text("User.Username")) {
            holders
                .entry(app.to_owned())
                .or_default()
                .insert(Username::new(user));
        }
    }
    Ok(Seen::Known(holders))
}

/// The holders of one app.
pub(super) fn of_app(holders: &TokenHolders, label: &str) -> Seen<BTreeSet<Username>> {
    match holders {
        Seen::Known(all) => Seen::Known(all.get(label).cloned().unwrap_or_default()),
        Seen::Unknown(why) => Seen::Unknown(why.clone()),
        Seen::Absent => Seen::Absent,
    }
}
