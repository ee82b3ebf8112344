//! HP020 and HP021: something says from where an integration may come, and it counts.

use hallpass_model::{Desired, Integration, IpRelaxation, LoginPolicy};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const PRESENT: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP020",
        name: "ip-restriction",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "a stolen credential works from everywhere",
        fix: "name the addresses of the integration under login.ip_ranges; where it has none of its own, turn the rule off \
              or add a waiver",
        example: Some(Example {
            breaks: "description: Posts invoices",
            keeps: "login: { ip_ranges: [192.0.2.0/24] }",
        }),
    },
    present,
);

pub(super) const EFFECTIVE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP021",
        name: "ip-restriction-effective",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "`ip_relaxation: enforce` enforces the login ranges of the profile; where there are none it enforces nothing, \
              and looks as if it did",
        fix: "name the addresses of the integration under login.ip_ranges",
        example: Some(Example {
            breaks: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api], ip_relaxation: enforce }]",
            keeps: "apps: [{ external_client_app: Billing, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api], ip_relaxation: enforce }]\n\
                    login: { ip_ranges: [192.0.2.0/24] }",
        }),
    },
    effective,
);

fn has_ranges(one: &Integration) -> bool {
    let login = one.own_profile.login.wanted();
    login.is_some_and(|LoginPolicy { ip_ranges, .. }| !ip_ranges.is_empty())
}

/// That an app enforces nothing says the same, and more.
fn present(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    match has_ranges(one) || enforcing(one).next().is_some() {
        true => Vec::new(),
        false => vec![seen(
            "login",
            format!("nothing says from where {} may log in", one.name),
        )],
    }
}

fn effective(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    if has_ranges(one) {
        return Vec::new();
    }
    enforcing(one)
        .map(|(n, app)| {
            seen(
                format!("apps[{n}].ip_relaxation"),
                format!("{app} enforces login ranges, and {} has none", one.name),
            )
        })
        .collect()
}

fn enforcing(one: &Integration) -> impl Iterator<Item = (usize, &str)> {
    one.apps
        .iter()
        .enumerate()
        .filter(|(_, app)| match app.ip_relaxation.wanted() {
            Some(IpRelaxation::Enforce | IpRelaxation::EnforceRelaxRefresh) => true,
            Some(IpRelaxation::Bypass | IpRelaxation::BypassWithSecondFactor) | None => false,
        })
        .map(|(n, app)| (n, app.name.as_str()))
}
