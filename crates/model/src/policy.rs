//! How strict a fleet is with itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a fleet says about policy rules; nothing is what the rules themselves say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicySettings {
    /// What findings of a rule do, by its code, where that is not what the rule itself says.
    pub levels: BTreeMap<String, PolicyLevel>,
    /// How many days before the end of a certificate somebody is told.
    pub certificate_notice: u32,
    /// How many days a credential may be used.
    pub credential_age: u32,
    /// After how many days without a login an integration counts as unused.
    pub unused_after: u32,
}

impl Default for PolicySettings {
    fn default() -> Self {
        Self {
            levels: BTreeMap::new(),
            certificate_notice: 30,
            credential_age: 365,
            unused_after: 90,
        }
    }
}

impl PolicySettings {
    /// Returns whether nothing is said that the rules do not say themselves.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What the findings of a rule do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyLevel {
    /// Nobody looks.
    Off,
    /// A person should know.
    Warn,
    /// Nothing is applied until it is fixed or waived.
    Refuse,
}

impl PolicyLevel {
    /// Returns the word used in specs and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            PolicyLevel::Off => "off",
            PolicyLevel::Warn => "warn",
            PolicyLevel::Refuse => "refuse",
        }
    }
}
