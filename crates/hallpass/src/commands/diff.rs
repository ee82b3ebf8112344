//! `hallpass diff`: what access changes between two states of the specs; offline, without any credential or environment.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{Desired, OrgName, Retiring};
use hallpass_plan::{Comparison, Fate, compare};
use hallpass_policy::{Finding, NewAccess, judge_new_access};
use hallpass_spec::{Loaded, Severity};

use super::revision::{self, Revision};
use super::{desired, fleet, policy};
use crate::arguments::{DiffArguments, Global, PlanFormat, WaiversOf};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::{
    ComparisonEntry, DiffDocument, StateEntry, diff_as_markdown, diff_as_text, new_access, pretty,
};

/// A state of the specs: a revision, or the working tree.
struct State {
    revision: Option<Revision>,
    working: Option<Loaded>,
}

/// What differs in some orgs.
struct Found {
    orgs: Vec<OrgName>,
    comparison: Comparison,
    findings: Vec<Finding>,
}

pub(super) fn run(terminal: Terminal, global: &Global, arguments: &DiffArguments) -> Ended {
    let base = State::of_revision(terminal, global, &arguments.base)?;
    let head = match &arguments.head {
        Some(name) => State::of_revision(terminal, global, name)?,
        None => State {
            revision: None,
            working: Some(fleet::load(terminal, global)?),
        },
    };
    let found = found(global, arguments, &base, &head)?;
    let entries = found.iter().map(|one| {
        let Found {
            orgs,
            comparison,
            findings,
        } = one;
        ComparisonEntry::new(orgs.clone(), comparison, findings)
    });
    let document = DiffDocument::new(base.entry(), head.entry(), entries.collect());
    let format = if global.json {
        PlanFormat::Json
    } else {
        arguments.format
    };
    terminal.result(&match format {
        PlanFormat::Text => diff_as_text(&document, terminal.out),
        PlanFormat::Markdown => diff_as_markdown(&document),
        PlanFormat::Json => pretty(&document),
    });
    match arguments.deny_new_access {
        true => deny(terminal, &head, &found),
        false => Ok(Exit::Done),
    }
}

impl State {
    fn of_revision(terminal: Terminal, global: &Global, name: &str) -> Result<Self, Failure> {
        let revision = revision::read(&global.specs, name)?;
        if let Some(loaded) = &revision.loaded {
            let diagnostics = loaded.diagnostics();
            if diagnostics.iter().any(|one| one.severity == Severity::Error) {
                fleet::said(terminal, loaded, diagnostics);
                return Err(Failure::new(
                    Exit::Error,
                    format!("the specs at {name} have errors"),
                ));
            }
        }
        Ok(Self {
            revision: Some(revision),
            working: None,
        })
    }

    /// Returns the specs; nothing where a revision has none.
    fn loaded(&self) -> Option<&Loaded> {
        let of_revision = self.revision.as_ref().and_then(|one| one.loaded.as_ref());
        of_revision.or(self.working.as_ref())
    }

    fn entry(&self) -> StateEntry {
        let revision = self.revision.as_ref();
        StateEntry {
            revision: revision.map(|one| one.name.clone()),
            commit: revision.map(|one| one.commit.clone()),
            spec_digest: self.loaded().map(Loaded::digest),
        }
    }

    /// Returns what is desired in an org. One that the fleet does not have is as all are for which nothing is said.
    fn desired(&self, org: Option<&OrgName>) -> Option<Desired> {
        let loaded = self.loaded()?;
        match org {
            Some(org) => loaded.variant(org).desired(),
            None => loaded.common().desired(),
        }
    }
}

/// Compares the states in every org, and puts those together that differ alike.
fn found(
    global: &Global,
    arguments: &DiffArguments,
    base: &State,
    head: &State,
) -> Result<Vec<Found>, Failure> {
    let mut all: Vec<Found> = Vec::new();
    for (orgs, org) in groups(global, base, head)? {
        let Some((before, after)) = both(base.desired(org.as_ref()), head.desired(org.as_ref())) else {
            return Err(Failure::new(Exit::Error, "neither state has specs")
                .hint("name the folder of the specs with `--specs DIR`"));
        };
        let name = org.or_else(|| orgs.first().cloned());
        let name = name.unwrap_or_else(|| OrgName::new("any").expect("a name of letters"));
        let comparison = compare(&name, &before, &after);
        let alike = all.iter_mut().find(|one| {
            let (known, new) = (&one.comparison, &comparison);
            known.integrations == new.integrations
                && known.plan.changes == new.plan.changes
                && known.opened == new.opened
                && known.plan.blocked == new.plan.blocked
        });
        if let Some(alike) = alike {
            alike.orgs.extend(orgs);
            continue;
        }
        let findings = findings(arguments, &before, &after, &comparison);
        all.push(Found {
            orgs,
            comparison,
            findings,
        });
    }
    Ok(all)
}

type Group = (Vec<OrgName>, Option<OrgName>);

/// Returns which orgs have to be looked at one by one: those of which either state says something of its own.
fn groups(global: &Global, base: &State, head: &State) -> Result<Vec<Group>, Failure> {
    if !global.org.is_empty() {
        let loaded = head.loaded().or_else(|| base.loaded());
        let org = loaded.map(|loaded| desired::org(global, loaded)).transpose()?;
        let org = org.flatten();
        return Ok(vec![(org.iter().cloned().collect(), org)]);
    }
    let states = || [head, base].into_iter().filter_map(State::loaded);
    let mut names: Vec<OrgName> = Vec::new();
    for name in states().flat_map(Loaded::org_names) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let differing: Vec<_> = states().flat_map(Loaded::differing_orgs).collect();
    let (alone, together): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| differing.contains(name));
    let mut groups: Vec<Group> = Vec::new();
    if !together.is_empty() {
        groups.push((together, None));
    }
    groups.extend(alone.into_iter().map(|name| (vec![name.clone()], Some(name))));
    Ok(groups)
}

/// A state without specs has a fleet without integrations.
fn both(base: Option<Desired>, head: Option<Desired>) -> Option<(Desired, Desired)> {
    let empty = |of: &Desired| Desired {
        integrations: BTreeMap::new(),
        retiring: Retiring::default(),
        ..of.clone()
    };
    match (base, head) {
        (Some(base), Some(head)) => Some((base, head)),
        (None, Some(head)) => Some((empty(&head), head)),
        (Some(base), None) => {
            let head = empty(&base);
            Some((base, head))
        }
        (None, None) => None,
    }
}

/// Judges what is new by the waivers of the later state, or of the earlier one where only those were reviewed.
fn findings(
    arguments: &DiffArguments,
    base: &Desired,
    head: &Desired,
    comparison: &Comparison,
) -> Vec<Finding> {
    let new: Vec<_> = new_access(comparison, head)
        .into_iter()
        .map(|(address, message)| NewAccess {
            integration: address.integration.clone(),
            subject: address.to_string(),
            message,
        })
        .collect();
    let mut judges = head.clone();
    if arguments.waivers == WaiversOf::Base {
        for (name, one) in &mut judges.integrations {
            let compared = comparison
                .integrations
                .iter()
                .find(|compared| compared.name == *name);
            let before = match compared.map(|compared| &compared.fate) {
                Some(Fate::Renamed { from }) => from,
                _ => name,
            };
            let waivers = base.integrations.get(before).map(|before| before.waivers.clone());
            one.waivers = waivers.unwrap_or_default();
        }
    }
    judge_new_access(&judges, &new, policy::today())
}

/// Says what is new with its place, and refuses unless all of it is waived.
fn deny(terminal: Terminal, head: &State, found: &[Found]) -> Ended {
    let Some(loaded) = head.loaded() else {
        return Ok(Exit::Done);
    };
    let mut told = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for Found { orgs, findings, .. } in found {
        let variant = orgs
            .first()
            .map_or_else(|| loaded.common(), |org| loaded.variant(org));
        for diagnostic in policy::diagnostics_of_addresses(variant, findings) {
            let place = (diagnostic.path.clone(), diagnostic.range.start);
            if told.insert((place, diagnostic.message.clone())) {
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics.retain(|one| one.waived.is_none());
    fleet::said(terminal, loaded, &diagnostics);
    let standing = found.iter().flat_map(|one| &one.findings);
    let standing: BTreeSet<_> = standing
        .filter(|finding| finding.refuses())
        .map(|finding| &finding.subject)
        .collect();
    match standing.len() {
        0 => Ok(Exit::Done),
        count => {
            let what = if count == 1 { "access is" } else { "accesses are" };
            Err(
                Failure::new(Exit::Policy, format!("{count} new {what} not waived")).hint(
                    "a reviewed waiver of HP025 in the spec (rule, owner, reason, expires) opens the gate",
                ),
            )
        }
    }
}
