//! Bodies that are no JSON, in the words of the reader that Salesforce uses.
//!
//! Source: answers in public code, such as `Unexpected character ('j' (code 106)): was expecting a colon to separate field
//! name and value at [line:1, column:18]`; the other expectations are those of the same reader (Jackson).

use serde_json::Value;

use crate::error::ApiError;

/// Reads a body as JSON.
///
/// # Errors
/// `JSON_PARSER_ERROR` when it is none.
pub(super) fn read(body: &[u8]) -> Result<Value, ApiError> {
    if body.is_empty() {
        return Err(refused(
            "The HTTP entity body is required, but this request has no entity body.",
        ));
    }
    serde_json::from_slice(body).map_err(|error| refused(told(body, &error)))
}

fn refused(message: impl Into<String>) -> ApiError {
    ApiError::bad("JSON_PARSER_ERROR", message)
}

fn told(body: &[u8], error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let place = format!("[line:{line}, column:{}]", column + 1);
    let met = character(body, line, column).filter(|_| !error.is_eof());
    match met {
        Some(met) => format!(
            "Unexpected character ('{met}' (code {})): {} at {place}",
            u32::from(met),
            expectation(&error.to_string())
        ),
        None => format!("Unexpected end-of-input at {place}"),
    }
}

/// The character at a place; columns count bytes.
fn character(body: &[u8], line: usize, column: usize) -> Option<char> {
    let row = body.split(|byte| *byte == b'\n').nth(line.checked_sub(1)?)?;
    let rest = row.get(column.checked_sub(1)?..)?;
    String::from_utf8_lossy(rest).chars().next()
}

fn expectation(words: &str) -> &'static str {
    const EXPECTATIONS: &[(&str, &str)] = &[
        (
            "expected `:`",
            "was expecting a colon to separate field name and value",
        ),
        (
            "expected `,` or `}`",
            "was expecting comma to separate OBJECT entries",
        ),
        (
            "expected `,` or `]`",
            "was expecting comma to separate ARRAY entries",
        ),
        (
            "key must be a string",
            "was expecting double-quote to start field name",
        ),
        ("trailing comma", "was expecting double-quote to start field name"),
    ];
    EXPECTATIONS
        .iter()
        .find(|(ours, _)| words.starts_with(ours))
        .map_or(
            "expected a valid value (number, String, array, object, 'true', 'false' or 'null')",
            |(_, theirs)| theirs,
        )
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn places_and_expectations_are_told() {
        for (body, words) in [
            (
                "{a: 1}",
                "Unexpected character ('a' (code 97)): was expecting double-quote to start field name at [line:1, column:3]",
            ),
            (
                "{\"a\":1 \"b\"}",
                "Unexpected character ('\"' (code 34)): was expecting comma to separate OBJECT entries at [line:1, column:9]",
            ),
            (
                "[1\n2]",
                "Unexpected character ('2' (code 50)): was expecting comma to separate ARRAY entries at [line:2, column:2]",
            ),
            ("{\"a\":\n", "Unexpected end-of-input at [line:2, column:1]"),
        ] {
            assert_eq!(read(body.as_bytes()).unwrap_err().message, words, "{body}");
        }
    }
}
