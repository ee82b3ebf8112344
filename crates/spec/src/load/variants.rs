//! What the fleet is in the orgs where it is not what it is elsewhere: `only`, `except` and `overrides`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::{check_each, check_together};
use crate::decode::{At, Cx, Decode, Text, Unique};
use crate::diagnostic::{Problem, Problems};
use crate::format::{INTEGRATION_HOMES, IntegrationSpec, OverrideSpec};
use crate::load::certificate::read_certificates;
use crate::load::documents::{Document, World};
use crate::load::finds::Finds;
use crate::load::merge::merged;
use crate::load::names::read_lists;
use crate::text::OrgRule;

/// Makes the variants of a fleet, by org, and looks at what is in each of them and in what is the same everywhere.
pub(super) fn variants(base: &World, finds: &mut Finds<'_>) -> BTreeMap<String, World> {
    let orgs: Vec<&str> = base.orgs().map(|(name, _)| name.value.as_str()).collect();
    let mut told = Told::default();
    let mut variants = BTreeMap::new();
    for org in &orgs {
        let mut own = Problems::default();
        let differs = base.integrations.iter().any(|one| !one.is_the_same_in(org));
        if differs {
            let world = variant(base, org, finds, &mut own);
            check_together(&world, &mut own);
            variants.insert((*org).to_owned(), world);
        } else {
            check_together(base, &mut own);
        }
        told.take(org, own);
    }
    if orgs.is_empty() {
        check_together(base, finds.problems);
    }
    told.tell(orgs.len(), finds.problems);
    variants
}

/// Lays the overrides of an org over the integrations that it has, and looks at each that has one.
fn variant(base: &World, org: &str, finds: &mut Finds<'_>, problems: &mut Problems) -> World {
    let present = base.integrations.iter().filter(|one| one.is_in(org));
    let overridden = |document: &&Arc<Document>| document.override_in(org).is_some();
    let laid_over = present.clone().filter(overridden);
    let mut changed = World {
        fleet: base.fleet.clone(),
        integrations: laid_over
            .filter_map(|one| one.in_org(org, problems))
            .map(Arc::new)
            .collect(),
        bundles: base.bundles.clone(),
        lists: base.lists.clone(),
        certificates: base.certificates.clone(),
    };
    let finds = &mut Finds {
        problems: &mut *problems,
        sources: &mut *finds.sources,
        lists: &mut *finds.lists,
        digest: &mut *finds.digest,
        ..*finds
    };
    read_certificates(&mut changed, finds);
    read_lists(&mut changed, finds);
    check_each(&changed, problems);
    let same = present.filter(|one| !overridden(one)).cloned();
    changed.integrations.extend(same);
    changed.integrations.sort_by_key(|one| one.place());
    changed
}

impl Document {
    /// Returns whether an org has it.
    fn is_in(&self, org: &str) -> bool {
        let only = self.spec.only.as_ref();
        let except = self.spec.except.as_ref();
        only.is_none_or(|only| has(only, org)) && !except.is_some_and(|except| has(except, org))
    }

    fn is_the_same_in(&self, org: &str) -> bool {
        self.is_in(org) && self.override_in(org).is_none()
    }

    fn override_in(&self, org: &str) -> Option<&OverrideSpec> {
        let overrides = &self.spec.overrides.as_ref()?.value.entries;
        overrides
            .iter()
            .find(|(name, _)| name.value == org)
            .map(|(_, one)| &one.value)
    }

    fn in_org(&self, org: &str, problems: &mut Problems) -> Option<Document> {
        let tree = merged(&self.tree, &self.override_in(org)?.tree);
        let spec = IntegrationSpec::decode(&tree, &mut Cx::new(problems, INTEGRATION_HOMES))?;
        Some(Document { spec, tree })
    }
}

fn has(orgs: &At<Unique<Text<OrgRule>>>, org: &str) -> bool {
    orgs.value.0.iter().any(|name| name.value.as_str() == org)
}

/// What was found in each org, so that what holds in some only says so.
#[derive(Default)]
struct Told(BTreeMap<Problem, Vec<String>>);

impl Told {
    fn take(&mut self, org: &str, problems: Problems) {
        for problem in problems {
            self.0.entry(problem).or_default().push(format!("`{org}`"));
        }
    }

    fn tell(self, orgs: usize, problems: &mut Problems) {
        for (problem, found) in self.0 {
            if found.len() == orgs || problems.has(&problem) {
                problems.push(problem);
            } else {
                problems.push(problem.note(format!("so it is in {}", found.join(", "))));
            }
        }
    }
}
