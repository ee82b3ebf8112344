//! Access beyond what a spec holds.

use hallpass_model::{ApiName, Integration, Target, Verbs, brought_along, declared};

use crate::{Access, Because, Source, Through};

/// What an API-only profile is for: every user of the integration licence has these.
const OF_API_ONLY: [&str; 2] = ["ApiEnabled", "ApiUserOnly"];

/// Verbs that a user has on a target and that its spec does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extra {
    /// Whose it is to take away.
    pub origin: Origin,
    /// The target.
    pub target: Target,
    /// The verbs.
    pub verbs: Verbs,
    /// Through what; with all verbs that it gives.
    pub source: Source,
}

/// Whose access beyond a spec is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// It comes through the integration's own set, or a set that its user should not hold: apply takes it away.
    Ours,
    /// It comes through the profile, or a set or group of `also_assigned`.
    Elsewhere,
    /// The platform gives it along with something else, and would give it again.
    Implied,
}

impl Origin {
    /// All of them, in the order in which they are told.
    pub const ALL: [Origin; 3] = [Origin::Ours, Origin::Elsewhere, Origin::Implied];

    /// Returns the word used in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Origin::Ours => "ours",
            Origin::Elsewhere => "elsewhere",
            Origin::Implied => "implied",
        }
    }
}

/// Returns all access of an integration's user beyond its spec, by whose it is.
#[must_use]
pub fn extra(integration: &Integration, access: &Access) -> Vec<Extra> {
    let mut all: Vec<Extra> = access
        .grants
        .iter()
        .flat_map(|(target, sources)| sources.iter().map(move |source| (target, source)))
        .filter_map(|(target, source)| {
            let verbs = source.verbs.minus(declared(&integration.grants, target));
            (!verbs.is_empty()).then(|| Extra {
                origin: origin(integration, target, source),
                target: target.clone(),
                verbs,
                source: source.clone(),
            })
        })
        .collect();
    all.sort_unstable();
    all
}

/// Whether somebody granted it, and not the platform along with something else.
const fn is_direct(because: &Because) -> bool {
    matches!(because, Because::Granted | Because::Activated)
}

/// What a profile of the integration's own grants is taken out of it; apps stand in no file of a profile.
fn is_own_profile(integration: &Integration, name: &str, target: &Target) -> bool {
    let own = &integration.own_profile;
    own.is_needed() && own.name.eq_ignore_ascii_case(name) && !matches!(target, Target::App(..))
}

fn origin(integration: &Integration, target: &Target, source: &Source) -> Origin {
    let is_of_api_only = |name: &ApiName| OF_API_ONLY.iter().any(|one| *name == ApiName::from(*one));
    match (&source.through, target) {
        _ if !is_direct(&source.because) => Origin::Implied,
        (Through::Profile(_), Target::SystemPermission(name)) if is_of_api_only(name) => Origin::Implied,
        (Through::Profile(name), target) if is_own_profile(integration, name, target) => Origin::Ours,
        (Through::Profile(_), _) => Origin::Elsewhere,
        (Through::PermissionSet(set), Target::SystemPermission(name))
            if *set == integration.permission_set.name
                && brought_along(&integration.grants).contains(name) =>
        {
            Origin::Implied
        }
        (through, _) => match through.held() {
            Some(name) if integration.also_assigned.contains(name) => Origin::Elsewhere,
            _ => Origin::Ours,
        },
    }
}
