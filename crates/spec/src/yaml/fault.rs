//! What the parser says, in words that help.

use serde_yaml::granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::{Problem, code};
use crate::source::Place;

/// Turns an error of the parser into a problem; `open` is the bracket that is not closed yet, if one is.
pub(crate) fn problem(error: &ScanError, file: u32, text: &str, open: Option<Place>) -> Problem {
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
    let (message, hint) = words(error.kind(), open.is_some());
    let mut problem = Problem::error(code::SYNTAX, place, message);
    if let Some(hint) = hint {
        problem = problem.hint(hint);
    }
    match open {
        Some(open) if open != place => problem.related(open, "opened here and not closed before"),
        _ => problem,
    }
}

fn words(kind: &ErrorKind, in_brackets: bool) -> (String, Option<&'static str>) {
    let (message, hint) = match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => ("a tab stands where YAML wants spaces", Some("indent with spaces")),
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
        ErrorKind::UnclosedFlowCollection { open } => return (format!("`{open}` is not closed"), None),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), None);
        }
        ErrorKind::MisplacedFlowCollectionEnd => ("a bracket closes that was not opened", None),
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => (
            "a text in quotes does not end",
            Some("close the quote that stands before this"),
        ),
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows a text in quotes",
            Some("put the whole of it in quotes"),
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            "a text in double quotes has an unknown escape",
            Some("write `\\\\` for a backslash, or use single quotes"),
        ),
        ErrorKind::RecursionLimitExceeded => ("values are nested deeper than any spec", None),
        ErrorKind::UnknownAnchor => (
            "an alias refers to an anchor that is not above it",
            Some("put a text that starts with `*` in quotes"),
        ),
        ErrorKind::ExpectedNodeContent => ("a value is missing here", None),
        ErrorKind::UnexpectedCharacter { character } => {
            let character = character.escape_default();
            return (
                format!("a text can't start with `{character}`"),
                Some("put the text in quotes"),
            );
        }
        _ if in_brackets => ("this does not fit between the brackets around it", None),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::MappingValueNotAllowed
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::InvalidColonPlacement => (
            "this does not fit into the mapping around it",
            Some(
                "entries look like `key: value`, all keys of a mapping are indented alike, and a text with `: ` in it is put in quotes",
            ),
        ),
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::BlockSequenceEntryNotAllowed => (
            "this line does not fit into the list around it",
            Some("items of a list start with `- ` and are indented alike"),
        ),
        ErrorKind::InvalidIndentation => ("the indentation fits no line above", None),
        kind => return (format!("this is not YAML: {kind}"), None),
    };
    (message.to_owned(), hint)
}
