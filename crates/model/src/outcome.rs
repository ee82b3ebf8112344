//! The outcome: what apply did with each change.

use serde::{Deserialize, Serialize};

use crate::Address;

/// What became of a plan, change by change, in the plan's order.
#[must_use = "an outcome may hold failures"]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outcome(pub Vec<OutcomeEntry>);

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeEntry {
    /// Which change.
    pub address: Address,
    /// What became of it.
    pub status: Status,
    /// Why it failed or was skipped; null where it is done.
    #[serde(default)]
    pub error: Option<OutcomeError>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is done.
    Done,
    /// The org accepted it and will do it later, such as a change of e-mail that waits for a click.
    Pending,
    /// The org refused it.
    Failed,
    /// It was not tried, because something it depends on failed.
    Skipped,
}

/// Why a change is not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeError {
    /// The org's code, such as `LICENSE_LIMIT_EXCEEDED`; our own word where the org said nothing.
    pub code: String,
    /// The org's words.
    pub message: String,
    /// What they mean and what to do, where we know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

impl Outcome {
    /// Returns how many changes ended in that status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.0.iter().filter(|entry| entry.status == status).count()
    }

    /// Returns whether nothing failed and nothing was skipped.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0
            .iter()
            .all(|entry| matches!(entry.status, Status::Done | Status::Pending))
    }
}
