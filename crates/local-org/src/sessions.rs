//! Tokens, sessions, login history.

use crate::enforce::Caller;
use crate::store::Tx;

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

/// Returns who a token stands for.
///
/// # Errors
/// Why the token is refused.
pub(crate) fn authenticate(_tx: &mut Tx<'_>, _token: &str) -> Result<Caller, AuthFailure> {
    Err(AuthFailure::Invalid)
}
