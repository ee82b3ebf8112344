//! PermissionSet.

use serde_json::Value;

use super::ceiling::check_set;
use super::dependencies::{changed_user_permissions, check_user_permissions};
use super::names::check_developer_name;
use super::rule::{Checked, Rule};
use super::{groups, profile};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

const SECTION: &str = "Manage Users";

/// What hangs below a set and goes with it.
const CHILDREN: &[&str] = &[
    "ObjectPermissions",
    "FieldPermissions",
    "SetupEntityAccess",
    "PermissionSetTabSetting",
];

pub(super) struct PermissionSet;

impl Rule for PermissionSet {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        check_name(tx, text(row, "Name"), None)?;
        let kind = if flag(row, "HasActivationRequired") {
            "Session"
        } else {
            "Regular"
        };
        row.insert("Type".to_owned(), Value::from(kind));
        row.insert("IsCustom".to_owned(), Value::Bool(true));
        row.insert("PsgCount".to_owned(), Value::from(0));
        check_user_permissions(tx, row)?;
        check_set(tx, row)
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, _id: &Id, row: &Row) -> Checked {
        let label = text(row, "Label");
        let (action, with) = match license_label(tx, row) {
            Some(license) => ("PermSetCreate", format!("with license {license}")),
            None => ("PermSetCreateNoLicense", "with no license".to_owned()),
        };
        tx.audit(
            caller,
            action,
            SECTION,
            format!("Created permission set {label}: {with}"),
        );
        audit_permissions(tx, caller, None, row);
        Ok(())
    }

    fn before_update(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row, changes: &mut Row) -> Checked {
        check_editable(old)?;
        if changes.contains_key("Name") {
            check_name(tx, text(changes, "Name"), id(old, "Id").as_ref())?;
        }
        let mut new = old.clone();
        new.extend(changes.clone());
        profile::keep_api_only(tx, &new)?;
        check_user_permissions(tx, &new)?;
        check_set(tx, &new)
    }

    fn after_update(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row, new: &Row) -> Checked {
        audit_header(tx, caller, old, new);
        audit_permissions(tx, caller, Some(old), new);
        profile::follow_own_set(tx, new);
        if let Some(set) = id(new, "Id") {
            groups::set_changed(tx, &set);
        }
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        check_editable(old)?;
        let Some(set) = id(old, "Id") else { return Ok(()) };
        if flag(old, "IsOwnedByProfile") || !text(old, "PermissionSetGroupId").is_empty() {
            return Err(ApiError::bad(
                "DELETE_FAILED",
                "permission sets of profiles and groups go with their owner",
            ));
        }
        if tx.count(
            "PermissionSetAssignment",
            &[("PermissionSetId", Value::from(&set))],
        ) > 0
        {
            return Err(ApiError::bad(
                "DELETE_FAILED",
                "You can't delete a permission set that's assigned to users. Remove the assignments and try again.",
            ));
        }
        if tx.count(
            "PermissionSetGroupComponent",
            &[("PermissionSetId", Value::from(&set))],
        ) > 0
        {
            return Err(ApiError::bad(
                "DELETE_FAILED",
                "You can't delete a permission set that's part of a permission set group.",
            ));
        }
        delete_children(tx, &set);
        Ok(())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        tx.audit(
            caller,
            "PermSetDelete",
            SECTION,
            format!("Deleted permission set {}", text(old, "Label")),
        );
        Ok(())
    }
}

/// Deletes the rows below a set.
pub(super) fn delete_children(tx: &mut Tx<'_>, set: &Id) {
    for object in CHILDREN {
        for row in tx.find(object, &[("ParentId", Value::from(set))]) {
            if let Some(row) = id(&row, "Id") {
                tx.delete_raw(object, &row);
            }
        }
    }
}

/// Refuses to touch a set that a managed package owns.
///
/// Source: Second-Generation Packaging guide, "Permission Sets and Profile Settings in Packages".
pub(super) fn check_editable(set: &Row) -> Checked {
    if text(set, "NamespacePrefix").is_empty() {
        return Ok(());
    }
    Err(ApiError::bad(
        "CANNOT_MODIFY_MANAGED_OBJECT",
        "cannot modify managed object",
    ))
}

/// Returns the set that a child row hangs below, if it may be edited.
pub(super) fn editable_parent(tx: &Tx<'_>, row: &Row) -> Result<Row, ApiError> {
    let parent = id(row, "ParentId").and_then(|parent| {
        let schema = tx.org.schema();
        let object = schema.object_by_prefix(parent.prefix())?;
        tx.header(&object.name, &parent)
    });
    let parent = parent.ok_or_else(|| {
        ApiError::bad("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id").on(["ParentId"])
    })?;
    check_editable(&parent)?;
    if !text(&parent, "PermissionSetGroupId").is_empty() {
        return Err(ApiError::bad(
            "FIELD_INTEGRITY_EXCEPTION",
            "the permission set of a group follows from its parts",
        ));
    }
    Ok(parent)
}

/// Whether a row's parent is a muting set, where rights mean the opposite.
pub(super) fn is_muting(parent: &Row) -> bool {
    id(parent, "Id").is_some_and(|id| id.prefix() == "0QM")
}

fn check_name(tx: &Tx<'_>, name: &str, own: Option<&Id>) -> Checked {
    if name.is_empty() {
        return Ok(());
    }
    check_developer_name(name)?;
    let same = tx.find("PermissionSet", &[("Name", Value::from(name))]);
    let other = same
        .iter()
        .filter_map(|row| id(row, "Id"))
        .find(|other| Some(other) != own);
    match other {
        None => Ok(()),
        Some(other) => Err(ApiError::bad(
            "DUPLICATE_VALUE",
            format!(
                "duplicate value found: Name duplicates value on record with id: {}",
                other.short()
            ),
        )),
    }
}

fn license_label(tx: &Tx<'_>, set: &Row) -> Option<String> {
    let license = id(set, "LicenseId")?;
    let schema = tx.org.schema();
    let object = schema.object_by_prefix(license.prefix())?;
    tx.get(&object.name, &license)
        .map(|row| text(&row, "MasterLabel").to_owned())
}

fn audit_header(tx: &mut Tx<'_>, caller: &Caller, old: &Row, new: &Row) {
    let label = text(new, "Label").to_owned();
    for (field, action, what) in [
        ("Label", "PermSetLabelChange", "Master Label"),
        ("Description", "PermSetDescriptionChange", "description"),
        ("Name", "PermSetDeveloperNameChange", "API name"),
    ] {
        let (from, to) = (text(old, field).to_owned(), text(new, field).to_owned());
        if from != to {
            // Descriptions are long, and their lines do not repeat them.
            let display = match field {
                "Description" => format!("Changed permission set {label}: description was changed"),
                _ => format!("Changed permission set {label}: {what} was changed from {from} to {to}"),
            };
            tx.audit(caller, action, SECTION, display);
        }
    }
    let (from, to) = (
        flag(old, "HasActivationRequired"),
        flag(new, "HasActivationRequired"),
    );
    if from != to {
        let word = |on: bool| if on { "enabled" } else { "disabled" };
        let (from, to) = (word(from), word(to));
        let display = format!(
            "Changed Permission Set {label}: Session Activation Required has changed from {from} to {to}"
        );
        tx.audit(caller, "PermSetHasActivationRequiredChange", SECTION, display);
    }
}

fn audit_permissions(tx: &mut Tx<'_>, caller: &Caller, old: Option<&Row>, new: &Row) {
    let label = text(new, "Label").to_owned();
    for (_, permission, on) in changed_user_permissions(tx, old, new) {
        let (action, change) = if on {
            ("PermSetEnableUserPerm", "from disabled to enabled")
        } else {
            ("PermSetDisableUserPerm", "from enabled to disabled")
        };
        let called = permission_label(tx, &permission);
        tx.audit(
            caller,
            action,
            SECTION,
            format!("Changed permission set {label}: {called} permission was changed {change}"),
        );
    }
}

/// What people call a user permission, as its column is labelled.
fn permission_label(tx: &Tx<'_>, permission: &str) -> String {
    let schema = tx.org.schema();
    let set = schema.object("PermissionSet");
    let column = set.and_then(|set| set.field(&format!("Permissions{permission}")));
    column.map_or_else(|| permission.to_owned(), |column| column.label.clone())
}
