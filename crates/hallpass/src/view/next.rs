//! What to do next, as a few commands with what each is for.

use std::fmt::Write as _;

use hallpass_model::FORMAT_VERSION;
use serde::Serialize;

use super::{Styles, for_terminal};

/// What `hallpass` alone prints with `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct NextDocument {
    pub(crate) format_version: &'static str,
    /// What there is, as a sentence.
    pub(crate) standing: String,
    /// What to do, the first thing first.
    pub(crate) next: Vec<Step>,
}

/// A command, and what it is for.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    pub(crate) command: String,
    pub(crate) why: &'static str,
}

impl NextDocument {
    /// Puts a standing and its steps together.
    pub(crate) const fn new(standing: String, next: Vec<Step>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            standing,
            next,
        }
    }
}

impl Step {
    /// Makes a step.
    pub(crate) fn new(command: impl Into<String>, why: &'static str) -> Self {
        Self {
            command: command.into(),
            why,
        }
    }
}

/// Prints what to do next.
pub(crate) fn next_as_text(document: &NextDocument, styles: Styles) -> String {
    let help = "hallpass --help lists all commands.";
    let (standing, steps) = (
        for_terminal(&document.standing),
        steps_as_text(&document.next, styles),
    );
    format!("{standing}\n\n{steps}\n{help}\n")
}

/// Prints commands below each other, each with what it is for; the first after the word `Next:`.
pub(crate) fn steps_as_text(steps: &[Step], styles: Styles) -> String {
    let width = steps
        .iter()
        .map(|step| step.command.len())
        .max()
        .unwrap_or_default();
    let mut out = String::new();
    for (at, Step { command, why }) in steps.iter().enumerate() {
        let word = if at == 0 { "Next:" } else { "" };
        let command = for_terminal(command);
        let _ = writeln!(out, "{word:<5} {command:<width$}  {}", styles.dim(why));
    }
    out
}
