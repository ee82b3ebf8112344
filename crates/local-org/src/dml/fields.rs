//! The names in a row as sent: which field each means, and whether the caller may write it.

use serde_json::Value;

use super::lookup;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::schema::{FieldDef, ObjectDef};
use crate::store::Tx;
use crate::value::Row;

/// The values as sent, by field.
pub(super) type Given<'s> = Vec<(&'s FieldDef, Value)>;

/// Finds the field of each name. Parents named by an external id become references.
pub(super) fn resolve<'s>(
    tx: &Tx<'_>,
    caller: &Caller,
    object: &'s ObjectDef,
    row: &Row,
) -> Result<Given<'s>, ApiError> {
    let mut given: Given<'s> = Vec::new();
    for (name, value) in row {
        if name == "attributes" {
            continue;
        }
        let seen = |field: &&FieldDef| caller.access.field(&object.name, &field.name).read;
        let unknown = || no_such_column(object, name);
        if let Some(field) = object.field(name) {
            given.push((Some(field).filter(seen).ok_or_else(unknown)?, value.clone()));
            continue;
        }
        let parent = object.relationship(name).filter(seen);
        let field = parent
            .filter(|field| value.is_object() && lookup::sees_a_parent(caller, field))
            .ok_or_else(unknown)?;
        given.push((field, lookup::by_external_id(tx, caller, field, value)?));
    }
    Ok(given)
}

/// Refuses fields that can't be written at all, and those that this caller can't write.
pub(super) fn check_writable(
    caller: &Caller,
    object: &ObjectDef,
    given: &Given<'_>,
    verb: impl Fn(&FieldDef) -> bool,
) -> Result<(), ApiError> {
    let refused: Vec<String> = given
        .iter()
        .filter(|(field, _)| !verb(field) || !may_edit(caller, object, field))
        .map(|(field, _)| field.name.clone())
        .collect();
    if refused.is_empty() {
        return Ok(());
    }
    let list = refused.join(", ");
    let mut error = ApiError::bad(
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        format!(
            "Unable to create/update fields: {list}. Please check the security settings of this field and verify that it is read/write for your profile or permission set."
        ),
    );
    error.fields = refused;
    Err(error)
}

/// What people may change of themselves without managing users (Object Reference, User).
const OWN_USER_FIELDS: &[&str] = &[
    "AboutMe",
    "Phone",
    "MobilePhone",
    "Title",
    "TimeZoneSidKey",
    "LocaleSidKey",
];

fn may_edit(caller: &Caller, object: &ObjectDef, field: &FieldDef) -> bool {
    caller.access.field(&object.name, &field.name).edit
        || object.name == "User" && OWN_USER_FIELDS.contains(&field.name.as_str())
}

/// Refuses a row that lacks a required field.
pub(super) fn check_required(object: &ObjectDef, row: &Row) -> Result<(), ApiError> {
    let missing: Vec<String> = object
        .fields
        .iter()
        .filter(|field| field.is_required() && !is_optional_all_the_same(object, field))
        .filter(|field| row.get(&field.name).is_none_or(Value::is_null))
        .map(|field| field.name.clone())
        .collect();
    required(missing)
}

/// Refuses to empty a required field.
pub(super) fn check_not_emptied(object: &ObjectDef, changes: &Row) -> Result<(), ApiError> {
    let emptied: Vec<String> = object
        .fields
        .iter()
        .filter(|field| !field.nillable && changes.get(&field.name).is_some_and(Value::is_null))
        .map(|field| field.name.clone())
        .collect();
    required(emptied)
}

/// Fields that describe calls required and that live orgs let out.
const OPTIONAL: &[(&str, &str)] = &[
    ("User", "CommunityNickname"),
    ("ContentVersion", "ContentDocumentId"),
    ("User", "JigsawImportLimitOverride"),
    ("PermissionSet", "PsgCount"),
];

fn is_optional_all_the_same(object: &ObjectDef, field: &FieldDef) -> bool {
    OPTIONAL.contains(&(object.name.as_str(), field.name.as_str()))
}

fn required(missing: Vec<String>) -> Result<(), ApiError> {
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("Required fields are missing: [{}]", missing.join(", "));
    let mut error = ApiError::bad("REQUIRED_FIELD_MISSING", message);
    error.fields = missing;
    Err(error)
}

fn no_such_column(object: &ObjectDef, name: &str) -> ApiError {
    ApiError::bad(
        "INVALID_FIELD",
        format!("No such column '{name}' on sobject of type {}", object.name),
    )
}
