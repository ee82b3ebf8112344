//! What came of a check, and of all of them.

use hallpass_model::IntegrationName;
use serde::Serialize;

use super::Evidence;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing was asked, because nothing is declared or something else went before.
    Skipped,
    /// It holds.
    Passed,
    /// It can be neither shown nor refuted from here.
    CannotProve,
    /// It does not hold.
    Failed,
}

impl Verdict {
    /// Returns the word used in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Passed => "passed",
            Self::CannotProve => "cannot_prove",
            Self::Failed => "failed",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name, the same in every run: `token`, `fields`.
    pub name: &'static str,
    /// How it ended.
    pub verdict: Verdict,
    /// What was found, in a sentence.
    pub detail: String,
    /// What it was found in, one a line; of a failure everything that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<String>,
}

impl Check {
    pub(super) fn new(name: &'static str, verdict: Verdict, detail: impl Into<String>) -> Self {
        Self {
            name,
            verdict,
            detail: detail.into(),
            found: Vec::new(),
        }
    }

    pub(super) fn passed(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, Verdict::Passed, detail)
    }

    pub(super) fn failed(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, Verdict::Failed, detail)
    }

    pub(super) fn skipped(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, Verdict::Skipped, detail)
    }

    pub(super) fn cannot(name: &'static str, detail: impl Into<String>) -> Self {
        Self::new(name, Verdict::CannotProve, detail)
    }

    pub(super) fn with(mut self, found: Vec<String>) -> Self {
        self.found = found;
        self
    }

    /// Passed where nothing is wrong, else failed with all that is.
    pub(super) fn of(name: &'static str, well: impl Into<String>, ill: &str, wrong: Vec<String>) -> Self {
        match wrong.len() {
            0 => Self::passed(name, well),
            count => Self::failed(name, format!("{count} {ill}")).with(wrong),
        }
    }
}

/// All that was found out about an integration.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// The integration.
    pub name: IntegrationName,
    /// The worst of its checks.
    pub verdict: Verdict,
    /// The checks, in the order in which they were made.
    pub checks: Vec<Check>,
    /// What it rests on; for bundles.
    #[serde(skip)]
    pub evidence: Evidence,
}

impl Proof {
    pub(super) fn new(name: IntegrationName, checks: Vec<Check>, evidence: Evidence) -> Self {
        let worst = checks.iter().map(|check| check.verdict).max();
        // Nothing shown is nothing proved.
        let verdict = match worst {
            None | Some(Verdict::Skipped) => Verdict::CannotProve,
            Some(verdict) => verdict,
        };
        Self {
            name,
            verdict,
            checks,
            evidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use hallpass_model::IntegrationName;

    use super::{Check, Evidence, Proof, Verdict};

    #[test]
    fn a_proof_is_as_good_as_its_worst_check() {
        let verdict = |verdicts: &[Verdict]| {
            let checks = verdicts.iter().map(|one| Check::new("x", *one, "")).collect();
            Proof::new(
                IntegrationName::new("billing").unwrap(),
                checks,
                Evidence::default(),
            )
            .verdict
        };
        use Verdict::{CannotProve, Failed, Passed, Skipped};
        assert_eq!(verdict(&[Passed, Skipped]), Passed);
        assert_eq!(verdict(&[Passed, CannotProve, Passed]), CannotProve);
        assert_eq!(verdict(&[CannotProve, Failed]), Failed);
        assert_eq!(verdict(&[Skipped]), CannotProve);
        assert_eq!(verdict(&[]), CannotProve);
    }
}
