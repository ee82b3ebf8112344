//! The password of a user: whether it has expired, setting, resetting.

use http::Method;
use serde_json::json;

use super::Call;
use crate::error::ApiError;
use crate::server::Response;
use crate::store::Tx;
use crate::value::Id;

/// Answers `/sobjects/User/<id>/password`. Nobody signs in with a password here, so none is kept.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>, user: &str) -> Result<Response, ApiError> {
    call.allow(&[Method::GET, Method::POST, Method::DELETE])?;
    let user = Id::parse(user)
        .filter(|id| tx.get("User", id).is_some())
        .ok_or_else(ApiError::not_found)?;
    let may = user == call.caller.user_id || call.caller.access.permission("ResetPasswords");
    if !may {
        return Err(ApiError::access(
            "You do not have permission to view this record.",
        ));
    }
    match call.method() {
        Method::GET => Ok(Response::json(200, &json!({"isExpired": false}))),
        Method::POST => {
            let given = call.object()?;
            let password = given
                .get("NewPassword")
                .and_then(|password| password.as_str())
                .unwrap_or_default();
            if password.chars().count() < 8 {
                let message = "Your password must be at least 8 characters long.";
                return Err(ApiError::bad("INVALID_NEW_PASSWORD", message));
            }
            tx.audit(
                call.caller,
                "changedpassword",
                "Manage Users",
                format!("Changed password for user {user}"),
            );
            Ok(Response::empty(204))
        }
        _ => {
            tx.audit(
                call.caller,
                "resetpassword",
                "Manage Users",
                format!("Reset password for user {user}"),
            );
            Ok(Response::empty(204))
        }
    }
}
