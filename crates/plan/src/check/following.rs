//! A plan follows from its inputs: what goes is not declared, what comes is, and creates find nothing there.

use hallpass_model::{Action, ApiName, Change, Desired, Integration, Kind, Live, Plan, Target, Verbs};

use super::fault::{Fault, FaultCode, fault};
use super::retired::is_end;

pub(super) fn look(plan: &Plan, desired: &Desired, live: &Live, faults: &mut Vec<Fault>) {
    for change in &plan.changes {
        let Some(one) = desired.integrations.get(&change.integration) else {
            continue;
        };
        if is_end(change, desired) {
            continue;
        }
        if change.action == Action::Create && is_there(change, one, live) {
            fault(
                faults,
                FaultCode::Unfounded,
                &change.address,
                "is created although it is there",
            );
        }
        if change.action == Action::Delete && is_declared(change, one) {
            fault(
                faults,
                FaultCode::Unfounded,
                &change.address,
                "is deleted although the spec holds it",
            );
        }
        if let Some(verb) = undeclared_gain(change, one) {
            fault(
                faults,
                FaultCode::Unfounded,
                &change.address,
                format!("gains {verb}, which the spec does not hold"),
            );
        }
    }
}

fn is_there(change: &Change, one: &Integration, live: &Live) -> bool {
    let user = live.users.get(&one.user.username);
    let name = change.address.name.as_ref();
    match change.kind {
        Kind::User => user.is_some(),
        Kind::Profile => live
            .profiles
            .contains_key(&ApiName::from(one.own_profile.name.as_str())),
        Kind::PermissionSet => live.permission_sets.contains_key(&one.permission_set.name),
        Kind::App => name.is_some_and(|name| live.apps.contains_key(name)),
        Kind::License => name
            .zip(user)
            .is_some_and(|(name, user)| user.licenses.contains_key(name)),
        Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => {
            name.zip(user).is_some_and(|(name, user)| {
                let joined = user.joined.get(&change.kind).and_then(|joined| joined.known());
                joined.is_some_and(|joined| joined.contains_key(name))
            })
        }
        Kind::Assignment => name
            .zip(user)
            .is_some_and(|(name, user)| user.assignments.contains_key(name)),
        Kind::Holder => set_held_by(change, one, live),
        // Rows that the platform makes up look like grants and are none; the fingerprint tells them apart.
        _ => false,
    }
}

fn set_held_by(change: &Change, one: &Integration, live: &Live) -> bool {
    let set = live.permission_sets.get(&one.permission_set.name);
    let holder = change.address.name.as_ref().map(|name| name.as_str());
    set.is_some_and(|set| set.holders.keys().any(|user| Some(user.as_str()) == holder))
}

fn is_declared(change: &Change, one: &Integration) -> bool {
    let Some(name) = &change.address.name else {
        return true;
    };
    match change.kind {
        Kind::User | Kind::PermissionSet => true,
        Kind::App => one.apps.iter().any(|app| app.name == *name),
        Kind::Holder => one.user.username.as_str().eq_ignore_ascii_case(name.as_str()),
        Kind::License => one.licenses.contains(name),
        // Where the spec says nothing of a kind, nothing of it may go.
        kind if kind.is_joined() => one.joins.get(&kind).is_none_or(|wanted| wanted.contains(name)),
        Kind::Assignment => one.permission_set.name == *name || one.also_assigned.contains(name),
        kind => Target::named(kind, name.clone())
            .iter()
            .any(|target| one.grants.contains_key(target)),
    }
}

/// Fields are left to the object here: a compound field stands for its parts, a lookup has two names.
fn undeclared_gain(change: &Change, one: &Integration) -> Option<String> {
    let (before, after) = change.verbs();
    let gained = after.minus(before);
    if gained.is_empty() {
        return None;
    }
    let name = change.address.name.as_ref()?;
    let declared = match change.kind {
        Kind::Field => of_fields(one, name),
        kind => of_target(one, kind, name),
    };
    gained
        .iter()
        .find(|verb| !declared.has(*verb))
        .map(|verb| verb.to_string())
}

fn of_target(one: &Integration, kind: Kind, name: &ApiName) -> Verbs {
    let targets = Target::named(kind, name.clone());
    let found = targets.iter().filter_map(|target| one.grants.get(target));
    let declared = found.fold(Verbs::NONE, |all, verbs| all.union(*verbs));
    declared
        .iter()
        .flat_map(|verb| verb.needs().iter().copied())
        .fold(declared, Verbs::with)
}

fn of_fields(one: &Integration, name: &ApiName) -> Verbs {
    let wanted = ApiName::from(name.as_str().split('.').next().unwrap_or_default());
    let first = Target::Field {
        object: wanted.clone(),
        field: "".into(),
    };
    one.grants
        .range(first..)
        .take_while(|(target, _)| matches!(target, Target::Field { object, .. } if *object == wanted))
        .fold(Verbs::NONE, |all, (_, verbs)| all.union(*verbs))
}
