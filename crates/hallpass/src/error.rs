//! What a person sees when a command does not come about: the error, its causes, and what to do.

use std::error::Error;
use std::fmt::Write as _;

use crate::exit::Exit;
use crate::view::{Styles, for_terminal};

/// Why a command ended early.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// A lower-case fragment without a full stop.
    pub(crate) message: String,
    /// The causes, outermost first.
    pub(crate) causes: Vec<String>,
    /// Things that one can do.
    pub(crate) hints: Vec<String>,
}

/// The result of a command.
pub(crate) type Ended = Result<Exit, Failure>;

impl Failure {
    /// Makes an error of our own.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            causes: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Makes an error of the given operation from what caused it.
    pub(crate) fn because(message: impl Into<String>, cause: &dyn Error) -> Self {
        let mut failure = Self::new(Exit::Error, message);
        let mut next = Some(cause);
        while let Some(cause) = next {
            let text = cause.to_string();
            // Transparent wrappers say the same again.
            if failure.causes.last() != Some(&text) {
                failure.causes.push(text);
            }
            next = cause.source();
        }
        failure
    }

    /// Adds something that one can do.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Sets how the command ends.
    #[must_use]
    pub(crate) const fn with_exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Prints the error as text.
    pub(crate) fn as_text(&self, styles: Styles) -> String {
        let mut out = format!("{} {}\n", styles.bad("error:"), for_terminal(&self.message));
        for cause in &self.causes {
            let _ = writeln!(out, "  because: {}", for_terminal(cause));
        }
        for hint in &self.hints {
            let _ = writeln!(out, "\nhint: {}", for_terminal(hint));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;
    use crate::exit::Exit;
    use crate::view::Styles;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("inner")]
    struct Inner;

    #[test]
    fn the_chain_is_printed_once_and_the_hint_stands_apart() {
        let failure = Failure::because("read the org", &Outer(Inner)).hint("try again");
        assert_eq!(failure.exit, Exit::Error);
        assert_eq!(
            failure.as_text(Styles::new(false)),
            "error: read the org\n  because: outer\n  because: inner\n\nhint: try again\n"
        );
    }
}
