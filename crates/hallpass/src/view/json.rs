//! JSON for programs.

use serde::Serialize;

/// Writes a document as indented JSON with a line feed at its end.
pub(crate) fn pretty(document: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(document).expect("documents have text keys and no failing parts");
    text.push('\n');
    text
}
