//! The smallest worlds in which laws once failed.

use hallpass_model::build::{desired, integration, live_of};
use hallpass_model::{Action, Desired, Enforce, Grace, Live};

use super::deeds::Deed;
use super::endings::same_but_for_ids;
use super::worlds::{World, first};
use crate::check;

fn billing(enforce: Enforce) -> Desired {
    let mut one = integration("billing", &[]);
    one.enforce = enforce;
    desired([one])
}

/// An org that is as desired, but for these deeds.
fn world(desired: Desired, deeds: &[Deed]) -> World {
    let one = desired.integrations.values().next().unwrap();
    let live = deeds
        .iter()
        .fold(live_of(&desired), |live, deed| deed.clone().on(live, one));
    World { desired, live }
}

/// Assignments and licences come back in new rows, or in those of before where the move had not begun to matter.
#[test]
fn a_move_to_another_license_ends_the_same_wherever_it_breaks_off() {
    let world = world(billing(Enforce::Exact), &[Deed::MoveLicense]);
    let plan = world.plan();
    let end = world.after(&plan).live;
    assert!(plan.changes.iter().any(|change| change.action == Action::Replace));
    for done in 0..=plan.changes.len() {
        let midway = world.after(&first(&plan, done));
        let then = midway.after(&midway.plan()).live;
        assert!(
            same_but_for_ids(&then, &end),
            "after {done} of {:#?}",
            plan.changes
        );
    }
}

#[test]
fn a_group_that_a_move_takes_off_comes_back_as_a_group() {
    let world = world(
        billing(Enforce::Additive),
        &[Deed::ExtraAssignment, Deed::MoveLicense],
    );
    let done = world.after(&world.plan()).live;
    let user = done.users.values().next().unwrap();
    assert!(user.assignments[&"Sales_Group".into()].is_group);
}

/// Whoever holds the group gets in through the set, so the app stays with it.
#[test]
fn what_ends_comes_back_although_its_set_is_in_a_group() {
    let begun = world(billing(Enforce::Exact), &[Deed::InGroup]);
    let mut ending = begun.clone();
    ending.desired.integrations.clear();
    ending.desired.retiring.today = "2026-11-22".to_owned();
    ending.desired.retiring.prune = Some(Grace {
        days: 0,
        since: "2026-11-22".to_owned(),
    });
    let plan = ending.plan();
    assert_eq!(check(&plan, &ending.desired, &ending.live), []);
    let over = ending.after(&plan).live;
    let kept = |live: &Live| (live.permission_sets.len(), live.apps.len());
    assert_eq!(kept(&over), (1, 1));
    let back = World {
        live: over,
        desired: begun.desired,
    };
    let plan = back.plan();
    assert_eq!(plan.blocked, []);
    assert!(back.after(&plan).plan().is_empty());
}
