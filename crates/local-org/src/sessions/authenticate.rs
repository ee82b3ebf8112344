//! Who a call comes from.

use std::net::IpAddr;

use super::live::{LiveSession, keep_alive, live, mark_current};
use crate::enforce::{Caller, access_in};
use crate::error::ApiError;
use crate::facts::{Behaviours, sessions};
use crate::services::metadata::setting;
use crate::services::oauth::is_in_login_ranges;
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

/// Returns who a token stands for that comes from an address.
///
/// # Errors
/// Why the token is refused.
pub(crate) fn authenticate(tx: &mut Tx<'_>, token: &str, from: IpAddr) -> Result<Caller, AuthFailure> {
    let session = live(tx, token)
        .filter(|session| is_from_its_place(tx, session, from))
        .ok_or(AuthFailure::Invalid)?;
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

/// Whether the org's session settings let that session be used from there. Both are off in an org that has not been
/// changed: then only logins are looked at.
fn is_from_its_place(tx: &Tx<'_>, session: &LiveSession, from: IpAddr) -> bool {
    let is_on = |name: &str| {
        setting(tx, "Security", &format!("sessionSettings/{name}")).is_some_and(|value| value == "true")
    };
    (!is_on("enforceIpRangesEveryRequest") || is_in_login_ranges(tx, &session.user, from))
        && (!is_on("lockSessionsToIp") || session.source == from.to_string())
}
