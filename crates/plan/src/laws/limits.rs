//! Limits and staleness, by example.

use hallpass_model::build::{desired, integration, live_of};
use hallpass_model::{Complete, Desired, Live, OrgName, Plan, RecordId, Seen, Target, Verb, Verbs};

use crate::{LimitExceeded, Measure, moved, plan, refuse_if_unsafe};

fn made(desired: &Desired, live: &Live) -> Plan {
    plan(&OrgName::new("local").unwrap(), desired, live)
}

/// An integration with as many objects as this, all granted, of which the spec still holds as many as that.
fn losing(had: usize, keeps: usize) -> (Desired, Live) {
    let names: Vec<String> = (0..had).map(|n| format!("Thing{n}__c")).collect();
    let lines: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "read")).collect();
    let live = live_of(&desired([integration("billing", &lines)]));
    (desired([integration("billing", &lines[..keeps])]), live)
}

fn refusal(had: usize, keeps: usize) -> Option<LimitExceeded> {
    let (desired, live) = losing(had, keeps);
    refuse_if_unsafe(&made(&desired, &live), &desired, &live).err()
}

#[test]
fn more_deletes_than_allowed_are_refused_with_the_numbers() {
    assert_eq!(refusal(100, 90), None);
    let refusal = refusal(100, 89).unwrap();
    assert_eq!(
        (refusal.measure, refusal.name(), refusal.deletes.rows),
        (Measure::Count, "max_deletes", 11)
    );
    let text = refusal.to_string();
    for part in [
        "safety.max_deletes",
        "allows 10",
        "11 grants",
        "of 106 managed",
        "hallpass plan",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn a_large_share_of_many_things_is_refused_and_of_few_is_not() {
    // Six things of an integration besides its objects: 8 of 22 go, then 4 of 10.
    let refusal_of_many = refusal(16, 8).unwrap();
    assert_eq!(
        (refusal_of_many.measure, refusal_of_many.deletes.percent()),
        (Measure::Percent, 37)
    );
    assert_eq!(refusal(4, 0), None);
}

#[test]
fn a_plan_is_stale_by_what_it_touches_and_by_nothing_else() {
    let was = desired([integration(
        "billing",
        &[("Account", "read"), ("Contact", "read")],
    )]);
    let now = desired([integration(
        "billing",
        &[("Account", "read edit"), ("Contact", "read")],
    )]);
    let live = live_of(&was);
    let plan = made(&now, &live);
    type Event = fn(Live) -> Live;
    let cases: [(&str, Event, &[&str]); 6] = [
        (
            "another object",
            |live| granting(live, "Contact", Verbs::NONE.with(Verb::Delete)),
            &[],
        ),
        ("the label of the set", relabelled, &[]),
        ("nothing at all", |live| live, &[]),
        (
            "the object itself",
            |live| granting(live, "Account", Verbs::NONE.with(Verb::Delete)),
            &["billing.object[Account] has changed"],
        ),
        (
            "the mark of the set",
            unmarked,
            &["billing.permission_set does not carry our mark"],
        ),
        (
            "another org",
            elsewhere,
            &["this is another org than the plan was made for"],
        ),
    ];
    for (what, change, expected) in cases {
        let found: Vec<String> = moved(&plan, &change(live.clone()))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn a_plan_that_somebody_edited_is_not_taken() {
    let was = desired([integration("billing", &[("Account", "read")])]);
    let now = desired([integration("billing", &[("Account", "read edit")])]);
    let live = live_of(&was);
    let mut plan = made(&now, &live);
    plan.changes.clear();
    assert_eq!(moved(&plan, &live).len(), 1);
}

#[test]
fn a_plan_round_trips_as_json_and_is_still_fresh() {
    let desired = desired([integration(
        "billing",
        &[("Account", "read edit"), ("Account.Phone", "read")],
    )]);
    let live = hallpass_model::build::org(&desired);
    let plan = made(&desired, &live);
    let saved = serde_json::to_string(&plan).unwrap();
    let loaded: Plan = serde_json::from_str(&saved).unwrap();
    assert_eq!(loaded, plan);
    assert_eq!(serde_json::to_string(&loaded).unwrap(), saved);
    assert_eq!(moved(&loaded, &live), []);
}

fn sets(mut live: Live, change: impl FnMut(&mut hallpass_model::LivePermissionSet)) -> Live {
    let mut sets = std::mem::take(&mut live.permission_sets).into_inner();
    sets.values_mut().for_each(change);
    live.permission_sets = Complete::read_to_the_end(sets);
    live
}

fn granting(live: Live, object: &str, verbs: Verbs) -> Live {
    sets(live, |set| {
        let mut grants = std::mem::take(&mut set.grants).into_inner();
        grants.get_mut(&Target::Object(object.into())).unwrap().verbs = verbs;
        set.grants = Complete::read_to_the_end(grants);
    })
}

fn relabelled(live: Live) -> Live {
    sets(live, |set| set.label = Seen::Known("Something else".to_owned()))
}

fn unmarked(live: Live) -> Live {
    sets(live, |set| set.mark = None)
}

fn elsewhere(mut live: Live) -> Live {
    live.org.id = RecordId::parse("00D000000000999").unwrap();
    live
}
