//! HP002: no app asks for the scope `full` beside others.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP002",
        name: "full-scope",
        level: Level::Refuse,
        sees: Sees::Specs,
        why: "full holds every other scope, so that the others only look like a limit",
        fix: "take out full and name the scopes that the integration uses, most often api alone",
        example: Some(Example {
            breaks: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api, full] }]",
            keeps: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api] }]",
        }),
    },
    look,
);

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
