//! Verbs that need others, and fields that need their object.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Verb, Verbs};

use crate::decode::{At, Mapping, Unique, listed};
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{FieldNames, FieldsSpec, PermissionsSpec, VerbWord};
use crate::load::World;
use crate::source::Place;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        // What could not be read may be what is missing.
        if one.spec.has("permissions") && one.spec.permissions.is_none() {
            continue;
        }
        let permissions = world.permissions(one);
        let objects = objects(permissions.clone(), problems);
        for part in permissions {
            fields(world, part, &objects, problems);
        }
    }
}

type Objects = BTreeMap<ApiName, (Verbs, Place)>;

/// Sums up what may be done with objects: what the spec says, and what its bundles say.
fn objects<'p>(
    permissions: impl Iterator<Item = &'p PermissionsSpec> + Clone,
    problems: &mut Problems,
) -> Objects {
    let entries = permissions
        .flat_map(|part| &part.objects)
        .flat_map(|objects| &objects.value.entries);
    let mut objects = Objects::new();
    for (object, verbs) in entries.clone() {
        let granted: Verbs = verbs.value.0.iter().map(|verb| verb.value.0).collect();
        let place = (Verbs::NONE, object.place);
        let all = objects
            .entry(ApiName::new(object.value.as_str()))
            .or_insert(place);
        all.0 = all.0.union(granted);
    }
    for (object, verbs) in entries {
        let granted = objects.get(&ApiName::new(object.value.as_str()));
        needs(
            &object.value,
            granted.map_or(Verbs::NONE, |(verbs, _)| *verbs),
            &verbs.value,
            problems,
        );
    }
    objects
}

fn needs(object: &str, granted: Verbs, verbs: &Unique<VerbWord>, problems: &mut Problems) {
    for verb in &verbs.0 {
        let missing: Vec<Verb> = verb
            .value
            .0
            .needs()
            .iter()
            .copied()
            .filter(|needed| !granted.has(*needed))
            .collect();
        let Some(first) = missing.first() else { continue };
        let words: Vec<_> = missing.iter().map(|verb| verb.word()).collect();
        problems.push(
            Problem::error(
                code::VERB_NEEDS,
                verb.place,
                format!("`{}` on {object} needs {}", verb.value.0, listed(&words)),
            )
            .label(format!("needs `{first}`"))
            .note("Salesforce refuses one without the other")
            .hint(format!("write `{object}: [{}]`", with_needs(granted))),
        );
    }
}

/// Closes a set of verbs under what they need.
fn with_needs(verbs: Verbs) -> String {
    let needed = verbs
        .iter()
        .flat_map(|verb| verb.needs().iter().copied())
        .collect();
    let all: Vec<_> = verbs.union(needed).iter().map(Verb::word).collect();
    all.join(", ")
}

fn fields(world: &World, permissions: &PermissionsSpec, objects: &Objects, problems: &mut Problems) {
    for (object, fields) in permissions.fields.iter().flat_map(|fields| &fields.value.entries) {
        match objects.get(&ApiName::new(object.value.as_str())) {
            None => without_object(object, "the object itself is not granted", problems),
            Some((verbs, _)) if verbs.is_empty() => {
                without_object(object, "nothing may be done with the object", problems);
            }
            Some((verbs, place)) => edits(world, object, (*verbs, *place), &fields.value, problems),
        }
    }
}

fn without_object(object: &At<String>, why: &str, problems: &mut Problems) {
    let name = &object.value;
    problems.push(
        Problem::error(
            code::FIELD_WITHOUT_OBJECT,
            object.place,
            format!("fields of {name} are granted, and {why}"),
        )
        .label("needs its object")
        .hint(format!("add `{name}: [read]` to `objects`")),
    );
}

fn edits(
    world: &World,
    object: &At<String>,
    (verbs, place): (Verbs, Place),
    fields: &FieldsSpec,
    problems: &mut Problems,
) {
    let writes = [Verb::Create, Verb::Edit, Verb::ModifyAll]
        .into_iter()
        .any(|verb| verbs.has(verb));
    let Some(edit) = &fields.edit else { return };
    let first = match &edit.value {
        FieldNames::All => edit.place,
        FieldNames::Named(names) => match world.names(names).first() {
            Some(first) => first.place,
            None => return,
        },
    };
    if !writes {
        problems.push(
            Problem::warning(
                code::EDIT_ON_READ_ONLY,
                first,
                format!(
                    "fields of {} may be edited, and its records may not",
                    object.value
                ),
            )
            .label("has no effect")
            .related(place, "neither `create` nor `edit`")
            .hint(format!(
                "list the fields under `read`, or add `edit` to `{}`",
                object.value
            )),
        );
    }
}
