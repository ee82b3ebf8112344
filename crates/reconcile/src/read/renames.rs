//! Integrations that have another name than before: what they own is looked up under the names that it gets.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Complete, Desired, Integration, Live, LiveAssignment, LivePermissionSet};

/// Files sets of renamed integrations under the names that their specs declare. The name within stays the one that the
/// org has, so the two differ, and a plan closes that.
///
/// Users are found by their usernames, which stay; what a sandbox does to them is [another matter](super::sandbox). The developer name of an app can never be changed.
pub(super) fn follow(desired: &Desired, mut live: Live) -> Live {
    for one in desired.integrations.values() {
        if let Some(old) = renamed_set(desired, one, &live) {
            live = refile(live, &old, &one.permission_set.name);
        }
    }
    live
}

/// The one set that carries the mark of the name that the integration had before, and that no spec declares.
fn renamed_set(desired: &Desired, one: &Integration, live: &Live) -> Option<ApiName> {
    let previously = one.previously.as_ref()?;
    if live.permission_sets.contains_key(&one.permission_set.name) {
        return None;
    }
    let is_declared = |name: &ApiName| {
        let mut declared = desired.integrations.values().map(|one| &one.permission_set.name);
        declared.any(|declared| declared == name)
    };
    let is_it = |set: &&LivePermissionSet| {
        set.mark.as_ref().is_some_and(|mark| {
            mark.fleet == desired.fleet && mark.integration == *previously && mark.is_of(&set.name)
        }) && !is_declared(&set.name)
    };
    let mut found = live.permission_sets.values().filter(is_it);
    match (found.next(), found.next()) {
        (Some(set), None) => Some(set.name.clone()),
        // Of two nobody knows which: both stay, and are told.
        _ => None,
    }
}

fn refile(mut live: Live, old: &ApiName, new: &ApiName) -> Live {
    let mut sets = live.permission_sets.into_inner();
    if let Some(set) = sets.remove(old) {
        sets.insert(new.clone(), set);
    }
    live.permission_sets = Complete::read_to_the_end(sets);
    let mut users = live.users.into_inner();
    for user in users.values_mut() {
        let mut held: BTreeMap<ApiName, LiveAssignment> = std::mem::take(&mut user.assignments).into_inner();
        if let Some(assignment) = held.remove(old) {
            held.insert(new.clone(), assignment);
        }
        user.assignments = Complete::read_to_the_end(held);
    }
    live.users = Complete::read_to_the_end(users);
    live
}
