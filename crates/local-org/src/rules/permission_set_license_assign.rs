//! PermissionSetLicenseAssign.

use serde_json::Value;

use super::ceiling::Ceiling;
use super::rule::{Checked, Rule};
use super::seats::check_permission_set_license_seat;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

pub(super) struct PermissionSetLicenseAssign;

impl Rule for PermissionSetLicenseAssign {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let Some(license) = id(row, "PermissionSetLicenseId") else {
            return Ok(());
        };
        let assignee = row.get("AssigneeId").cloned().unwrap_or_default();
        let same = [
            ("AssigneeId", assignee),
            ("PermissionSetLicenseId", Value::from(&license)),
        ];
        if let Some(other) = tx
            .find_one("PermissionSetLicenseAssign", &same)
            .and_then(|found| id(&found, "Id"))
        {
            return Err(ApiError::bad(
                "DUPLICATE_VALUE",
                format!(
                    "duplicate value found: AssigneeId, PermissionSetLicenseId duplicates value on record with id: {}",
                    other.short()
                ),
            ));
        }
        match tx.get("PermissionSetLicense", &license) {
            Some(license) => check_permission_set_license_seat(&license),
            None => Ok(()),
        }
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, _id: &Id, row: &Row) -> Checked {
        audit(tx, caller, row, "PermSetLicenseAssign", ": assigned to");
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        let (Some(assignee), Some(license)) = (id(old, "AssigneeId"), id(old, "PermissionSetLicenseId"))
        else {
            return Ok(());
        };
        let user = tx.get("User", &assignee).unwrap_or_default();
        let without = Ceiling::of_user(tx, &user).without(&license);
        for assignment in tx.find(
            "PermissionSetAssignment",
            &[("AssigneeId", Value::from(&assignee))],
        ) {
            let set = id(&assignment, "PermissionSetId")
                .and_then(|set| tx.get("PermissionSet", &set))
                .unwrap_or_default();
            if flag(&set, "IsOwnedByProfile") {
                continue;
            }
            let bound = id(&set, "LicenseId").as_ref() == Some(&license);
            if bound || without.first_excess(tx, &set).is_some() {
                return Err(ApiError::bad(
                    "FIELD_INTEGRITY_EXCEPTION",
                    format!(
                        "Can't remove the permission set license from user {}. The assigned permission set {} requires it.",
                        text(&user, "Name"),
                        text(&set, "Label")
                    ),
                ));
            }
        }
        Ok(())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        audit(tx, caller, old, "PermSetLicenseUnassign", " removed from");
        Ok(())
    }
}

fn audit(tx: &mut Tx<'_>, caller: &Caller, row: &Row, action: &str, done: &str) {
    let user = id(row, "AssigneeId")
        .and_then(|user| tx.get("User", &user))
        .unwrap_or_default();
    let license = id(row, "PermissionSetLicenseId")
        .and_then(|id| tx.get("PermissionSetLicense", &id))
        .unwrap_or_default();
    let short = id(&user, "Id").map_or_else(String::new, |id| id.short().to_owned());
    let (label, name) = (text(&license, "MasterLabel"), text(&user, "Name"));
    let display = format!("Permission set license {label}{done} user {name} (UserID: [{short}])");
    tx.audit(caller, action, "Manage Users", display);
}
