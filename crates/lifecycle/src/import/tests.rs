//! What belongs together, on worlds of the builders.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::build::{desired, integration, live_of};
use hallpass_model::{ApiName, Complete, Desired, Enforce, Live, LiveAssignment, Mark, Username};

use super::group;

/// An org in which these integrations are, and no spec is.
fn world(names: &[&str]) -> (Desired, Live) {
    let full = desired(
        names
            .iter()
            .map(|name| integration(name, &[("Account", "read"), ("Account.Phone", "edit read")])),
    );
    let mut live = live_of(&full);
    for user in users_mut(&mut live).values_mut() {
        user.mark = None;
    }
    let mut sets = live.permission_sets.clone().into_inner();
    sets.values_mut().for_each(|set| set.mark = None);
    live.permission_sets = Complete::read_to_the_end(sets);
    let mut apps = live.apps.clone().into_inner();
    apps.values_mut().for_each(|app| app.mark = None);
    live.apps = Complete::read_to_the_end(apps);
    (full, live)
}

struct Users<'l>(&'l mut Live, BTreeMap<Username, hallpass_model::LiveUser>);

impl std::ops::Deref for Users<'_> {
    type Target = BTreeMap<Username, hallpass_model::LiveUser>;
    fn deref(&self) -> &Self::Target {
        &self.1
    }
}

impl std::ops::DerefMut for Users<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.1
    }
}

impl Drop for Users<'_> {
    fn drop(&mut self) {
        self.0.users = Complete::read_to_the_end(std::mem::take(&mut self.1));
    }
}

fn users_mut(live: &mut Live) -> Users<'_> {
    let users = live.users.clone().into_inner();
    Users(live, users)
}

fn empty(full: &Desired) -> Desired {
    Desired {
        integrations: BTreeMap::new(),
        ..full.clone()
    }
}

fn all(live: &Live) -> BTreeSet<Username> {
    live.users.keys().cloned().collect()
}

#[test]
fn a_user_its_set_and_its_app_are_one_integration() {
    let (full, live) = world(&["billing", "load"]);
    let found = group(&live, &empty(&full), &all(&live));
    assert_eq!(found.left_out, []);
    for (imported, original) in found.integrations.iter().zip(full.integrations.values()) {
        let mut expected = original.clone();
        (expected.adopt, expected.enforce) = (true, Enforce::Report);
        expected.owner = format!("{}-alerts@example.com", original.name);
        // What is not said about an app stays as it is.
        expected.apps[0].settings.clear();
        assert_eq!(imported.integration, expected);
    }
}

#[test]
fn what_cannot_be_a_spec_is_left_out_with_its_reason() {
    let (full, mut live) = world(&["billing", "load"]);
    live.running_user.username = Username::from("load.api@example.com");
    users_mut(&mut live)
        .values_mut()
        .for_each(|user| user.active = user.username.as_str() != "billing.api@example.com");
    let mut wanted = all(&live);
    wanted.insert(Username::from("gone@example.com"));
    let found = group(&live, &empty(&full), &wanted);
    assert_eq!(found.integrations, []);
    let why: Vec<String> = found
        .left_out
        .iter()
        .map(|left| format!("{}: {}", left.what, left.why))
        .collect();
    assert_eq!(
        why,
        [
            "user billing.api@example.com: it is not active, and a spec would bring it back",
            "user gone@example.com: the org has no such user, or hides it",
            "user load.api@example.com: hallpass runs as it",
        ]
    );
    let found = group(&live, &full, &all(&live));
    assert_eq!(found.left_out[0].why, "the spec of billing has it");
}

#[test]
fn a_set_that_others_hold_is_nobodys_own() {
    let (full, mut live) = world(&["billing", "load"]);
    let shared = ApiName::from("Billing_Integration");
    let id = live.permission_sets[&shared].id.clone();
    let mut sets = live.permission_sets.clone().into_inner();
    if let Some(set) = sets.get_mut(&shared) {
        let mut holders = set.holders.clone().into_inner();
        holders.insert(Username::from("load.api@example.com"), id.clone());
        set.holders = Complete::read_to_the_end(holders);
    }
    live.permission_sets = Complete::read_to_the_end(sets);
    for user in users_mut(&mut live).values_mut() {
        let mut held = user.assignments.clone().into_inner();
        let assignment = LiveAssignment {
            id: id.clone(),
            is_group: false,
            license: None,
        };
        held.insert(shared.clone(), assignment);
        user.assignments = Complete::read_to_the_end(held);
    }
    let found = group(&live, &empty(&full), &all(&live));
    let sets: Vec<_> = found
        .integrations
        .iter()
        .map(|one| (one.integration.name.as_str(), one.integration.also_assigned.len()))
        .collect();
    assert_eq!(sets, [("billing-api", 1), ("load", 1)]);
    let told = found.integrations[1].remarks.iter().any(|remark| {
        remark.subject == "also_assigned" && remark.text.contains("shared with billing.api@example.com")
    });
    assert!(told, "{:?}", found.integrations[1].remarks);
}

#[test]
fn a_mark_of_another_fleet_is_told_and_stops_nothing() {
    let (full, mut live) = world(&["billing"]);
    for user in users_mut(&mut live).values_mut() {
        user.mark = Some(Mark {
            fleet: hallpass_model::FleetName::new("other").expect("it is a name"),
            integration: hallpass_model::build::name("ledger"),
            object: ApiName::new(user.username.as_str()),
            more: BTreeMap::new(),
        });
    }
    let found = group(&live, &empty(&full), &all(&live));
    let told = found.integrations[0]
        .remarks
        .iter()
        .any(|remark| remark.text.contains("ledger of fleet other"));
    assert!(told);
}
