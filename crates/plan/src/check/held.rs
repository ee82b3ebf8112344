//! What is frozen or thawed by hand was ours, and only its switches move.

use hallpass_model::{
    Action, ApiName, Attribute, Change, Desired, Kind, Live, Mark, Plan, Reason, State, Value,
};

use super::fault::{Fault, FaultCode, fault};

/// Returns whether a plan freezes or thaws; such a plan does nothing else.
pub(super) fn holds(plan: &Plan) -> bool {
    plan.changes
        .iter()
        .any(|change| matches!(change.reason, Reason::Frozen | Reason::Thawed))
}

pub(super) fn look(plan: &Plan, desired: &Desired, live: &Live, faults: &mut Vec<Fault>) {
    let first = plan.changes.first().map(|change| change.reason);
    for change in &plan.changes {
        let mut found = |code, message: &str| fault(faults, code, &change.address, message);
        if Some(change.reason) != first || !only_switches(change) {
            found(FaultCode::NotAllowed, "does more than to freeze or to thaw");
        }
        if !is_ours(plan, desired, live, change) {
            found(FaultCode::NotOurs, "is frozen or thawed and is not ours");
        }
        if touches_running_user(plan, live, change) {
            found(FaultCode::OwnAccess, "touches the running user's own access");
        }
    }
}

fn only_switches(change: &Change) -> bool {
    let Some(after) = change.after.as_ref().and_then(State::attributes) else {
        return false;
    };
    let freezes = change.reason == Reason::Frozen;
    change.action == Action::Update
        && after
            .iter()
            .all(|(attribute, value)| match (change.kind, attribute) {
                (Kind::Login, Attribute::Frozen) => *value == Value::Flag(freezes),
                (Kind::Login, Attribute::Mark) => true,
                (Kind::Login, Attribute::Sessions) => freezes,
                (Kind::App, Attribute::Enabled) => *value == Value::Flag(!freezes),
                _ => false,
            })
}

fn is_ours(plan: &Plan, desired: &Desired, live: &Live, change: &Change) -> bool {
    let before = desired
        .integrations
        .get(&change.integration)
        .and_then(|one| one.previously.as_ref());
    let vouches = |mark: &Mark, bearer: &ApiName| {
        let is_name = mark.integration == change.integration || Some(&mark.integration) == before;
        mark.fleet == desired.fleet && is_name && mark.is_of(bearer)
    };
    match change.kind {
        Kind::Login => {
            let bearer = plan.bearer_of(&change.address);
            let user = bearer.and_then(|bearer| live.users.get(&bearer.username));
            user.is_some_and(|user| {
                let name = ApiName::new(user.username.as_str());
                user.mark.as_ref().is_some_and(|mark| vouches(mark, &name))
            })
        }
        _ => {
            let app = change.address.name.as_ref().and_then(|name| live.apps.get(name));
            app.is_some_and(|app| app.mark.as_ref().is_some_and(|mark| vouches(mark, &app.name)))
        }
    }
}

fn touches_running_user(plan: &Plan, live: &Live, change: &Change) -> bool {
    let running = &live.running_user;
    if plan.blocked.iter().any(|one| one.address == change.address) {
        // Nothing is written while something is blocked.
        return false;
    }
    match change.kind {
        Kind::Login => {
            let bearer = plan.bearer_of(&change.address);
            bearer.is_some_and(|bearer| bearer.username == running.username)
        }
        _ => {
            let app = change.address.name.as_ref().and_then(|name| live.apps.get(name));
            app.is_some_and(|app| {
                app.run_as.known() == Some(&running.username) || running.app.as_ref() == Some(&app.name)
            })
        }
    }
}
