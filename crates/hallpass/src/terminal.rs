//! The two streams: stdout for the result, stderr for everything else.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::arguments::{ColorWhen, Global};
use crate::view::Styles;

/// Where a command prints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    /// The styles of the result.
    pub(crate) out: Styles,
    /// The styles of everything else.
    pub(crate) err: Styles,
    quiet: bool,
}

impl Terminal {
    /// Decides once what is coloured and what is said.
    pub(crate) fn new(global: &Global) -> Self {
        let coloured = |is_terminal: bool| match global.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Self {
            out: Styles::new(coloured(io::stdout().is_terminal())),
            err: Styles::new(coloured(io::stderr().is_terminal())),
            quiet: global.quiet,
        }
    }

    /// Prints a part of the result.
    ///
    /// A reader that went away is no error: whoever pipes into `head` has what it wanted.
    pub(crate) fn result(self, text: &str) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Says something beside the result, unless it shall be quiet.
    pub(crate) fn note(self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Says something that must be heard.
    pub(crate) fn error(self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Returns whether progress would be seen by somebody.
    pub(crate) fn shows_progress(self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Asks a question on stderr and reads one line; `None` where nobody is there to answer.
    pub(crate) fn ask(self, question: &str) -> Option<String> {
        if !io::stdin().is_terminal() {
            return None;
        }
        self.error(question);
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).ok()?;
        Some(answer.trim().to_owned())
    }
}
