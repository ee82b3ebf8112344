//! `assert: { never: … }`: a spec must not grant what it says its user must never be able to do.

use hallpass_model::{GrantPattern, Grants, Kind, Spellings, Target, Verb, Verbs, declared, is_known_object};

use crate::diagnostic::{Problem, Problems, code};
use crate::load::{Document, World};
use crate::locate::{declared_at, place_in};
use crate::resolve::{Granted, granted as granted_by};
use crate::source::Place;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        let mut spelt = granted_by(world, one, &[], &mut Spellings::default());
        for (pattern, _) in never(one) {
            name(&pattern, &mut spelt);
        }
        for (pattern, place) in never(one) {
            for target in meant(&pattern, &spelt.grants) {
                granted((world, one), &pattern, place, &target, &spelt.grants, problems);
            }
        }
    }
}

/// A field that `all` means is granted as if it stood there.
fn name(pattern: &GrantPattern, spelt: &mut Granted) {
    let Some(Target::Field { object, field }) = pattern.field() else {
        return;
    };
    let all = spelt.all_fields.get(&object);
    let verbs = all.map_or(Verbs::NONE, |all| all.verbs(|name| *name == field));
    if !verbs.is_empty() {
        let grant = spelt.grants.entry(Target::Field { object, field }).or_default();
        *grant = grant.union(verbs);
    }
}

fn never(document: &Document) -> impl Iterator<Item = (GrantPattern, Place)> {
    let assert = document.spec.assert.as_ref();
    let never = assert.and_then(|assert| assert.value.never.as_ref());
    never
        .into_iter()
        .flat_map(|never| &never.value.0)
        .filter_map(|one| Some((one.value.as_str().parse().ok()?, one.place)))
}

/// The granted targets that are meant, and those that may be open without being named, as `ViewAllData` opens every
/// object. Whether a bare name is that of an object only the org knows, so only what must be one counts: it has a verb of
/// objects, or its name is one of an object in any org. Of the rest the plan tells, which has seen the org.
fn meant(pattern: &GrantPattern, grants: &Grants) -> Vec<Target> {
    let is_object = pattern.kind == Some(Kind::Object)
        || pattern.verb.is_some_and(|verb| verb != Verb::Use)
        || (pattern.kind.is_none() && is_known_object(&pattern.name));
    let unnamed = pattern.targets().into_iter().filter(|target| match target {
        Target::Object(_) => is_object,
        Target::Field { .. } => true,
        _ => false,
    });
    let named = grants.keys().filter(|target| pattern.means(target)).cloned();
    let mut meant: Vec<_> = named.chain(unnamed).collect();
    meant.sort_unstable();
    meant.dedup();
    meant
}

fn granted(
    (world, document): (&World, &Document),
    pattern: &GrantPattern,
    never: Place,
    target: &Target,
    grants: &Grants,
    problems: &mut Problems,
) {
    let forbidden = |verb: &Verb| pattern.verbs().has(*verb);
    let verbs: Verbs = declared(grants, target).iter().filter(forbidden).collect();
    if verbs.is_empty() {
        return;
    }
    let culprit = culprit(grants, target, verbs);
    let through = match culprit == *target {
        true => String::new(),
        false => format!(" through `{culprit}`"),
    };
    let place = place_in(
        world,
        document,
        &declared_at(culprit.kind(), culprit.name().as_str()),
    );
    problems.push(
        Problem::error(
            code::NEVER,
            place,
            format!("`{verbs}` on {target} is granted{through}, and must never be"),
        )
        .label("granted here")
        .related(never, "never, says the spec")
        .hint("take out one of the two"),
    );
}

/// The grant through which a target is open.
fn culprit(grants: &Grants, target: &Target, verbs: Verbs) -> Target {
    let opens = |granted: &Target, own: Verbs| match (granted, target) {
        (granted, _) if granted == target => own.iter().any(|verb| verbs.has(verb)),
        (Target::Object(granted), Target::Field { object, .. }) => {
            granted == object && own.has(Verb::ViewAllFields)
        }
        (Target::SystemPermission(permission), _) => !Verbs::over_all_objects(permission).is_empty(),
        _ => false,
    };
    let found = grants.iter().find(|(granted, own)| opens(granted, **own));
    found.map_or_else(|| target.clone(), |(granted, _)| granted.clone())
}
