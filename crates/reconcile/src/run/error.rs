//! Errors of the client and the org as an outcome tells them.

use std::error::Error as _;

use hallpass_model::OutcomeError;
use hallpass_salesforce::{ApiError, Error};

use crate::explain;

/// The outcome's words for a code and a text.
pub(super) fn worded(code: &str, message: impl Into<String>) -> OutcomeError {
    let message = message.into();
    let meaning = explain(code, &message).map(str::to_owned);
    OutcomeError {
        code: code.to_owned(),
        message,
        meaning,
    }
}

/// The outcome's words for the errors of one row.
pub(super) fn of_row(errors: &[ApiError]) -> OutcomeError {
    match errors {
        [] => worded("REFUSED", "the org refused it without a reason"),
        [first, rest @ ..] => {
            let texts: Vec<&str> = std::iter::once(first)
                .chain(rest)
                .map(|error| error.message.as_str())
                .collect();
            worded(&first.code, texts.join("; "))
        }
    }
}

/// The outcome's words for an error of a whole call.
pub(super) fn of_call(error: &Error) -> OutcomeError {
    let code = match error {
        Error::OutcomeUnknown { .. } => "OUTCOME_UNKNOWN",
        Error::Unreachable { .. } => "UNREACHABLE",
        Error::Login(_) | Error::SignInRefused { .. } | Error::ClockSkew { .. } => "SIGN_IN",
        Error::LimitReached { .. } => "LIMIT_REACHED",
        Error::TimedOut { .. } => "TIMED_OUT",
        Error::Api(error) => return of_row(std::slice::from_ref(error)),
        _ => "CLIENT",
    };
    worded(code, chain(error))
}

/// Returns whether every further call would fail in the same way.
pub(super) fn is_final(error: &Error) -> bool {
    matches!(
        error,
        Error::Unreachable { .. }
            | Error::Login(_)
            | Error::SignInRefused { .. }
            | Error::ClockSkew { .. }
            | Error::LimitReached { .. }
            | Error::BadAddress(_)
            | Error::Redirected { .. }
    ) || error.code() == Some("INVALID_SESSION_ID")
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}
