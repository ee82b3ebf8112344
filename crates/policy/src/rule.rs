//! What a rule is.

use hallpass_model::{Desired, Integration, Live};
use jiff::civil::Date;

use crate::Level;

/// A rule as documentation shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleInfo {
    /// Stable: a code never changes its meaning and is never used again.
    pub code: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What its findings do where the fleet says nothing else.
    pub level: Level,
    /// What it looks at.
    pub sees: Sees,
    /// Why it is there.
    pub why: &'static str,
    /// What to do about a finding.
    pub fix: &'static str,
    /// Keys of a spec that break it, and what stands there instead when it is fixed; nothing where no spec shows it.
    pub example: Option<Example>,
}

/// A rule broken and kept, as keys that are laid over a spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What breaks it.
    pub breaks: &'static str,
    /// What keeps it.
    pub keeps: &'static str,
}

/// What a rule looks at, and so which commands can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// The specs alone.
    Specs,
    /// What was read from an org.
    Org,
    /// The specs, and what was read from an org.
    Both,
    /// What changed between two states of the specs.
    Changes,
    /// Nothing: specs that break it cannot be read, with this code of the format.
    Format(&'static str),
}

/// Looks at one integration within its fleet, today.
pub(crate) type LookAtSpecs = fn(&Integration, &Desired, Date) -> Vec<Sighting>;
/// Looks at one integration in an org, today.
pub(crate) type LookAtOrg = fn(&Integration, &Desired, &Live, Date) -> Vec<Sighting>;

/// A rule with its eyes.
pub(crate) struct Rule {
    pub(crate) info: RuleInfo,
    pub(crate) specs: LookAtSpecs,
    pub(crate) org: LookAtOrg,
}

impl Rule {
    /// Makes a rule over specs.
    pub(crate) const fn over_specs(info: RuleInfo, specs: LookAtSpecs) -> Self {
        Self {
            info,
            specs,
            org: |_, _, _, _| Vec::new(),
        }
    }

    /// Makes a rule over what was read from an org.
    pub(crate) const fn over_org(info: RuleInfo, org: LookAtOrg) -> Self {
        Self {
            info,
            specs: |_, _, _| Vec::new(),
            org,
        }
    }

    /// Makes a rule that somebody else looks after.
    pub(crate) const fn elsewhere(info: RuleInfo) -> Self {
        Self::over_specs(info, |_, _, _| Vec::new())
    }
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
