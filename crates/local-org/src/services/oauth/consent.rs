//! The approval page of an app, which nobody clicks here: the control endpoint stands in for it.

use secrecy::SecretString;

use super::refusal::Refusal;
use super::{client, login, scopes};
use crate::error::ApiError;
use crate::sessions::approve;
use crate::store::Tx;
use crate::value::id;

/// Lets the user of that name approve the app of that consumer key, and returns the refresh token.
///
/// # Errors
/// When there is no such app or user.
pub(crate) fn consent(tx: &mut Tx<'_>, username: &str, consumer_key: &str) -> Result<SecretString, ApiError> {
    let told = |refusal: Refusal| ApiError::bad(&refusal.error, refusal.description);
    let app = client::find(tx, consumer_key).map_err(told)?;
    let user = login::user_by_name(tx, username)
        .and_then(|user| id(&user, "Id"))
        .ok_or_else(ApiError::not_found)?;
    let scopes = scopes::runtime(&app.scopes);
    Ok(approve(tx, &user, &app, &scopes))
}
