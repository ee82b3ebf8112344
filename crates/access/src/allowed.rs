//! What of the granted a user can really do.

use hallpass_model::{ApiName, Catalog, GrantPattern, Target, Verb, Verbs};

use crate::{Access, Because, Ceiling, Source, root};

/// What a field needs of its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The object.
    pub object: Target,
    /// Any of these does.
    pub any: Verbs,
}

/// Returns the verbs that a user has on a target in effect.
///
/// A field needs its object, and no object is there that the licences of the user do not give.
#[must_use]
pub fn allowed(access: &Access, catalog: &Catalog, target: &Target) -> Verbs {
    let granted = sources(access, catalog, target);
    let granted = granted
        .iter()
        .fold(Verbs::NONE, |all, source| all.union(source.verbs));
    match target {
        Target::Object(name) if withheld(access, name).is_some() => Verbs::NONE,
        Target::Field { object, .. } => granted
            .iter()
            .filter(|verb| {
                let need = need(object, *verb);
                let has = allowed(access, catalog, &need.object);
                need.any.iter().any(|verb| has.has(verb))
            })
            .collect(),
        _ => granted,
    }
}

/// Returns the ceiling under which an object's grants do not count.
pub(crate) fn withheld<'a>(access: &'a Access, object: &ApiName) -> Option<&'a Ceiling> {
    access
        .ceiling
        .as_ref()
        .filter(|ceiling| ceiling.holds_back(object))
}

/// Returns what a verb on a field needs of its object.
#[must_use]
pub fn need(object: &ApiName, verb: Verb) -> Need {
    let any = match verb {
        Verb::Edit => Verbs::from_iter([Verb::Create, Verb::Edit]),
        _ => Verbs::NONE.with(Verb::Read),
    };
    Need {
        object: Target::Object(object.clone()),
        any,
    }
}

/// Returns all sources of verbs on a target. Fields that nobody can grant follow their objects.
#[must_use]
pub fn sources(access: &Access, catalog: &Catalog, target: &Target) -> Vec<Source> {
    let Target::Field { object, field } = target else {
        return access.sources(target);
    };
    let field = root(catalog, object, field);
    let facts = catalog
        .objects
        .get(object)
        .and_then(|facts| facts.fields.get(&field));
    if facts.is_none_or(|facts| facts.permissionable) {
        let object = object.clone();
        return access.sources(&Target::Field { object, field });
    }
    let is_read_only = facts.is_some_and(|facts| facts.read_only);
    let of_object = access.sources(&Target::Object(object.clone())).into_iter();
    of_object
        .filter_map(|source| followed(source, is_read_only))
        .collect()
}

fn followed(source: Source, is_read_only: bool) -> Option<Source> {
    let mut verbs = Verbs::NONE;
    if source.verbs.has(Verb::Read) {
        verbs = verbs.with(Verb::Read);
    }
    if !is_read_only && (source.verbs.has(Verb::Edit) || source.verbs.has(Verb::Create)) {
        verbs = verbs.with(Verb::Edit);
    }
    (!verbs.is_empty()).then_some(Source {
        verbs,
        because: match source.because {
            because @ Because::Permission(_) => because,
            _ => Because::FollowsObject,
        },
        through: source.through,
    })
}

/// Something that a user can do although a pattern says that it never may.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The target.
    pub target: Target,
    /// What the user can do with it and may not.
    pub verbs: Verbs,
    /// Through what.
    pub sources: Vec<Source>,
}

/// Returns what a user can do of all that a pattern means.
#[must_use]
pub fn violations(access: &Access, catalog: &Catalog, pattern: &GrantPattern) -> Vec<Violation> {
    let named = access.grants.keys().filter(|target| pattern.means(target));
    let mut targets: Vec<Target> = named.cloned().chain(unnamed(catalog, pattern)).collect();
    targets.sort_unstable();
    targets.dedup();
    let violation = |target: Target| {
        let verbs: Verbs = allowed(access, catalog, &target)
            .iter()
            .filter(|verb| pattern.verbs().has(*verb))
            .collect();
        let sources = sources(access, catalog, &target).into_iter();
        let sources: Vec<Source> = sources
            .filter(|source| source.verbs.iter().any(|verb| verbs.has(verb)))
            .collect();
        (!verbs.is_empty()).then_some(Violation {
            target,
            verbs,
            sources,
        })
    };
    targets.into_iter().filter_map(violation).collect()
}

/// Objects and fields can be open without a grant that names them.
fn unnamed(catalog: &Catalog, pattern: &GrantPattern) -> impl Iterator<Item = Target> {
    pattern.targets().into_iter().filter(|target| match target {
        Target::Object(object) => catalog.objects.contains_key(object),
        Target::Field { .. } => true,
        _ => false,
    })
}
