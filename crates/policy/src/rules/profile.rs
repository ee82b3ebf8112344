//! HP005: what an integration may do stands on its permission set, and nothing on its profile.

use hallpass_access::{Origin, Through, effective, extra};
use hallpass_model::{API_ONLY_PROFILES, Desired, Integration, Live, Profile};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        code: "HP005",
        name: "nothing-on-the-profile",
        level: Level::Warn,
        sees: Sees::Both,
        why: "what a profile grants holds for all who have it, stands in no spec, and is not taken away by apply",
        fix: "leave user.profile out: the API-only profile grants nothing; what is needed goes under permissions",
        example: Some(Example {
            breaks: "user: { username: billing.api@example.com, email: finance-alerts@example.com, profile: Billing API }",
            keeps: "user: { username: billing.api@example.com, email: finance-alerts@example.com }",
        }),
    },
    specs,
    org,
};

fn specs(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    match &one.user.profile {
        Profile::Named(name) if !one.own_profile.is_needed() && !is_bare(name) => vec![seen(
            "user.profile",
            format!("the profile {name} may grant what the spec does not say"),
        )],
        Profile::Named(_) | Profile::ApiOnly => Vec::new(),
    }
}

fn is_bare(profile: &str) -> bool {
    API_ONLY_PROFILES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(profile))
}

fn org(one: &Integration, _: &Desired, live: &Live, _: Date) -> Vec<Sighting> {
    let access = effective(&one.user.username, live);
    let beyond = extra(one, &access);
    let of_profile: Vec<_> = beyond
        .iter()
        .filter(|extra| extra.origin == Origin::Elsewhere)
        .filter(|extra| matches!(extra.source.through, Through::Profile(_)))
        .collect();
    let Some(first) = of_profile.first() else {
        return Vec::new();
    };
    let count = match of_profile.len() {
        1 => format!("{}", first.target),
        more => format!("{} and {} more", first.target, more - 1),
    };
    vec![seen(
        "user.profile",
        format!("{} grants {count}", first.source.through),
    )]
}
