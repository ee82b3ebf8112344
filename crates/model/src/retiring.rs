//! Integrations that end: which, why, and with how much grace.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::IntegrationName;

/// Which integrations end in an org. By default none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Retiring {
    /// The day of the plan, as `YYYY-MM-DD`. It is an input: nothing that decides reads a clock. While it is empty,
    /// nothing ends.
    pub today: String,
    /// All integrations that specs have, those left out of this plan too: none of them is an orphan.
    pub known: BTreeSet<IntegrationName>,
    /// Those that their specs end.
    pub declared: BTreeMap<IntegrationName, Retirement>,
    /// How that ends which no spec has: integrations, and what carries the mark of one whose spec names something else.
    /// Nothing where it is only told.
    pub prune: Option<Grace>,
}

/// The end of an integration, as its spec has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retirement {
    /// Who answers for it.
    pub owner: String,
    /// Why it ends.
    pub reason: String,
    /// How long it is only frozen.
    pub grace: Grace,
}

/// How long an integration stays frozen before its things go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    /// In days; 0 ends it at once.
    pub days: u32,
    /// The last first day: what was frozen on that day or before has had its grace. As `YYYY-MM-DD`, so that texts
    /// compare as days do.
    pub since: String,
}

impl Grace {
    /// Returns a grace of that many days whose end is not known yet.
    #[must_use]
    pub const fn of_days(days: u32) -> Self {
        Self {
            days,
            since: String::new(),
        }
    }

    /// Returns whether it is over for something that was frozen on that day.
    #[must_use]
    pub fn is_over(&self, frozen_on: &str) -> bool {
        self.days == 0 || frozen_on <= self.since.as_str()
    }
}

impl Retiring {
    /// Returns how an integration ends, if it does.
    #[must_use]
    pub fn grace_of(&self, integration: &IntegrationName) -> Option<&Grace> {
        if let Some(declared) = self.declared.get(integration) {
            return Some(&declared.grace);
        }
        self.prune.as_ref().filter(|_| !self.known.contains(integration))
    }
}

#[cfg(test)]
mod tests {
    use super::{Grace, Retirement, Retiring};
    use crate::IntegrationName;

    #[test]
    fn grace_is_over_when_enough_days_have_gone() {
        let grace = Grace {
            days: 30,
            since: "2026-10-23".to_owned(),
        };
        assert!(grace.is_over("2026-10-23") && grace.is_over("2025-12-31"));
        assert!(!grace.is_over("2026-10-24"));
        assert!(Grace::of_days(0).is_over("2026-11-22") && !Grace::of_days(1).is_over("2026-11-22"));
    }

    #[test]
    fn only_what_specs_end_or_do_not_have_ends() {
        let name = |text| IntegrationName::new(text).unwrap();
        let retirement = Retirement {
            owner: "ops@example.com".to_owned(),
            reason: "replaced".to_owned(),
            grace: Grace::of_days(7),
        };
        let mut retiring = Retiring {
            known: [name("billing"), name("old")].into(),
            declared: [(name("old"), retirement)].into(),
            ..Retiring::default()
        };
        let days = |retiring: &Retiring, text| retiring.grace_of(&name(text)).map(|grace| grace.days);
        assert_eq!(days(&retiring, "old"), Some(7));
        assert_eq!(days(&retiring, "gone"), None);
        retiring.prune = Some(Grace::of_days(30));
        assert_eq!(days(&retiring, "gone"), Some(30));
        assert_eq!(days(&retiring, "billing"), None);
    }
}
