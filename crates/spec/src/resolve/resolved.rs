//! A spec, resolved for one org.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{Desired, FleetName, IntegrationName, Limits, OrgName, Retiring, Spellings};

use crate::decode::nearest;
use crate::diagnostic::{Diagnostic, Problem, Problems, Severity, code};
use crate::format::FleetSpec;
use crate::load::{Loaded, Variant, World};
use crate::resolve::org::OrgSettings;
use crate::resolve::retire::retirement;
use crate::resolve::{integration, org, policy};
use crate::source::Place;

/// What a fleet shall look like in one org, and how to reach that org.
pub struct Resolved {
    /// What is desired there.
    pub desired: Desired,
    /// The org.
    pub org: OrgSettings,
    /// What may not be meant.
    pub warnings: Vec<Diagnostic>,
}

/// Resolves a fleet for one org, with `env` to look up the environment variables that this org names.
///
/// # Errors
/// All errors of the specs, or those of this org: unknown, a variable that is not set, a file that can't be read, or a
/// value that turns out malformed once it is known.
pub fn resolve(
    loaded: &Loaded,
    org: &OrgName,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Resolved, Vec<Diagnostic>> {
    let mut errors = loaded.diagnostics().to_vec();
    errors.retain(|one| one.severity == Severity::Error);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut problems = Problems::default();
    let resolved = in_org(loaded, org, env, &mut problems);
    let has_errors = problems.has_errors();
    let mut found = problems.into_diagnostics(loaded.sources());
    match resolved {
        Some((desired, org)) if !has_errors => {
            let mut warnings = loaded.diagnostics().to_vec();
            warnings.append(&mut found);
            Ok(Resolved {
                desired,
                org,
                warnings,
            })
        }
        _ => Err(found),
    }
}

fn in_org(
    loaded: &Loaded,
    name: &OrgName,
    env: &dyn Fn(&str) -> Option<String>,
    problems: &mut Problems,
) -> Option<(Desired, OrgSettings)> {
    let Some((_, spec)) = loaded.world.orgs().find(|(org, _)| org.value == name.as_str()) else {
        unknown_org(loaded, name, problems);
        return None;
    };
    let settings = org::settings(loaded, name, &spec.value, env, problems)?;
    let mut desired = desired(loaded, loaded.world_in(name), &settings.username_suffix, problems)?;
    desired.accept_fleets.clone_from(&settings.accept_fleets);
    Some((desired, settings))
}

fn desired(loaded: &Loaded, world: &World, suffix: &str, problems: &mut Problems) -> Option<Desired> {
    let mut integrations = BTreeMap::new();
    let mut retiring = Retiring::default();
    let mut spellings = Spellings::default();
    for document in &world.integrations {
        let name = document.name().and_then(|name| IntegrationName::new(name).ok())?;
        retiring.known.insert(name.clone());
        // What still carries the name of before is no orphan: it is about to be renamed, or it ends too.
        let before = document.spec.previously.as_ref();
        let before = before.and_then(|name| IntegrationName::new(name.value.as_str()).ok());
        retiring.known.extend(before.clone());
        if let Some(retirement) = retirement(document) {
            let names = before.into_iter().chain([name]);
            retiring
                .declared
                .extend(names.map(|name| (name, retirement.clone())));
            continue;
        }
        let one = integration::integration(world, document, suffix, &mut spellings, problems)?;
        integrations.insert(one.name.clone(), one);
    }
    Some(Desired {
        fleet: FleetName::new(loaded.world.fleet_name()?).ok()?,
        spec_digest: loaded.digest(),
        integrations,
        limits: limits(loaded.world.fleet.as_ref()?),
        accept_fleets: BTreeSet::new(),
        retiring,
        policy: policy::settings(loaded.world.fleet.as_ref()?),
    })
}

impl Variant<'_> {
    /// Returns what is desired offline: without the suffix of an org, and without any environment or secret. For what is
    /// judged by itself, such as policy. `None` where the specs have errors.
    #[must_use]
    pub fn desired(&self) -> Option<Desired> {
        if self.loaded.has_errors() {
            return None;
        }
        desired(self.loaded, self.world, "", &mut Problems::default())
    }
}

fn unknown_org(loaded: &Loaded, name: &OrgName, problems: &mut Problems) {
    let fleet = loaded.world.fleet.as_ref();
    let place = fleet
        .and_then(|fleet| fleet.orgs.as_ref())
        .map_or(Place::top(loaded.fleet_file), |orgs| orgs.place);
    let names = loaded.org_names();
    let names: Vec<_> = names.iter().map(OrgName::as_str).collect();
    let hint = match nearest(name.as_str(), names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the fleet has {}", crate::decode::listed(&names)),
    };
    problems.push(
        Problem::error(code::UNKNOWN_ORG, place, format!("the fleet has no org `{name}`"))
            .label("not among these")
            .hint(hint),
    );
}

fn limits(fleet: &FleetSpec) -> Limits {
    let default = Limits::default();
    let Some(safety) = fleet.safety.as_ref().map(|safety| &safety.value) else {
        return default;
    };
    Limits {
        max_deletes: safety
            .max_deletes
            .as_ref()
            .map_or(default.max_deletes, |at| at.value.0),
        max_delete_percent: safety
            .max_delete_percent
            .as_ref()
            .map_or(default.max_delete_percent, |at| at.value.0),
        max_api_calls: safety
            .max_api_calls
            .as_ref()
            .map_or(default.max_api_calls, |at| at.value.0),
    }
}
