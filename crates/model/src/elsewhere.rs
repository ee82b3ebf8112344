//! What users hold besides the sets that are their integrations' own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ApiName, Grants, RecordId};

/// What the declared users have access through besides our own sets: their profiles, other sets, groups.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Elsewhere {
    /// The sets that profiles own, by the name of the profile.
    pub profiles: BTreeMap<String, HeldSet>,
    /// Permission sets by name.
    pub sets: BTreeMap<ApiName, HeldSet>,
    /// Permission set groups by name.
    pub groups: BTreeMap<ApiName, HeldGroup>,
}

/// A set that is not ours, as far as it counts for somebody's access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSet {
    /// Its id.
    pub id: RecordId,
    /// Whether it counts only in activated sessions.
    #[serde(default)]
    pub needs_activation: bool,
    /// What it grants.
    #[serde(default)]
    pub grants: Grants,
    /// How many grants it has on things whose names could not be read.
    #[serde(default)]
    pub unnamed: usize,
}

/// A permission set group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldGroup {
    /// The group's own set, in which the org keeps what its sets grant minus what is muted.
    pub set: HeldSet,
    /// What it is made of; `None` where nobody asked.
    #[serde(default)]
    pub parts: Option<GroupParts>,
}

/// The sets of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupParts {
    /// What its sets grant, by name.
    pub sets: BTreeMap<ApiName, Grants>,
    /// The muting set, by name; a group has one at most.
    pub muting: Option<ApiName>,
}
