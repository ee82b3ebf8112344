//! Colours: a few, always beside a word or a symbol that says the same.

use std::fmt;

use anstyle::{AnsiColor, Style};
use hallpass_model::{Action, Risk};

/// The styles of one stream; empty ones where it is not coloured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Styles {
    coloured: bool,
}

impl Styles {
    /// Makes the styles of a stream.
    pub(crate) const fn new(coloured: bool) -> Self {
        Self { coloured }
    }

    /// Returns whether the stream is coloured.
    pub(crate) const fn is_coloured(self) -> bool {
        self.coloured
    }

    /// Paints a text in the colour of an action.
    pub(crate) fn action(self, action: Action, text: impl fmt::Display) -> String {
        self.paint(action_style(action), text)
    }

    /// Paints a risk; low is quiet.
    pub(crate) fn risk(self, risk: Risk) -> String {
        self.at_risk(risk, risk)
    }

    /// Paints a text in the colour of a risk.
    pub(crate) fn at_risk(self, risk: Risk, text: impl fmt::Display) -> String {
        match risk {
            Risk::Low => self.dim(text),
            Risk::Medium => self.paint(AnsiColor::Yellow.on_default(), text),
            Risk::High => self.paint(AnsiColor::Red.on_default().bold(), text),
        }
    }

    /// Paints a heading.
    pub(crate) fn bold(self, text: impl fmt::Display) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// Paints what is of less weight.
    pub(crate) fn dim(self, text: impl fmt::Display) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// Paints what is in the way.
    pub(crate) fn bad(self, text: impl fmt::Display) -> String {
        self.paint(AnsiColor::Red.on_default(), text)
    }

    /// Paints what is well.
    pub(crate) fn good(self, text: impl fmt::Display) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    /// Paints what deserves a look.
    pub(crate) fn warn(self, text: impl fmt::Display) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    fn paint(self, style: Style, text: impl fmt::Display) -> String {
        if self.coloured {
            format!("{style}{text}{style:#}")
        } else {
            text.to_string()
        }
    }
}

fn action_style(action: Action) -> Style {
    match action {
        Action::Create => AnsiColor::Green.on_default(),
        Action::Update | Action::Replace => AnsiColor::Yellow.on_default(),
        Action::Delete => AnsiColor::Red.on_default(),
        Action::Adopt => AnsiColor::Cyan.on_default(),
    }
}
