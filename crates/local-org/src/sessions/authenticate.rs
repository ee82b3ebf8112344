//! Who a call comes from.

use super::live::{keep_alive, live, mark_current};
use crate::enforce::{Caller, access_in};
use crate::error::ApiError;
use crate::facts::{Behaviours, sessions};
use crate::store::Tx;
use crate::value::text;

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthFailure {
    /// The token is unknown, ended or expired.
    Invalid,
    /// The token lacks the scope for the REST API.
    NotForApi,
    /// The user lacks API Enabled.
    ApiDisabled,
}

impl AuthFailure {
    /// What the REST API answers.
    pub(crate) fn to_error(self, behaviours: &Behaviours) -> ApiError {
        match self {
            Self::Invalid => ApiError::session(),
            Self::NotForApi => ApiError::new(
                401,
                "INVALID_SESSION_ID",
                "This session is not valid for use with the REST API",
            ),
            Self::ApiDisabled => ApiError::new(
                403,
                behaviours.value(&sessions::API_DISABLED_CODE),
                "API is disabled for this User",
            ),
        }
    }
}

/// Returns who a token stands for.
///
/// # Errors
/// Why the token is refused.
pub(crate) fn authenticate(tx: &mut Tx<'_>, token: &str) -> Result<Caller, AuthFailure> {
    let session = live(tx, token).ok_or(AuthFailure::Invalid)?;
    if !session
        .info
        .scopes
        .iter()
        .any(|scope| scope == "api" || scope == "full")
    {
        return Err(AuthFailure::NotForApi);
    }
    let access = access_in(tx, &session.user_id, &session.info.id);
    if !access.permission("ApiEnabled") {
        return Err(AuthFailure::ApiDisabled);
    }
    keep_alive(tx, &session);
    mark_current(tx, &session);
    let username = text(&session.user, "Username").to_owned();
    Ok(Caller {
        user_id: session.user_id,
        username,
        session: Some(session.info),
        access,
    })
}
