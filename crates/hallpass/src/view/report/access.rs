//! The access of a fleet, for programs.

use std::collections::BTreeMap;

use hallpass_access::Source;
use hallpass_lifecycle::reach::{Entry, Subject};
use hallpass_model::{
    Catalog, FORMAT_VERSION, FleetName, IntegrationName, Kind, Live, OrgName, Risk, Target, Username, Verb,
    Verbs,
};
use hallpass_plan::risk_of_grant;
use serde::Serialize;

use super::CoverageEntry;
use crate::view::through::ThroughEntry;

/// What `report --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct AccessDocument {
    pub(super) format_version: &'static str,
    pub(super) basis: Basis,
    /// When the org was read, or the specs.
    pub(super) made_at: String,
    pub(super) fleet: FleetName,
    pub(super) org: Option<OrgEntry>,
    /// Whether fields are among the targets.
    pub(super) fields: bool,
    pub(super) integrations: Vec<IntegrationEntry>,
    pub(super) access: Vec<AccessEntry>,
    /// Absent where only the specs were looked at.
    pub(super) coverage: Option<CoverageEntry>,
}

/// What a report is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Basis {
    /// The org: effective access.
    Live,
    /// The specs alone.
    Desired,
}

/// What the integrations of a fleet can do.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// When the org was read, or the specs.
    pub(crate) made_at: String,
    /// Whether fields are among the targets.
    pub(crate) fields: bool,
    /// The integrations.
    pub(crate) subjects: Vec<Subject>,
    /// What they can do.
    pub(crate) entries: Vec<Entry>,
}

#[derive(Debug, Serialize)]
pub(super) struct OrgEntry {
    pub(super) name: OrgName,
    pub(super) url: Option<String>,
    pub(super) username: Option<Username>,
}

#[derive(Debug, Serialize)]
pub(super) struct IntegrationEntry {
    pub(super) name: IntegrationName,
    pub(super) owner: String,
    pub(super) username: Username,
    /// On how many targets it can do something.
    pub(super) targets: usize,
    /// The highest risk of all that it can do.
    pub(super) risk: Risk,
    pub(super) notes: Vec<String>,
}

/// What an integration can do with a target.
#[derive(Debug, Serialize)]
pub(super) struct AccessEntry {
    pub(super) integration: IntegrationName,
    pub(super) kind: Kind,
    pub(super) target: String,
    /// What it can do.
    pub(super) allowed: Verbs,
    /// What its spec holds.
    pub(super) declared: Verbs,
    /// What of it somebody granted beyond the spec.
    pub(super) beyond: Verbs,
    /// What is at stake with what it can do.
    pub(super) risk: Risk,
    /// The same for each verb, as far as it is not low.
    #[serde(skip)]
    pub(super) risks: Vec<(Verb, Risk)>,
    pub(super) sources: Vec<SourceEntry>,
}

/// Through what somebody can do something.
#[derive(Debug, Serialize)]
pub(super) struct SourceEntry {
    #[serde(flatten)]
    place: ThroughEntry,
    pub(super) verbs: Verbs,
    pub(super) because: String,
    /// The same in words, such as `permission set Billing_Integration`.
    #[serde(skip)]
    pub(super) through: String,
}

impl SourceEntry {
    pub(super) fn new(source: &Source) -> Self {
        Self {
            place: ThroughEntry::new(&source.through),
            verbs: source.verbs,
            because: source.because.to_string(),
            through: source.through.to_string(),
        }
    }
}

impl AccessDocument {
    /// Puts the matrix of the specs together.
    pub(crate) fn of_desired(fleet: &FleetName, org: Option<&OrgName>, matrix: Matrix) -> Self {
        let org = org.map(|name| OrgEntry {
            name: name.clone(),
            url: None,
            username: None,
        });
        Self::new(Basis::Desired, fleet, org, &Catalog::default(), matrix)
    }

    /// Puts the matrix of an org together.
    pub(crate) fn of_live(fleet: &FleetName, org: &OrgName, live: &Live, matrix: Matrix) -> Self {
        let org = OrgEntry {
            name: org.clone(),
            url: Some(live.org.url.clone()),
            username: Some(live.running_user.username.clone()),
        };
        Self::new(Basis::Live, fleet, Some(org), &live.catalog, matrix)
    }

    /// Adds who and what is under management.
    pub(crate) fn with_coverage(mut self, coverage: CoverageEntry) -> Self {
        self.coverage = Some(coverage);
        self
    }

    fn new(
        basis: Basis,
        fleet: &FleetName,
        org: Option<OrgEntry>,
        catalog: &Catalog,
        matrix: Matrix,
    ) -> Self {
        let Matrix {
            made_at,
            fields,
            subjects,
            entries,
        } = matrix;
        let access: Vec<AccessEntry> = entries.iter().map(|one| access_entry(catalog, one)).collect();
        let mut totals: BTreeMap<&IntegrationName, (usize, Risk)> = BTreeMap::new();
        for one in access.iter().filter(|one| !one.allowed.is_empty()) {
            let (count, risk) = totals.entry(&one.integration).or_insert((0, Risk::Low));
            *count += 1;
            *risk = one.risk.max(*risk);
        }
        let integrations = subjects.into_iter().map(|one| {
            let (targets, risk) = totals.get(&one.name).copied().unwrap_or((0, Risk::Low));
            IntegrationEntry {
                name: one.name,
                owner: one.owner,
                username: one.username,
                targets,
                risk,
                notes: one.notes,
            }
        });
        Self {
            format_version: FORMAT_VERSION,
            basis,
            made_at,
            fleet: fleet.clone(),
            org,
            fields,
            integrations: integrations.collect(),
            coverage: None,
            access,
        }
    }
}

impl AccessEntry {
    /// Returns what is at stake with one verb.
    pub(super) fn risk_of(&self, verb: Verb) -> Risk {
        let of_verb = self.risks.iter().find(|(one, _)| *one == verb);
        of_verb.map_or(Risk::Low, |(_, risk)| *risk)
    }
}

fn access_entry(catalog: &Catalog, one: &Entry) -> AccessEntry {
    AccessEntry {
        integration: one.integration.clone(),
        kind: one.target.kind(),
        target: name(&one.target),
        allowed: one.can,
        declared: one.declared,
        beyond: one.beyond,
        risk: risk_of_grant(catalog, &one.target, one.can),
        risks: one
            .can
            .iter()
            .map(|verb| (verb, risk_of_grant(catalog, &one.target, Verbs::NONE.with(verb))))
            .filter(|(_, risk)| *risk > Risk::Low)
            .collect(),
        sources: one.sources.iter().map(SourceEntry::new).collect(),
    }
}

fn name(target: &Target) -> String {
    target.name().to_string()
}
