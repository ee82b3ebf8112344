//! Verbs that need others, and fields that need their object.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Verb, Verbs};

use crate::decode::{At, Unique, listed};
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{FieldsSpec, PermissionsSpec, VerbWord};
use crate::load::World;
use crate::source::Place;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for permissions in world
        .integrations
        .iter()
        .filter_map(|one| one.spec.permissions.as_ref())
    {
        let objects = objects(&permissions.value, problems);
        fields(&permissions.value, &objects, problems);
    }
}

type Objects = BTreeMap<ApiName, (Verbs, Place)>;

fn objects(permissions: &PermissionsSpec, problems: &mut Problems) -> Objects {
    let mut objects = Objects::new();
    for (object, verbs) in permissions
        .objects
        .iter()
        .flat_map(|objects| &objects.value.entries)
    {
        let granted: Verbs = verbs.value.0.iter().map(|verb| verb.value.0).collect();
        needs(&object.value, granted, &verbs.value, problems);
        objects.insert(ApiName::new(object.value.as_str()), (granted, object.place));
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

fn fields(permissions: &PermissionsSpec, objects: &Objects, problems: &mut Problems) {
    for (object, fields) in permissions.fields.iter().flat_map(|fields| &fields.value.entries) {
        match objects.get(&ApiName::new(object.value.as_str())) {
            None => without_object(object, "the object itself is not granted", problems),
            Some((verbs, _)) if verbs.is_empty() => {
                without_object(object, "nothing may be done with the object", problems);
            }
            Some((verbs, place)) => edits(object, *verbs, *place, &fields.value, problems),
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

fn edits(object: &At<String>, verbs: Verbs, place: Place, fields: &FieldsSpec, problems: &mut Problems) {
    let writes = [Verb::Create, Verb::Edit, Verb::ModifyAll]
        .into_iter()
        .any(|verb| verbs.has(verb));
    let Some(first) = fields.edit.as_ref().and_then(|edit| edit.value.0.first()) else {
        return;
    };
    if !writes {
        problems.push(
            Problem::warning(
                code::EDIT_ON_READ_ONLY,
                first.place,
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
