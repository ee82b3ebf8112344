//! The refusals of the OAuth endpoints.
//!
//! Codes and words as on the help page "OAuth 2.0 Authorization Errors" and as reported from live orgs; the
//! registry of facts says which is which.

use crate::facts::{Behaviours, oauth};

/// Why a request was refused: what the client reads, and what the login history says where the user is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The HTTP status.
    pub(super) status: u16,
    /// The field `error`.
    pub(super) error: String,
    /// The field `error_description`.
    pub(super) description: String,
    /// The status of the login history row.
    pub(super) login_status: &'static str,
}

/// The status of failed logins that have no words of their own.
const LOGIN_INVALID: &str = "Login invalid";

impl Refusal {
    fn new(error: &str, description: impl Into<String>) -> Self {
        Self {
            status: 400,
            error: error.to_owned(),
            description: description.into(),
            login_status: LOGIN_INVALID,
        }
    }

    fn logged(self, login_status: &'static str) -> Self {
        Self { login_status, ..self }
    }

    fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(super) fn must_post() -> Self {
        Self::new("invalid_request", "must use HTTP POST")
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::new(
            "invalid_request",
            format!("missing required parameter: {parameter}"),
        )
    }

    pub(super) fn bad_basic_header() -> Self {
        Self::new("invalid_basic_auth_header", "invalid basic authentication header")
    }

    pub(super) fn unknown_grant_type() -> Self {
        Self::new("unsupported_grant_type", "grant type not supported")
    }

    pub(super) fn scope_sent() -> Self {
        Self::new("invalid_request", "scope parameter not supported").logged("Failed: Unexpected parameter")
    }

    pub(super) fn unknown_client() -> Self {
        Self::new("invalid_client_id", "client identifier invalid")
    }

    pub(super) fn wrong_secret() -> Self {
        Self::new("invalid_client", "invalid client credentials")
    }

    pub(super) fn unproven_client() -> Self {
        Self::wrong_secret().with_status(401)
    }

    pub(super) fn app_disabled() -> Self {
        Self::new(
            "oauth_flow_disabled",
            "The external client app or the OAuth plugin is disabled.",
        )
        .logged("Failed: OAuth API access disabled")
    }

    pub(super) fn flow_off(behaviours: &Behaviours) -> Self {
        Self::new(
            behaviours.value(&oauth::FLOW_OFF_ERROR),
            "client credentials flow not enabled",
        )
    }

    pub(super) fn no_run_as() -> Self {
        Self::new("invalid_grant", "no client credentials user enabled")
    }

    pub(super) fn no_scopes() -> Self {
        Self::new("invalid_grant", "no valid scopes defined")
    }

    pub(super) fn inactive(behaviours: &Behaviours) -> Self {
        Self::new(
            behaviours.value(&oauth::INACTIVE_RUN_AS_ERROR),
            "user is inactive",
        )
        .logged("User is inactive")
    }

    pub(super) fn frozen(behaviours: &Behaviours) -> Self {
        Self::new(
            behaviours.value(&oauth::INACTIVE_RUN_AS_ERROR),
            "authentication failure",
        )
        .logged("User is frozen")
    }

    pub(super) fn not_approved_by_admin() -> Self {
        Self::new(
            "invalid_app_access",
            "user is not admin approved to access this app",
        )
    }

    pub(super) fn never_approved() -> Self {
        Self::new("invalid_grant", "user hasn't approved this consumer")
    }

    pub(super) fn session_level() -> Self {
        Self::new(
            "invalid_session_level",
            "the app requires a high assurance session",
        )
    }

    pub(super) fn restricted_ip() -> Self {
        Self::new("invalid_grant", "ip restricted or invalid login hours").logged("Restricted IP")
    }

    pub(super) fn restricted_time() -> Self {
        Self::new("invalid_grant", "ip restricted or invalid login hours").logged("Restricted time")
    }

    pub(super) fn bad_assertion() -> Self {
        Self::new("invalid_grant", "invalid assertion").logged("Failed: Assertion Invalid")
    }

    pub(super) fn bad_signature() -> Self {
        Self::bad_assertion().logged("Failed: Signature Invalid")
    }

    pub(super) fn expired_assertion() -> Self {
        Self::bad_assertion().logged("Failed: Assertion Expired")
    }

    pub(super) fn bad_audience(behaviours: &Behaviours) -> Self {
        let words = if behaviours.is(&oauth::AUDIENCE_TEXT, "audience_is_invalid") {
            "audience is invalid"
        } else {
            "Audience validation failed"
        };
        Self::new("invalid_grant", words).logged("Failed: Audience Invalid")
    }

    pub(super) fn assertion_replayed() -> Self {
        Self::new("bad_jti_claim", "the jti claim was used before").logged("Failed: Replay Detected")
    }

    pub(super) fn refresh_expired() -> Self {
        Self::new("invalid_grant", "expired access/refresh token").logged("Failed: Invalid Token")
    }

    pub(super) fn redirect_missing() -> Self {
        Self::new("redirect_uri_missing", "redirect_uri not provided")
    }

    pub(super) fn redirect_mismatch() -> Self {
        Self::new("redirect_uri_mismatch", "redirect_uri must match configuration")
    }

    pub(super) fn unknown_response_type() -> Self {
        Self::new("unsupported_response_type", "response type not supported")
    }

    pub(super) fn scope_not_allowed() -> Self {
        Self::new("invalid_scope", "the requested scope is not allowed")
    }

    pub(super) fn challenge_missing() -> Self {
        Self::new("invalid_request", "missing required code challenge")
    }

    pub(super) fn challenge_method() -> Self {
        Self::new("invalid_request", "code challenge method not supported")
    }

    pub(super) fn not_immediate() -> Self {
        Self::new("immediate_unsuccessful", "immediate unsuccessful")
    }

    pub(super) fn denied() -> Self {
        Self::new("access_denied", "end-user denied authorization")
    }

    pub(super) fn app_denied() -> Self {
        Self::new(
            "OAUTH_APP_ACCESS_DENIED",
            "user is not admin approved to access this app",
        )
    }

    pub(super) fn code_expired() -> Self {
        Self::new("invalid_grant", "expired authorization code").logged("Failed: Invalid Token")
    }

    pub(super) fn code_unknown() -> Self {
        Self::new("invalid_grant", "invalid authorization code").logged("Failed: Invalid Token")
    }

    pub(super) fn bad_verifier() -> Self {
        Self::new("invalid_grant", "invalid code verifier")
    }

    pub(super) fn password() -> Self {
        Self::new("invalid_grant", "authentication failure")
    }

    pub(super) fn unknown_token(behaviours: &Behaviours) -> Self {
        Self::new(
            behaviours.value(&oauth::UNKNOWN_TOKEN_REVOCATION),
            "the token is unknown",
        )
    }
}
