//! Grants on fields.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, LiveGrant, ObjectFacts, Target, Verb, Verbs};
use hallpass_salesforce::Record;

use super::ReadError;
use super::answers::{Answers, Ask, Topic};
use super::parts;
use super::record::{is_synthetic, need_id};
use super::scope::Scope;
use super::world::GrantsBySet;
use crate::columns::FIELD_VERBS;

const OBJECT: &str = "FieldPermissions";

/// `SobjectType` and `Field` are both selected: leaving one out changes which rows come back (Object Reference,
/// FieldPermissions).
const COLUMNS: [&str; 6] = [
    "Id",
    "ParentId",
    "SobjectType",
    "Field",
    "PermissionsRead",
    "PermissionsEdit",
];

pub(super) fn count(scope: &Scope<'_>) -> Vec<Ask> {
    parts::count(scope, Topic::CountedFieldPermissions, OBJECT)
}

pub(super) fn asks(answers: &mut Answers) -> Result<Vec<Ask>, ReadError> {
    parts::asks(
        Topic::CountedFieldPermissions,
        answers,
        Topic::FieldPermissions,
        OBJECT,
        &COLUMNS,
    )
}

pub(super) fn fill(
    grants: &mut GrantsBySet,
    objects: &BTreeMap<ApiName, ObjectFacts>,
    answers: &mut Answers,
) -> Result<(), ReadError> {
    for row in answers
        .rows(Topic::FieldPermissions)?
        .iter()
        .filter(|row| !is_synthetic(row))
    {
        let verbs = verbs(row);
        if verbs.is_empty() {
            continue;
        }
        let grant = LiveGrant {
            id: Some(need_id(row, "Id")?),
            verbs,
        };
        let of_set = grants.entry(need_id(row, "ParentId")?).or_default();
        // A part of a compound field may have a row besides that of the whole: the whole's row counts.
        match target(row, objects)? {
            (target, true) => drop(of_set.entry(target).or_insert(grant)),
            (target, false) => drop(of_set.insert(target, grant)),
        }
    }
    Ok(())
}

/// Returns what the row is about, and whether it stands for the whole of which its field is a part.
fn target(row: &Record, objects: &BTreeMap<ApiName, ObjectFacts>) -> Result<(Target, bool), ReadError> {
    let object = ApiName::from(row.need_text("SobjectType")?);
    let full = row.need_text("Field")?;
    let field = ApiName::from(full.split_once('.').map_or(full, |(_, field)| field));
    let facts = objects.get(&object).map(|object| &object.fields);
    let whole = facts.and_then(|fields| {
        let part = fields.get(&field).filter(|facts| !facts.permissionable)?;
        let whole = part.part_of.as_ref()?;
        fields
            .get(whole)
            .is_some_and(|facts| facts.permissionable)
            .then(|| whole.clone())
    });
    Ok(match whole {
        Some(whole) => (Target::Field { object, field: whole }, true),
        None => (Target::Field { object, field }, false),
    })
}

fn verbs(row: &Record) -> Verbs {
    let granted = |(verb, column): (Verb, &str)| (row.flag(column) == Some(true)).then_some(verb);
    FIELD_VERBS.into_iter().filter_map(granted).collect()
}
