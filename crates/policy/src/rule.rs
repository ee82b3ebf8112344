//! What a rule is.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::Level;

/// A rule as documentation shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleInfo {
    /// Stable: a code never changes its meaning and is never used again.
    pub code: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What its findings do.
    pub level: Level,
    /// Why it is there.
    pub why: &'static str,
    /// What to do about a finding.
    pub fix: &'static str,
}

/// A rule with its eyes.
pub(crate) struct Rule {
    pub(crate) info: RuleInfo,
    /// Looks at one integration within its fleet, today.
    pub(crate) look: fn(&Integration, &Desired, Date) -> Vec<Sighting>,
}

/// A place that breaks a rule, and how.
pub(crate) struct Sighting {
    pub(crate) subject: String,
    pub(crate) message: String,
}

/// Makes a sighting.
pub(crate) fn seen(subject: impl Into<String>, message: impl Into<String>) -> Sighting {
    Sighting {
        subject: subject.into(),
        message: message.into(),
    }
}
