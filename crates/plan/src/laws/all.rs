//! The laws, over random worlds.

use std::collections::BTreeSet;

use hallpass_access::effective;
use hallpass_model::{Action, Address, Enforce, Live, Mark, OrgName, Plan, Target, Verb, Verbs};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::deeds::edit;
use super::worlds::{World, closes, config, first, unmanage, worlds, worlds_under};
use crate::{check, moved};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_plan_that_was_applied_leaves_nothing_to_do(world in worlds()) {
        let first = world.plan();
        let second = world.after(&first).plan();
        prop_assert!(second.changes.is_empty(), "{:#?}\nafter {:#?}", second.changes, first.changes);
    }

    #[test]
    fn what_the_platform_adds_is_no_change(world in worlds()) {
        let first = world.plan();
        let mut then = world.after(&first);
        platform_adds(&mut then);
        let second = then.plan();
        prop_assert!(second.changes.is_empty(), "{:#?}\nafter {:#?}", second.changes, first.changes);
    }

    #[test]
    fn the_order_of_reading_does_not_matter(world in worlds()) {
        let backwards = World { live: read_backwards(&world.live), desired: world.desired.clone() };
        prop_assert_eq!(bytes(&world.plan()), bytes(&backwards.plan()));
    }

    #[test]
    fn each_change_is_needed(world in worlds()) {
        let whole = world.plan();
        for change in whole.changes.iter().filter(closes) {
            let rest = world.after(&without(&whole, &change.address)).plan();
            prop_assert!(
                rest.changes.iter().any(|again| again.address == change.address),
                "without {} nothing is missing", change.address
            );
        }
    }

    #[test]
    fn the_second_opinion_accepts_every_plan(world in worlds()) {
        let plan = world.plan();
        prop_assert_eq!(check(&plan, &world.desired, &world.live), vec![]);
    }

    #[test]
    fn a_plan_is_fresh_until_what_it_touches_moves(world in worlds()) {
        let plan = world.plan();
        prop_assert_eq!(moved(&plan, &world.live), vec![]);
        let done = world.after(&plan);
        prop_assert_eq!(moved(&plan, &done.live).is_empty(), plan.changes.is_empty());
    }

    #[test]
    fn what_is_not_ours_stays_as_it_is(world in worlds()) {
        let done = world.after(&world.plan());
        for (name, user) in world.live.users.iter() {
            prop_assert!(may_touch(&world, user.mark.as_ref(), name.as_str()) || done.live.users[name] == *user);
        }
        for (name, set) in world.live.permission_sets.iter() {
            let mut then = done.live.permission_sets[name].clone();
            // Who holds a set is the holder's affair.
            then.holders = set.holders.clone();
            prop_assert!(may_touch(&world, set.mark.as_ref(), name.as_str()) || then == *set);
        }
        for (name, app) in world.live.apps.iter() {
            prop_assert!(may_touch(&world, app.mark.as_ref(), name.as_str()) || done.live.apps[name] == *app);
        }
        for (name, profile) in world.live.profiles.iter() {
            let mut then = done.live.profiles[name].clone();
            then.holders = profile.holders.clone();
            let bearer = hallpass_model::profile_object(&profile.name);
            prop_assert!(may_touch(&world, profile.mark.as_ref(), bearer.as_str()) || then == *profile);
        }
    }

    #[test]
    fn what_is_protected_is_never_ended(world in worlds(), days in 0u32..2) {
        let marked = |name: &hallpass_model::IntegrationName| {
            let of = |mark: &Option<Mark>| mark.as_ref().is_some_and(|mark| mark.integration == *name && mark.is_protected());
            world.live.users.values().any(|user| of(&user.mark))
                || world.live.permission_sets.values().any(|set| of(&set.mark))
                || world.live.apps.values().any(|app| of(&app.mark))
        };
        let mut ending = world.clone();
        ending.desired.integrations.clear();
        ending.desired.retiring.today = "2026-11-22".to_owned();
        ending.desired.retiring.prune = Some(hallpass_model::Grace { days, since: "2026-11-22".to_owned() });
        let plan = ending.plan();
        for change in &plan.changes {
            prop_assert!(!marked(&change.integration), "{} is protected", change.address);
        }
        prop_assert_eq!(check(&plan, &ending.desired, &ending.live), vec![]);
    }

    #[test]
    fn forgetting_takes_marks_and_nothing_else(world in worlds()) {
        for one in world.desired.integrations.keys() {
            let forgotten = crate::forget(&OrgName::new("local").unwrap(), &world.desired, &world.live, one);
            prop_assert_eq!(check(&forgotten, &world.desired, &world.live), vec![]);
            let mut then = world.after(&forgotten).live;
            let mut before = world.live.clone();
            for live in [&mut then, &mut before] {
                let unmark = |mark: &mut Option<Mark>| *mark = None;
                edit(&mut live.users, |all| all.values_mut().for_each(|user| unmark(&mut user.mark)));
                edit(&mut live.permission_sets, |all| all.values_mut().for_each(|set| unmark(&mut set.mark)));
                edit(&mut live.apps, |all| all.values_mut().for_each(|app| unmark(&mut app.mark)));
                edit(&mut live.profiles, |all| all.values_mut().for_each(|profile| unmark(&mut profile.mark)));
            }
            prop_assert!(then == before);
            let again = crate::forget(&OrgName::new("local").unwrap(), &world.desired, &world.after(&forgotten).live, one);
            prop_assert!(again.changes.is_empty());
        }
    }

    #[test]
    fn adopting_writes_marks_and_nothing_else(world in worlds_under(Enforce::Adopt)) {
        for change in world.plan().changes {
            let attributes: Vec<_> = change.differences().into_iter().map(|(attribute, ..)| attribute).collect();
            prop_assert_eq!(attributes, vec![hallpass_model::Attribute::Mark]);
            prop_assert_eq!(change.action, hallpass_model::Action::Adopt);
        }
    }

    #[test]
    fn additive_never_removes(world in worlds_under(Enforce::Additive)) {
        let done = world.after(&world.plan());
        for (name, user) in world.live.users.iter() {
            let then = &done.live.users[name];
            prop_assert!(user.licenses.keys().all(|held| then.licenses.contains_key(held)));
            prop_assert!(user.assignments.keys().all(|held| then.assignments.contains_key(held)));
        }
        for (name, set) in world.live.permission_sets.iter() {
            let then = &done.live.permission_sets[name];
            for (target, row) in set.grants.iter() {
                prop_assert!(then.grants.get(target).is_some_and(|then| then.verbs.covers(row.verbs)), "{target}");
            }
        }
        for (name, app) in world.live.apps.iter() {
            let scopes = |app: &hallpass_model::LiveApp| app.scopes.known().cloned().unwrap_or_default();
            prop_assert!(scopes(&done.live.apps[name]).is_superset(&scopes(app)));
        }
    }

    #[test]
    fn report_changes_nothing_and_tells(world in worlds_under(Enforce::Report)) {
        let told = world.plan();
        prop_assert!(told.changes.is_empty() && told.blocked.is_empty());
        let mut exact = world;
        exact.desired.integrations.values_mut().for_each(|one| one.enforce = Enforce::Exact);
        let wanted = exact.plan();
        for change in wanted.changes.iter().filter(closes) {
            prop_assert!(told.warnings.iter().any(|warning| warning.address.as_ref() == Some(&change.address)));
        }
    }

    #[test]
    fn each_integration_is_enforced_as_its_own_spec_says(world in worlds()) {
        for change in world.plan().changes {
            let (before, after) = change.verbs();
            match world.desired.integrations[&change.integration].enforce {
                Enforce::Exact => {}
                Enforce::Additive => prop_assert!(change.action != Action::Delete && after.covers(before), "{}", change.address),
                Enforce::Report | Enforce::Adopt => prop_assert!(false, "{}", change.address),
            }
        }
    }

    #[test]
    fn a_plan_that_was_applied_in_part_is_stale_and_the_next_one_ends_it(world in worlds()) {
        let plan = world.plan();
        let end = world.after(&plan).plan();
        for done in 1..=plan.changes.len() {
            let midway = world.after(&first(&plan, done));
            prop_assert!(!moved(&plan, &midway.live).is_empty(), "after {done} changes");
            let rest = midway.plan();
            prop_assert_eq!(check(&rest, &midway.desired, &midway.live), vec![]);
            let again = midway.after(&rest).plan();
            prop_assert!(again.changes.is_empty(), "after {done} of {:#?}: {:#?}", plan.changes, again.changes);
            prop_assert_eq!(&again.unmanaged, &end.unmanaged);
        }
    }

    #[test]
    fn what_is_not_managed_is_not_planned(mut world in worlds()) {
        unmanage(&mut world);
        for change in world.plan().changes {
            for (attribute, ..) in change.differences() {
                prop_assert!(!matches!(attribute, hallpass_model::Attribute::LastName)
                    || change.kind != hallpass_model::Kind::User);
            }
        }
    }

    #[test]
    fn declared_access_never_lapses_midway(world in worlds()) {
        let plan = world.plan();
        let end = world.after(&plan).live;
        for done in 0..plan.changes.len() {
            let midway = world.after(&first(&plan, done)).live;
            for one in world.desired.integrations.values().filter(|one| !changes_license(&world, one)) {
                for (target, declared) in &one.grants {
                    let kept = Verbs::from_iter(declared.iter().filter(|verb| {
                        may(&world.live, one, target, *verb) && may(&end, one, target, *verb)
                    }));
                    for verb in kept.iter() {
                        prop_assert!(
                            may(&midway, one, target, verb),
                            "{} loses {verb} on {target} after {done} changes", one.name
                        );
                    }
                }
            }
        }
    }
}

pub(super) fn may(live: &Live, one: &hallpass_model::Integration, target: &Target, verb: Verb) -> bool {
    let access = effective(&one.user.username, live);
    match target {
        Target::Field { object, field } if verb == Verb::Read => access.reads_field(object, field),
        _ => access.verbs(target).has(verb),
    }
}

fn bytes(plan: &Plan) -> String {
    serde_json::to_string(plan).unwrap()
}

/// The same values, as if each answer had come in the opposite order.
fn read_backwards(live: &Live) -> Live {
    fn backwards(json: Json) -> Json {
        match json {
            Json::Object(map) => map
                .into_iter()
                .rev()
                .map(|(key, value)| (key, backwards(value)))
                .collect(),
            Json::Array(list) => list.into_iter().rev().map(backwards).collect(),
            other => other,
        }
    }
    serde_json::from_value(backwards(serde_json::to_value(live).unwrap())).unwrap()
}

/// A plan without one change and all that then cannot be done.
pub(super) fn without(plan: &Plan, address: &Address) -> Plan {
    let mut gone = BTreeSet::from([address.clone()]);
    let mut rest = plan.clone();
    rest.changes.retain(|change| {
        let skipped =
            gone.contains(&change.address) || change.depends_on.iter().any(|need| gone.contains(need));
        if skipped {
            gone.insert(change.address.clone());
        }
        !skipped
    });
    rest
}

/// Whether a thing with this mark may be touched at all: ours, or free and up for adoption.
fn may_touch(world: &World, mark: Option<&Mark>, bearer: &str) -> bool {
    match mark.filter(|mark| mark.is_of(&bearer.into())) {
        Some(mark) if mark.fleet == world.desired.fleet => world.desired.owner_of(mark).is_some(),
        Some(mark) if !world.desired.accept_fleets.contains(&mark.fleet) => false,
        _ => world.desired.integrations.values().any(|one| {
            one.adopt
                && (one.user.username.as_str() == bearer
                    || one.permission_set.name.as_str() == bearer
                    || one.apps.iter().any(|app| app.name.as_str() == bearer))
        }),
    }
}

/// Whoever moves to another licence has nothing for a moment: the org refuses the move to whoever holds anything.
fn changes_license(world: &World, one: &hallpass_model::Integration) -> bool {
    let user = world.live.users.get(&one.user.username);
    let license = user.and_then(|user| user.license.known());
    license.is_some_and(|license| *license != one.user.license)
}

/// What an org writes by itself beside what was asked for: verbs that others need, user permissions that others bring, and the
/// rows that it makes up for whoever sees all data.
fn platform_adds(world: &mut World) {
    for one in world.desired.integrations.values() {
        let brought = hallpass_model::brought_along(&one.grants);
        edit(&mut world.live.permission_sets, |sets| {
            let Some(set) = sets.get_mut(&one.permission_set.name) else {
                return;
            };
            edit(&mut set.grants, |rows| {
                for row in rows.values_mut() {
                    row.verbs = row.verbs.closure();
                }
                for permission in brought {
                    let row = hallpass_model::LiveGrant {
                        id: None,
                        verbs: Verbs::USE,
                    };
                    rows.entry(Target::SystemPermission(permission)).or_insert(row);
                }
                let made_up = hallpass_model::LiveGrant {
                    id: Some(hallpass_model::build::id("000", 0)),
                    verbs: Verbs::NONE.with(Verb::Read).with(Verb::ViewAll),
                };
                rows.entry(Target::Object("Lead".into())).or_insert(made_up);
            });
        });
    }
}
