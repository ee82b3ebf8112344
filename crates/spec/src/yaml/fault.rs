//! What the parser says, in words that help.

use serde_yaml::granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::{Problem, code};
use crate::source::Place;

/// Turns an error of the parser into a problem.
pub(crate) fn problem(error: &ScanError, file: u32, text: &str) -> Problem {
    let offset = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    // An error at the end of the text points behind it: show the last thing that stands there.
    let start = if text[offset..].trim().is_empty() {
        text.trim_end().len()
    } else {
        offset
    };
    let width = text[start..]
        .chars()
        .next()
        .filter(|c| !c.is_whitespace())
        .map_or(0, char::len_utf8);
    let place = Place::new(file, start..start + width);
    let (message, hint) = words(error);
    let problem = Problem::error(code::SYNTAX, place, message);
    match hint {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

fn words(error: &ScanError) -> (String, Option<&'static str>) {
    let (message, hint) = match error.kind() {
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation => {
            ("a tab stands where YAML wants spaces", Some("indent with spaces"))
        }
        ErrorKind::UnexpectedEofFlowSequence | ErrorKind::ExpectedFlowSequenceSeparator => (
            "a list that starts with `[` does not end",
            Some("put `,` between the items and `]` at the end"),
        ),
        ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator => (
            "a mapping that starts with `{` does not end",
            Some("put `,` between the entries and `}` at the end"),
        ),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), None);
        }
        ErrorKind::MisplacedFlowCollectionEnd => ("a bracket closes that was not opened", None),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidSimpleKey | ErrorKind::SimpleKeyExpected => (
            "this line does not fit into the mapping around it",
            Some("entries look like `key: value`, and all keys of a mapping are indented alike"),
        ),
        ErrorKind::ExpectedBlockSequenceEntry => (
            "this line does not fit into the list around it",
            Some("items of a list start with `- `"),
        ),
        ErrorKind::InvalidIndentation => ("the indentation fits no line above", None),
        ErrorKind::UnknownAnchor => (
            "an alias refers to an anchor that is not above it",
            Some("put a value that starts with `*` in quotes"),
        ),
        ErrorKind::ExpectedNodeContent => ("a value is missing here", None),
        kind => {
            let said = kind.to_string();
            let said = said.trim_start_matches("while parsing a node, ");
            return (format!("this is not YAML: {said}"), None);
        }
    };
    (message.to_owned(), hint)
}
