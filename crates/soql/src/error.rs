//! Refusals, worded as a Salesforce org words them.
//!
//! Inside the crate a [`Problem`] carries a code, a text and, where the org points at a place, an
//! offset; [`QueryError`] is the finished refusal with its caret lines.

use std::fmt;

use thiserror::Error;

/// The error codes that a query can be refused with (SOQL and SOSL Reference; REST API Developer
/// Guide, "Status Codes and Error Responses").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The text is not SOQL, or breaks one of its rules.
    MalformedQuery,
    /// A field does not exist, cannot be seen, or cannot be used so.
    InvalidField,
    /// An object or a child relationship does not exist or cannot be seen.
    InvalidType,
    /// An object exists and cannot be queried.
    InvalidTypeForOperation,
    /// An operator does not suit the field's type, or an Id is not one.
    InvalidQueryFilterOperator,
    /// A number lies outside what the clause allows.
    NumberOutsideValidRange,
    /// The query is larger than what is evaluated.
    QueryTooComplicated,
    /// The storage behind the object does not support the operation.
    ExternalObjectUnsupported,
    /// A `USING SCOPE` that this object does not have.
    InvalidQueryScope,
}

impl ErrorCode {
    /// Returns the code as it stands in an answer.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MalformedQuery => "MALFORMED_QUERY",
            Self::InvalidField => "INVALID_FIELD",
            Self::InvalidType => "INVALID_TYPE",
            Self::InvalidTypeForOperation => "INVALID_TYPE_FOR_OPERATION",
            Self::InvalidQueryFilterOperator => "INVALID_QUERY_FILTER_OPERATOR",
            Self::NumberOutsideValidRange => "NUMBER_OUTSIDE_VALID_RANGE",
            Self::QueryTooComplicated => "QUERY_TOO_COMPLICATED",
            Self::ExternalObjectUnsupported => "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION",
            Self::InvalidQueryScope => "INVALID_QUERY_SCOPE",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refused query: the code and the message of the answer, caret lines included.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct QueryError {
    /// The code of the refusal.
    pub code: ErrorCode,
    /// The whole text, as an org prints it.
    pub message: String,
}

/// A refusal that still needs the query's text to be told.
#[derive(Debug)]
pub(crate) struct Problem {
    code: ErrorCode,
    text: String,
    at: Option<usize>,
}

pub(crate) type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    pub(crate) fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
            at: None,
        }
    }

    pub(crate) fn malformed(text: impl Into<String>) -> Self {
        Self::new(ErrorCode::MalformedQuery, text)
    }

    pub(crate) fn field(text: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidField, text)
    }

    pub(crate) fn unexpected(token: &str, at: usize) -> Self {
        Self::malformed(format!("unexpected token: '{token}'")).at(at)
    }

    pub(crate) fn too_complicated() -> Self {
        Self::new(
            ErrorCode::QueryTooComplicated,
            "Query is either selecting too many fields or the filter conditions are too complicated.",
        )
    }

    /// Points at an offset (in bytes) of the query's text.
    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.at = Some(offset);
        self
    }

    pub(crate) fn tell(self, source: &str) -> QueryError {
        let message = match self.at {
            Some(offset) => format!("{}{}", caret_lines(source, offset), self.text),
            None => self.text,
        };
        QueryError {
            code: self.code,
            message,
        }
    }
}

/// How much of a long row an org shows around the place of an error. Recorded answers show about
/// forty characters on either side, cut at blanks.
const CONTEXT: usize = 42;

/// Returns `\n<row>\n<blanks>^\nERROR at Row:<r>:Column:<c>\n`.
fn caret_lines(source: &str, offset: usize) -> String {
    let offset = (0..=offset.min(source.len()))
        .rev()
        .find(|at| source.is_char_boundary(*at))
        .unwrap_or(0);
    let before = &source[..offset];
    let row = before.matches('\n').count() + 1;
    let row_start = before.rfind('\n').map_or(0, |at| at + 1);
    let row_text: Vec<char> = source[row_start..].chars().take_while(|c| *c != '\n').collect();
    let column = source[row_start..offset].chars().count();
    let (start, end) = window(&row_text, column);
    let shown: String = row_text[start..end].iter().collect();
    let blanks = " ".repeat(column - start);
    let human = column + 1;
    format!(
        "\n{}\n{blanks}^\nERROR at Row:{row}:Column:{human}\n",
        shown.trim_end()
    )
}

/// Cuts a row to the words that lie within [`CONTEXT`] of the column.
fn window(row: &[char], column: usize) -> (usize, usize) {
    let mut start = column.saturating_sub(CONTEXT);
    if start > 0 {
        start = (start..column).find(|at| row[at - 1] == ' ').unwrap_or(start);
    }
    let mut end = row.len().min(column + CONTEXT);
    if end < row.len() {
        end = (column..end)
            .rev()
            .find(|at| row[*at] == ' ')
            .filter(|at| *at > column)
            .unwrap_or(end);
    }
    (start, end.max(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_word_it_means() {
        let told = Problem::unexpected("FROM", 11).tell("SELECT Id, FROM Account");
        assert_eq!(
            told.message,
            "\nSELECT Id, FROM Account\n           ^\nERROR at Row:1:Column:12\nunexpected token: 'FROM'"
        );
    }

    #[test]
    fn rows_are_counted_and_columns_are_characters() {
        let source = "SELECT Id\nFROM Ünsinn";
        let told = Problem::malformed("x").at(source.len()).tell(source);
        assert_eq!(
            told.message,
            "\nFROM Ünsinn\n           ^\nERROR at Row:2:Column:12\nx"
        );
    }

    #[test]
    fn long_rows_are_cut_at_blanks() {
        let source = format!(
            "SELECT {}Bad FROM Account WHERE {}",
            "Name, ".repeat(20),
            "x".repeat(90)
        );
        let at = source.find("Bad").unwrap();
        let told = Problem::malformed("x").at(at).tell(&source);
        let lines: Vec<&str> = told.message.lines().collect();
        assert!(lines[1].starts_with("Name, "), "{lines:?}");
        assert_eq!(&lines[1][lines[2].find('^').unwrap()..][..3], "Bad");
        assert_eq!(lines[3], format!("ERROR at Row:1:Column:{}", at + 1));
    }
}
