//! What `init` made.

use std::fmt::Write as _;

use hallpass_model::FORMAT_VERSION;
use serde::Serialize;

use super::next::steps_as_text;
use super::{Step, Styles, for_terminal};

/// What `init --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct InitDocument {
    pub(crate) format_version: &'static str,
    /// The files that are new or have new lines.
    pub(crate) made: Vec<String>,
    /// The files that were there and stay as they are.
    pub(crate) kept: Vec<String>,
    /// What only a person can do, in whole sentences.
    pub(crate) notes: Vec<String>,
    pub(crate) next: Vec<Step>,
}

impl InitDocument {
    /// Begins with nothing made.
    pub(crate) const fn new(notes: Vec<String>, next: Vec<Step>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            made: Vec::new(),
            kept: Vec::new(),
            notes,
            next,
        }
    }
}

/// Prints what was made and what to do next.
pub(crate) fn init_as_text(document: &InitDocument, styles: Styles) -> String {
    let mut out = String::new();
    for file in &document.made {
        let _ = writeln!(out, "{} {}", styles.good("+"), for_terminal(file));
    }
    for file in &document.kept {
        let _ = writeln!(
            out,
            "  {} {}",
            for_terminal(file),
            styles.dim("was there, and stays as it is")
        );
    }
    for note in &document.notes {
        let _ = write!(out, "\n{}\n", for_terminal(note));
    }
    let _ = write!(out, "\n{}", steps_as_text(&document.next, styles));
    out
}
