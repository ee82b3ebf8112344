//! Profile, and the permission set that each profile owns.

use serde_json::Value;

use super::dependencies::check_user_permissions;
use super::permission_set::delete_children;
use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

/// The licence whose profiles can't lose their API-only access.
const INTEGRATION: &str = "Salesforce Integration";

pub(super) struct Profile;

impl Rule for Profile {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let name = text(row, "Name").to_owned();
        if let Some(other) = tx
            .find_one("Profile", &[("Name", Value::from(name))])
            .and_then(|found| id(&found, "Id"))
        {
            return Err(ApiError::bad(
                "DUPLICATE_VALUE",
                format!(
                    "duplicate value found: Name duplicates value on record with id: {}",
                    other.short()
                ),
            ));
        }
        let license = id(row, "UserLicenseId");
        // Who is of the same licence is of the same type.
        let sibling = license
            .as_ref()
            .and_then(|license| tx.find_one("Profile", &[("UserLicenseId", Value::from(license))]));
        if let Some(kind) = sibling.and_then(|profile| profile.get("UserType").cloned()) {
            row.insert("UserType".to_owned(), kind);
        }
        keep_api_only_of(tx, row, license)?;
        check_user_permissions(tx, row)
    }

    fn after_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, id: &Id, row_of_profile: &Row) -> Checked {
        let mut set = permissions_of(row_of_profile);
        set.extend(row([
            ("Name", Value::from(own_set_name(id))),
            ("Label", Value::from(own_set_name(id))),
            ("ProfileId", Value::from(id)),
            ("IsOwnedByProfile", Value::Bool(true)),
            ("IsCustom", Value::Bool(true)),
            ("Type", Value::from("Profile")),
            (
                "LicenseId",
                row_of_profile.get("UserLicenseId").cloned().unwrap_or_default(),
            ),
        ]));
        tx.insert_raw("PermissionSet", set);
        Ok(())
    }

    fn before_update(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row, changes: &mut Row) -> Checked {
        let mut new = old.clone();
        new.extend(changes.clone());
        keep_api_only_of(tx, &new, id(old, "UserLicenseId"))?;
        check_user_permissions(tx, &new)
    }

    fn after_update(&self, tx: &mut Tx<'_>, _caller: &Caller, _old: &Row, new: &Row) -> Checked {
        let own = tx.find_one(
            "PermissionSet",
            &[("ProfileId", new.get("Id").cloned().unwrap_or_default())],
        );
        if let Some(set) = own.and_then(|set| id(&set, "Id")) {
            tx.update_raw("PermissionSet", &set, permissions_of(new));
        }
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        if tx.count(
            "User",
            &[("ProfileId", old.get("Id").cloned().unwrap_or_default())],
        ) > 0
        {
            return Err(ApiError::bad(
                "DELETE_FAILED",
                "You can't delete a profile that's assigned to users.",
            ));
        }
        let own = tx.find_one(
            "PermissionSet",
            &[("ProfileId", old.get("Id").cloned().unwrap_or_default())],
        );
        let Some(own) = own else { return Ok(()) };
        if !flag(&own, "IsCustom") {
            return Err(ApiError::bad(
                "DELETE_FAILED",
                "You can't delete a standard profile.",
            ));
        }
        if let Some(set) = id(&own, "Id") {
            delete_children(tx, &set);
            tx.delete_raw("PermissionSet", &set);
        }
        Ok(())
    }
}

/// Returns the name of a profile's own set: an X and the profile's Id, which means nothing to anybody.
pub(crate) fn own_set_name(profile: &Id) -> String {
    format!("X{}", profile.as_str())
}

/// Refuses to take API-only access out of a profile's own set of the integration licence.
///
/// Source: Salesforce help, "Give Integration Users API Only Access": its other permissions can be edited.
pub(super) fn keep_api_only(tx: &Tx<'_>, set: &Row) -> Checked {
    let profile = id(set, "ProfileId").and_then(|profile| tx.get("Profile", &profile));
    match profile {
        Some(profile) if flag(set, "IsOwnedByProfile") => {
            keep_api_only_of(tx, set, id(&profile, "UserLicenseId"))
        }
        _ => Ok(()),
    }
}

fn keep_api_only_of(tx: &Tx<'_>, bearer: &Row, license: Option<Id>) -> Checked {
    let license = license
        .and_then(|license| tx.get("UserLicense", &license))
        .unwrap_or_default();
    let kept = flag(bearer, "PermissionsApiUserOnly") && flag(bearer, "PermissionsApiEnabled");
    if kept || text(&license, "Name") != INTEGRATION {
        return Ok(());
    }
    Err(ApiError::bad(
        "FIELD_INTEGRITY_EXCEPTION",
        "The user license requires the permission: API Only User",
    ))
}

/// Gives a profile the user permissions of its own set after that has changed.
pub(super) fn follow_own_set(tx: &mut Tx<'_>, set: &Row) {
    if let Some(profile) = id(set, "ProfileId").filter(|_| flag(set, "IsOwnedByProfile")) {
        tx.update_raw("Profile", &profile, permissions_of(set));
    }
}

fn permissions_of(bearer: &Row) -> Row {
    bearer
        .iter()
        .filter(|(name, _)| name.starts_with("Permissions"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
