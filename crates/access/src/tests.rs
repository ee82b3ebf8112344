use std::collections::BTreeMap;

use hallpass_model::build::{desired, id, integration, live_of};
use hallpass_model::{
    ApiName, Complete, Desired, FieldFacts, Grants, GroupParts, HeldGroup, HeldSet, Live, LiveAssignment,
    ObjectFacts, Seen, Target, Username, Verb, Verbs,
};

use crate::{Access, Origin, Through, allowed, effective, explain, extra, violations};

/// A user who holds what a line says, and what comes of it.
struct World {
    desired: Desired,
    live: Live,
}

fn target(text: &str) -> Target {
    match text.split_once(' ') {
        Some(("class", name)) => Target::ApexClass(name.into()),
        Some(("system", name)) => Target::SystemPermission(name.into()),
        _ => match text.split_once('.') {
            Some((object, field)) => Target::Field {
                object: object.into(),
                field: field.into(),
            },
            None => Target::Object(text.into()),
        },
    }
}

fn verbs(words: &str) -> Verbs {
    let verb = |word: &str| Verb::ALL.into_iter().find(|verb| verb.word() == word).unwrap();
    words.split_whitespace().map(verb).collect()
}

fn grants(lines: &[(&str, &str)]) -> Grants {
    let grant = |(name, words): &(&str, &str)| (target(name), verbs(words));
    lines.iter().map(grant).collect()
}

fn set(n: usize, lines: &[(&str, &str)]) -> HeldSet {
    HeldSet {
        id: id("0PS", n),
        needs_activation: false,
        grants: grants(lines),
        unnamed: 0,
    }
}

impl World {
    fn new(own: &[(&str, &str)]) -> Self {
        let desired = desired([integration("billing", own)]);
        let mut live = live_of(&desired);
        live.elsewhere
            .profiles
            .insert(hallpass_model::API_ONLY_PROFILES[0].to_owned(), set(1, &[]));
        Self { desired, live }
    }

    fn profile(mut self, lines: &[(&str, &str)]) -> Self {
        for set in self.live.elsewhere.profiles.values_mut() {
            set.grants = grants(lines);
        }
        self
    }

    fn set(self, name: &str, held: HeldSet) -> Self {
        let mut world = self.hold(name, false);
        world.live.elsewhere.sets.insert(name.into(), held);
        world
    }

    fn group(self, name: &str, own: HeldSet, parts: Option<GroupParts>) -> Self {
        let mut world = self.hold(name, true);
        let group = HeldGroup { set: own, parts };
        world.live.elsewhere.groups.insert(name.into(), group);
        world
    }

    fn hold(mut self, name: &str, is_group: bool) -> Self {
        self.user(|user| {
            let mut held = std::mem::take(&mut user.assignments).into_inner();
            let assignment = LiveAssignment {
                id: id("0Pa", 77),
                is_group,
                license: None,
            };
            held.insert(name.into(), assignment);
            user.assignments = Complete::read_to_the_end(held);
        });
        self
    }

    fn user(&mut self, change: impl FnOnce(&mut hallpass_model::LiveUser)) {
        let mut users = std::mem::take(&mut self.live.users).into_inner();
        users.values_mut().take(1).for_each(change_once(change));
        self.live.users = Complete::read_to_the_end(users);
    }

    fn access(&self) -> Access {
        effective(&Username::from("billing.api@example.com"), &self.live)
    }

    fn allowed(&self, name: &str) -> String {
        allowed(&self.access(), &self.live.catalog, &target(name)).to_string()
    }

    fn told(&self, name: &str, verb: Verb) -> Vec<String> {
        let one = self.desired.integrations.values().next().unwrap();
        let explanation = explain(&self.access(), &self.live.catalog, &one.grants, &target(name));
        let of_verb = explanation
            .verbs
            .into_iter()
            .find(|one| one.verb == verb)
            .unwrap();
        let sources = of_verb
            .sources
            .iter()
            .map(|one| format!("{} {}", one.through, one.because));
        sources
            .chain(of_verb.held_back.iter().map(ToString::to_string))
            .collect()
    }

    fn extra(&self) -> Vec<String> {
        let one = self.desired.integrations.values().next().unwrap();
        let all = extra(one, &self.access());
        all.iter()
            .map(|one| {
                format!(
                    "{}: {} {} through {}",
                    one.origin.word(),
                    one.verbs,
                    one.target,
                    one.source.through
                )
            })
            .collect()
    }
}

fn change_once<T>(change: impl FnOnce(&mut T)) -> impl FnMut(&mut T) {
    let mut change = Some(change);
    move |value| {
        if let Some(change) = change.take() {
            change(value);
        }
    }
}

#[test]
fn a_user_may_do_what_anything_that_it_holds_grants() {
    let world = World::new(&[("Account", "read")])
        .profile(&[("Account", "read create")])
        .set("Second", set(2, &[("Account", "read edit")]))
        .group("Office", set(3, &[("Account", "read edit delete")]), None);
    assert_eq!(world.allowed("Account"), "read, create, edit, delete");
    assert_eq!(
        world.told("Account", Verb::Edit),
        ["permission set Second grants it", "group Office grants it"]
    );
    assert_eq!(
        world.told("Account", Verb::Create),
        ["profile Minimum Access - API Only Integrations grants it"]
    );
}

#[test]
fn what_a_group_mutes_is_told_with_the_set_that_grants_it() {
    let parts = GroupParts {
        sets: BTreeMap::from([
            (ApiName::from("Sales"), grants(&[("Account", "read edit delete")])),
            (ApiName::from("Service"), grants(&[("Case", "read")])),
        ]),
        muting: Some("Office_Muting".into()),
    };
    let of_group = set(3, &[("Account", "read edit"), ("Case", "read")]);
    let world = World::new(&[]).group("Office", of_group, Some(parts));
    assert_eq!(world.allowed("Account"), "read, edit");
    assert_eq!(
        world.told("Account", Verb::Delete),
        ["permission set Sales in group Office grants it, and Office_Muting mutes it there"]
    );
    assert_eq!(
        world.told("Case", Verb::Read),
        ["permission set Service in group Office grants it"]
    );
    // What is held besides the group is not muted.
    let beside = world.set("Sales", set(2, &[("Account", "read edit delete")]));
    assert_eq!(beside.allowed("Account"), "read, edit, delete");
}

#[test]
fn what_the_parts_of_a_group_do_not_account_for_is_the_groups() {
    let parts = GroupParts::default();
    let world = World::new(&[]).group("Office", set(3, &[("Account", "read")]), Some(parts));
    assert_eq!(world.told("Account", Verb::Read), ["group Office grants it"]);
}

#[test]
fn a_verb_brings_the_verbs_that_it_needs() {
    let world = World::new(&[]).set("Second", set(2, &[("Account", "delete")]));
    assert_eq!(world.allowed("Account"), "read, edit, delete");
    assert_eq!(
        world.told("Account", Verb::Edit),
        ["permission set Second grants delete, which brings it"]
    );
}

#[test]
fn modify_all_data_covers_objects_that_nothing_names() {
    let world = World::new(&[("system ModifyAllData", "use")]);
    assert_eq!(
        world.allowed("Account"),
        "read, create, edit, delete, view_all, modify_all"
    );
    assert_eq!(world.allowed("class Any"), "");
    assert_eq!(
        world.told("Account", Verb::Delete),
        ["permission set Billing_Integration grants ModifyAllData, which covers every object"]
    );
}

#[test]
fn all_fields_of_an_object_are_open_without_a_grant_of_each() {
    let world = World::new(&[("Account", "read view_all_fields"), ("Account.Phone", "read")]);
    assert!(world.access().reads_field(&"Account".into(), &"Website".into()));
    assert!(!world.access().reads_field(&"Contact".into(), &"Email".into()));
    assert_eq!(
        world.told("Account.Phone", Verb::Read),
        [
            "permission set Billing_Integration grants it",
            "permission set Billing_Integration grants all fields of the object"
        ]
    );
    let everywhere = World::new(&[("Contact", "read"), ("system ViewAllFieldsGlobal", "use")]);
    assert_eq!(everywhere.allowed("Contact.Email"), "read");
}

#[test]
fn a_field_needs_its_object() {
    let world = World::new(&[]).set("Second", set(2, &[("Account.Phone", "read edit")]));
    assert_eq!(world.allowed("Account.Phone"), "");
    assert_eq!(
        world.profile(&[("Account", "read")]).allowed("Account.Phone"),
        "read"
    );
}

#[test]
fn fields_that_nobody_can_grant_follow_their_object() {
    let mut world = World::new(&[("Account", "read edit")]);
    let follows = |read_only| FieldFacts {
        read_only,
        ..FieldFacts::default()
    };
    let facts = ObjectFacts {
        label: "Account".to_owned(),
        takes_grants: true,
        fields: BTreeMap::from([("Name".into(), follows(false)), ("Id".into(), follows(true))]),
    };
    world.live.catalog.objects.insert("Account".into(), facts);
    assert_eq!(world.allowed("Account.Name"), "read, edit");
    assert_eq!(world.allowed("Account.Id"), "read");
    assert_eq!(
        world.told("Account.Name", Verb::Edit),
        ["permission set Billing_Integration grants the object, and the field comes with it"]
    );
}

#[test]
fn what_waits_for_activation_does_not_count_and_is_told() {
    let waiting = HeldSet {
        needs_activation: true,
        ..set(2, &[("Account", "read")])
    };
    let world = World::new(&[]).set("Session", waiting);
    assert_eq!(world.allowed("Account"), "");
    assert_eq!(
        world.told("Account", Verb::Read),
        ["permission set Session grants it, in sessions for which it was activated"]
    );
    assert_eq!(
        world.access().inactive.into_iter().collect::<Vec<_>>(),
        [Through::PermissionSet("Session".into())]
    );
}

#[test]
fn without_its_licence_an_integration_user_has_no_objects() {
    let mut world = World::new(&[
        ("Account", "read"),
        ("Account.Phone", "read"),
        ("class Ping", "use"),
    ]);
    assert_eq!(world.allowed("Account.Phone"), "read");
    world.user(|user| user.licenses = Complete::default());
    assert_eq!(world.allowed("Account"), "");
    assert_eq!(world.allowed("Account.Phone"), "");
    assert_eq!(world.allowed("class Ping"), "use");
    world.user(|user| user.license = Seen::Known("Salesforce".to_owned()));
    assert_eq!(world.allowed("Account"), "read");
}

#[test]
fn what_a_user_licence_never_gives_does_not_count() {
    let mut world = World::new(&[
        ("Account", "read"),
        ("Opportunity", "read"),
        ("Opportunity.Amount", "read"),
        ("system ViewAllData", "use"),
    ]);
    world.user(|user| {
        user.license = Seen::Known("Salesforce Platform".to_owned());
        user.licenses = Complete::default();
    });
    assert_eq!(world.allowed("Account"), "read, view_all");
    assert_eq!(world.allowed("Opportunity"), "");
    assert_eq!(world.allowed("Opportunity.Amount"), "");
    assert_eq!(world.allowed("Invoice__c"), "read, view_all");
    let access = world.access();
    assert_eq!(
        access.ceiling.unwrap().to_string(),
        "the user licence Salesforce Platform does not give this object"
    );
    // A permission set licence may add to it, and nobody says what.
    world.user(|user| {
        let held = BTreeMap::from([("SalesforcePlatformPsl".into(), id("0PL", 1))]);
        user.licenses = Complete::read_to_the_end(held);
    });
    assert_eq!(world.allowed("Opportunity"), "read, view_all");
    for license in ["Chatter Free", "Chatter External", "Identity"] {
        world.user(|user| {
            user.license = Seen::Known(license.to_owned());
            user.licenses = Complete::default();
        });
        assert_eq!(world.allowed("Account"), "", "{license}");
    }
    world.user(|user| user.license = Seen::Known("Partner Community".to_owned()));
    assert_eq!(
        world.allowed("Opportunity"),
        "read, view_all",
        "nothing is known of it"
    );
}

#[test]
fn what_is_active_in_a_session_counts_and_says_so() {
    let waiting = |n, lines: &[(&str, &str)]| HeldSet {
        needs_activation: true,
        ..set(n, lines)
    };
    let mut world = World::new(&[])
        .set("Night_Shift", waiting(2, &[("Account", "delete")]))
        .group("On_Call", waiting(3, &[("Case", "read")]), None);
    world.user(|user| user.activated = Seen::Known(["night_shift".into()].into()));
    assert_eq!(world.allowed("Account"), "read, edit, delete");
    assert_eq!(world.allowed("Case"), "");
    assert_eq!(
        world.told("Account", Verb::Delete),
        ["permission set Night_Shift grants it, and is active in a session now"]
    );
    assert_eq!(
        world.extra(),
        [
            "ours: delete Account through permission set Night_Shift",
            "implied: read, edit Account through permission set Night_Shift",
        ]
    );
    world.user(|user| user.activated = Seen::Unknown("INSUFFICIENT_ACCESS".to_owned()));
    assert_eq!(world.allowed("Account"), "");
    assert_eq!(world.access().unknown_activation.unwrap(), "INSUFFICIENT_ACCESS");
}

#[test]
fn what_a_declared_permission_switches_on_is_implied() {
    let mut world = World::new(&[("system CustomizeApplication", "use")]);
    let mut sets = std::mem::take(&mut world.live.permission_sets).into_inner();
    for set in sets.values_mut() {
        let mut grants = std::mem::take(&mut set.grants).into_inner();
        for name in ["ViewSetup", "ViewRoles", "AuthorApex"] {
            let grant = hallpass_model::LiveGrant {
                id: None,
                verbs: Verbs::USE,
            };
            grants.insert(Target::SystemPermission(name.into()), grant);
        }
        set.grants = Complete::read_to_the_end(grants);
    }
    world.live.permission_sets = Complete::read_to_the_end(sets);
    assert_eq!(
        world.extra(),
        [
            "ours: use AuthorApex through permission set Billing_Integration",
            "implied: use ViewRoles through permission set Billing_Integration",
            "implied: use ViewSetup through permission set Billing_Integration",
        ]
    );
}

#[test]
fn what_was_not_read_is_named_and_not_guessed() {
    let mut world = World::new(&[("Account", "read")])
        .hold("Sales_Group", true)
        .hold("Sales", false);
    world.live.elsewhere.profiles.clear();
    let unseen: Vec<_> = world.access().unseen.iter().map(ToString::to_string).collect();
    assert_eq!(
        unseen,
        [
            "permission set Sales",
            "group Sales_Group",
            "profile Minimum Access - API Only Integrations"
        ]
    );
    assert_eq!(
        effective(&"nobody@example.com".into(), &world.live),
        Access::default()
    );
}

#[test]
fn access_beyond_the_spec_is_told_by_whose_it_is() {
    let mut world = World::new(&[("Account", "read")])
        .profile(&[
            ("system ApiEnabled", "use"),
            ("system ExportReport", "use"),
            ("Account", "read"),
        ])
        .set("Allowed", set(2, &[("Case", "read")]))
        .set("Strange", set(3, &[("Lead", "delete")]));
    let one = world.desired.integrations.values_mut().next().unwrap();
    one.also_assigned.insert("Allowed".into());
    assert_eq!(
        world.extra(),
        [
            "ours: delete Lead through permission set Strange",
            "elsewhere: read Case through permission set Allowed",
            "elsewhere: use ExportReport through profile Minimum Access - API Only Integrations",
            "implied: read, edit Lead through permission set Strange",
            "implied: use ApiEnabled through profile Minimum Access - API Only Integrations",
        ]
    );
    assert_eq!(Origin::ALL.map(Origin::word), ["ours", "elsewhere", "implied"]);
}

#[test]
fn what_never_may_be_is_found_through_whatever_it_comes() {
    let world = World::new(&[("Contact", "read"), ("Contact.SSN__c", "read")])
        .profile(&[("system ViewAllData", "use"), ("class Secret", "use")]);
    let found = |text: &str| {
        let pattern = text.parse().unwrap();
        let all = violations(&world.access(), &world.live.catalog, &pattern);
        all.iter()
            .map(|one| format!("{} {}", one.verbs, one.target))
            .collect::<Vec<_>>()
    };
    assert_eq!(found("Contact.SSN__c"), ["read Contact.SSN__c"]);
    assert_eq!(found("edit Contact.SSN__c"), Vec::<String>::new());
    assert_eq!(found("view_all Contact"), ["view_all Contact"]);
    assert_eq!(found("Secret"), ["use Secret"]);
    assert_eq!(found("object[Secret]"), Vec::<String>::new());
    assert_eq!(found("ViewAllData"), ["use ViewAllData"]);
    assert_eq!(found("Lead"), Vec::<String>::new(), "the org has no such object");
}
