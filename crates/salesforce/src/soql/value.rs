//! Values, escaped as they are printed.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::id::RecordId;

/// A literal in a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text, printed in quotes.
    Text(String),
    /// A whole number.
    Number(i64),
    /// `TRUE` or `FALSE`.
    Flag(bool),
    /// A point in time, printed without quotes as SOQL wants it.
    Time(Timestamp),
    /// `LAST_N_DAYS:n`.
    LastDays(u32),
    /// `NULL`.
    Null,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{}'", escaped(text)),
            Self::Number(number) => write!(f, "{number}"),
            Self::Flag(true) => f.write_str("TRUE"),
            Self::Flag(false) => f.write_str("FALSE"),
            Self::Time(time) => {
                write!(
                    f,
                    "{}",
                    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                )
            }
            Self::LastDays(days) => write!(f, "LAST_N_DAYS:{days}"),
            Self::Null => f.write_str("NULL"),
        }
    }
}

/// A text as it stands between quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\\"),
            '\'' => out.push_str(r"\'"),
            '\n' => out.push_str(r"\n"),
            '\r' => out.push_str(r"\r"),
            '\t' => out.push_str(r"\t"),
            '\u{8}' => out.push_str(r"\b"),
            '\u{c}' => out.push_str(r"\f"),
            other => out.push(other),
        }
    }
    out
}

/// A text in a LIKE pattern, where `%` and `_` are to be themselves.
pub(super) fn escaped_in_pattern(text: &str) -> String {
    escaped(text).replace('%', r"\%").replace('_', r"\_")
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&RecordId> for Value {
    fn from(id: &RecordId) -> Self {
        Self::Text(id.as_str().to_owned())
    }
}

impl From<RecordId> for Value {
    fn from(id: RecordId) -> Self {
        Self::from(&id)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
