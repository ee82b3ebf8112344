//! Effective access compared with the same worked out anew for each question, without sources and without cleverness.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::build::{desired, id, integration, live_of};
use hallpass_model::{
    ApiName, Complete, Grants, GroupParts, HeldGroup, HeldSet, Integration, Live, LiveAssignment, Seen,
    Target, Username, Verb, Verbs,
};
use proptest::prelude::*;

use crate::{Access, Origin, allowed, effective, explain, extra};

const LICENSES: [(&str, &[&str]); 6] = [
    ("Salesforce", &["Account", "Contact", "Opportunity"]),
    ("Salesforce Platform", &["Account", "Contact"]),
    ("Chatter Free", &[]),
    ("Identity", &[]),
    ("Salesforce Integration", &[]),
    (
        "A licence nobody has heard of",
        &["Account", "Contact", "Opportunity"],
    ),
];

/// What grants are on, and what is asked about.
fn targets() -> Vec<Target> {
    let field = |object: &str, field: &str| Target::Field {
        object: object.into(),
        field: field.into(),
    };
    vec![
        Target::Object("Account".into()),
        Target::Object("Contact".into()),
        Target::Object("Opportunity".into()),
        field("Account", "Phone"),
        field("Opportunity", "Amount"),
        Target::ApexClass("Ping".into()),
        Target::SystemPermission("ViewAllData".into()),
        Target::SystemPermission("ModifyAllData".into()),
        Target::SystemPermission("ViewAllFieldsGlobal".into()),
        Target::SystemPermission("ViewSetup".into()),
    ]
}

#[derive(Debug, Clone)]
struct Set {
    grants: Grants,
    needs_activation: bool,
    is_active: bool,
}

#[derive(Debug, Clone)]
struct Group {
    parts: Vec<Grants>,
    muted: Grants,
    needs_activation: bool,
    is_active: bool,
    is_looked_into: bool,
}

#[derive(Debug, Clone)]
struct World {
    license: usize,
    has_psl: bool,
    own: Grants,
    profile: Grants,
    sets: Vec<Set>,
    groups: Vec<Group>,
}

fn grants() -> impl Strategy<Value = Grants> {
    // Broad permissions are rare, or else nothing would be left to tell.
    let one = (
        prop_oneof![9 => 0..6_usize, 1 => 6..10_usize],
        any::<prop::sample::Index>(),
    );
    prop::collection::vec(one, 0..4).prop_map(|picked| {
        let targets = targets();
        let mut grants = Grants::new();
        for (target, verb) in picked {
            let target = &targets[target];
            let verbs = Verbs::NONE.with(*verb.get(known(target))).closure();
            let grant = grants.entry(target.clone()).or_default();
            *grant = grant.union(verbs);
        }
        grants
    })
}

fn known(target: &Target) -> &'static [Verb] {
    match target {
        Target::Object(_) => &Verb::OF_OBJECTS,
        Target::Field { .. } => &[Verb::Read, Verb::Edit],
        _ => &[Verb::Use],
    }
}

fn sets() -> impl Strategy<Value = Set> {
    (grants(), prop::bool::weighted(0.3), any::<bool>()).prop_map(|(grants, needs_activation, is_active)| {
        Set {
            grants,
            needs_activation,
            is_active,
        }
    })
}

fn groups() -> impl Strategy<Value = Group> {
    let parts = prop::collection::vec(grants(), 0..3);
    (
        parts,
        grants(),
        prop::bool::weighted(0.2),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(parts, muted, needs_activation, is_active, is_looked_into)| Group {
                parts,
                muted,
                needs_activation,
                is_active,
                is_looked_into,
            },
        )
}

fn worlds() -> impl Strategy<Value = World> {
    let sets = prop::collection::vec(sets(), 0..3);
    let groups = prop::collection::vec(groups(), 0..3);
    (0..LICENSES.len(), any::<bool>(), grants(), grants(), sets, groups).prop_map(
        |(license, has_psl, own, profile, sets, groups)| World {
            license,
            has_psl,
            own,
            profile,
            sets,
            groups,
        },
    )
}

impl Group {
    /// What the org keeps in the group's own set: no verb stays that needs one which is muted.
    fn comes_to(&self) -> Grants {
        let mut all = Grants::new();
        for (target, verbs) in self.parts.iter().flatten() {
            let muted = self.muted.get(target).copied().unwrap_or_default();
            let left = all.entry(target.clone()).or_insert(Verbs::NONE);
            *left = left.union(verbs.minus(muted));
        }
        for (target, verbs) in &mut all {
            let stands = |verb: &Verb| match target {
                Target::Object(_) => verbs.covers(Verbs::NONE.with(*verb).closure()),
                _ => true,
            };
            *verbs = verbs.iter().filter(stands).collect();
        }
        all.retain(|_, verbs| !verbs.is_empty());
        all
    }
}

impl World {
    /// All rows that count, from wherever.
    fn counting(&self) -> Vec<Grants> {
        let counts = |needs: bool, active: bool| !needs || active;
        let sets = self
            .sets
            .iter()
            .filter(|set| counts(set.needs_activation, set.is_active));
        let groups = self
            .groups
            .iter()
            .filter(|group| counts(group.needs_activation, group.is_active));
        [self.own.clone(), self.profile.clone()]
            .into_iter()
            .chain(sets.map(|set| set.grants.clone()))
            .chain(groups.map(Group::comes_to))
            .collect()
    }

    fn can(&self, target: &Target, verb: Verb) -> bool {
        let rows = self.counting();
        let granted = |target: &Target, verb| {
            rows.iter()
                .any(|rows| rows.get(target).is_some_and(|verbs| verbs.has(verb)))
        };
        let holds = |name: &str| granted(&Target::SystemPermission(name.into()), Verb::Use);
        let object_can = |object: &ApiName, verb: Verb| {
            let modifies = holds("ModifyAllData");
            let broad = match verb {
                Verb::Read | Verb::ViewAll => modifies || holds("ViewAllData"),
                Verb::Create | Verb::Edit | Verb::Delete | Verb::ModifyAll => modifies,
                Verb::ViewAllFields => holds("ViewAllFieldsGlobal"),
                Verb::Use => false,
            };
            self.gives(object) && (broad || granted(&Target::Object(object.clone()), verb))
        };
        match (target, verb) {
            (Target::Object(object), _) => object_can(object, verb),
            (Target::Field { object, .. }, Verb::Read) => {
                object_can(object, Verb::Read)
                    && (granted(target, Verb::Read) || object_can(object, Verb::ViewAllFields))
            }
            (Target::Field { object, .. }, _) => {
                granted(target, verb) && (object_can(object, Verb::Create) || object_can(object, Verb::Edit))
            }
            _ => granted(target, verb),
        }
    }

    fn gives(&self, object: &ApiName) -> bool {
        let (_, objects) = LICENSES[self.license];
        self.has_psl || objects.iter().any(|name| *object == ApiName::from(*name))
    }

    fn live(&self) -> (Integration, Live) {
        let desired = desired([integration("billing", &[])]);
        let mut live = live_of(&desired);
        let one = desired.integrations.into_values().next().unwrap();
        let mut n = 10;
        let mut held = |grants: &Grants, needs_activation| {
            n += 1;
            HeldSet {
                id: id("0PS", n),
                needs_activation,
                grants: grants.clone(),
                unnamed: 0,
            }
        };
        let elsewhere = &mut live.elsewhere;
        elsewhere.profiles.insert(
            hallpass_model::API_ONLY_PROFILES[0].to_owned(),
            held(&self.profile, false),
        );
        let mut assigned = BTreeMap::new();
        let mut active = BTreeSet::new();
        let own = &one.permission_set.name;
        elsewhere.sets.insert(own.clone(), held(&self.own, false));
        live.permission_sets = Complete::default();
        assigned.insert(own.clone(), false);
        for (at, set) in self.sets.iter().enumerate() {
            let name = ApiName::new(format!("Set_{at}"));
            elsewhere
                .sets
                .insert(name.clone(), held(&set.grants, set.needs_activation));
            if set.is_active {
                active.insert(name.clone());
            }
            assigned.insert(name, false);
        }
        for (at, group) in self.groups.iter().enumerate() {
            let name = ApiName::new(format!("Group_{at}"));
            let sets = group.parts.iter().enumerate();
            let sets = sets.map(|(part, grants)| (ApiName::new(format!("Part_{part}")), grants.clone()));
            let parts = GroupParts {
                sets: sets.collect(),
                muting: Some("Muting".into()),
            };
            let group_of = HeldGroup {
                set: held(&group.comes_to(), group.needs_activation),
                parts: group.is_looked_into.then_some(parts),
            };
            elsewhere.groups.insert(name.clone(), group_of);
            if group.is_active {
                active.insert(name.clone());
            }
            assigned.insert(name, true);
        }
        let mut users = std::mem::take(&mut live.users).into_inner();
        let user = users.get_mut(&one.user.username).unwrap();
        user.license = Seen::Known(LICENSES[self.license].0.to_owned());
        let psl = self
            .has_psl
            .then(|| (hallpass_model::INTEGRATION_PSL.into(), id("0PL", 1)));
        user.licenses = Complete::read_to_the_end(psl.into_iter().collect());
        let assignment = |is_group| LiveAssignment {
            id: id("0Pa", 1),
            is_group,
            license: None,
        };
        let assigned = assigned
            .into_iter()
            .map(|(name, is_group)| (name, assignment(is_group)));
        user.assignments = Complete::read_to_the_end(assigned.collect());
        user.activated = Seen::Known(active);
        live.users = Complete::read_to_the_end(users);
        (one, live)
    }

    fn access(&self) -> (Integration, Live, Access) {
        let (one, live) = self.live();
        let access = effective(&Username::from(one.user.username.as_str()), &live);
        (one, live, access)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_user_can_do_what_a_plain_look_at_all_rows_says(world in worlds()) {
        let (one, live, access) = world.access();
        for target in targets() {
            let allowed = allowed(&access, &live.catalog, &target);
            let told = explain(&access, &live.catalog, &one.grants, &target);
            for verb in known(&target) {
                prop_assert_eq!(allowed.has(*verb), world.can(&target, *verb), "{} {}", verb, target);
                let told = told.verbs.iter().find(|told| told.verb == *verb).unwrap();
                prop_assert_eq!(told.is_allowed, allowed.has(*verb));
                // Whoever can has it from somewhere; whoever has it from somewhere and cannot is told why.
                prop_assert!(!told.is_allowed || !told.sources.is_empty(), "{} {}", verb, target);
                let is_stopped = told.needs.is_some() || told.ceiling.is_some();
                prop_assert_eq!(!told.sources.is_empty() && !told.is_allowed, is_stopped, "{} {}", verb, target);
            }
        }
    }

    #[test]
    fn access_beyond_a_spec_is_all_that_is_granted_and_not_declared(world in worlds()) {
        let (mut one, _, access) = world.access();
        one.grants = world.own;
        let extra = extra(&one, &access);
        for (target, sources) in &access.grants {
            let declared = hallpass_model::declared(&one.grants, target);
            let granted = sources.iter().fold(Verbs::NONE, |all, source| all.union(source.verbs));
            let told = extra.iter().filter(|one| one.target == *target);
            let told = told.fold(Verbs::NONE, |all, one| all.union(one.verbs));
            prop_assert_eq!(told, granted.minus(declared), "{}", target);
        }
        let own = |one: &&crate::Extra| one.origin == Origin::Ours && one.source.through.held().is_none();
        prop_assert_eq!(extra.iter().find(own), None, "what the profile gives is not ours");
    }
}
