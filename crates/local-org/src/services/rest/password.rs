//! The password of a user: whether it has expired, setting, resetting.

use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::Call;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::random;
use crate::server::Response;
use crate::sessions::keep_password;
use crate::store::Tx;
use crate::value::{Id, row, text};

/// Characters of a password at least, in an org that has not changed it.
const SHORTEST: usize = 8;

/// Answers `/sobjects/User/<id>/password`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>, user: &str) -> Result<Response, ApiError> {
    call.allow(&[Method::GET, Method::POST, Method::DELETE])?;
    let user = Id::parse(user).ok_or_else(ApiError::not_found)?;
    check(tx, call.caller, &user)?;
    match call.method() {
        Method::GET => Ok(Response::json(200, &json!({"isExpired": false}))),
        Method::POST => {
            let given = call.object()?;
            let password = given
                .get("NewPassword")
                .and_then(|password| password.as_str())
                .unwrap_or_default();
            set(tx, call.caller, &user, password)?;
            Ok(Response::empty(204))
        }
        _ => {
            reset(tx, call.caller, &user)?;
            Ok(Response::empty(204))
        }
    }
}

fn check(tx: &Tx<'_>, caller: &Caller, user: &Id) -> Result<(), ApiError> {
    if tx.get("User", user).is_none() {
        return Err(ApiError::not_found());
    }
    if *user == caller.user_id || caller.access.permission("ResetPasswords") {
        return Ok(());
    }
    Err(ApiError::access(
        "You do not have permission to view this record.",
    ))
}

/// Gives a user a password, which `login` of the SOAP API and the login page take from then on.
///
/// # Errors
/// When the caller may not, or the password is too short.
pub(crate) fn set(tx: &mut Tx<'_>, caller: &Caller, user: &Id, password: &str) -> Result<(), ApiError> {
    check(tx, caller, user)?;
    if password.chars().count() < SHORTEST {
        let message = format!("Your password must be at least {SHORTEST} characters long.");
        return Err(ApiError::bad("INVALID_NEW_PASSWORD", message));
    }
    keep_password(tx, user, password);
    note_change(tx, user);
    let display = format!("Set new password for user {}", name_of(tx, user));
    tx.audit(caller, "changedpassword", "Manage Users", display);
    Ok(())
}

fn name_of(tx: &Tx<'_>, user: &Id) -> String {
    let row = tx.get("User", user).unwrap_or_default();
    text(&row, "Name").to_owned()
}

/// Object Reference, User: `LastPasswordChangeDate` is that of the last change or reset.
fn note_change(tx: &mut Tx<'_>, user: &Id) {
    let now = row([("LastPasswordChangeDate", tx.stamp().into())]);
    tx.update_raw("User", user, now);
}

/// Gives a user a password that nobody thought of, and returns it.
///
/// # Errors
/// When the caller may not.
pub(crate) fn reset(tx: &mut Tx<'_>, caller: &Caller, user: &Id) -> Result<SecretString, ApiError> {
    check(tx, caller, user)?;
    let password = SecretString::from(random::alphanumeric(12));
    keep_password(tx, user, password.expose_secret());
    note_change(tx, user);
    let display = format!("Reset password for user {}", name_of(tx, user));
    tx.audit(caller, "resetpassword", "Manage Users", display);
    Ok(password)
}
