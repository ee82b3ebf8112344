//! What is given up was ours, and loses its mark and nothing else.

use hallpass_model::{
    ApiName, Attribute, Change, Desired, Kind, Live, Mark, Plan, Reason, Value, profile_object,
};

use super::fault::{Fault, FaultCode, fault};

/// Returns whether a plan gives something up; such a plan does nothing else.
pub(super) fn gives_up(plan: &Plan) -> bool {
    plan.changes
        .iter()
        .any(|change| change.reason == Reason::Forgotten)
}

pub(super) fn look(plan: &Plan, desired: &Desired, live: &Live, faults: &mut Vec<Fault>) {
    for change in &plan.changes {
        if !takes_mark_off(change) {
            fault(
                faults,
                FaultCode::NotAllowed,
                &change.address,
                "does more than to take a mark off",
            );
        }
        let found = bearer(plan, change, live);
        let is_ours = found.is_some_and(|(name, mark)| {
            mark.fleet == desired.fleet && mark.integration == change.integration && mark.is_of(&name)
        });
        if !is_ours {
            fault(
                faults,
                FaultCode::NotOurs,
                &change.address,
                "is given up and is not ours",
            );
        }
    }
}

fn takes_mark_off(change: &Change) -> bool {
    let none = Value::Text(String::new());
    change.reason == Reason::Forgotten
        && matches!(&*change.differences(), [(Attribute::Mark, Some(_), Some(after))] if **after == none)
}

fn bearer<'l>(plan: &Plan, change: &Change, live: &'l Live) -> Option<(ApiName, &'l Mark)> {
    let bearer = plan.bearer_of(&change.address)?;
    match change.kind {
        Kind::User => {
            let user = live.users.get(&bearer.username)?;
            Some((ApiName::new(user.username.as_str()), user.mark.as_ref()?))
        }
        Kind::PermissionSet => {
            let set = live.permission_sets.get(&bearer.permission_set)?;
            Some((set.name.clone(), set.mark.as_ref()?))
        }
        Kind::Profile => {
            let profile = live.profiles.get(&ApiName::from(bearer.profile.as_str()))?;
            Some((profile_object(&profile.name), profile.mark.as_ref()?))
        }
        Kind::App => {
            let app = live.apps.get(change.address.name.as_ref()?)?;
            Some((app.name.clone(), app.mark.as_ref()?))
        }
        _ => None,
    }
}
