//! Texts that people read.

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// The length of `PermissionSet.Description` and of an app's description (Object Reference).
pub(crate) const MAX_DESCRIPTION: usize = 255;
/// The length of labels and last names (Object Reference, `PermissionSet.Label`, `User.LastName`).
const MAX_LABEL: usize = 80;

/// Any text with something in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Free;

impl Rule for Free {
    const WHAT: &'static str = "a text";

    fn fault(text: &str) -> Option<Fault> {
        empty(text).or_else(|| control(text, |c| c == '\n'))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1 })
    }
}

/// A text of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line;

impl Rule for Line {
    const WHAT: &'static str = "a text";

    fn fault(text: &str) -> Option<Fault> {
        empty(text).or_else(|| control(text, |_| false))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "pattern": r"^[^\r\n]+$" })
    }
}

/// A text of one line that fits where Salesforce has 80 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Label;

impl Rule for Label {
    const WHAT: &'static str = "a text";

    fn fault(text: &str) -> Option<Fault> {
        Line::fault(text).or_else(|| {
            let length = text.chars().count();
            (length > MAX_LABEL).then(|| {
                Fault::new(
                    code::TEXT,
                    format!("the text has {length} characters, and Salesforce takes {MAX_LABEL}"),
                    "too long",
                )
            })
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_LABEL, "pattern": r"^[^\r\n]+$" })
    }
}

fn empty(text: &str) -> Option<Fault> {
    text.trim()
        .is_empty()
        .then(|| Fault::new(code::TEXT, "the text is empty", "nothing here"))
}

fn control(text: &str, fine: impl Fn(char) -> bool) -> Option<Fault> {
    text.chars().any(|c| c.is_control() && !fine(c)).then(|| {
        Fault::new(
            code::TEXT,
            "the text holds line breaks or control characters",
            "not a plain text",
        )
    })
}
