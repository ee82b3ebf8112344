//! What is known of where a deviation comes from.

use std::collections::BTreeMap;

use hallpass_model::Address;
use serde::Serialize;

/// What stands where nobody is known.
const UNKNOWN: &str = "unknown";

/// Who, when and through what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The username, `Salesforce` for the platform itself, or `unknown`.
    pub by: String,
    /// When, in UTC (RFC 3339).
    pub at: Option<String>,
    /// Through what.
    pub via: Via,
    /// More about `via`, or why nobody is known: a fragment without a full stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The line of the trail that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// Through what something was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// Through Setup or an API, as the user itself; the trail does not tell the two apart.
    Setup,
    /// Through Setup, by an administrator who was logged in as that user.
    LoginAs,
    /// Through a deployment of metadata: a pipeline, a change set, a command line.
    Deployment,
    /// Through a user access policy.
    UserAccessPolicy,
    /// By the platform itself: healing of permissions, a licence that ended, an assignment that expired.
    Salesforce,
    /// By the login that hallpass uses here.
    Hallpass,
    /// Nobody knows.
    Unknown,
}

/// A line of the Setup Audit Trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// `Action`.
    pub action: String,
    /// `Display`.
    pub display: String,
}

/// The origins of what a plan tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// Of changes, by address.
    pub changes: BTreeMap<Address, Origin>,
    /// Of warnings, by their place in the plan.
    pub warnings: BTreeMap<usize, Origin>,
}

impl Origin {
    /// Nobody is known, for a reason.
    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self {
            by: UNKNOWN.to_owned(),
            at: None,
            via: Via::Unknown,
            detail: Some(why.into()),
            evidence: None,
        }
    }
}

impl Via {
    /// Returns it as it is said behind a name.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Via::Setup => "through Setup or an API",
            Via::LoginAs => "through Setup, logged in as somebody else",
            Via::Deployment => "through a deployment",
            Via::UserAccessPolicy => "through a user access policy",
            Via::Salesforce => "by itself",
            Via::Hallpass => "with the login of hallpass",
            Via::Unknown => "nobody knows how",
        }
    }
}
