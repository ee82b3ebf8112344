//! HP013: no app lets its users in from everywhere.

use hallpass_model::{Desired, Integration, IpRelaxation};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP013",
        name: "ip-relaxed",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "login IP ranges are what stops a stolen credential from being used elsewhere, and the app passes them by",
        fix: "set ip_relaxation: enforce",
        example: Some(Example {
            breaks: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api], ip_relaxation: bypass }]",
            keeps: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api], ip_relaxation: enforce }]",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let relaxed = one
        .apps
        .iter()
        .enumerate()
        .filter_map(|(n, app)| match app.ip_relaxation.wanted()? {
            word @ (IpRelaxation::Bypass | IpRelaxation::BypassWithSecondFactor) => Some((n, app, word)),
            IpRelaxation::Enforce | IpRelaxation::EnforceRelaxRefresh => None,
        });
    relaxed
        .map(|(n, app, word)| {
            seen(
                format!("apps[{n}].ip_relaxation"),
                format!("{} has ip_relaxation: {}", app.name, word.word()),
            )
        })
        .collect()
}
