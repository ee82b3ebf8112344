//! HP007: tokens of an app cannot do what only people do.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

/// Scopes that open pages, or everything (Help, "OAuth Tokens and Scopes").
const BROAD: [&str; 4] = ["full", "lightning", "visualforce", "web"];

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP007",
        name: "broad-scope",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "a token with such a scope opens a session in a browser, so that a stolen one is as good as a login",
        fix: "name the scopes that the integration uses, most often api alone",
        example: Some(Example {
            breaks: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api, web] }]",
            keeps: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api] }]",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for (n, app) in one.apps.iter().enumerate() {
        let Some(scopes) = app.scopes.wanted() else {
            continue;
        };
        for scope in scopes.iter().filter(|scope| BROAD.contains(&scope.0.as_str())) {
            // Beside others it is refused by a rule of its own.
            if scope.0 == "full" && scopes.len() > 1 {
                continue;
            }
            let subject = format!("apps[{n}].scopes[{}]", scope.0);
            sightings.push(seen(subject, format!("{} asks for {}", app.name, scope.0)));
        }
    }
    sightings
}
