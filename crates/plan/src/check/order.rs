//! Everything comes after what it depends on, and nothing goes before its replacement is there.

use std::collections::BTreeMap;

use hallpass_model::{Action, Address, Attribute, Change, Kind, Plan, State, Verb};

use super::fault::{Fault, FaultCode, fault};

pub(super) fn look(plan: &Plan, faults: &mut Vec<Fault>) {
    let place: BTreeMap<&Address, usize> = plan
        .changes
        .iter()
        .enumerate()
        .map(|(n, change)| (&change.address, n))
        .collect();
    for (n, change) in plan.changes.iter().enumerate() {
        for need in &change.depends_on {
            match place.get(need) {
                None => fault(
                    faults,
                    FaultCode::Order,
                    &change.address,
                    format!("depends on {need}, which the plan does not change"),
                ),
                Some(at) if *at >= n => fault(
                    faults,
                    FaultCode::Order,
                    &change.address,
                    format!("comes before {need}, on which it depends"),
                ),
                Some(_) => {}
            }
        }
        for need in parents(change) {
            if let Some(at) = place.get(&need)
                && (*at >= n || !change.depends_on.contains(&need))
                && plan.changes[*at].action == Action::Create
            {
                fault(
                    faults,
                    FaultCode::Order,
                    &change.address,
                    format!("does not wait for {need}, which must exist first"),
                );
            }
        }
    }
    lapses(plan, faults);
    narrows(plan, faults);
}

/// What must exist before a change can be made at all.
fn parents(change: &Change) -> Vec<Address> {
    let owner = &change.integration;
    let (user, set) = (Address::user(owner), Address::permission_set(owner));
    match (change.kind, &change.address.name) {
        _ if change.action == Action::Delete => Vec::new(),
        (Kind::User, _) => match change.after.as_ref().and_then(State::attributes) {
            Some(after) if after.contains_key(&Attribute::Profile) => vec![Address {
                kind: Kind::Profile,
                ..user
            }],
            _ => Vec::new(),
        },
        (Kind::Profile | Kind::Login | Kind::PermissionSet, _) => Vec::new(),
        (Kind::License | Kind::PackageLicense | Kind::PublicGroup | Kind::Queue, _) => vec![user],
        (Kind::Assignment, _) => vec![user, set],
        (Kind::App, _) => match change.after.as_ref().and_then(State::attributes) {
            Some(after) if after.contains_key(&Attribute::RunAs) => vec![user],
            _ => Vec::new(),
        },
        (Kind::AppLink, Some(name)) => vec![set, Address::named(owner, Kind::App, name.clone())],
        (Kind::Field, Some(name)) => {
            let object = name.as_str().split('.').next().unwrap_or_default();
            vec![set, Address::named(owner, Kind::Object, object.into())]
        }
        _ => vec![set],
    }
}

/// No assignment or licence goes while something that the spec grants is still to come.
fn lapses(plan: &Plan, faults: &mut Vec<Fault>) {
    let mut last_gain: BTreeMap<_, (usize, &Address)> = BTreeMap::new();
    for (n, change) in plan.changes.iter().enumerate() {
        let (before, after) = change.verbs();
        let is_gain =
            !before.covers(after) || (change.kind == Kind::Assignment && change.action == Action::Create);
        if is_gain {
            last_gain.insert(&change.integration, (n, &change.address));
        }
    }
    for (n, change) in plan.changes.iter().enumerate() {
        let takes = change.action == Action::Delete && change.kind.hangs_on_user();
        if let Some((at, gain)) = last_gain.get(&change.integration)
            && takes
            && *at > n
            && !makes_room(plan, change)
        {
            fault(
                faults,
                FaultCode::Lapse,
                &change.address,
                format!("goes before {gain} is there"),
            );
        }
    }
}

/// Whether the user waits for it: a move to another licence is refused to whoever holds what that does not allow.
fn makes_room(plan: &Plan, change: &Change) -> bool {
    let user = change.address.of_user();
    let mut others = plan.changes.iter();
    others.any(|other| other.address == user && other.depends_on.contains(&change.address))
}

/// What is in use is made stricter only when what is then needed is there: an app its links and assignments, an object
/// that opens all its fields the rows of those that are declared.
fn narrows(plan: &Plan, faults: &mut Vec<Fault>) {
    for (n, change) in plan.changes.iter().enumerate() {
        let later = plan.changes[n + 1..]
            .iter()
            .filter(|other| other.integration == change.integration && other.action != Action::Delete);
        let needed = later.into_iter().find(|other| match change.kind {
            Kind::App => shuts_out(change) && admits(other, change),
            Kind::Object => closes_fields(change) && is_field_of(other, change),
            _ => false,
        });
        if let Some(needed) = needed {
            let message = format!("is made stricter before {} is there", needed.address);
            fault(faults, FaultCode::Lapse, &change.address, message);
        }
    }
}

/// Whether an app that is there changes who may use it, as whom it runs, or how it gets its tokens.
fn shuts_out(change: &Change) -> bool {
    let after = change.after.as_ref().and_then(State::attributes);
    let switches = [Attribute::PermittedUsers, Attribute::RunAs, Attribute::Flow];
    change.action != Action::Create
        && after.is_some_and(|after| switches.iter().any(|switch| after.contains_key(switch)))
}

fn admits(other: &Change, app: &Change) -> bool {
    match other.kind {
        Kind::AppLink => other.address.name == app.address.name,
        Kind::Assignment => true,
        _ => false,
    }
}

fn closes_fields(change: &Change) -> bool {
    let (before, after) = change.verbs();
    before.has(Verb::ViewAllFields) && !after.has(Verb::ViewAllFields) && !after.is_empty()
}

fn is_field_of(other: &Change, object: &Change) -> bool {
    let (before, after) = other.verbs();
    let field = other
        .address
        .name
        .as_ref()
        .and_then(|name| name.as_str().split_once('.'));
    let is_of = field.is_some_and(|(of, _)| {
        object
            .address
            .name
            .as_ref()
            .is_some_and(|name| *name == of.into())
    });
    other.kind == Kind::Field && is_of && !before.covers(after)
}
