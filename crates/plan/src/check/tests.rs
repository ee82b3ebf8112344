//! A plan that was tampered with is found out.

use hallpass_model::build::{desired, grants, id, integration, live_of, org};
use hallpass_model::{
    Action, Address, Change, Complete, Desired, Enforce, FleetName, Kind, Live, LiveAssignment,
    LivePermissionSet, LiveUser, Mark, OrgName, Plan, State, Username, Verb, Verbs,
};

use super::{FaultCode, check};
use crate::plan;

/// A world in which everything is to be made, or one in which something changes and something goes.
struct World {
    desired: Desired,
    live: Live,
    plan: Plan,
}

fn made(desired: Desired, live: Live) -> World {
    let plan = plan(&OrgName::new("local").unwrap(), &desired, &live);
    assert_eq!(check(&plan, &desired, &live), []);
    World { desired, live, plan }
}

fn creating() -> World {
    let desired = desired([integration(
        "billing",
        &[("Account", "read edit"), ("Account.Phone", "read")],
    )]);
    let live = org(&desired);
    made(desired, live)
}

fn changing() -> World {
    let was = desired([integration(
        "billing",
        &[("Account", "read edit delete"), ("Lead", "read")],
    )]);
    let mut live = live_of(&was);
    let mut users = live.users.into_inner();
    for user in users.values_mut() {
        let mut held = std::mem::take(&mut user.assignments).into_inner();
        held.insert(
            "Old".into(),
            LiveAssignment {
                id: id("0Pa", 9),
                is_group: false,
                license: None,
            },
        );
        user.assignments = Complete::read_to_the_end(held);
    }
    live.users = Complete::read_to_the_end(users);
    let now = desired([integration(
        "billing",
        &[("Account", "read create"), ("Contact", "read")],
    )]);
    live.catalog.objects.extend(org(&now).catalog.objects);
    made(now, live)
}

/// Checks that a spoilt world has a fault of this code.
fn finds(mut world: World, spoil: impl FnOnce(&mut World), code: FaultCode) {
    spoil(&mut world);
    let faults = check(&world.plan, &world.desired, &world.live);
    assert!(
        faults.iter().any(|fault| fault.code == code),
        "{code:?} not among {faults:?}"
    );
    assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
}

fn at<'p>(plan: &'p mut Plan, address: &str) -> &'p mut Change {
    let address: Address = address.parse().unwrap();
    plan.changes
        .iter_mut()
        .find(|change| change.address == address)
        .unwrap()
}

fn users(live: &mut Live, change: impl FnMut(&mut LiveUser)) {
    let mut users = std::mem::take(&mut live.users).into_inner();
    users.values_mut().for_each(change);
    live.users = Complete::read_to_the_end(users);
}

fn sets(live: &mut Live, change: impl FnMut(&mut LivePermissionSet)) {
    let mut sets = std::mem::take(&mut live.permission_sets).into_inner();
    sets.values_mut().for_each(change);
    live.permission_sets = Complete::read_to_the_end(sets);
}

#[test]
fn a_change_that_contradicts_itself_is_found() {
    use FaultCode::Shape;
    finds(
        creating(),
        |world| at(&mut world.plan, "billing.user").after = None,
        Shape,
    );
    finds(
        creating(),
        |world| at(&mut world.plan, "billing.user").kind = Kind::App,
        Shape,
    );
    finds(
        creating(),
        |world| at(&mut world.plan, "billing.object[Account]").action = Action::Delete,
        Shape,
    );
    finds(
        creating(),
        |world| {
            at(&mut world.plan, "billing.object[Account]").after = Some(State::Verbs(Verbs::NONE));
        },
        Shape,
    );
    finds(
        creating(),
        |world| {
            let again = world.plan.changes[0].clone();
            world.plan.changes.push(again);
        },
        Shape,
    );
}

#[test]
fn a_change_before_what_it_needs_is_found() {
    use FaultCode::Order;
    finds(creating(), |world| world.plan.changes.reverse(), Order);
    finds(creating(), |world| world.plan.changes.swap(0, 1), Order);
    finds(
        creating(),
        |world| {
            at(&mut world.plan, "billing.field[Account.Phone]")
                .depends_on
                .clear();
        },
        Order,
    );
    finds(
        creating(),
        |world| {
            world
                .plan
                .changes
                .retain(|change| change.kind != Kind::PermissionSet);
        },
        Order,
    );
}

#[test]
fn access_that_goes_before_its_replacement_is_found() {
    finds(
        changing(),
        |world| {
            let at = world
                .plan
                .changes
                .iter()
                .position(|change| change.kind == Kind::Assignment)
                .unwrap();
            let gone = world.plan.changes.remove(at);
            world.plan.changes.insert(0, gone);
        },
        FaultCode::Lapse,
    );
}

#[test]
fn touching_what_is_not_ours_is_found() {
    use FaultCode::NotOurs;
    let foreign = |object: &str| {
        let fleet = FleetName::new("umbrella").unwrap();
        let integration = hallpass_model::build::name("theirs");
        Some(Mark {
            fleet,
            integration,
            object: object.into(),
            more: Default::default(),
        })
    };
    finds(
        changing(),
        |world| users(&mut world.live, |user| user.mark = None),
        NotOurs,
    );
    finds(
        changing(),
        |world| sets(&mut world.live, |set| set.mark = None),
        NotOurs,
    );
    finds(
        changing(),
        |world| sets(&mut world.live, |set| set.mark = foreign("Billing_Integration")),
        NotOurs,
    );
    finds(
        changing(),
        |world| {
            // Leave to adopt is no leave to take what is another's.
            world
                .desired
                .integrations
                .values_mut()
                .for_each(|one| one.adopt = true);
            sets(&mut world.live, |set| set.mark = foreign("Billing_Integration"));
        },
        NotOurs,
    );
}

#[test]
fn touching_the_running_user_is_found() {
    use FaultCode::OwnAccess;
    let running = Username::from("billing.api@example.com");
    finds(
        changing(),
        |world| world.live.running_user.username = running,
        OwnAccess,
    );
    finds(
        changing(),
        |world| {
            let running = world.live.running_user.username.clone();
            sets(&mut world.live, |set| {
                let mut holders = std::mem::take(&mut set.holders).into_inner();
                holders.insert(running.clone(), id("0Pa", 99));
                set.holders = Complete::read_to_the_end(holders);
            });
        },
        OwnAccess,
    );
}

#[test]
fn doing_more_than_the_spec_lets_is_found() {
    use FaultCode::NotAllowed;
    for enforce in [Enforce::Additive, Enforce::Report] {
        finds(
            changing(),
            |world| {
                world
                    .desired
                    .integrations
                    .values_mut()
                    .for_each(|one| one.enforce = enforce);
            },
            NotAllowed,
        );
    }
}

#[test]
fn a_change_that_the_specs_do_not_ask_for_is_found() {
    use FaultCode::Unfounded;
    finds(changing(), |world| world.desired.integrations.clear(), Unfounded);
    finds(
        changing(),
        |world| {
            let one = world.desired.integrations.values_mut().next().unwrap();
            one.grants.extend(grants(&[("Lead", "read")]));
        },
        Unfounded,
    );
    finds(
        creating(),
        |world| {
            at(&mut world.plan, "billing.object[Account]").after =
                Some(State::Verbs(Verbs::NONE.with(Verb::ModifyAll)));
        },
        Unfounded,
    );
    finds(
        creating(),
        |world| world.live = live_of(&world.desired),
        Unfounded,
    );
}

#[test]
fn giving_up_more_than_a_mark_is_found() {
    let forgetting = || {
        let desired = desired([integration("billing", &[("Account", "read")])]);
        let live = live_of(&desired);
        let name = desired.integrations.keys().next().unwrap();
        let plan = crate::forget(&OrgName::new("local").unwrap(), &desired, &live, name);
        assert_eq!((plan.changes.len(), check(&plan, &desired, &live)), (3, vec![]));
        World { desired, live, plan }
    };
    finds(
        forgetting(),
        |world| {
            if let Some(State::Attributes(after)) = &mut at(&mut world.plan, "billing.permission_set").after {
                after.insert(hallpass_model::Attribute::Label, "Other".into());
            }
        },
        FaultCode::NotAllowed,
    );
    finds(
        forgetting(),
        |world| {
            users(&mut world.live, |user| {
                if let Some(mark) = &mut user.mark {
                    mark.fleet = FleetName::new("umbrella").unwrap();
                }
            });
        },
        FaultCode::NotOurs,
    );
}

#[test]
fn an_apply_that_only_adopts_may_do_nothing_else() {
    let adopting = || {
        let mut desired = desired([integration("billing", &[("Account", "read")])]);
        let mut live = live_of(&desired);
        sets(&mut live, |set| set.mark = None);
        let one = desired.integrations.values_mut().next().unwrap();
        (one.adopt, one.enforce) = (true, Enforce::Adopt);
        made(desired, live)
    };
    finds(
        adopting(),
        |world| {
            if let Some(State::Attributes(after)) = &mut at(&mut world.plan, "billing.permission_set").after {
                after.insert(hallpass_model::Attribute::Label, "Other".into());
            }
        },
        FaultCode::NotAllowed,
    );
}

/// A world in which an integration goes at once.
fn ending() -> World {
    let was = desired([
        integration("billing", &[("Account", "read")]),
        integration("postman", &[("Lead", "read")]),
    ]);
    let mut now = desired([integration("billing", &[("Account", "read")])]);
    now.retiring.today = "2026-11-22".to_owned();
    now.retiring.known = now.integrations.keys().cloned().collect();
    now.retiring.prune = Some(hallpass_model::Grace::of_days(0));
    made(now, live_of(&was))
}

#[test]
fn an_end_that_nobody_asked_for_is_found() {
    use FaultCode::{NotAllowed, Unfounded};
    finds(ending(), |world| world.desired.retiring.prune = None, Unfounded);
    finds(ending(), |world| world.plan.prune = None, Unfounded);
    finds(
        ending(),
        |world| {
            let postman = hallpass_model::build::name("postman");
            world.desired.retiring.known.insert(postman);
        },
        Unfounded,
    );
    // The grace is not over.
    finds(
        ending(),
        |world| {
            world.desired.retiring.prune = Some(hallpass_model::Grace::of_days(30));
            world.plan.prune = Some(30);
        },
        NotAllowed,
    );
}

#[test]
fn an_end_in_the_wrong_order_is_found() {
    use FaultCode::Order;
    finds(
        ending(),
        |world| world.plan.changes.retain(|change| change.kind != Kind::Login),
        Order,
    );
    finds(ending(), |world| world.plan.changes.rotate_left(1), Order);
    finds(
        ending(),
        |world| {
            for change in &mut world.plan.changes {
                change.depends_on.clear();
            }
            let user = world.plan.changes.pop().unwrap();
            world.plan.changes.insert(1, user);
        },
        Order,
    );
    finds(
        ending(),
        |world| {
            world
                .plan
                .changes
                .retain(|change| change.kind != Kind::Assignment);
        },
        Order,
    );
}

#[test]
fn an_end_that_touches_more_than_its_own_is_found() {
    use FaultCode::{NotAllowed, NotOurs, OwnAccess};
    finds(
        ending(),
        |world| sets(&mut world.live, |set| set.mark = None),
        NotOurs,
    );
    finds(
        ending(),
        |world| {
            users(&mut world.live, |user| {
                let mark = user.mark.as_mut().unwrap();
                mark.more.insert(Mark::PROTECT.to_owned(), "true".to_owned());
            });
        },
        NotOurs,
    );
    finds(
        ending(),
        |world| world.live.running_user.username = Username::from("postman.api@example.com"),
        OwnAccess,
    );
    finds(
        ending(),
        |world| world.live.running_user.app = Some("Postman_Integration".into()),
        OwnAccess,
    );
    finds(
        ending(),
        |world| {
            let login = at(&mut world.plan, "postman.login");
            if let Some(State::Attributes(after)) = &mut login.after {
                after.insert(hallpass_model::Attribute::Frozen, false.into());
            }
        },
        NotAllowed,
    );
}

#[test]
fn what_is_in_use_and_made_stricter_too_early_is_found() {
    let tightening = || {
        let desired = desired([integration(
            "billing",
            &[("Account", "read"), ("Account.Phone", "read")],
        )]);
        let mut live = live_of(&desired);
        sets(&mut live, |set| {
            let mut rows = std::mem::take(&mut set.grants).into_inner();
            rows.retain(|target, _| matches!(target, hallpass_model::Target::Object(_)));
            for row in rows.values_mut() {
                row.verbs = row.verbs.with(Verb::ViewAllFields);
            }
            set.grants = Complete::read_to_the_end(rows);
        });
        let mut apps = std::mem::take(&mut live.apps).into_inner();
        for app in apps.values_mut() {
            app.admin_approved = hallpass_model::Seen::Known(false);
            app.admits.clear();
        }
        live.apps = Complete::read_to_the_end(apps);
        made(desired, live)
    };
    for early in ["billing.object[Account]", "billing.app[Billing_Integration]"] {
        finds(
            tightening(),
            |world| {
                let address: Address = early.parse().unwrap();
                let changes = &mut world.plan.changes;
                let place = changes
                    .iter()
                    .position(|change| change.address == address)
                    .unwrap();
                let change = changes.remove(place);
                changes.insert(0, change);
            },
            FaultCode::Lapse,
        );
    }
}

#[test]
fn a_plan_that_takes_too_much_is_found_before_it_is_run() {
    let world = ending();
    let World {
        mut desired,
        live,
        plan,
    } = world;
    assert_eq!(super::check_before_run(&plan, &desired, &live), []);
    // Five things and two rows go.
    desired.limits.max_deletes = 6;
    let faults = super::check_before_run(&plan, &desired, &live);
    assert!(
        faults.iter().any(|fault| fault.code == FaultCode::TooMuch),
        "{faults:?}"
    );
    assert_eq!(check(&plan, &desired, &live), [], "it can be shown");
}

#[test]
fn a_plan_that_takes_too_large_a_share_is_found_before_it_is_run() {
    let World {
        mut desired,
        live,
        mut plan,
    } = ending();
    desired.limits.max_delete_percent = 10;
    assert_eq!(
        super::check_before_run(&plan, &desired, &live),
        [],
        "of few things any share may go"
    );
    // Seven of a hundred.
    let there = plan
        .changes
        .iter()
        .filter(|change| change.before.is_some())
        .count() as u64
        + 2;
    plan.unchanged = 100 - there;
    assert_eq!(super::check_before_run(&plan, &desired, &live), []);
    desired.limits.max_delete_percent = 6;
    let faults = super::check_before_run(&plan, &desired, &live);
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [FaultCode::TooMuch], "{faults:?}");
}
