use std::collections::BTreeMap;

use hallpass_model::build::{desired, id, integration, live_of};
use hallpass_model::{ApiName, Complete, Live, LiveAssignment, LiveGrant, Target, Username, Verb, Verbs};

use crate::{Because, closure, effective};

fn world(lines: &[(&str, &str)]) -> (Username, Live) {
    let desired = desired([integration("billing", lines)]);
    (Username::from("billing.api@example.com"), live_of(&desired))
}

fn account() -> Target {
    Target::Object("Account".into())
}

/// Gives the user a second set that grants these verbs on Account.
fn with_second_set(live: Live, verbs: Verbs) -> Live {
    let mut live = live;
    let mut sets = live.permission_sets.into_inner();
    let mut second = sets[&ApiName::from("Billing_Integration")].clone();
    second.name = "Second".into();
    second.grants = Complete::read_to_the_end(BTreeMap::from([(account(), LiveGrant { id: None, verbs })]));
    sets.insert(second.name.clone(), second);
    live.permission_sets = Complete::read_to_the_end(sets);
    hold(live, "Second", false)
}

fn hold(mut live: Live, name: &str, is_group: bool) -> Live {
    let mut users = live.users.into_inner();
    let user = users.values_mut().next().unwrap();
    let mut held = user.assignments.clone().into_inner();
    held.insert(
        name.into(),
        LiveAssignment {
            id: id("0Pa", 77),
            is_group,
        },
    );
    user.assignments = Complete::read_to_the_end(held);
    live.users = Complete::read_to_the_end(users);
    live
}

#[test]
fn a_user_may_do_what_any_of_its_sets_grants_and_each_source_is_told() {
    let (user, live) = world(&[("Account", "read")]);
    let live = with_second_set(live, Verbs::from_iter([Verb::Read, Verb::Edit]));
    let access = effective(&user, &live);
    assert_eq!(
        access.verbs(&account()),
        Verbs::from_iter([Verb::Read, Verb::Edit])
    );
    let from: Vec<_> = access.grants[&account()]
        .iter()
        .map(|source| source.permission_set.as_str())
        .collect();
    assert_eq!(from, ["Billing_Integration", "Second"]);
}

#[test]
fn a_verb_brings_the_verbs_that_it_needs() {
    let (user, live) = world(&[]);
    let live = with_second_set(live, Verbs::NONE.with(Verb::Delete));
    let access = effective(&user, &live);
    assert_eq!(access.verbs(&account()), closure(Verbs::NONE.with(Verb::Delete)));
    assert!(
        access.grants[&account()]
            .iter()
            .any(|source| source.because == Because::Verb(Verb::Delete))
    );
}

#[test]
fn modify_all_data_covers_objects_that_no_row_names() {
    let (user, live) = world(&[("system ModifyAllData", "use")]);
    let access = effective(&user, &live);
    assert!(access.verbs(&account()).has(Verb::ModifyAll));
    assert!(access.verbs(&Target::ApexClass("Any".into())).is_empty());
}

#[test]
fn view_all_fields_opens_fields_without_a_row() {
    let (user, live) = world(&[
        ("Account", "read view_all_fields"),
        ("Account.Phone", "read edit"),
    ]);
    let access = effective(&user, &live);
    assert!(access.reads_field(&"Account".into(), &"Website".into()));
    assert!(!access.reads_field(&"Contact".into(), &"Email".into()));
    let phone = Target::Field {
        object: "Account".into(),
        field: "Phone".into(),
    };
    assert!(
        access.grants[&phone]
            .iter()
            .any(|source| source.because == Because::AllFields)
    );
}

#[test]
fn what_was_not_read_is_named_and_not_guessed() {
    let (user, live) = world(&[("Account", "read")]);
    let access = effective(&user, &hold(live, "Sales_Group", true));
    assert_eq!(
        access.unseen.iter().map(ApiName::as_str).collect::<Vec<_>>(),
        ["Sales_Group"]
    );
    assert_eq!(
        effective(&"nobody@example.com".into(), &world(&[]).1),
        crate::Access::default()
    );
}

#[test]
fn a_set_that_waits_for_activation_grants_nothing_yet() {
    let (user, mut live) = world(&[("Account", "read")]);
    let mut sets = live.permission_sets.into_inner();
    sets.values_mut().for_each(|set| set.needs_activation = true);
    live.permission_sets = Complete::read_to_the_end(sets);
    let access = effective(&user, &live);
    assert!(access.grants.is_empty());
    assert_eq!(access.inactive.len(), 1);
}
