//! What the org answered to a question that it may well refuse.

use hallpass_salesforce::{ApiError, Error};
use serde::Serialize;

/// An answer, a refusal, or neither.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<T = String> {
    /// It answered.
    Given(T),
    /// It refused, with its own words.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The code.
        code: String,
        /// Code and text.
        words: String,
    },
    /// No answer came back.
    Lost(String),
}

impl<T> Answer<T> {
    pub(super) fn of(result: Result<T, Error>) -> Self {
        result.map_or_else(|error| Self::failed(&error), Self::Given)
    }

    fn failed(error: &Error) -> Self {
        match error.api() {
            Some(error) => Self::refused(error),
            None => Self::Lost(chain(error)),
        }
    }

    pub(super) fn refused(error: &ApiError) -> Self {
        Self::Refused {
            status: error.status,
            code: error.code.clone(),
            words: error.words(),
        }
    }

    pub(super) fn map<U>(self, with: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Given(value) => Answer::Given(with(value)),
            Self::Refused { status, code, words } => Answer::Refused { status, code, words },
            Self::Lost(why) => Answer::Lost(why),
        }
    }

    pub(super) fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Refused { .. } | Self::Lost(_) => None,
        }
    }

    /// Why there is no answer, where there is none.
    pub(super) fn why_not(&self) -> &str {
        match self {
            Self::Given(_) => "",
            Self::Refused { words, .. } => words,
            Self::Lost(why) => why,
        }
    }
}

/// An error with its causes in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
