//! Through what somebody can do something, as documents have it.

use hallpass_access::Through;
use serde::Serialize;

/// The profile, the set, or the group and the set in it.
#[derive(Debug, Serialize)]
pub(super) struct ThroughEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_set: Option<String>,
}

impl ThroughEntry {
    pub(super) fn new(through: &Through) -> Self {
        let (mut profile, mut group, mut permission_set) = (None, None, None);
        match through {
            Through::Profile(name) => profile = Some(name.clone()),
            Through::PermissionSet(name) => permission_set = Some(name.to_string()),
            Through::Group(name) => group = Some(name.to_string()),
            Through::Member {
                group: of,
                permission_set: set,
            } => {
                group = Some(of.to_string());
                permission_set = Some(set.to_string());
            }
        }
        Self {
            profile,
            group,
            permission_set,
        }
    }
}
