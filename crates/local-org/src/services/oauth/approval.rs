//! Whether an administrator gave a user an app.

use rusqlite::{OptionalExtension, params};

use crate::apps::App;
use crate::enforce::access_of;
use crate::facts::oauth::PROFILE_APPROVAL;
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

/// Says whether the user holds the app, through permission sets or, where that counts, the profile.
pub(super) fn is_admin_approved(tx: &Tx<'_>, app: &App, user: &Id) -> bool {
    if !access_of(tx, user).class(&app.id) {
        return false;
    }
    tx.org.behaviours.is(&PROFILE_APPROVAL, "applied") || is_given_by_set(tx, app, user)
}

/// Whether the app is in a set that the user is assigned, alone or within a group. What the profile owns is a set
/// too, and the user is assigned to it.
fn is_given_by_set(tx: &Tx<'_>, app: &App, user: &Id) -> bool {
    let given = "
        SELECT 1 FROM \"SetupEntityAccess\" AS given
        JOIN \"PermissionSet\" AS owner ON owner.\"Id\" = given.\"ParentId\" AND owner.\"IsOwnedByProfile\" = 0
        JOIN \"PermissionSetAssignment\" AS held ON held.\"AssigneeId\" = ?2 AND (
          held.\"PermissionSetId\" = owner.\"Id\" OR held.\"PermissionSetGroupId\" IN (
            SELECT part.\"PermissionSetGroupId\" FROM \"PermissionSetGroupComponent\" AS part
            WHERE part.\"PermissionSetId\" = owner.\"Id\"))
        WHERE given.\"SetupEntityId\" = ?1 LIMIT 1";
    let found: Option<i64> = tx
        .conn()
        .prepare_cached(given)
        .and_then(|mut statement| {
            statement
                .query_row(params![app.id.as_str(), user.as_str()], |found| found.get(0))
                .optional()
        })
        .or_abort();
    found.is_some()
}
