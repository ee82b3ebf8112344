//! ObjectPermissions.
//!
//! Source: Object Reference, ObjectPermissions.

use serde_json::Value;

use super::ceiling::check_object;
use super::dependencies::refusal;
use super::groups;
use super::permission_set::{editable_parent, is_muting};
use super::rule::{Checked, Rule};
use crate::enforce::{Caller, is_object_permissionable};
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

/// The rights in the order in which audit lines name them: column, verb, the columns that it needs.
const RIGHTS: &[(&str, &str, &[&str])] = &[
    ("PermissionsRead", "Read", &[]),
    ("PermissionsCreate", "Create", &["PermissionsRead"]),
    ("PermissionsEdit", "Edit", &["PermissionsRead"]),
    (
        "PermissionsDelete",
        "Delete",
        &["PermissionsRead", "PermissionsEdit"],
    ),
    ("PermissionsViewAllRecords", "View All", &["PermissionsRead"]),
    (
        "PermissionsModifyAllRecords",
        "Modify All",
        &[
            "PermissionsRead",
            "PermissionsEdit",
            "PermissionsDelete",
            "PermissionsViewAllRecords",
        ],
    ),
    (
        "PermissionsViewAllFields",
        "View All Fields",
        &["PermissionsRead"],
    ),
];

pub(super) struct ObjectPermissions;

impl Rule for ObjectPermissions {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let schema = tx.org.schema();
        if text(row, "SobjectType").is_empty() || text(row, "ParentId").is_empty() {
            return Ok(());
        }
        let object = object_of(&schema, row)?;
        row.insert("SobjectType".to_owned(), Value::from(object.name.as_str()));
        let parent = editable_parent(tx, row)?;
        check_single(tx, row)?;
        check_rights(tx, object, &parent, row)
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
            return check_masters_keep(tx, object_of(&schema, old)?, old, &new);
        }
        let object = object_of(&schema, &new)?;
        check_rights(tx, object, &parent, &new)?;
        check_masters_keep(tx, object, old, &new)
    }

    fn after_update(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row, new: &Row) -> Checked {
        // A row with nothing on deletes itself (Object Reference, PermissionSet).
        if let Some(own) = id(new, "Id").filter(|_| grants_nothing(new)) {
            tx.delete_raw("ObjectPermissions", &own);
        }
        changed(tx, caller, Some(old), Some(new));
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        let schema = tx.org.schema();
        editable_parent(tx, old)?;
        check_masters_keep(tx, object_of(&schema, old)?, old, &Row::new())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        changed(tx, caller, Some(old), None);
        Ok(())
    }
}

fn object_of<'s>(schema: &'s crate::schema::Schema, row: &Row) -> Result<&'s ObjectDef, ApiError> {
    let name = text(row, "SobjectType");
    schema
        .object(name)
        .filter(|object| is_object_permissionable(object))
        .ok_or_else(|| {
            ApiError::bad(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                format!("Sobject Type Name: bad value for restricted picklist field: {name}"),
            )
            .on(["SobjectType"])
        })
}

fn check_single(tx: &Tx<'_>, row: &Row) -> Checked {
    let value = |field: &str| row.get(field).cloned().unwrap_or_default();
    let same = [
        ("ParentId", value("ParentId")),
        ("SobjectType", value("SobjectType")),
    ];
    match tx
        .find_one("ObjectPermissions", &same)
        .and_then(|found| id(&found, "Id"))
    {
        None => Ok(()),
        Some(other) => Err(ApiError::bad(
            "DUPLICATE_VALUE",
            format!(
                "duplicate value found: ParentId, SobjectType duplicates value on record with id: {}",
                other.short()
            ),
        )),
    }
}

fn check_rights(tx: &Tx<'_>, object: &ObjectDef, parent: &Row, row: &Row) -> Checked {
    if is_muting(parent) {
        return Ok(());
    }
    let label = &object.label;
    for (right, verb, needs) in RIGHTS.iter().filter(|(right, _, _)| flag(row, right)) {
        let missing: Vec<String> = RIGHTS
            .iter()
            .filter(|(needed, _, _)| needs.contains(needed) && !flag(row, needed))
            .map(|(_, verb, _)| format!("{verb} {label}"))
            .collect();
        if !missing.is_empty() {
            return Err(refusal(&format!("{verb} {label}"), &missing));
        }
        let _ = right;
    }
    if grants_nothing(row) {
        let message = "An object permission must grant at least one right";
        return Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message).on(["PermissionsRead"]));
    }
    check_masters_allow(tx, object, row)?;
    let verb = if flag(row, "PermissionsRead") {
        "Read"
    } else {
        "Create"
    };
    check_object(tx, parent, object, verb)
}

/// Details need Read on their master in the same set.
fn check_masters_allow(tx: &Tx<'_>, object: &ObjectDef, row: &Row) -> Checked {
    let parent = row.get("ParentId").cloned().unwrap_or_default();
    for master in masters(object) {
        let filter = [("ParentId", parent.clone()), ("SobjectType", Value::from(master))];
        let granted = tx
            .find_one("ObjectPermissions", &filter)
            .is_some_and(|row| flag(&row, "PermissionsRead"));
        let schema = tx.org.schema();
        let label = schema.object(master).map_or(master, |object| &object.label);
        if !granted {
            return Err(refusal(
                &format!("Read {}", object.label),
                &[format!("Read {label}")],
            ));
        }
    }
    Ok(())
}

/// Read on a master stays while the set grants a detail.
fn check_masters_keep(tx: &Tx<'_>, object: &ObjectDef, old: &Row, new: &Row) -> Checked {
    if !flag(old, "PermissionsRead") || flag(new, "PermissionsRead") {
        return Ok(());
    }
    let parent = old.get("ParentId").cloned().unwrap_or_default();
    for detail in tx
        .org
        .schema()
        .objects
        .iter()
        .filter(|detail| masters(detail).any(|name| name == object.name))
    {
        let filter = [
            ("ParentId", parent.clone()),
            ("SobjectType", Value::from(detail.name.as_str())),
        ];
        if tx.count("ObjectPermissions", &filter) > 0 {
            return Err(refusal(
                &format!("Read {}", detail.label),
                &[format!("Read {}", object.label)],
            ));
        }
    }
    Ok(())
}

fn masters(object: &ObjectDef) -> impl Iterator<Item = &str> {
    object
        .fields
        .iter()
        .filter(|field| object.custom && field.master_detail)
        .filter_map(|field| field.reference_to.first())
        .map(String::as_str)
}

fn grants_nothing(row: &Row) -> bool {
    RIGHTS.iter().all(|(right, _, _)| !flag(row, right))
}

fn described(row: Option<&Row>) -> String {
    let Some(row) = row else {
        return "No Access".to_owned();
    };
    let on: Vec<&str> = RIGHTS
        .iter()
        .filter(|(right, _, _)| flag(row, right))
        .map(|(_, verb, _)| *verb)
        .collect();
    if on.is_empty() {
        "No Access".to_owned()
    } else {
        on.join(", ")
    }
}

fn changed(tx: &mut Tx<'_>, caller: &Caller, old: Option<&Row>, new: Option<&Row>) {
    let Some(any) = new.or(old) else { return };
    let Some(parent) = id(any, "ParentId") else { return };
    let set = tx.header("PermissionSet", &parent).unwrap_or_default();
    let schema = tx.org.schema();
    let label = schema
        .object(text(any, "SobjectType"))
        .map_or("", |object| &object.label);
    let (from, to) = (described(old), described(new));
    tx.audit(
        caller,
        "PermSetEntityPermChanged",
        "Manage Users",
        format!(
            "Changed permission set {}: {label} object permissions were changed from {from} to {to}",
            text(&set, "Label")
        ),
    );
    groups::set_changed(tx, &parent);
}
