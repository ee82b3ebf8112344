//! Grants on fields.

use hallpass_model::{ApiName, LiveGrant, Target, Verb, Verbs};
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

pub(super) fn fill(grants: &mut GrantsBySet, answers: &mut Answers) -> Result<(), ReadError> {
    for row in answers
        .rows(Topic::FieldPermissions)?
        .iter()
        .filter(|row| !is_synthetic(row))
    {
        let verbs = verbs(row);
        if !verbs.is_empty() {
            let grant = LiveGrant {
                id: Some(need_id(row, "Id")?),
                verbs,
            };
            grants
                .entry(need_id(row, "ParentId")?)
                .or_default()
                .insert(target(row)?, grant);
        }
    }
    Ok(())
}

/// Returns what the row is about, as the org has it: which rows stand for one another is the planner's to know.
fn target(row: &Record) -> Result<Target, ReadError> {
    let object = ApiName::from(row.need_text("SobjectType")?);
    let full = row.need_text("Field")?;
    let field = ApiName::from(full.split_once('.').map_or(full, |(_, field)| field));
    Ok(Target::Field { object, field })
}

fn verbs(row: &Record) -> Verbs {
    let granted = |(verb, column): (Verb, &str)| (row.flag(column) == Some(true)).then_some(verb);
    FIELD_VERBS.into_iter().filter_map(granted).collect()
}
