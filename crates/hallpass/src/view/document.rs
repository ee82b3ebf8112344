//! The one render model of a plan: what its JSON says, and what text and Markdown are made from.

use std::collections::BTreeMap;

use hallpass_reconcile::{Origins, Validation};
use serde::Serialize;

use super::told::Told;
use hallpass_model::{
    Address, ApiUse, Bearer, Blocked, Change, Fingerprint, IntegrationName, Kind, Outcome, Plan, PlanOrg,
    Summary, Unmanaged, Warning,
};

/// A plan as every view shows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PlanDocument {
    pub(crate) format_version: String,
    pub(crate) org: PlanOrg,
    pub(crate) spec_digest: String,
    pub(crate) summary: Summary,
    pub(crate) changes: Vec<Told<Change>>,
    pub(crate) unchanged: u64,
    pub(crate) unmanaged: Vec<Unmanaged>,
    pub(crate) blocked: Vec<Blocked>,
    pub(crate) warnings: Vec<Told<Warning>>,
    pub(crate) fingerprint: Fingerprint,
    /// What the org says of the files, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) validation: Option<Validation>,
    pub(crate) api: Api,
    /// How users and sets are called; their addresses do not say.
    #[serde(skip)]
    bearers: BTreeMap<IntegrationName, Bearer>,
}

/// What the command cost; the one part that may differ between equal runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Api {
    pub(crate) calls: u32,
    pub(crate) round_trips: u32,
    pub(crate) limit: Option<u64>,
    pub(crate) used: Option<u64>,
}

impl From<ApiUse> for Api {
    fn from(
        ApiUse {
            calls,
            round_trips,
            limit,
            used,
        }: ApiUse,
    ) -> Self {
        Self {
            calls,
            round_trips,
            limit,
            used,
        }
    }
}

impl PlanDocument {
    /// Makes the document of a plan and of what reading the org cost.
    pub(crate) fn new(plan: &Plan, api: ApiUse) -> Self {
        let Plan {
            format_version,
            org,
            fleet: _,
            spec_digest,
            bearers,
            changes,
            ..
        } = plan;
        let Plan {
            unchanged,
            unmanaged,
            blocked,
            warnings,
            fingerprint,
            ..
        } = plan;
        Self {
            format_version: format_version.clone(),
            org: org.clone(),
            spec_digest: spec_digest.clone(),
            summary: plan.summary(),
            changes: changes.iter().cloned().map(Told::from).collect(),
            unchanged: *unchanged,
            unmanaged: unmanaged.clone(),
            blocked: blocked.clone(),
            warnings: warnings.iter().cloned().map(Told::from).collect(),
            fingerprint: fingerprint.clone(),
            validation: None,
            api: api.into(),
            bearers: bearers.clone(),
        }
    }

    /// The same with who is behind what.
    pub(crate) fn traced(mut self, mut origins: Origins) -> Self {
        for change in &mut self.changes {
            change.origin = origins.changes.remove(&change.address);
        }
        for (at, warning) in self.warnings.iter_mut().enumerate() {
            warning.origin = origins.warnings.remove(&at);
        }
        self
    }

    /// The same with what the org says of the files.
    pub(crate) fn validated(mut self, validation: Option<Validation>) -> Self {
        self.validation = validation;
        self
    }

    /// Returns how the thing at an address is called; empty where nobody says.
    pub(crate) fn name_of(&self, address: &Address) -> String {
        let bearer = self.bearers.get(&address.integration);
        match (&address.name, address.kind, bearer) {
            (Some(_), _, _) => named(address),
            (None, Kind::User | Kind::Login, Some(bearer)) => bearer.username.to_string(),
            (None, Kind::Profile, Some(bearer)) => bearer.profile.clone(),
            (None, Kind::PermissionSet, Some(bearer)) => bearer.permission_set.to_string(),
            (None, _, _) => String::new(),
        }
    }

    /// Returns the integrations that have something to show, in order of name.
    pub(crate) fn integrations(&self) -> Vec<&IntegrationName> {
        let changes = self.changes.iter().map(|change| &change.integration);
        let blocked = self.blocked.iter().map(|blocked| &blocked.address.integration);
        let unmanaged = self.unmanaged.iter().map(|thing| &thing.address.integration);
        let mut names: Vec<_> = changes.chain(blocked).chain(unmanaged).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Returns the changes of one integration, in the order of their addresses.
    pub(crate) fn changes_of(&self, integration: &IntegrationName) -> Vec<&Told<Change>> {
        let mut changes: Vec<_> = self
            .changes
            .iter()
            .filter(|change| change.integration == *integration)
            .collect();
        changes.sort_by(|a, b| a.address.cmp(&b.address));
        changes
    }

    /// Returns whether there is nothing to show.
    pub(crate) fn has_no_changes(&self) -> bool {
        self.changes.is_empty() && self.blocked.is_empty()
    }
}

/// A plan and what became of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OutcomeDocument {
    #[serde(flatten)]
    pub(crate) plan: PlanDocument,
    pub(crate) outcome: Outcome,
}

/// A thing of a user or set besides the integration's own says of whose.
fn named(address: &Address) -> String {
    let thing = address.thing().map(|name| name.to_string()).unwrap_or_default();
    let user = address.other_user().map(|user| user.to_string());
    let of = user.or_else(|| address.other_set().map(|set| set.to_string()));
    match of {
        Some(of) if !thing.eq_ignore_ascii_case(&of) => format!("{thing} of {of}"),
        _ => thing,
    }
}
