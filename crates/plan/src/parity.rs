//! Parity: where one integration is not the same in two orgs.
//!
//! What is compared is what the orgs hold, not what the specs say; whether a difference is meant is told beside it.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    Address, Attribute, Attributes, Desired, Integration, IntegrationName, Kind, Live, LiveUser, OrgName,
    Plan, State, Value, WarningCode,
};
use serde::Serialize;

use crate::normalise::is_real;
use crate::observed::{self, Observed, known_of};
use crate::scope::Scope;

/// One org with what is meant and what is there.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The org.
    pub org: &'a OrgName,
    /// What is desired there.
    pub desired: &'a Desired,
    /// What was read there.
    pub live: &'a Live,
    /// What would be done there.
    pub plan: &'a Plan,
}

/// How far integrations are the same in some orgs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Parity {
    /// How many things are the same in all orgs that have their integration.
    pub same: u64,
    /// What is not the same, by address.
    pub disparities: Vec<Disparity>,
    /// Integrations that only some of the orgs have, with those.
    pub only_in: BTreeMap<IntegrationName, BTreeSet<OrgName>>,
}

/// A thing that is not the same everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disparity {
    /// What it is.
    pub address: Address,
    /// What each org has; of entities only the attributes that differ. `None` where it is not there.
    pub orgs: BTreeMap<OrgName, Option<State>>,
    /// The orgs where it is not what their specs say; where there is none, the difference is meant, or not managed.
    pub drift: BTreeSet<OrgName>,
}

impl Parity {
    /// Returns whether nothing differs.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.disparities.is_empty() && self.only_in.is_empty()
    }
}

/// Compares every integration that at least two of the orgs have.
#[must_use]
pub fn parity(sides: &[Side<'_>]) -> Parity {
    let mut parity = Parity::default();
    let desired: Vec<_> = sides.iter().map(|side| side.desired.in_org(side.live)).collect();
    for name in names(sides) {
        let having: Vec<_> = sides
            .iter()
            .zip(&desired)
            .filter_map(|(side, desired)| Some((side, desired.integrations.get(&name)?)))
            .collect();
        if having.len() < sides.len() {
            let orgs = having.iter().map(|(side, _)| side.org.clone());
            parity.only_in.insert(name, orgs.collect());
        }
        if having.len() > 1 {
            compare(&having, &mut parity);
        }
    }
    parity
}

fn names(sides: &[Side<'_>]) -> BTreeSet<IntegrationName> {
    let names = sides.iter().flat_map(|side| side.desired.integrations.keys());
    names.cloned().collect()
}

fn compare(having: &[(&Side<'_>, &Integration)], parity: &mut Parity) {
    let held: Vec<_> = having.iter().map(|(side, one)| held(side, one)).collect();
    let addresses: BTreeSet<&Address> = held.iter().flat_map(BTreeMap::keys).collect();
    for address in addresses {
        let states: Vec<_> = held.iter().map(|held| held.get(address)).collect();
        if states.iter().all(|state| *state == states[0]) {
            parity.same += 1;
            continue;
        }
        let orgs = having.iter().map(|(side, _)| side.org.clone());
        let drift = having.iter().filter(|(side, _)| drifts(side, address));
        parity.disparities.push(Disparity {
            address: address.clone(),
            orgs: orgs.zip(differing(&states)).collect(),
            drift: drift.map(|(side, _)| side.org.clone()).collect(),
        });
    }
}

/// Returns whether the org is not as its spec says, as far as a thing goes.
fn drifts(side: &Side<'_>, address: &Address) -> bool {
    let plan = side.plan;
    plan.changes.iter().any(|change| change.address == *address)
        || plan.blocked.iter().any(|blocked| blocked.address == *address)
        || plan
            .warnings
            .iter()
            .any(|one| one.code == WarningCode::NotEnforced && one.address.as_ref() == Some(address))
}

/// Leaves attributes out that all sides have alike.
fn differing(states: &[Option<&State>]) -> Vec<Option<State>> {
    let sides: Vec<_> = states
        .iter()
        .flatten()
        .filter_map(|state| state.attributes())
        .collect();
    let is_alike = |attribute: &Attribute| {
        sides.len() == states.len()
            && sides
                .iter()
                .all(|side| side.get(attribute) == sides[0].get(attribute))
    };
    let shown = |state: &State| match state {
        State::Verbs(_) => state.clone(),
        State::Attributes(all) => State::Attributes(
            all.iter()
                .filter(|(attribute, _)| !is_alike(attribute))
                .map(|(attribute, value)| (*attribute, value.clone()))
                .collect(),
        ),
    };
    states.iter().map(|state| state.map(shown)).collect()
}

/// Returns all that an integration has in an org.
fn held(side: &Side<'_>, integration: &Integration) -> BTreeMap<Address, State> {
    let scope = Scope {
        desired: side.desired,
        integration,
        live: side.live,
    };
    let mut held = BTreeMap::new();
    if let Some(user) = scope.user() {
        held.insert(scope.user_address(), attributes(&scope, observed::user(user)));
        memberships(&scope, user, &mut held);
    }
    if let Some(set) = scope.permission_set() {
        held.insert(
            scope.set_address(),
            attributes(&scope, observed::permission_set(set)),
        );
        let grants = set.grants.iter().filter(|(_, grant)| is_real(grant));
        held.extend(grants.map(|(target, grant)| (scope.grant(target), State::Verbs(grant.verbs))));
    }
    for app in integration.apps.iter().filter_map(|app| scope.app(&app.name)) {
        let address = scope.address(Kind::App, &app.name);
        held.insert(address, attributes(&scope, observed::app(app)));
    }
    held
}

fn memberships(scope: &Scope<'_>, user: &LiveUser, held: &mut BTreeMap<Address, State>) {
    let all = [
        (Kind::License, user.licenses.keys().collect::<Vec<_>>()),
        (Kind::Assignment, user.assignments.keys().collect()),
    ];
    let joined = user.joined.iter();
    let joined = joined.filter_map(|(kind, held)| Some((*kind, held.known()?.keys().collect::<Vec<_>>())));
    for (kind, names) in all.into_iter().chain(joined) {
        let held_now = names
            .into_iter()
            .map(|name| (scope.address(kind, name), State::Attributes(Attributes::new())));
        held.extend(held_now);
    }
}

/// What must differ between orgs is no difference: usernames are unique in all of Salesforce.
fn attributes(scope: &Scope<'_>, observed: Observed) -> State {
    let mut known = known_of(observed, |attribute| {
        !matches!(attribute, Attribute::Username | Attribute::Mark)
    });
    let own = scope.integration.user.username.as_str();
    if let Some(Value::Text(user)) = known.get_mut(&Attribute::RunAs)
        && user.eq_ignore_ascii_case(own)
    {
        "its own user".clone_into(user);
    }
    State::Attributes(known)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use hallpass_model::build::{desired, integration, live_of};
    use hallpass_model::{
        Address, Attribute, Desired, Integration, Kind, Live, Managed, OrgName, State, Username, Value, Verb,
        Verbs,
    };

    use super::{Parity, Side, parity};
    use crate::plan;

    fn billing() -> Integration {
        integration("billing", &[("Account", "read edit"), ("Account.Phone", "read")])
    }

    /// An org as its spec says.
    fn settled(one: Integration) -> (Desired, Live) {
        let desired = desired([one]);
        let live = live_of(&desired);
        (desired, live)
    }

    fn org(name: &str) -> OrgName {
        OrgName::new(name).unwrap()
    }

    fn compare(uat: &(Desired, Live), prod: &(Desired, Live)) -> Parity {
        let orgs = [org("uat"), org("prod")];
        let plans = [uat, prod].map(|(desired, live)| plan(&orgs[0], desired, live));
        let sides = [(uat, 0), (prod, 1)].map(|((desired, live), n)| Side {
            org: &orgs[n],
            desired,
            live,
            plan: &plans[n],
        });
        parity(&sides)
    }

    fn account() -> Address {
        Address::named(&billing().name, Kind::Object, "Account".into())
    }

    #[test]
    fn another_username_is_no_disparity() {
        let mut suffixed = billing();
        suffixed.user.username = Username::from("billing.api@example.com.uat");
        let parity = compare(&settled(suffixed), &settled(billing()));
        assert!(parity.is_whole(), "{parity:#?}");
        assert!(parity.same > 5);
    }

    #[test]
    fn what_the_specs_mean_to_differ_is_told_as_such() {
        let mut less = billing();
        let read = [Verb::Read].into_iter().collect::<Verbs>();
        less.grants
            .insert("object[Account]".to_owned().try_into().unwrap(), read);
        less.user.time_zone = Managed::Set("Europe/Berlin".to_owned());
        let parity = compare(&settled(less), &settled(billing()));
        let [user, object] = parity.disparities.as_slice() else {
            panic!("{parity:#?}");
        };
        assert_eq!((&object.address, &object.drift), (&account(), &BTreeSet::new()));
        let only_the_zone = State::Attributes(BTreeMap::from([(
            Attribute::TimeZone,
            Value::from("Europe/Berlin"),
        )]));
        assert_eq!(user.orgs[&org("uat")], Some(only_the_zone));
    }

    #[test]
    fn drift_is_told_by_org() {
        let (desired, mut live) = settled(billing());
        let mut sets = live.permission_sets.clone().into_inner();
        let set = sets.values_mut().next().unwrap();
        let mut grants = set.grants.clone().into_inner();
        grants.remove(&"object[Account]".to_owned().try_into().unwrap());
        set.grants = hallpass_model::Complete::read_to_the_end(grants);
        live.permission_sets = hallpass_model::Complete::read_to_the_end(sets);
        let parity = compare(&(desired, live), &settled(billing()));
        let one = &parity.disparities[0];
        assert_eq!(one.address, account());
        assert_eq!(one.orgs[&org("uat")], None);
        assert_eq!(one.drift, BTreeSet::from([org("uat")]));
    }

    #[test]
    fn an_integration_that_one_org_lacks_is_told_once() {
        let parity = compare(
            &settled(billing()),
            &settled(integration("shop", &[("Account", "read")])),
        );
        assert_eq!(parity.disparities, []);
        let only = parity
            .only_in
            .iter()
            .map(|(name, orgs)| (name.as_str(), orgs.clone()));
        assert_eq!(
            only.collect::<Vec<_>>(),
            [
                ("billing", BTreeSet::from([org("uat")])),
                ("shop", BTreeSet::from([org("prod")]))
            ]
        );
    }
}
