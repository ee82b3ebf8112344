//! Random worlds: specs, an org in which something else was true before, and what people did to it since.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hallpass_model::build::{self, integration, live_of};
use hallpass_model::{
    Action, ApiName, Change, Desired, Enforce, FleetName, Grants, Integration, Kind, Live, LoginPolicy,
    Managed, OrgName, Plan,
};
use proptest::prelude::*;

use super::deeds::deed;
use crate::{apply_in_memory, plan};

/// Both sides of a plan.
#[derive(Clone)]
pub(super) struct World {
    pub(super) desired: Desired,
    pub(super) live: Live,
}

impl World {
    /// What is planned here.
    pub(super) fn plan(&self) -> Plan {
        plan(&OrgName::new("local").unwrap(), &self.desired, &self.live)
    }

    /// The world when a plan, or the first part of one, has been applied.
    pub(super) fn after(&self, plan: &Plan) -> Self {
        Self {
            desired: self.desired.clone(),
            live: apply_in_memory(plan, self.live.clone(), &self.desired),
        }
    }
}

/// The first changes of a plan.
pub(super) fn first(plan: &Plan, changes: usize) -> Plan {
    let mut part = plan.clone();
    part.changes.truncate(changes);
    part
}

/// Whether a change closes a difference. What is taken off for a move to another licence and given back is as it was before.
pub(super) fn closes(change: &&Change) -> bool {
    change.action != Action::Replace
}

/// Two hundred worlds a law, or as many as `HALLPASS_LAWS` says.
pub(super) fn config() -> ProptestConfig {
    worlds_by_default(200)
}

/// Half as many for laws that plan anew after each step.
pub(super) fn config_of_steps() -> ProptestConfig {
    worlds_by_default(100)
}

fn worlds_by_default(cases: u32) -> ProptestConfig {
    let asked = std::env::var("HALLPASS_LAWS")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Short enough to be read in a failure: what is declared, and what the org held.
impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = |value: serde_json::Result<String>| value.unwrap_or_default();
        for one in self.desired.integrations.values() {
            let grants = json(serde_json::to_string(&one.grants));
            writeln!(
                f,
                "\n{} {:?} adopt={} wants {grants}",
                one.name, one.enforce, one.adopt
            )?;
        }
        for part in [
            json(serde_json::to_string(&self.live.users)),
            json(serde_json::to_string(&self.live.permission_sets)),
            json(serde_json::to_string(&self.live.apps)),
        ] {
            writeln!(f, "{part}")?;
        }
        Ok(())
    }
}

const NAMES: [&str; 3] = ["billing", "load-0", "postman"];

/// Targets with the verbs that they can have; the catalog knows all of them.
const POOL: [(&str, &[&str]); 17] = [
    (
        "Account",
        &[
            "read",
            "read edit",
            "read create",
            "read edit delete",
            "read view_all_fields",
            "read view_all",
        ],
    ),
    ("Contact", &["read", "read edit", "read view_all_fields"]),
    ("Lead", &["read", "read create edit"]),
    ("Account.Phone", &["read", "read edit"]),
    ("Account.Website", &["read", "read edit"]),
    ("Account.BillingAddress", &["read", "read edit"]),
    ("Account.BillingStreet", &["read", "read edit"]),
    ("Account.BillingCity", &["read", "read edit"]),
    ("Account.Rank__c", &["read", "read edit"]),
    ("Contact.AccountId", &["read", "read edit"]),
    ("Contact.Account", &["read", "read edit"]),
    ("Contact.Email", &["read", "read edit"]),
    ("class CustomerWS", &["use"]),
    ("custom Refund", &["use"]),
    ("system ApiEnabled", &["use"]),
    ("system ManageUsers", &["use"]),
    ("system ViewSetup", &["use"]),
];

/// Worlds in which anything may be the case.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let one = (
        grants(),
        grants(),
        enforce(),
        any::<(bool, bool)>(),
        prop::collection::vec(deed(), 0..4),
        (login(), login()),
    );
    (
        prop::collection::vec(one, 1..=NAMES.len()),
        prop::bool::weighted(0.15),
        any::<bool>(),
    )
        .prop_map(|(all, empty, accepts)| {
            let (mut now, mut before, mut deeds) = (Vec::new(), Vec::new(), Vec::new());
            for (name, (wanted, had, enforce, (adopt, protect), done, (login, old_login))) in
                NAMES.iter().zip(all)
            {
                let mut one = integration(name, &[]);
                (one.enforce, one.adopt, one.protect) = (enforce, adopt, protect);
                // Of one integration it is known that it had another name.
                one.previously = (*name == NAMES[0]).then(|| build::name("before"));
                // One manages what its user is in, one a part of it, and one nothing.
                one.joins = joins(if adopt { 3 } else { usize::from(protect) });
                let mut old = one.clone();
                (one.own_profile.login, old.own_profile.login) = (login, old_login);
                before.push(with_grants(old, had));
                now.push(with_grants(one, wanted));
                deeds.push((*name, done));
            }
            let mut desired = build::desired(now);
            if accepts {
                desired.accept_fleets.insert(FleetName::new("umbrella").unwrap());
            }
            let mut live = live_of(&build::desired(before));
            if empty {
                live = build::org(&desired);
            }
            let profiles = std::mem::take(&mut live.catalog.profiles);
            live.catalog = catalog();
            live.catalog.profiles = profiles;
            for (name, done) in deeds {
                for deed in done {
                    live = deed.on(live, &desired.integrations[name]);
                }
            }
            World { desired, live }
        })
}

/// Worlds in which every integration is enforced so.
pub(super) fn worlds_under(enforce: Enforce) -> impl Strategy<Value = World> {
    worlds().prop_map(move |mut world| {
        for one in world.desired.integrations.values_mut() {
            one.enforce = enforce;
        }
        world
    })
}

fn joins(kinds: usize) -> BTreeMap<Kind, BTreeSet<ApiName>> {
    let names = BTreeSet::from(["Readers".into(), "Writers".into()]);
    let kinds = Kind::JOINED.into_iter().rev().take(kinds);
    kinds.map(|kind| (kind, names.clone())).collect()
}

/// Mostly nothing is said of logins; what is said restricts them, otherwise, or clears it.
fn login() -> impl Strategy<Value = Managed<LoginPolicy>> {
    let ranges = |text: &str| {
        let ip_ranges = BTreeSet::from([text.parse().unwrap()]);
        Managed::Set(LoginPolicy {
            ip_ranges,
            hours: None,
        })
    };
    prop_oneof![
        6 => Just(Managed::Unmanaged),
        1 => Just(Managed::Set(LoginPolicy::default())),
        2 => Just(ranges("192.0.2.0/24")),
        1 => Just(ranges("198.51.100.7")),
    ]
}

fn enforce() -> impl Strategy<Value = Enforce> {
    prop_oneof![4 => Just(Enforce::Exact), 1 => Just(Enforce::Additive), 1 => Just(Enforce::Report)]
}

pub(super) fn grants() -> impl Strategy<Value = Grants> {
    prop::collection::vec((0..POOL.len(), 0usize..6), 0..10).prop_map(|picks| {
        let lines: BTreeMap<_, _> = picks
            .into_iter()
            .map(|(target, verbs)| (POOL[target].0, POOL[target].1[verbs % POOL[target].1.len()]))
            .collect();
        // Two names of one lookup, or field without object, is what specs refuse; here it must only not loop.
        build::grants(&lines.into_iter().collect::<Vec<_>>())
    })
}

fn with_grants(mut one: Integration, more: Grants) -> Integration {
    one.grants.extend(more);
    one
}

fn catalog() -> hallpass_model::Catalog {
    let lines: Vec<_> = POOL
        .iter()
        .filter(|(target, _)| *target != "Contact.Account")
        .map(|(target, verbs)| (*target, verbs[0]))
        .collect();
    let mut all = integration("all", &lines);
    all.joins = joins(3);
    let mut catalog = build::org(&build::desired([all])).catalog;
    let part = Some(ApiName::from("BillingAddress"));
    let account = catalog.objects.get_mut(&ApiName::from("Account")).unwrap();
    for street in ["BillingStreet", "BillingCity"] {
        account.fields.get_mut(&ApiName::from(street)).unwrap().part_of = part.clone();
    }
    account
        .fields
        .get_mut(&ApiName::from("Rank__c"))
        .unwrap()
        .read_only = true;
    catalog
}

/// Leaves an attribute alone, for worlds in which not everything is managed.
pub(super) fn unmanage(world: &mut World) {
    for one in world.desired.integrations.values_mut() {
        one.permission_set.label = Managed::Unmanaged;
        one.user.last_name = Managed::Unmanaged;
    }
}
