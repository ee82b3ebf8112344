//! The call log, as tests read it.

use std::time::Duration;

use crate::store::CallRecord;

/// One HTTP call that a local org answered. Bodies and tokens are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// When it came, by the org's clock: `2026-11-22T06:00:00.000Z`.
    pub at: String,
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The username of the caller, where known.
    pub user: Option<String>,
    /// How long it took.
    pub duration: Duration,
    /// Whether it counts against the daily limit.
    pub counted: bool,
}

impl From<CallRecord> for Call {
    fn from(record: CallRecord) -> Call {
        let CallRecord {
            at,
            method,
            path,
            status,
            user,
            ms,
            counted,
        } = record;
        Call {
            at,
            method,
            path,
            status,
            user,
            duration: Duration::from_millis(ms),
            counted,
        }
    }
}
