//! What the owner of an org may have done, over HTTP or as a library.

use secrecy::SecretString;
use serde_json::Value;

use crate::error::ApiError;
use crate::seed::{self, seed as fill};
use crate::seed_file::{self, Seed, SeedError};
use crate::services::oauth::consent;
use crate::sessions::{Flow, SignIn, Source, sign_in};
use crate::store::Org;
use crate::value::id;

/// Hands out a token for a user, the administrator where none is named: the local org is its owner's.
///
/// # Errors
/// When there is no such user.
pub(crate) fn token(org: &Org, username: Option<&str>) -> Result<SecretString, ApiError> {
    org.transaction(|tx| {
        let username = match username {
            Some(username) => username.to_owned(),
            None => fill(tx)?.admin.username,
        };
        let found = tx.find_one("User", &[("Username", Value::from(username.as_str()))]);
        let user = found
            .and_then(|row| id(&row, "Id"))
            .ok_or_else(|| ApiError::new(404, "NOT_FOUND", format!("there is no user {username}")))?;
        let source = Source::itself(org);
        let wish = SignIn {
            user: &user,
            app: None,
            consumer: None,
            flow: Flow::Direct,
            scopes: vec!["full".to_owned()],
            source: &source,
            refresh: None,
        };
        Ok(sign_in(tx, &wish).token)
    })
}

/// Lets a user approve an app, as the approval page would, and hands out the refresh token.
///
/// # Errors
/// When there is no such user or app, or the user may not use it.
pub(crate) fn approve(org: &Org, username: &str, client_id: &str) -> Result<SecretString, ApiError> {
    org.transaction(|tx| consent(tx, username, client_id))
}

/// Puts a seed into the org.
///
/// # Errors
/// Everything that was refused; then nothing is changed.
pub(crate) fn seed(org: &Org, seed: &Seed) -> Result<(), SeedError> {
    org.transaction(|tx| seed_file::apply(tx, seed))
}

/// Makes the org as it was at the start.
///
/// # Errors
/// When a row of the seed is refused, which it was not at the start.
pub(crate) fn reset(org: &Org) -> Result<(), ApiError> {
    org.knobs.clear();
    org.knobs.set_clock_offset(0);
    org.transaction(|tx| {
        seed::reset(tx)?;
        match &org.seed {
            Some(seed) => seed_file::apply(tx, seed)
                .map_err(|error| ApiError::new(500, "UNKNOWN_EXCEPTION", error.to_string())),
            None => Ok(()),
        }
    })
}

/// Sets how far the org's clock is ahead of the true one.
///
/// # Errors
/// When the database failed.
pub(crate) fn set_clock(org: &Org, ahead_ms: i64) -> Result<(), ApiError> {
    org.transaction(|tx| {
        tx.set_meta("clock_offset_ms", &ahead_ms.to_string());
        Ok::<_, ApiError>(())
    })?;
    org.knobs.set_clock_offset(ahead_ms);
    Ok(())
}
