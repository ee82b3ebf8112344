//! The two streams: stdout for the result, stderr for everything else.

use std::cell::RefCell;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::arguments::{ColorWhen, Global};
use crate::view::Styles;

tokio::task_local! {
    /// The org for which a command runs beside others, and what it printed so far.
    static APART: Apart;
}

/// Keeps the result of one org together while others print theirs.
struct Apart {
    org: String,
    result: RefCell<String>,
}

/// Runs the work of one org so that its result comes back in one piece, and what it says beside names the org.
pub(crate) async fn apart<T>(org: String, work: impl Future<Output = T>) -> (T, String) {
    let apart = Apart {
        org,
        result: RefCell::default(),
    };
    APART
        .scope(apart, async {
            let ended = work.await;
            (ended, APART.with(|apart| apart.result.take()))
        })
        .await
}

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
        if APART
            .try_with(|apart| apart.result.borrow_mut().push_str(text))
            .is_ok()
        {
            return;
        }
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
        let named = APART.try_with(|apart| {
            text.lines()
                .map(|line| format!("[{}] {line}\n", apart.org))
                .collect()
        });
        let text: String = named.unwrap_or_else(|_| text.to_owned());
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Returns whether progress would be seen by somebody.
    pub(crate) fn shows_progress(self) -> bool {
        // Several lines that draw over each other show nothing.
        let is_alone = APART.try_with(|_| ()).is_err();
        is_alone && !self.quiet && io::stderr().is_terminal()
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
