//! How an org is used.

use crate::org::VersionChoice;
use crate::transport::{HttpOptions, RetryPolicy};

/// How an org is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OrgOptions {
    /// The version of the API.
    pub version: VersionChoice,
    /// The most calls that this handle may make; the call after the last is not made.
    pub max_api_calls: Option<u64>,
    /// The most calls on the wire at once. The org allows 25 that take longer than 20 seconds, 5 in small
    /// editions (REST API Developer Guide, "API Request Limits and Allocations"), for all callers together.
    pub max_in_flight: usize,
    /// What is tried again.
    pub retry: RetryPolicy,
    /// The network.
    pub http: HttpOptions,
    /// The name under which the org's event log shows the calls.
    pub client_name: String,
}

impl Default for OrgOptions {
    fn default() -> Self {
        Self {
            version: VersionChoice::Newest,
            max_api_calls: None,
            max_in_flight: 4,
            retry: RetryPolicy::default(),
            http: HttpOptions::default(),
            client_name: concat!("hallpass/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
