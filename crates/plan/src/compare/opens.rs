//! Whether a change opens something that was shut: a way in, or access once in.

use std::collections::BTreeSet;

use hallpass_model::{
    Action, Attribute, Change, Integration, IpRange, Kind, LoginHours, Profile, Shape, Value,
};

use crate::observed::NO_ROLE;

/// How far login ranges are passed by, least first.
const RELAXATIONS: [&str; 4] = [
    "enforce",
    "enforce_relax_refresh",
    "bypass_with_second_factor",
    "bypass",
];

type Side<'v> = Option<&'v Value>;

/// Returns whether a change gives access, or a way to it, that was not there before. `one` is the integration as it will be.
pub(super) fn opens(change: &Change, one: Option<&Integration>) -> bool {
    match change.kind.shape() {
        Shape::Grant => {
            let (before, after) = change.verbs();
            !after.minus(before).is_empty()
        }
        Shape::Membership => change.action != Action::Delete,
        Shape::Entity => match (change.kind, change.action) {
            (_, Action::Delete) | (Kind::PermissionSet, _) => false,
            (Kind::User | Kind::App, Action::Create | Action::Replace) => true,
            // A profile of its own restricts what was not restricted.
            (Kind::Profile, Action::Create) => false,
            _ => change
                .differences()
                .into_iter()
                .any(|(attribute, before, after)| widens(attribute, before, after, one)),
        },
    }
}

fn widens(attribute: Attribute, before: Side<'_>, after: Side<'_>, one: Option<&Integration>) -> bool {
    match attribute {
        Attribute::Scopes | Attribute::CallbackUrl | Attribute::TrustedIpRanges => {
            !list(after).is_subset(&list(before))
        }
        Attribute::Certificate | Attribute::Flow | Attribute::RunAs => before != after && after.is_some(),
        // A role shows the records of those below it.
        Attribute::Role => {
            let role = after.and_then(Value::text);
            before != after && role.is_some_and(|role| role != NO_ROLE)
        }
        Attribute::IpRelaxation => rank(after) > rank(before),
        Attribute::RequirePkce | Attribute::RequireSecret | Attribute::RequireSecretForRefresh => {
            after == Some(&Value::Flag(false))
        }
        Attribute::Enabled | Attribute::Active => after == Some(&Value::Flag(true)),
        Attribute::Frozen => after == Some(&Value::Flag(false)),
        Attribute::IpRanges => more_addresses(&list(before), &list(after)),
        Attribute::Hours => more_hours(before, after),
        // What another profile grants stands in no spec; those that hallpass makes or the platform has grant nothing.
        Attribute::Profile => one
            .is_some_and(|one| !one.own_profile.is_needed() && matches!(one.user.profile, Profile::Named(_))),
        _ => false,
    }
}

fn list(side: Side<'_>) -> BTreeSet<&str> {
    match side {
        Some(Value::List(items)) => items.iter().map(String::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

fn rank(side: Side<'_>) -> usize {
    let word = side.and_then(Value::text).unwrap_or_default();
    RELAXATIONS.iter().position(|known| *known == word).unwrap_or(0)
}

/// No ranges are all addresses. A range that two others make up together counts as more.
fn more_addresses(before: &BTreeSet<&str>, after: &BTreeSet<&str>) -> bool {
    if before.is_empty() || after.is_empty() {
        return !before.is_empty();
    }
    let parse = |ranges: &BTreeSet<&str>| -> Vec<Option<IpRange>> {
        ranges.iter().map(|range| range.parse().ok()).collect()
    };
    let before = parse(before);
    let covers = |outer: &IpRange, inner: &IpRange| {
        let same_family = outer.start().is_ipv4() == inner.start().is_ipv4();
        same_family && outer.start() <= inner.start() && inner.end() <= outer.end()
    };
    let is_covered = |inner: &Option<IpRange>| {
        let inner = inner.as_ref();
        inner.is_some_and(|inner| before.iter().flatten().any(|outer| covers(outer, inner)))
    };
    !parse(after).iter().all(is_covered)
}

/// No hours are all hours.
fn more_hours(before: Side<'_>, after: Side<'_>) -> bool {
    let parse = |side: Side<'_>| -> Option<LoginHours> {
        let text = side.and_then(Value::text)?;
        text.split(" (").next()?.parse().ok()
    };
    match (parse(before), parse(after)) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(before), Some(after)) => {
            let windows = before.days().zip(after.days());
            windows
                .map(|((_, before), (_, after))| (before, after))
                .any(|(before, after)| after.0 < after.1 && (after.0 < before.0 || after.1 > before.1))
        }
    }
}
