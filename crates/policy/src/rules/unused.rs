//! HP024: what nobody uses is ended.

use hallpass_model::{Desired, Integration, Live};
use jiff::civil::Date;

use crate::days::days_between;
use crate::rule::{Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_org(
    RuleInfo {
        code: "HP024",
        name: "unused",
        level: Level::Warn,
        sees: Sees::Org,
        why: "access that nobody uses is missed by nobody, its abuse included",
        fix: "ask the owner; where it is not needed any more, end it with `retire`. `policy.unused_after` says how long is \
              too long",
        example: None,
    },
    look,
);

fn look(one: &Integration, desired: &Desired, live: &Live, today: Date) -> Vec<Sighting> {
    let allowed = i64::from(desired.policy.unused_after);
    let Some(user) = live.users.get(&one.user.username).filter(|user| user.active) else {
        return Vec::new();
    };
    let day = |text: Option<&String>| text.and_then(|text| text.get(..10)?.parse::<Date>().ok());
    let username = &one.user.username;
    let message = match (day(user.last_login.known()), day(user.created.known())) {
        (Some(last), _) if days_between(last, today) > allowed => {
            Some(format!("{username} has not logged in since {last}"))
        }
        // Only where the org says that there was no login: what could not be read is not known.
        (None, Some(created))
            if user.last_login == hallpass_model::Seen::Absent && days_between(created, today) > allowed =>
        {
            Some(format!(
                "{username} was made on {created} and has never logged in"
            ))
        }
        _ => None,
    };
    message
        .map(|message| seen("user.username", message))
        .into_iter()
        .collect()
}
