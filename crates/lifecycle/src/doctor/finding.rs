//! What a check found.

use hallpass_model::IntegrationName;
use serde::Serialize;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is as it should be.
    Ok,
    /// It could not be told.
    Unknown,
    /// It works, and deserves a look.
    Warning,
    /// It stops something.
    Problem,
}

impl Verdict {
    /// Returns the word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Unknown => "unknown",
            Verdict::Warning => "warning",
            Verdict::Problem => "problem",
        }
    }
}

/// What one check found, with why it is thought so and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which check.
    pub check: &'static str,
    /// The integration that it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration: Option<IntegrationName>,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found, as a sentence without a full stop.
    pub what: String,
    /// What the org or this machine said; empty where the sentence says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// What to do; empty where there is nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fix: String,
}

impl Finding {
    /// Makes a finding.
    pub(super) fn new(check: &'static str, verdict: Verdict, what: impl Into<String>) -> Self {
        Self {
            check,
            integration: None,
            verdict,
            what: what.into(),
            evidence: String::new(),
            fix: String::new(),
        }
    }

    pub(super) fn because(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = evidence.into();
        self
    }

    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    pub(super) fn of(mut self, integration: &IntegrationName) -> Self {
        self.integration = Some(integration.clone());
        self
    }
}
