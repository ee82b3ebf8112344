//! The matrix, coverage, and other holders, over worlds that are made up.

use hallpass_access::Through;
use hallpass_model::build::{desired, grants, id, integration, live_of, org};
use hallpass_model::{AppKind, Complete, HeldSet, Mark, Seen, Username, Verb, Verbs};

use super::{
    Census, Coverage, FoundApp, FoundUser, Held, Holdings, Management, coverage, holders_of, of_desired,
    of_live,
};

fn fleet() -> hallpass_model::Desired {
    let lines = [
        ("Account", "read edit"),
        ("Account.Phone", "read edit"),
        ("class CustomerWS", "use"),
    ];
    desired([integration("billing", &lines)])
}

#[test]
fn what_was_applied_is_what_the_specs_say() {
    let desired = fleet();
    let live = live_of(&desired);
    let (_, told) = of_desired(&desired, true);
    let (subjects, seen) = of_live(&desired, &live, true);
    // The profile of this world was not read, and that is told.
    assert_eq!(subjects[0].notes.len(), 1);
    assert!(subjects[0].notes[0].starts_with("profile Minimum Access"));
    for entry in &told {
        let found = seen.iter().find(|one| one.target == entry.target).unwrap();
        assert_eq!(
            (found.can, found.declared),
            (entry.can, entry.declared),
            "{}",
            entry.target
        );
    }
}

#[test]
fn beyond_is_what_somebody_granted_and_not_what_comes_along() {
    let desired = fleet();
    let mut live = live_of(&desired);
    let mut users = live.users.clone().into_inner();
    let user = users.values_mut().next().unwrap();
    user.profile = Seen::Known("Wide".to_owned());
    live.users = Complete::read_to_the_end(users);
    let set = HeldSet {
        id: id("0PS", 77),
        needs_activation: false,
        grants: grants(&[
            ("system ApiEnabled", "use"),
            ("Account", "read delete"),
            ("system ViewAllData", "use"),
        ]),
        unnamed: 0,
    };
    live.elsewhere.profiles.insert("Wide".to_owned(), set);
    let (_, entries) = of_live(&desired, &live, false);
    let beyond = |name: &str| {
        let mut found = entries.iter().filter(|one| one.target.name() == name.into());
        found.next().unwrap().beyond
    };
    assert_eq!(beyond("ApiEnabled"), Verbs::NONE);
    assert_eq!(beyond("ViewAllData"), Verbs::USE);
    assert_eq!(
        beyond("Account"),
        Verbs::NONE.with(Verb::Delete).with(Verb::ViewAll)
    );
    assert_eq!(beyond("CustomerWS"), Verbs::NONE);
}

#[test]
fn fields_are_told_on_demand() {
    let desired = fleet();
    let has_field = |fields| {
        let (_, all) = of_live(&desired, &live_of(&desired), fields);
        all.iter().any(|one| one.target.name() == "Account.Phone".into())
    };
    assert!(has_field(true) && !has_field(false));
}

#[test]
fn a_user_that_is_not_there_can_do_nothing_of_its_spec() {
    let desired = fleet();
    let (subjects, entries) = of_live(&desired, &org(&desired), false);
    assert!(
        entries
            .iter()
            .all(|one| one.can.is_empty() && !one.declared.is_empty())
    );
    assert_eq!(subjects[0].notes, ["its user is not there yet"]);
}

fn found(mark: Option<Mark>) -> FoundUser {
    FoundUser {
        profile: "Minimum Access".to_owned(),
        license: "Salesforce Integration".to_owned(),
        mark,
        last_login: None,
    }
}

#[test]
fn coverage_tells_ours_from_theirs_and_nobodys() {
    let desired = fleet();
    let live = live_of(&desired);
    let ours = live.users.values().next().unwrap().mark.clone().unwrap();
    let theirs = Mark {
        fleet: hallpass_model::FleetName::new("other").unwrap(),
        ..ours.clone()
    };
    let gone = Mark {
        integration: hallpass_model::build::name("gone"),
        ..ours.clone()
    };
    let users = [
        ("billing.api@example.com", Some(ours)),
        ("gone.api@example.com", Some(gone)),
        ("legacy@example.com", None),
        ("theirs@example.com", Some(theirs)),
        (live.running_user.username.as_str(), None),
    ];
    let app = FoundApp {
        kind: AppKind::ConnectedApp,
        id: "0H4000000000099".to_owned(),
        name: "Old App".into(),
        mark: None,
    };
    let census = Census {
        users: users
            .into_iter()
            .map(|(name, mark)| (Username::from(name), found(mark)))
            .collect(),
        apps: vec![app],
        unseen: Vec::new(),
    };
    let told = coverage(&desired, &live, &census);
    let words: Vec<_> = told.users.iter().map(|one| one.management.word()).collect();
    assert_eq!(words, ["managed", "left", "nobody", "hallpass", "other_fleet"]);
    assert_eq!(Coverage::counts(&told.users), (3, 5));
    assert_eq!(told.apps[0].management, Management::Nobody);
}

#[test]
fn a_declared_user_that_is_not_there_is_missing_and_not_counted() {
    let desired = fleet();
    let told = coverage(&desired, &org(&desired), &Census::default());
    assert_eq!(told.users[0].management, Management::Missing);
    assert_eq!(Coverage::counts(&told.users), (0, 0));
}

fn holds(username: &str, set: &str, through: Through) -> Held {
    Held {
        username: Username::from(username),
        set: set.to_owned(),
        through,
    }
}

/// Two sets: one grants the field, one its object; a third opens everything.
fn holdings(held: Vec<Held>) -> Holdings {
    let sets = [
        ("field", grants(&[("Account.Phone", "read edit")])),
        ("object", grants(&[("Account", "read")])),
        ("all", grants(&[("system ModifyAllData", "use")])),
    ];
    Holdings {
        sets: sets
            .map(|(id, grants)| (id.to_owned(), grants))
            .into_iter()
            .collect(),
        held,
        inactive: 0,
    }
}

#[test]
fn a_field_counts_only_with_its_object_whatever_grants_that() {
    let catalog = org(&fleet()).catalog;
    let pattern = "Account.Phone".parse().unwrap();
    let set = |name: &str| Through::PermissionSet(name.into());
    let alone = holdings(vec![holds("a@example.com", "field", set("Phones"))]);
    assert_eq!(holders_of(&catalog, &pattern, &alone), Vec::new());
    let both = holdings(vec![
        holds("a@example.com", "field", set("Phones")),
        holds("a@example.com", "object", Through::Profile("Sales".to_owned())),
    ]);
    let told = holders_of(&catalog, &pattern, &both);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].can, Verbs::NONE.with(Verb::Read));
    assert_eq!(told[0].sources[0].through, set("Phones"));
}

#[test]
fn whoever_may_modify_all_data_holds_every_object() {
    let catalog = org(&fleet()).catalog;
    let admin = Through::Profile("System Administrator".to_owned());
    let all = holdings(vec![holds("admin@example.com", "all", admin.clone())]);
    let told = holders_of(&catalog, &"delete Account".parse().unwrap(), &all);
    assert_eq!(told[0].can, Verbs::NONE.with(Verb::Delete));
    assert_eq!(told[0].sources[0].through, admin);
    assert_eq!(told.len(), 1);
}
