//! PermissionSetAssignment.
//!
//! Source: Object Reference, PermissionSetAssignment; the refusal over licences is reported by several clients.

use serde_json::Value;

use super::ceiling::Ceiling;
use super::rule::{Checked, Rule};
use super::seats::{check_permission_set_license_seat, license_of_user};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

const SECTION: &str = "Manage Users";

pub(super) struct PermissionSetAssignment;

impl Rule for PermissionSetAssignment {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let Some(assignee) = id(row, "AssigneeId") else {
            return Ok(());
        };
        take_set_of_group(tx, row)?;
        let set = id(row, "PermissionSetId")
            .and_then(|set| tx.get("PermissionSet", &set))
            .unwrap_or_default();
        let user = tx.get("User", &assignee).unwrap_or_default();
        check_assignable(row, &set)?;
        check_single(tx, row, &assignee)?;
        check_license(tx, &set, &user)?;
        row.insert("IsActive".to_owned(), Value::Bool(true));
        Ok(())
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, _id: &Id, row: &Row) -> Checked {
        audit(tx, caller, row, true);
        Ok(())
    }

    fn after_update(&self, tx: &mut Tx<'_>, caller: &Caller, _old: &Row, new: &Row) -> Checked {
        let display = format!(
            "Permission set assignment expires at {}",
            text(new, "ExpirationDate")
        );
        tx.audit(caller, "PermSetAssignmentExpirationChange", SECTION, display);
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        let set = id(old, "PermissionSetId")
            .and_then(|set| tx.get("PermissionSet", &set))
            .unwrap_or_default();
        if flag(&set, "IsOwnedByProfile") {
            let message = "The permission set of a profile can't be unassigned";
            return Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message));
        }
        Ok(())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        audit(tx, caller, old, false);
        Ok(())
    }
}

/// The refusal of a set that grants more than the user's licences allow.
pub(super) fn refusal(set: &Row, user: &Row, excess: &str) -> ApiError {
    ApiError::bad(
        "FIELD_INTEGRITY_EXCEPTION",
        format!(
            "Can't assign permission set {} to user {}. The user license doesn't allow the permission: {excess}",
            text(set, "Label"),
            text(user, "Name")
        ),
    )
}

/// An assignment of a group is one of the group's own set as well.
fn take_set_of_group(tx: &Tx<'_>, row: &mut Row) -> Checked {
    let Some(group) = id(row, "PermissionSetGroupId") else {
        return Ok(());
    };
    if !text(row, "PermissionSetId").is_empty() {
        let message = "Specify either a permission set or a permission set group";
        return Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message).on(["PermissionSetId"]));
    }
    let set = tx.find_one("PermissionSet", &[("PermissionSetGroupId", Value::from(group))]);
    if let Some(set) = set {
        row.insert(
            "PermissionSetId".to_owned(),
            set.get("Id").cloned().unwrap_or_default(),
        );
    }
    Ok(())
}

fn check_assignable(row: &Row, set: &Row) -> Checked {
    if text(row, "PermissionSetId").is_empty() {
        let mut error = ApiError::bad(
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [PermissionSetId]",
        );
        error.fields = vec!["PermissionSetId".to_owned()];
        return Err(error);
    }
    let of_group =
        !text(set, "PermissionSetGroupId").is_empty() && text(row, "PermissionSetGroupId").is_empty();
    if flag(set, "IsOwnedByProfile") || of_group {
        let message = "Permission sets of profiles and groups can't be assigned by themselves";
        return Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message).on(["PermissionSetId"]));
    }
    Ok(())
}

fn check_single(tx: &Tx<'_>, row: &Row, assignee: &Id) -> Checked {
    let set = row.get("PermissionSetId").cloned().unwrap_or_default();
    let same = [("AssigneeId", Value::from(assignee)), ("PermissionSetId", set)];
    if tx.count("PermissionSetAssignment", &same) == 0 {
        return Ok(());
    }
    let set = id(row, "PermissionSetId").map_or_else(String::new, |id| id.short().to_owned());
    Err(ApiError::bad(
        "DUPLICATE_VALUE",
        format!(
            "Duplicate PermissionSetAssignment. Assignee: {}; Permission Set: {set}",
            assignee.short()
        ),
    ))
}

fn check_license(tx: &mut Tx<'_>, set: &Row, user: &Row) -> Checked {
    let license = id(set, "LicenseId");
    match license
        .as_ref()
        .map(|license| license.prefix().to_owned())
        .as_deref()
    {
        Some("100") => check_same_license(set, user, &license_of_user(tx, user).unwrap_or_default())?,
        Some("0PL") => take_license(tx, license, user)?,
        _ => {}
    }
    match Ceiling::of_user(tx, user).first_excess(tx, set) {
        None => Ok(()),
        Some(excess) => Err(refusal(set, user, &excess)),
    }
}

/// A set that is bound to a user licence goes to users of that licence only.
pub(super) fn check_same_license(set: &Row, user: &Row, own: &Row) -> Checked {
    let is_tied = id(set, "LicenseId").is_some_and(|license| license.prefix() == "100");
    if !is_tied || text(own, "Id") == text(set, "LicenseId") {
        return Ok(());
    }
    Err(ApiError::bad(
        "FIELD_INTEGRITY_EXCEPTION",
        format!(
            "Can't assign permission set {} to user {}. The user license doesn't match the license of the permission set.",
            text(set, "Label"),
            text(user, "Name")
        ),
    ))
}

/// A set that is bound to a permission set licence brings it along, as several product guides say.
fn take_license(tx: &mut Tx<'_>, license: Option<Id>, user: &Row) -> Checked {
    let (Some(license), Some(user)) = (license, id(user, "Id")) else {
        return Ok(());
    };
    let pair = row([
        ("AssigneeId", Value::from(&user)),
        ("PermissionSetLicenseId", Value::from(&license)),
    ]);
    let held = [
        ("AssigneeId", Value::from(&user)),
        ("PermissionSetLicenseId", Value::from(&license)),
    ];
    if tx.count("PermissionSetLicenseAssign", &held) > 0 {
        return Ok(());
    }
    check_permission_set_license_seat(&tx.get("PermissionSetLicense", &license).unwrap_or_default())?;
    tx.insert_raw("PermissionSetLicenseAssign", pair);
    Ok(())
}

fn audit(tx: &mut Tx<'_>, caller: &Caller, row: &Row, assigned: bool) {
    let user = id(row, "AssigneeId")
        .and_then(|user| tx.get("User", &user))
        .unwrap_or_default();
    let set = id(row, "PermissionSetId")
        .and_then(|set| tx.header("PermissionSet", &set))
        .unwrap_or_default();
    let group = id(row, "PermissionSetGroupId").and_then(|group| tx.get("PermissionSetGroup", &group));
    let (what, label, kind) = match &group {
        Some(group) => ("Permission set group", text(group, "MasterLabel"), "PermSetGroup"),
        None => ("Permission set", text(&set, "Label"), "PermSet"),
    };
    let (verb, done) = if assigned {
        ("Assign", "assigned to")
    } else {
        ("Unassign", "unassigned from")
    };
    let expires = if group.is_none() && !text(row, "ExpirationDate").is_empty() {
        "_HasExpiration"
    } else {
        ""
    };
    let short = id(&user, "Id").map_or_else(String::new, |id| id.short().to_owned());
    tx.audit(
        caller,
        &format!("{kind}{verb}{expires}"),
        SECTION,
        format!(
            "{what} {label}: {done} user {} (UserID: [{short}])",
            text(&user, "Name")
        ),
    );
}
