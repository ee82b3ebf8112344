//! What a rule finds.

use std::fmt;

use hallpass_model::IntegrationName;
use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A person should know.
    Warn,
    /// Nothing is applied until it is fixed or waived.
    Refuse,
}

/// A place in a spec that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's code, such as `HP001`.
    pub code: &'static str,
    /// The rule's name, such as `privilege-floor`.
    pub rule: &'static str,
    /// How bad it is; a waived finding keeps its level.
    pub level: Level,
    /// Whose spec it is in; nothing where it is about the fleet as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration: Option<IntegrationName>,
    /// The place within the spec's document, such as `permissions.system[0]`.
    pub subject: String,
    /// What was found, as a sentence without a full stop.
    pub message: String,
    /// Why the rule is there.
    pub why: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// The waiver that covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived_by: Option<WaivedBy>,
}

/// Who allowed it, why, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaivedBy {
    /// Who gave leave.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub expires: String,
}

impl fmt::Display for WaivedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            owner,
            reason,
            expires,
        } = self;
        write!(f, "{owner} until {expires}: {reason}")
    }
}

impl Finding {
    /// Returns whether the finding stands in the way of an apply.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.level == Level::Refuse && self.waived_by.is_none()
    }
}

impl Level {
    /// Returns the word used in text and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Level::Warn => "warn",
            Level::Refuse => "refuse",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
