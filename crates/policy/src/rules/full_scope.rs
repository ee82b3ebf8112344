//! HP002: no app asks for the scope `full` beside others.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::rule::{Rule, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        code: "HP002",
        name: "full-scope",
        level: Level::Refuse,
        why: "full holds every other scope, so that the others only look like a limit",
        fix: "take out full and name the scopes that the integration uses, most often api alone",
    },
    look,
};

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let apps = one.apps.iter().enumerate().filter(|(_, app)| {
        let scopes = app.scopes.wanted();
        scopes.is_some_and(|scopes| scopes.len() > 1 && scopes.iter().any(|scope| scope.0 == "full"))
    });
    apps.map(|(n, app)| {
        seen(
            format!("apps[{n}].scopes"),
            format!("{} asks for full beside other scopes", app.name),
        )
    })
    .collect()
}
