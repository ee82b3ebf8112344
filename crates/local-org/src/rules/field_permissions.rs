//! FieldPermissions.
//!
//! Source: Object Reference, FieldPermissions.

use serde_json::Value;

use super::dependencies::refusal;
use super::groups;
use super::permission_set::{editable_parent, is_muting};
use super::rule::{Checked, Rule};
use crate::enforce::{Caller, field_permission_name};
use crate::error::ApiError;
use crate::facts::permissions::FIELD_PERMISSION_NEEDS_OBJECT_READ;
use crate::schema::{FieldDef, ObjectDef, Schema};
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

pub(super) struct FieldPermissions;

impl Rule for FieldPermissions {
    /// The parts of an address share one row, so a second part widens the row of the first.
    fn existing(&self, tx: &mut Tx<'_>, given: &Row) -> Option<Id> {
        let schema = tx.org.schema();
        let (object, field) = target(&schema, given)?;
        let name = field_permission_name(object, field);
        if name == field.name {
            return None;
        }
        let own = find(tx, given, object, &name)?;
        let own_id = id(&own, "Id")?;
        let on = |right: &str| Value::Bool(flag(&own, right) || flag(given, right));
        let wider = row([
            ("PermissionsRead", on("PermissionsRead")),
            ("PermissionsEdit", on("PermissionsEdit")),
        ]);
        tx.update_raw("FieldPermissions", &own_id, wider);
        Some(own_id)
    }

    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        if text(row, "Field").is_empty()
            || text(row, "ParentId").is_empty()
            || text(row, "SobjectType").is_empty()
        {
            return Ok(());
        }
        let schema = tx.org.schema();
        let (object, field) = target(&schema, row).ok_or_else(|| bad_field(row))?;
        let name = field_permission_name(object, field);
        let parent = editable_parent(tx, row)?;
        if let Some(other) = find(tx, row, object, &name).and_then(|found| id(&found, "Id")) {
            return Err(ApiError::bad(
                "DUPLICATE_VALUE",
                format!(
                    "duplicate value found: ParentId, Field duplicates value on record with id: {}",
                    other.short()
                ),
            ));
        }
        check_rights(tx, object, field, &parent, row)?;
        row.insert("SobjectType".to_owned(), Value::from(object.name.as_str()));
        row.insert("Field".to_owned(), Value::from(format!("{}.{name}", object.name)));
        Ok(())
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, _id: &Id, row: &Row) -> Checked {
        changed(tx, caller, None, Some(row));
        Ok(())
    }

    fn before_update(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row, changes: &mut Row) -> Checked {
        let schema = tx.org.schema();
        let mut new = old.clone();
        new.extend(changes.clone());
        let parent = editable_parent(tx, &new)?;
        if grants_nothing(&new) {
            return Ok(());
        }
        let (object, field) = target(&schema, &new).ok_or_else(|| bad_field(&new))?;
        check_rights(tx, object, field, &parent, &new)
    }

    fn after_update(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row, new: &Row) -> Checked {
        // A row without Read deletes itself.
        if let Some(own) = id(new, "Id").filter(|_| grants_nothing(new)) {
            tx.delete_raw("FieldPermissions", &own);
        }
        changed(tx, caller, Some(old), Some(new));
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        editable_parent(tx, old).map(|_| ())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        changed(tx, caller, Some(old), None);
        Ok(())
    }
}

/// Returns the field that a row is about, if it can have one.
///
/// `Field` is `Object.Field`; lookups may leave out the `Id` at the end (since 50.0).
fn target<'s>(schema: &'s Schema, row: &Row) -> Option<(&'s ObjectDef, &'s FieldDef)> {
    let (object, field) = text(row, "Field").split_once('.')?;
    let object = schema.object(object)?;
    if !object.name.eq_ignore_ascii_case(text(row, "SobjectType")) {
        return None;
    }
    let field = object
        .field(field)
        .or_else(|| object.field(&format!("{field}Id")))?;
    (field.permissionable && !object.setup).then_some((object, field))
}

fn find(tx: &Tx<'_>, row: &Row, object: &ObjectDef, name: &str) -> Option<Row> {
    let parent = row.get("ParentId").cloned().unwrap_or_default();
    let field = Value::from(format!("{}.{name}", object.name));
    tx.find_one("FieldPermissions", &[("ParentId", parent), ("Field", field)])
}

fn bad_field(row: &Row) -> ApiError {
    let name = text(row, "Field");
    ApiError::bad(
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        format!("Field Name: bad value for restricted picklist field: {name}"),
    )
    .on(["Field"])
}

fn check_rights(tx: &Tx<'_>, object: &ObjectDef, field: &FieldDef, parent: &Row, row: &Row) -> Checked {
    if is_muting(parent) {
        return Ok(());
    }
    let (read, edit) = (flag(row, "PermissionsRead"), flag(row, "PermissionsEdit"));
    let label = &field.label;
    if !read {
        let wanted = if edit { "Edit" } else { "Field" };
        return Err(refusal(&format!("{wanted} {label}"), &[format!("Read {label}")]));
    }
    if edit && (field.calculated || field.auto_number) {
        let message = format!("{label}: formula and auto-number fields can't be made editable");
        return Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message).on(["PermissionsEdit"]));
    }
    if tx.org.behaviours.is(&FIELD_PERMISSION_NEEDS_OBJECT_READ, "on") {
        check_object_read(tx, object, field, row)?;
    }
    Ok(())
}

fn check_object_read(tx: &Tx<'_>, object: &ObjectDef, field: &FieldDef, row: &Row) -> Checked {
    let parent = row.get("ParentId").cloned().unwrap_or_default();
    let filter = [
        ("ParentId", parent),
        ("SobjectType", Value::from(object.name.as_str())),
    ];
    if tx
        .find_one("ObjectPermissions", &filter)
        .is_some_and(|row| flag(&row, "PermissionsRead"))
    {
        return Ok(());
    }
    Err(refusal(
        &format!("Read {}", field.label),
        &[format!("Read {}", object.label)],
    ))
}

fn grants_nothing(row: &Row) -> bool {
    !flag(row, "PermissionsRead") && !flag(row, "PermissionsEdit")
}

fn described(row: Option<&Row>) -> &'static str {
    match row.map(|row| (flag(row, "PermissionsRead"), flag(row, "PermissionsEdit"))) {
        Some((_, true)) => "Read/Write",
        Some((true, false)) => "Read Only",
        _ => "No Access",
    }
}

fn changed(tx: &mut Tx<'_>, caller: &Caller, old: Option<&Row>, new: Option<&Row>) {
    let Some(any) = new.or(old) else { return };
    let Some(parent) = id(any, "ParentId") else { return };
    let set = tx.header("PermissionSet", &parent).unwrap_or_default();
    let (from, to) = (described(old), described(new));
    let schema = tx.org.schema();
    let (object, field) = text(any, "Field").split_once('.').unwrap_or_default();
    let object = schema.object(object);
    let label = object.and_then(|object| Some(object.field(field)?.label.clone()));
    let label = label.unwrap_or_else(|| field.to_owned());
    let object = object.map_or("", |object| object.label.as_str());
    tx.audit(
        caller,
        "PermSetFlsChanged",
        "Manage Users",
        format!(
            "Changed permission set {}: field-level security for {object}: {label} was changed from {from} to {to}",
            text(&set, "Label")
        ),
    );
    groups::set_changed(tx, &parent);
}
