//! PermissionSetGroup and its components: the group's own set holds what the parts grant minus what is muted.
//!
//! Source: Object Reference, PermissionSetGroup; Salesforce help, "Permission Set Groups" and "Muting".

use std::collections::BTreeMap;

use serde_json::Value;

use super::names::check_developer_name;
use super::permission_set::delete_children;
use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::facts::permissions::GROUP_RECALCULATION_DELAY;
use crate::store::{Tx, stamp};
use crate::value::{Id, Row, flag, id, row, text};

const SECTION: &str = "Permission Set Group";

pub(super) struct PermissionSetGroup;

impl Rule for PermissionSetGroup {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let name = text(row, "DeveloperName");
        check_developer_name(name)?;
        if tx.count("PermissionSetGroup", &[("DeveloperName", Value::from(name))]) > 0 {
            let message = "a permission set group with that developer name exists";
            return Err(ApiError::bad("DUPLICATE_DEVELOPER_NAME", message).on(["DeveloperName"]));
        }
        row.insert("Status".to_owned(), Value::from("Updated"));
        Ok(())
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, group: &Id, row_of_group: &Row) -> Checked {
        let value = |field: &str| row_of_group.get(field).cloned().unwrap_or_default();
        tx.insert_raw(
            "PermissionSet",
            row([
                ("Name", Value::from(format!("PSG{}", group.as_str()))),
                ("Label", value("MasterLabel")),
                ("Type", Value::from("Group")),
                ("PermissionSetGroupId", Value::from(group)),
                ("HasActivationRequired", value("HasActivationRequired")),
            ]),
        );
        let display = format!(
            "Created permission set group {}",
            text(row_of_group, "MasterLabel")
        );
        tx.audit(caller, "PermissionSetGroupCreate", SECTION, display);
        Ok(())
    }

    fn after_update(&self, tx: &mut Tx<'_>, _caller: &Caller, _old: &Row, new: &Row) -> Checked {
        if let Some(set) = id(new, "Id").and_then(|group| own_set(tx, &group)) {
            let value = |field: &str| new.get(field).cloned().unwrap_or_default();
            let header = row([
                ("Label", value("MasterLabel")),
                ("HasActivationRequired", value("HasActivationRequired")),
            ]);
            tx.update_raw("PermissionSet", &set, header);
        }
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        let Some(group) = id(old, "Id") else { return Ok(()) };
        if tx.count(
            "PermissionSetAssignment",
            &[("PermissionSetGroupId", Value::from(&group))],
        ) > 0
        {
            let message = "You can't delete a permission set group that's assigned to users.";
            return Err(ApiError::bad("DELETE_FAILED", message));
        }
        for component in tx.find(
            "PermissionSetGroupComponent",
            &[("PermissionSetGroupId", Value::from(&group))],
        ) {
            if let Some(component) = id(&component, "Id") {
                tx.delete_raw("PermissionSetGroupComponent", &component);
            }
        }
        if let Some(set) = own_set(tx, &group) {
            delete_children(tx, &set);
            tx.delete_raw("PermissionSet", &set);
        }
        Ok(())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        let display = format!("Deleted permission set group {}", text(old, "MasterLabel"));
        tx.audit(caller, "PermissionSetGroupDelete", SECTION, display);
        Ok(())
    }
}

pub(super) struct PermissionSetGroupComponent;

impl Rule for PermissionSetGroupComponent {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let value = |field: &str| row.get(field).cloned().unwrap_or_default();
        let same = [
            ("PermissionSetGroupId", value("PermissionSetGroupId")),
            ("PermissionSetId", value("PermissionSetId")),
        ];
        if tx.count("PermissionSetGroupComponent", &same) > 0 {
            return Err(ApiError::bad(
                "DUPLICATE_VALUE",
                "the permission set is already part of the group",
            ));
        }
        Ok(())
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, _id: &Id, row: &Row) -> Checked {
        audit_component(tx, caller, row, "PermissionSetGroupComponentAdd", "added");
        if let Some(group) = id(row, "PermissionSetGroupId") {
            outdate(tx, &group);
        }
        Ok(())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        audit_component(tx, caller, old, "PermissionSetGroupComponentRemoved", "removed");
        if let Some(group) = id(old, "PermissionSetGroupId") {
            outdate(tx, &group);
        }
        Ok(())
    }
}

fn audit_component(tx: &mut Tx<'_>, caller: &Caller, row: &Row, action: &str, done: &str) {
    let group = id(row, "PermissionSetGroupId")
        .and_then(|id| tx.get("PermissionSetGroup", &id))
        .unwrap_or_default();
    let set = id(row, "PermissionSetId")
        .and_then(|id| tx.get("PermissionSet", &id))
        .unwrap_or_default();
    let display = format!(
        "Changed permission set group {}: group member {} was {done}",
        text(&group, "MasterLabel"),
        text(&set, "Label")
    );
    tx.audit(caller, action, SECTION, display);
}

/// Marks the groups that a set (or muting set) is part of as out of date.
pub(super) fn set_changed(tx: &mut Tx<'_>, set: &Id) {
    for component in tx.find(
        "PermissionSetGroupComponent",
        &[("PermissionSetId", Value::from(set))],
    ) {
        if let Some(group) = id(&component, "PermissionSetGroupId") {
            outdate(tx, &group);
        }
    }
}

fn outdate(tx: &mut Tx<'_>, group: &Id) {
    let delay = tx.org.behaviours.delay(&GROUP_RECALCULATION_DELAY);
    if delay.is_zero() {
        recalculate(tx, group);
        return;
    }
    let due = tx.now().checked_add(delay).unwrap_or_else(|_| tx.now());
    tx.set_meta(&due_name(group), &stamp(due));
    tx.update_raw(
        "PermissionSetGroup",
        group,
        row([("Status", Value::from("Outdated"))]),
    );
}

/// Recalculates the groups whose delay is over.
pub(crate) fn settle(tx: &mut Tx<'_>) {
    for status in ["Outdated", "Updating"] {
        for group in tx.find("PermissionSetGroup", &[("Status", Value::from(status))]) {
            let Some(group) = id(&group, "Id") else { continue };
            if tx.meta(&due_name(&group)).is_none_or(|due| due <= tx.stamp()) {
                recalculate(tx, &group);
            } else if status == "Outdated" && is_half_over(tx, &group) {
                tx.update_raw(
                    "PermissionSetGroup",
                    &group,
                    row([("Status", Value::from("Updating"))]),
                );
            }
        }
    }
}

/// The work starts some time after the change: half of the delay is waiting for it.
fn is_half_over(tx: &Tx<'_>, group: &Id) -> bool {
    let half = tx.org.behaviours.delay(&GROUP_RECALCULATION_DELAY) / 2;
    let due = tx
        .meta(&due_name(group))
        .and_then(|due| due.parse::<jiff::Timestamp>().ok());
    due.and_then(|due| due.checked_sub(half).ok())
        .is_none_or(|start| start <= tx.now())
}

fn due_name(group: &Id) -> String {
    format!("group due {group}")
}

/// Makes the group's own set anew from its parts.
fn recalculate(tx: &mut Tx<'_>, group: &Id) {
    let Some(own) = own_set(tx, group) else { return };
    let components = tx.find(
        "PermissionSetGroupComponent",
        &[("PermissionSetGroupId", Value::from(group))],
    );
    let (muting, sets): (Vec<Id>, Vec<Id>) = components
        .iter()
        .filter_map(|row| id(row, "PermissionSetId"))
        .partition(|id| id.prefix() == "0QM");
    delete_children(tx, &own);
    let permissions = user_permissions(tx, &sets, &muting);
    tx.update_raw("PermissionSet", &own, permissions);
    for (object, key) in [
        ("ObjectPermissions", "SobjectType"),
        ("FieldPermissions", "Field"),
    ] {
        for (_, mut merged) in merged_rows(tx, object, key, &sets, &muting) {
            merged.insert("ParentId".to_owned(), Value::from(&own));
            tx.insert_raw(object, merged);
        }
    }
    for (_, entity) in union(tx, "SetupEntityAccess", "SetupEntityId", &sets) {
        let value = |field: &str| entity.get(field).cloned().unwrap_or_default();
        tx.insert_raw(
            "SetupEntityAccess",
            row([
                ("ParentId", Value::from(&own)),
                ("SetupEntityId", value("SetupEntityId")),
                ("SetupEntityType", value("SetupEntityType")),
            ]),
        );
    }
    tx.update_raw(
        "PermissionSetGroup",
        group,
        row([("Status", Value::from("Updated"))]),
    );
}

fn own_set(tx: &Tx<'_>, group: &Id) -> Option<Id> {
    tx.find_one("PermissionSet", &[("PermissionSetGroupId", Value::from(group))])
        .and_then(|set| id(&set, "Id"))
}

fn user_permissions(tx: &Tx<'_>, sets: &[Id], muting: &[Id]) -> Row {
    let sets: Vec<Row> = sets
        .iter()
        .filter_map(|set| tx.get("PermissionSet", set))
        .collect();
    let muting: Vec<Row> = muting
        .iter()
        .filter_map(|set| tx.get("MutingPermissionSet", set))
        .collect();
    tx.org
        .schema()
        .permissions
        .iter()
        .filter(|permission| permission.on_permission_set)
        .map(|permission| {
            let column = permission.column();
            let on =
                sets.iter().any(|set| flag(set, &column)) && !muting.iter().any(|set| flag(set, &column));
            (column, Value::Bool(on))
        })
        .collect()
}

/// Returns the rows of some sets by what they are about, rights added up.
fn union(tx: &Tx<'_>, object: &str, key: &str, sets: &[Id]) -> BTreeMap<String, Row> {
    let mut all: BTreeMap<String, Row> = BTreeMap::new();
    for found in sets
        .iter()
        .flat_map(|set| tx.find(object, &[("ParentId", Value::from(set))]))
    {
        let merged = all.entry(text(&found, key).to_owned()).or_default();
        for (name, value) in found {
            let on = flag(merged, &name);
            match value {
                Value::Bool(new) => merged.insert(name, Value::Bool(on || new)),
                other => merged.insert(name, other),
            };
        }
    }
    all
}

/// Object and field rows of a group: the rights of its sets minus the rights that are muted.
///
/// In field rows of a muting set, Edit alone mutes Edit, and Read with Edit mutes both
/// (Object Reference, FieldPermissions).
fn merged_rows(tx: &Tx<'_>, object: &str, key: &str, sets: &[Id], muting: &[Id]) -> Vec<(String, Row)> {
    let muted = union(tx, object, key, muting);
    union(tx, object, key, sets)
        .into_iter()
        .filter_map(|(about, found)| {
            let off = muted.get(&about);
            let mut kept: Row = found
                .into_iter()
                .filter(|(name, _)| {
                    name.starts_with("Permissions") || matches!(name.as_str(), "SobjectType" | "Field")
                })
                .collect();
            for (name, value) in &mut kept {
                if off.is_some_and(|off| flag(off, name)) && value.is_boolean() {
                    *value = Value::Bool(false);
                }
            }
            drop_orphans(&mut kept);
            kept.values()
                .any(|value| *value == Value::Bool(true))
                .then_some((about, kept))
        })
        .collect()
}

/// Without Read nothing is left; what Edit or Delete carried goes with them.
fn drop_orphans(row: &mut Row) {
    let needs: &[(&str, &[&str])] = &[
        ("PermissionsEdit", &["PermissionsRead"]),
        ("PermissionsCreate", &["PermissionsRead"]),
        ("PermissionsDelete", &["PermissionsRead", "PermissionsEdit"]),
        ("PermissionsViewAllRecords", &["PermissionsRead"]),
        (
            "PermissionsModifyAllRecords",
            &["PermissionsDelete", "PermissionsViewAllRecords"],
        ),
        ("PermissionsViewAllFields", &["PermissionsRead"]),
    ];
    for (right, needed) in needs {
        if flag(row, right) && needed.iter().any(|needed| !flag(row, needed)) {
            row.insert((*right).to_owned(), Value::Bool(false));
        }
    }
}
