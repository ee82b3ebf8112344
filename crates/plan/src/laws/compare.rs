//! What holds of any two states of the specs.

use std::collections::BTreeSet;

use hallpass_model::{Address, Desired, Kind, OrgName, Target, Verb};
use proptest::prelude::*;

use super::worlds::{config_of_steps, worlds};
use crate::compare;

fn org() -> OrgName {
    OrgName::new("any").unwrap()
}

/// Returns the grants that have verbs in the second and not in the first, as the specs themselves say. Permissions of the
/// system bring others along, and all fields bring each: those are told where they come from.
fn gained(base: &Desired, head: &Desired) -> Vec<Address> {
    let mut gained = Vec::new();
    for one in head.integrations.values() {
        let before = base.integrations.get(&one.name);
        for (target, verbs) in &one.grants {
            let had = before.and_then(|before| before.grants.get(target));
            let is_brought = match target {
                Target::SystemPermission(_) => true,
                Target::Field { object, .. } => {
                    let of_object = one.grants.get(&Target::Object(object.clone()));
                    of_object.is_some_and(|verbs| verbs.has(Verb::ViewAllFields))
                }
                _ => false,
            };
            if !is_brought && !verbs.minus(had.copied().unwrap_or_default()).is_empty() {
                gained.push(target.address(&one.name));
            }
        }
    }
    gained
}

proptest! {
    #![proptest_config(config_of_steps())]

    #[test]
    fn any_fleet_is_the_same_as_itself(world in worlds()) {
        let comparison = compare(&org(), &world.desired, &world.desired);
        prop_assert!(comparison.plan.changes.is_empty() && comparison.integrations.is_empty());
    }

    #[test]
    fn no_gain_between_two_fleets_goes_untold(base in worlds(), head in worlds()) {
        let comparison = compare(&org(), &base.desired, &head.desired);
        let blocked = comparison.plan.blocked.iter().map(|blocked| &blocked.address);
        let told: BTreeSet<_> = comparison.opened.iter().chain(blocked).collect();
        for address in gained(&base.desired, &head.desired) {
            prop_assert!(told.contains(&address), "{address}: {told:?}");
        }
    }

    #[test]
    fn what_an_object_gains_one_way_it_loses_the_other_way(base in worlds(), head in worlds()) {
        let there = compare(&org(), &base.desired, &head.desired);
        let back = compare(&org(), &head.desired, &base.desired);
        let count = |comparison: &crate::Comparison, gains: bool| {
            let of_objects = comparison.plan.changes.iter().filter(|change| change.kind == Kind::Object);
            let verbs = of_objects.map(|change| {
                let (before, after) = change.verbs();
                match gains {
                    true => after.minus(before).iter().count(),
                    false => before.minus(after).iter().count(),
                }
            });
            verbs.sum::<usize>()
        };
        if there.plan.blocked.is_empty() && back.plan.blocked.is_empty() {
            prop_assert_eq!(count(&there, true), count(&back, false));
        }
    }
}
