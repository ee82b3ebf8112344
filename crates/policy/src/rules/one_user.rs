//! HP003: the user of an integration serves that integration and nothing else.

use hallpass_model::{ApiName, Desired, Integration, Live};
use jiff::civil::Date;

use crate::rule::{Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_org(
    RuleInfo {
        code: "HP003",
        name: "one-user",
        level: Level::Warn,
        sees: Sees::Org,
        why: "a user that serves two has the access of both, and nobody can tell whose calls are whose",
        fix: "give the other app a user of its own; two specs with one user are refused as `HS051`",
        example: None,
    },
    look,
);

fn look(one: &Integration, _: &Desired, live: &Live, _: Date) -> Vec<Sighting> {
    let Some(user) = live.users.get(&one.user.username) else {
        return Vec::new();
    };
    let is_own = |app: &&ApiName| one.apps.iter().any(|own| own.name == **app);
    let others = user.runs.iter().filter(|app| !is_own(app));
    others
        .map(|app| {
            seen(
                "user.username",
                format!("{} is the user of the app {app} too", one.user.username),
            )
        })
        .collect()
}
