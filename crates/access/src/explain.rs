//! Why a user can do something, or cannot.

use hallpass_model::{ApiName, Catalog, Grants, Target, Verb, Verbs, declared};

use crate::allowed::withheld;
use crate::{Access, Ceiling, HeldBack, Need, Source, allowed, need, root, sources};

/// What can be said of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The target.
    pub target: Target,
    /// What the user can do with it.
    pub allowed: Verbs,
    /// What the spec holds.
    pub declared: Verbs,
    /// Each verb that such a target knows.
    pub verbs: Vec<Explained>,
}

/// What can be said of one verb on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The verb.
    pub verb: Verb,
    /// Whether the user can do it.
    pub is_allowed: bool,
    /// Whether the spec holds it.
    pub is_declared: bool,
    /// Through what it is granted.
    pub sources: Vec<Source>,
    /// What is granted and does not count.
    pub held_back: Vec<HeldBack>,
    /// What is missing although it is granted.
    pub needs: Option<Need>,
    /// What the licences of the user hold back although it is granted.
    pub ceiling: Option<Ceiling>,
}

/// Explains each verb of a target.
#[must_use]
pub fn explain(access: &Access, catalog: &Catalog, grants: &Grants, target: &Target) -> Explanation {
    let can = allowed(access, catalog, target);
    let declared = declared(grants, &granted_as(catalog, target));
    let sources = sources(access, catalog, target);
    let held_back = access.held_back.get(&granted_as(catalog, target));
    let verbs = known(target).iter().map(|verb| {
        let verb = *verb;
        let of_verb: Vec<Source> = sources
            .iter()
            .filter(|one| one.verbs.has(verb))
            .cloned()
            .collect();
        let is_stopped = !can.has(verb) && !of_verb.is_empty();
        Explained {
            verb,
            is_allowed: can.has(verb),
            is_declared: declared.has(verb),
            held_back: held_back
                .into_iter()
                .flatten()
                .filter(|one| one.verbs().has(verb))
                .cloned()
                .collect(),
            needs: missing(access, catalog, target, verb).filter(|_| is_stopped),
            ceiling: object_of(target)
                .and_then(|object| withheld(access, object))
                .filter(|_| is_stopped)
                .cloned(),
            sources: of_verb,
        }
    });
    Explanation {
        verbs: verbs.collect(),
        target: target.clone(),
        allowed: can,
        declared,
    }
}

/// The verbs that a target knows.
fn known(target: &Target) -> &'static [Verb] {
    match target {
        Target::Object(_) => &Verb::OF_OBJECTS,
        Target::Field { .. } => &[Verb::Read, Verb::Edit],
        _ => &[Verb::Use],
    }
}

fn object_of(target: &Target) -> Option<&ApiName> {
    match target {
        Target::Object(object) | Target::Field { object, .. } => Some(object),
        _ => None,
    }
}

fn granted_as(catalog: &Catalog, target: &Target) -> Target {
    match target {
        Target::Field { object, field } => Target::Field {
            object: object.clone(),
            field: root(catalog, object, field),
        },
        _ => target.clone(),
    }
}

fn missing(access: &Access, catalog: &Catalog, target: &Target, verb: Verb) -> Option<Need> {
    let Target::Field { object, .. } = target else {
        return None;
    };
    let need = need(object, verb);
    let has = allowed(access, catalog, &need.object);
    let is_met = need.any.iter().any(|verb| has.has(verb));
    (!is_met).then_some(need)
}
