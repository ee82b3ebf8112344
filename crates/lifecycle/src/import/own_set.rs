//! Which of the sets that a user holds can be an integration's own.

use hallpass_model::{ApiName, Desired, IntegrationName, Live, LivePermissionSet, LiveUser};

/// Returns the set that is the user's own: the one that carries its mark, else of those that can be, the one that grants
/// most; and of all others why they cannot be, where they cannot.
pub(super) fn own_set<'l>(
    live: &'l Live,
    fleet: &Desired,
    user: &LiveUser,
) -> (Option<&'l LivePermissionSet>, Vec<(&'l ApiName, String)>) {
    let mut refused = Vec::new();
    let mut best: Option<&LivePermissionSet> = None;
    let held = user
        .assignments
        .iter()
        .filter(|(_, assignment)| !assignment.is_group);
    for set in held.filter_map(|(name, _)| live.permission_sets.get(name)) {
        match why_not(live, fleet, user, set) {
            Some(why) => refused.push((&set.name, why)),
            None if best.is_none_or(|best| rank(fleet, set) > rank(fleet, best)) => best = Some(set),
            None => {}
        }
    }
    (best, refused)
}

/// What is marked comes first, then what grants most.
fn rank(fleet: &Desired, set: &LivePermissionSet) -> (bool, usize) {
    (of_fleet(fleet, set).is_some(), set.grants.len())
}

/// Returns the integration of this fleet whose mark a set carries.
pub(super) fn of_fleet<'l>(fleet: &Desired, set: &'l LivePermissionSet) -> Option<&'l IntegrationName> {
    let mark = set.mark.as_ref()?;
    (mark.fleet == fleet.fleet && mark.is_of(&set.name)).then_some(&mark.integration)
}

/// Says why changing the set would change what others have, or why nobody may.
fn why_not(live: &Live, fleet: &Desired, user: &LiveUser, set: &LivePermissionSet) -> Option<String> {
    let declared = fleet
        .integrations
        .values()
        .find(|one| one.permission_set.name == set.name);
    let others = set.holders.keys().filter(|holder| **holder != user.username);
    let others: Vec<&str> = others.map(hallpass_model::Username::as_str).collect();
    let groups: Vec<&str> = set.groups.iter().map(ApiName::as_str).collect();
    let foreign = set
        .mark
        .as_ref()
        .filter(|mark| mark.fleet != fleet.fleet && mark.is_of(&set.name));
    match () {
        () if let Some(one) = declared => Some(format!("is the own set of {}", one.name)),
        () if let Some(mark) = foreign => Some(format!(
            "belongs to integration {} of fleet {}",
            mark.integration, mark.fleet
        )),
        () if let Some(namespace) = &set.namespace => {
            Some(format!("comes from the managed package {namespace}"))
        }
        () if set.name.as_str().contains("__") => Some("has a name with a namespace".to_owned()),
        () if set.needs_activation => Some("counts only in activated sessions".to_owned()),
        () if !groups.is_empty() => Some(format!("is part of the groups {}", groups.join(", "))),
        () if !others.is_empty() => Some(format!("is shared with {}", some_of(&others))),
        () if !fits(live, user, set) => Some("is tied to a licence that the user does not hold".to_owned()),
        () => None,
    }
}

fn fits(live: &Live, user: &LiveUser, set: &LivePermissionSet) -> bool {
    let Some(id) = &set.license_id else { return true };
    let catalog = &live.catalog;
    let own = user
        .license
        .known()
        .and_then(|name| catalog.user_licenses.get(name));
    let held = user.licenses.keys();
    let held = held.filter_map(|name| catalog.permission_set_licenses.get(name));
    own.into_iter().chain(held).any(|seats| seats.id == *id)
}

/// Names three, and counts the rest.
fn some_of(names: &[&str]) -> String {
    match names {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => names.join(", "),
    }
}
