//! Grants on fields.

use std::collections::BTreeSet;

use hallpass_model::{LiveGrant, RecordId, Target};

use super::ReadError;
use super::answers::{Answers, Ask, Topic};
use super::parts;
use super::record::is_made_up;
use super::scope::Scope;
use super::world::GrantsBySet;

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

pub(super) fn asks(answers: &mut Answers, besides: &BTreeSet<RecordId>) -> Result<Vec<Ask>, ReadError> {
    parts::asks(
        Topic::CountedFieldPermissions,
        answers,
        Topic::FieldPermissions,
        OBJECT,
        &COLUMNS,
        besides,
    )
}

/// Asks for the rows of these sets.
pub(super) fn of_sets(sets: &BTreeSet<RecordId>) -> Ask {
    parts::of_sets(Topic::FieldPermissions, OBJECT, &COLUMNS, sets)
}

/// Adds the grants. Which rows stand for one another is the planner's to know.
pub(super) fn fill(grants: &mut GrantsBySet, answers: &mut Answers) -> Result<(), ReadError> {
    for answer in answers.fields() {
        for row in answer? {
            if row.verbs.is_empty() || is_made_up(&row.id) {
                continue;
            }
            let target = Target::Field {
                object: row.object,
                field: row.field,
            };
            let grant = LiveGrant {
                id: Some(row.id),
                verbs: row.verbs,
            };
            grants.entry(row.set).or_default().insert(target, grant);
        }
    }
    Ok(())
}
