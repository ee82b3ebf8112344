//! Seats of licences, always counted from the rows that take them.

use serde_json::Value;

use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, id, text};

/// Returns the user licence of a profile.
pub(super) fn license_of_profile(tx: &Tx<'_>, profile: &Id) -> Option<Row> {
    let profile = tx.get("Profile", profile)?;
    tx.get("UserLicense", &id(&profile, "UserLicenseId")?)
}

/// Returns the user licence of a user.
pub(super) fn license_of_user(tx: &Tx<'_>, user: &Row) -> Option<Row> {
    license_of_profile(tx, &id(user, "ProfileId")?)
}

/// Refuses one more active user of a licence that has no seat left.
///
/// Only active users take seats (Object Reference, UserLicense).
pub(super) fn check_user_seat(license: &Row) -> Result<(), ApiError> {
    check(license, "Name")
}

/// Refuses one more assignment of a permission set licence that has no seat left.
pub(super) fn check_permission_set_license_seat(license: &Row) -> Result<(), ApiError> {
    check(license, "MasterLabel")
}

/// `UsedLicenses` is counted by the store whenever a licence is read.
fn check(license: &Row, name: &str) -> Result<(), ApiError> {
    let number = |field: &str| license.get(field).and_then(Value::as_i64).unwrap_or_default();
    if text(license, "Status") == "Active" && number("UsedLicenses") < number("TotalLicenses") {
        return Ok(());
    }
    let message = format!("License Limit Exceeded - {}", text(license, name));
    Err(ApiError::bad("LICENSE_LIMIT_EXCEEDED", message))
}
