//! The digest over exactly what a plan touches and rests on.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    Address, ApiName, Bearer, Change, Fingerprint, FleetName, IntegrationName, Kind, Live, Mark, Plan, State,
    Target, Username,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::observed::{self, known_of};

/// What is hashed, in this order.
#[derive(Serialize)]
struct Ground<'p> {
    org: &'p str,
    /// For each change what is there now, in the plan's order.
    touched: Vec<(&'p Address, Option<State>)>,
    /// For each integration with changes whose its user and its set are.
    owned: Vec<(&'p IntegrationName, [Owner; 2])>,
    /// Whose the other users and sets are that changes are about.
    besides: BTreeMap<Address, Option<Owner>>,
}

/// Whose the user or the set is on which changes rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Owner {
    /// It is not there.
    Missing,
    /// It carries this integration's mark.
    Ours,
    /// It carries another mark, or none.
    NotOurs,
}

/// Returns the digest over the live values that the changes of a plan touch, and over whose their bearers are.
pub(crate) fn fingerprint(plan: &Plan, live: &Live) -> Fingerprint {
    let changed: BTreeSet<_> = plan.changes.iter().map(|change| &change.integration).collect();
    let ground = Ground {
        org: live.org.id.as_str(),
        touched: plan
            .changes
            .iter()
            .map(|change| (&change.address, touched(plan, change, live)))
            .collect(),
        owned: plan
            .bearers
            .iter()
            .filter(|(name, _)| changed.contains(name))
            .map(|(name, bearer)| (name, owners(&plan.fleet, name, bearer, live)))
            .collect(),
        besides: besides(plan, live),
    };
    let mut sha = Sha256::new();
    let mut feed = Feed(&mut sha);
    serde_json::to_writer(&mut feed, &ground)
        .expect("addresses, texts and verbs always serialise, and hashing never fails");
    Fingerprint(sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Hashes what is written, so that the text of a large plan is never held.
struct Feed<'h>(&'h mut Sha256);

impl std::io::Write for Feed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn besides(plan: &Plan, live: &Live) -> BTreeMap<Address, Option<Owner>> {
    let changes = plan.changes.iter().filter(|change| change.address.is_besides());
    let bearers = changes.flat_map(|change| [change.address.of_user(), change.address.of_set()]);
    bearers
        .filter(Address::is_besides)
        .map(|address| (address.clone(), owner(plan, &address, live)))
        .collect()
}

/// Returns whose a user or a set is.
pub(crate) fn owner(plan: &Plan, address: &Address, live: &Live) -> Option<Owner> {
    let bearer = plan.bearer_of(address)?;
    let [user, set] = owners(&plan.fleet, &address.integration, &bearer, live);
    match address.kind {
        Kind::User => Some(user),
        Kind::PermissionSet => Some(set),
        _ => None,
    }
}

/// Returns whose the user and the set of an integration are.
fn owners(fleet: &FleetName, name: &IntegrationName, bearer: &Bearer, live: &Live) -> [Owner; 2] {
    let is_name = |marked: &IntegrationName| marked == name || bearer.previously.as_ref() == Some(marked);
    let owner = |present: Option<(Option<&Mark>, ApiName)>| match present {
        None => Owner::Missing,
        Some((Some(mark), bearer))
            if mark.fleet == *fleet && is_name(&mark.integration) && mark.is_of(&bearer) =>
        {
            Owner::Ours
        }
        Some(_) => Owner::NotOurs,
    };
    let user = live
        .users
        .get(&bearer.username)
        .map(|user| (user.mark.as_ref(), ApiName::new(user.username.as_str())));
    let set = live
        .permission_sets
        .get(&bearer.permission_set)
        .map(|set| (set.mark.as_ref(), set.name.clone()));
    [owner(user), owner(set)]
}

/// Returns what is there now of what a change touches: the very attributes that it shows, or the verbs.
pub(crate) fn touched(plan: &Plan, change: &Change, live: &Live) -> Option<State> {
    let bearer = plan.bearer_of(&change.address)?;
    let user = live.users.get(&bearer.username);
    let set = live.permission_sets.get(&bearer.permission_set);
    let thing = change.address.thing();
    let name = thing.as_deref();
    let shown = |observed| {
        Some(State::Attributes(known_of(observed, |attribute| {
            shows(change, attribute)
        })))
    };
    let held = |is_held: bool| {
        is_held
            .then(|| change.before.clone().or_else(|| change.after.clone()))
            .flatten()
    };
    match change.kind {
        Kind::User => shown(observed::user(user?)),
        Kind::Login => shown(observed::login(user?)),
        Kind::Profile => {
            let profile = live.profiles.get(&ApiName::new(bearer.profile.as_str()))?;
            shown(observed::profile(profile, &live.org.time_zone))
        }
        Kind::PermissionSet => shown(observed::permission_set(set?)),
        Kind::App => shown(observed::app(live.apps.get(name?)?)),
        Kind::License => held(user?.licenses.contains_key(name?)),
        Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => {
            let joined = user?.joined.get(&change.kind)?.known()?;
            held(joined.contains_key(name?))
        }
        Kind::Assignment => held(user?.assignments.contains_key(name?)),
        Kind::Holder => held(set?.holders.contains_key(&Username::new(name?.as_str()))),
        Kind::Object
        | Kind::Field
        | Kind::ApexClass
        | Kind::CustomPermission
        | Kind::Flow
        | Kind::ExternalCredential
        | Kind::CustomMetadataType
        | Kind::CustomSetting
        | Kind::SystemPermission
        | Kind::AppLink => {
            let grants = &set?.grants;
            let row = Target::named(change.kind, change.address.thing()?.into_owned())
                .into_iter()
                .find_map(|target| grants.get(&target))
                .filter(|grant| crate::normalise::is_real(grant))?;
            Some(State::Verbs(row.verbs))
        }
    }
}

fn shows(change: &Change, attribute: hallpass_model::Attribute) -> bool {
    [&change.before, &change.after]
        .into_iter()
        .flatten()
        .filter_map(State::attributes)
        .any(|side| side.contains_key(&attribute))
}
