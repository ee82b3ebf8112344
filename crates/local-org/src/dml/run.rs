//! Insert, update, delete: each a list of steps.

use serde_json::Value;

use super::{defaults, fields, lookup, values};
use crate::enforce::{Caller, sees_row};
use crate::error::ApiError;
use crate::rules;
use crate::schema::ObjectDef;
use crate::store::Tx;
use crate::value::{Id, Row, flag};

/// Inserts a row as `caller` and returns its Id.
///
/// # Errors
/// The refusal that the org answers with; then nothing is changed.
pub(crate) fn insert(tx: &mut Tx<'_>, caller: &Caller, object: &str, row: &Row) -> Result<Id, ApiError> {
    let schema = tx.org.schema();
    let object = visible(&schema, caller, object)?;
    if !object.createable {
        return Err(not_for_operation(object, "inserted"));
    }
    if !caller.access.object(&object.name).create {
        return Err(no_access_to(object));
    }
    tx.savepoint(|tx| {
        tx.act_as(&caller.user_id);
        keep_kinds_apart(tx, object)?;
        let given = fields::resolve(tx, caller, object, row)?;
        fields::check_writable(caller, object, &given, |field| field.createable)?;
        let mut row = values::convert(given)?;
        defaults::fill(tx, caller, object, &mut row);
        let rule = rules::of(&object.name);
        if let Some(id) = rule.existing(tx, &row) {
            return Ok(id);
        }
        rule.before_insert(tx, caller, &mut row)?;
        fields::check_required(object, &row)?;
        values::check(tx, caller, object, &row)?;
        lookup::check_unique(tx, object, None, &row)?;
        let id = tx.insert_raw(&object.name, row);
        let row = tx.get(&object.name, &id).unwrap_or_default();
        rule.after_insert(tx, caller, &id, &row)?;
        Ok(id)
    })
}

/// Changes a row as `caller`.
///
/// # Errors
/// The refusal that the org answers with; then nothing is changed.
pub(crate) fn update(
    tx: &mut Tx<'_>,
    caller: &Caller,
    object: &str,
    id: &Id,
    changes: &Row,
) -> Result<(), ApiError> {
    let schema = tx.org.schema();
    let object = visible(&schema, caller, object)?;
    if !object.updateable {
        return Err(not_for_operation(object, "updated"));
    }
    let old = existing(tx, caller, object, id)?;
    if !caller.access.object(&object.name).edit && !is_own_user(caller, object, id) {
        return Err(no_access_to_row());
    }
    tx.savepoint(|tx| {
        tx.act_as(&caller.user_id);
        keep_kinds_apart(tx, object)?;
        let given = fields::resolve(tx, caller, object, changes)?;
        fields::check_writable(caller, object, &given, |field| field.updateable)?;
        let mut changes = values::convert(given)?;
        let rule = rules::of(&object.name);
        rule.before_update(tx, caller, &old, &mut changes)?;
        fields::check_not_emptied(object, &changes)?;
        values::check(tx, caller, object, &changes)?;
        lookup::check_unique(tx, object, Some(id), &changes)?;
        tx.update_raw(&object.name, id, changes);
        let new = tx.get(&object.name, id).unwrap_or_default();
        rule.after_update(tx, caller, &old, &new)
    })
}

/// Deletes a row as `caller`.
///
/// # Errors
/// The refusal that the org answers with; then nothing is changed.
pub(crate) fn delete(tx: &mut Tx<'_>, caller: &Caller, object: &str, id: &Id) -> Result<(), ApiError> {
    let schema = tx.org.schema();
    let object = visible(&schema, caller, object)?;
    if !object.deletable {
        return Err(not_for_operation(object, "deleted"));
    }
    let old = existing(tx, caller, object, id)?;
    if !caller.access.object(&object.name).delete {
        return Err(no_access_to_row());
    }
    tx.savepoint(|tx| {
        tx.act_as(&caller.user_id);
        keep_kinds_apart(tx, object)?;
        let rule = rules::of(&object.name);
        rule.before_delete(tx, caller, &old)?;
        lookup::release_children(tx, object, id);
        tx.delete_raw(&object.name, id);
        rule.after_delete(tx, caller, &old)
    })
}

/// Returns the object, if it exists as far as the caller can tell.
pub(super) fn visible<'s>(
    schema: &'s crate::schema::Schema,
    caller: &Caller,
    name: &str,
) -> Result<&'s ObjectDef, ApiError> {
    schema
        .object(name)
        .filter(|object| caller.access.object(&object.name).read)
        .ok_or_else(|| ApiError::bad("INVALID_TYPE", format!("sObject type '{name}' is not supported.")))
}

/// Returns the row that is to be changed or deleted, if it exists as far as the caller can tell.
///
/// # Errors
/// 404, with other codes than where a row is read.
pub(crate) fn existing(tx: &Tx<'_>, caller: &Caller, object: &ObjectDef, id: &Id) -> Result<Row, ApiError> {
    match tx
        .get(&object.name, id)
        .filter(|row| sees_row(caller, object, row))
    {
        Some(row) if flag(&row, "IsDeleted") => Err(ApiError::deleted()),
        Some(row) => Ok(row),
        None => Err(ApiError::new(
            404,
            "INVALID_CROSS_REFERENCE_KEY",
            "invalid cross reference id",
        )),
    }
}

/// People may change some of their own user record (Object Reference, User).
fn is_own_user(caller: &Caller, object: &ObjectDef, id: &Id) -> bool {
    object.name == "User" && caller.user_id == *id
}

/// Setup and business rows can't be written in one transaction.
///
/// Source: Apex Developer Guide, "sObjects That Cannot Be Used Together in DML Operations".
fn keep_kinds_apart(tx: &mut Tx<'_>, object: &ObjectDef) -> Result<(), ApiError> {
    match tx.note_write(object) {
        None => Ok(()),
        Some(first) => Err(ApiError::bad(
            "MIXED_DML_OPERATION",
            format!(
                "DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): {}, original object: {first}",
                object.name
            ),
        )),
    }
}

fn not_for_operation(object: &ObjectDef, done: &str) -> ApiError {
    if done == "deleted" {
        let message = "HTTP Method 'DELETE' not allowed. Allowed are HEAD,GET,PATCH";
        return ApiError::new(405, "METHOD_NOT_ALLOWED", message);
    }
    ApiError::bad(
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
        format!("entity type cannot be {done}: {}", object.label),
    )
}

/// Recorded of business objects: they are told as if they could not be created at all.
fn no_access_to(object: &ObjectDef) -> ApiError {
    if !object.setup {
        return not_for_operation(object, "inserted");
    }
    ApiError::new(
        403,
        "INSUFFICIENT_ACCESS_OR_READONLY",
        format!("insufficient access rights on entity: {}", object.name),
    )
}

pub(super) fn no_access_to_row() -> ApiError {
    ApiError::new(
        403,
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "insufficient access rights on object id",
    )
}

/// Returns the null that stands for an emptied field.
pub(super) const EMPTY: Value = Value::Null;
