//! What is tried again, and how.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use jiff::Timestamp;

use crate::env::{Env, elapsed};
use crate::error::{ApiError, Error};
use crate::transport::{Effect, TransportFailure};

/// How often a call is tried again, and after which pauses.
///
/// The pauses double, with jitter. What is tried again at all:
///
/// | | reads, idempotent writes | other writes |
/// |---|---|---|
/// | no connection | yes | yes: nothing was done |
/// | connection lost, timed out | yes | no: the outcome is unknown |
/// | 500, 502, 503, 504 | yes | no: the outcome is unknown |
/// | `UNABLE_TO_LOCK_ROW` | yes | yes: the org took it back |
/// | too many requests at once | yes | yes: refused before anything was done |
/// | the org's calls of today used up | no | no |
/// | anything else the org says | no | no |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often at most a call is tried again.
    pub max_retries: usize,
    /// The first pause.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// How long after the first try another one may begin. A try that hangs takes as long as the network lets it, and
    /// several of them would keep somebody waiting for a quarter of an hour.
    pub at_most: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 4,
            first_pause: Duration::from_millis(400),
            longest_pause: Duration::from_secs(15),
            at_most: Duration::from_secs(3 * 60),
        }
    }
}

impl RetryPolicy {
    /// The pauses, as `backon` makes them. The seed decides about the jitter.
    pub(crate) fn pauses(&self, seed: u64) -> ExponentialBuilder {
        ExponentialBuilder::new()
            .with_max_times(self.max_retries)
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .with_factor(2.0)
            .with_jitter()
            .with_jitter_seed(seed)
    }
}

/// The tries of one call that are left.
pub(crate) struct Attempts<'a> {
    env: &'a dyn Env,
    pauses: ExponentialBackoff,
    start: Timestamp,
    at_most: Duration,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(env: &'a dyn Env, policy: &RetryPolicy) -> Self {
        Self {
            env,
            pauses: policy.pauses(env.random()).build(),
            start: env.now(),
            at_most: policy.at_most,
        }
    }

    /// Pauses before another try; says no when there is none left.
    pub(crate) async fn another(&mut self, operation: &str, why: &Error) -> bool {
        let Some(pause) = self.pauses.next() else {
            return false;
        };
        if elapsed(self.env, self.start) + pause > self.at_most {
            return false;
        }
        tracing::debug!(operation, %why, pause_ms = pause.as_millis(), "trying again");
        self.env.sleep(pause).await;
        true
    }
}

/// Whether a call with this effect may be tried again after this error. See [`RetryPolicy`].
pub(crate) fn may_repeat(effect: Effect, error: &Error) -> bool {
    let repeatable = effect != Effect::Write;
    match error {
        Error::Unreachable { source, .. } => match source.failure {
            TransportFailure::NotSent | TransportFailure::ConnectTimedOut => true,
            TransportFailure::TimedOut | TransportFailure::Interrupted => repeatable,
            TransportFailure::TooLarge { .. } | TransportFailure::NoTls | TransportFailure::Untrusted => {
                false
            }
        },
        Error::Api(error) => was_taken_back(error) || (repeatable && is_passing(error)),
        // An answer cut off in the middle, or a gateway's page with a good status.
        Error::Unreadable { .. } => false,
        _ => false,
    }
}

/// Whether the org surely did nothing, and may do it in a moment.
fn was_taken_back(error: &ApiError) -> bool {
    error.code == "UNABLE_TO_LOCK_ROW"
        || (error.code == "REQUEST_LIMIT_EXCEEDED" && error.message.contains("Concurrent"))
}

/// Whether the trouble is the server's and passes. A SOAP fault also has HTTP 500, but is an answer.
fn is_passing(error: &ApiError) -> bool {
    match error.status {
        502..=504 => true,
        500 => matches!(
            error.code.as_str(),
            "HTTP_500" | "UNKNOWN_EXCEPTION" | "SERVER_UNAVAILABLE" | "INTERNAL_ERROR"
        ),
        _ => false,
    }
}

/// Whether an error status leaves open if a write happened.
pub(crate) fn leaves_open(error: &Error) -> bool {
    match error {
        Error::Unreachable { source, .. } => source.may_have_arrived(),
        Error::Unreadable { .. } | Error::Truncated { .. } => true,
        Error::Api(error) => error.status >= 500 && !was_taken_back(error),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{leaves_open, may_repeat};
    use crate::error::{ApiError, Error};
    use crate::transport::{Effect, TransportError, TransportFailure};

    fn lost(failure: TransportFailure) -> Error {
        Error::Unreachable {
            operation: "test".into(),
            host: "h".into(),
            source: TransportError::new(failure),
        }
    }

    fn api(status: u16, code: &str, message: &str) -> Error {
        ApiError {
            operation: "test".into(),
            status,
            code: code.into(),
            message: message.into(),
            fields: Vec::new(),
            request_id: None,
        }
        .into()
    }

    #[test]
    fn only_what_may_be_repeated_is() {
        // (error, a read again?, a write again?, a write's outcome unknown?)
        let rows = [
            (lost(TransportFailure::NotSent), true, true, false),
            (lost(TransportFailure::ConnectTimedOut), true, true, false),
            (lost(TransportFailure::Untrusted), false, false, false),
            (lost(TransportFailure::NoTls), false, false, false),
            (lost(TransportFailure::TimedOut), true, false, true),
            (lost(TransportFailure::Interrupted), true, false, true),
            (lost(TransportFailure::TooLarge { limit: 1 }), false, false, true),
            (
                api(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred."),
                true,
                false,
                true,
            ),
            (api(500, "HTTP_500", ""), true, false, true),
            (api(500, "INVALID_TYPE", "a SOAP fault"), false, false, true),
            (api(502, "HTTP_502", ""), true, false, true),
            (
                api(503, "SERVER_UNAVAILABLE", "Server Unavailable"),
                true,
                false,
                true,
            ),
            (api(400, "UNABLE_TO_LOCK_ROW", ""), true, true, false),
            (
                api(
                    403,
                    "REQUEST_LIMIT_EXCEEDED",
                    "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                ),
                true,
                true,
                false,
            ),
            (
                api(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
                false,
                false,
                false,
            ),
            (api(400, "MALFORMED_QUERY", ""), false, false, false),
            (api(401, "INVALID_SESSION_ID", ""), false, false, false),
        ];
        for (error, read, write, open) in rows {
            assert_eq!(may_repeat(Effect::Read, &error), read, "read: {error:?}");
            assert_eq!(
                may_repeat(Effect::Idempotent, &error),
                read,
                "idempotent: {error:?}"
            );
            assert_eq!(may_repeat(Effect::Write, &error), write, "write: {error:?}");
            assert_eq!(leaves_open(&error), open, "open: {error:?}");
        }
    }
}
