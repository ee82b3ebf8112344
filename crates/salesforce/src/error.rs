//! What goes wrong, told apart by what the caller can do about it.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;

use crate::auth::LoginError;
use crate::instance::BadInstanceUrl;
use crate::transport::TransportError;

/// The result of every call of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something asked of an org did not come about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing was done: the org could not be reached, or a read was cut off. Try again later.
    #[error("reach {host} to {operation}")]
    Unreachable {
        /// What was asked.
        operation: String,
        /// Whom.
        host: String,
        /// What the network said.
        #[source]
        source: TransportError,
    },

    /// The login could not be used: a key, a CLI, an address. Fix the settings.
    #[error("sign in")]
    Login(#[from] LoginError),

    /// The org refused to sign in. Fix the app, the user or the credentials.
    #[error("sign in at {host}")]
    SignInRefused {
        /// The host that was asked.
        host: String,
        /// What it said.
        #[source]
        source: OauthError,
    },

    /// The org refused an assertion, and its clock is not this machine's. Set the clock.
    #[error(
        "sign in at {host}: the clock of the org is {} the clock of this machine, and an assertion is good for minutes",
        difference(.ahead)
    )]
    ClockSkew {
        /// The host that was asked.
        host: String,
        /// How far its clock is ahead, by the `Date` of its answer; negative for behind.
        ahead: SignedDuration,
        /// What it said.
        #[source]
        source: OauthError,
    },

    /// An address that must not be given a token.
    #[error("use the address of the org")]
    BadAddress(#[from] BadInstanceUrl),

    /// The org answered with an error of its own.
    #[error(transparent)]
    Api(Box<ApiError>),

    /// The org answered with something that is not an answer to this question.
    #[error("read the answer to {operation}: {problem} (it begins with `{excerpt}`)")]
    Unreadable {
        /// What was asked.
        operation: String,
        /// What does not fit, with type and place.
        problem: String,
        /// The beginning of the answer, without anything secret.
        excerpt: String,
    },

    /// A read ended before all of it was there. Never a shorter answer.
    #[error("read all of {operation}: {problem}")]
    Truncated {
        /// What was asked.
        operation: String,
        /// What is missing.
        problem: String,
    },

    /// The org redirected, and a token is not taken elsewhere.
    #[error("{operation}: the org redirects to {target}, where the token is not sent")]
    Redirected {
        /// What was asked.
        operation: String,
        /// The host to which it points, or `an unnamed place`.
        target: String,
    },

    /// No more calls: our own budget is spent, or the org's of today.
    #[error("{operation}: {limit}")]
    LimitReached {
        /// What was not asked any more, or refused.
        operation: String,
        /// Whose limit.
        limit: Limit,
    },

    /// Something that takes time did not end in the time given to it. It may still end.
    #[error("wait for {what} for more than {} s", .after.as_secs())]
    TimedOut {
        /// What was waited for.
        what: String,
        /// For how long.
        after: Duration,
    },

    /// A write of which nobody knows whether it happened: read again before deciding.
    #[error("know whether the org did {operation}")]
    OutcomeUnknown {
        /// What was written.
        operation: String,
        /// How its answer was lost.
        #[source]
        source: Box<Error>,
    },

    /// The caller asked for something that cannot be asked for, such as too many rows in one call.
    #[error("{operation}: {problem}")]
    BadRequest {
        /// What was asked.
        operation: String,
        /// Why it cannot be.
        problem: String,
    },
}

fn difference(ahead: &SignedDuration) -> String {
    let size = ahead.abs();
    match ahead.is_negative() {
        true => format!("{size:#} behind"),
        false => format!("{size:#} ahead of"),
    }
}

/// Whose limit is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The most calls this run may make (`max_api_calls`).
    Budget {
        /// The number of calls allowed.
        max: u64,
    },
    /// The org's calls of the last 24 hours are used up.
    OrgDaily {
        /// What the org says.
        message: String,
    },
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Budget { max } => write!(f, "this run may make {max} API calls and has made them"),
            Self::OrgDaily { message } => write!(f, "the org's API calls of today are used up ({message})"),
        }
    }
}

/// An error that the org itself reports, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {}{}", self.words(), self.trace())]
pub struct ApiError {
    /// What was asked, such as `query PermissionSet`.
    pub operation: String,
    /// The HTTP status, that of the part where the call had several.
    pub status: u16,
    /// The code, such as `FIELD_INTEGRITY_EXCEPTION`; `HTTP_<status>` where the org gave none.
    pub code: String,
    /// The text that comes with it.
    pub message: String,
    /// The fields it is about.
    pub fields: Vec<String>,
    /// The id under which the org logged the request, where it told.
    pub request_id: Option<String>,
}

impl ApiError {
    /// Code and text, as they are shown.
    #[must_use]
    pub fn words(&self) -> String {
        if self.message.is_empty() {
            self.code.clone()
        } else {
            format!("{}: {}", self.code, self.message)
        }
    }

    /// Whether the org says that what was asked for does not exist here, or not for this user.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(
            self.code.as_str(),
            "NOT_FOUND" | "INVALID_TYPE" | "ENTITY_IS_DELETED"
        ) || self.status == 404
    }

    fn trace(&self) -> String {
        match &self.request_id {
            Some(id) => format!(" (HTTP {}, request {id})", self.status),
            None => format!(" (HTTP {})", self.status),
        }
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

/// What a token endpoint answers when it refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {description}")]
pub struct OauthError {
    /// The code, such as `invalid_grant`.
    pub error: String,
    /// The text, such as `no client credentials user enabled`.
    pub description: String,
}

impl Error {
    /// The error of the org itself, also where it hides behind an unknown outcome.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            Self::OutcomeUnknown { source, .. } => source.api(),
            _ => None,
        }
    }

    /// The code of the org's own error, such as `DUPLICATE_VALUE`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.api().map(|error| error.code.as_str())
    }

    /// The refusal of the token endpoint, if that is what this is.
    #[must_use]
    pub fn oauth(&self) -> Option<&OauthError> {
        match self {
            Self::SignInRefused { source, .. } | Self::ClockSkew { source, .. } => Some(source),
            _ => None,
        }
    }

    /// Whether a write may or may not have happened.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::OutcomeUnknown { .. })
    }
}
