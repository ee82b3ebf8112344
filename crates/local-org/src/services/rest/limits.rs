//! The limits of the org.

use http::Method;
use serde_json::{Value, json};

use super::Call;
use crate::error::ApiError;
use crate::server::Response;
use crate::store::{Org, Tx};

/// Calls of an Enterprise org: 100,000 and 1,000 for each Salesforce or Platform licence.
///
/// Source: Salesforce Developer Limits and Allocations, "API Request Limits and Allocations".
pub(crate) const DAILY_CALLS: u64 = 100_000 + 1_000 * (150 + 60);

const PERMISSION_SETS: i64 = 1_500;

/// Answers the limits and what is left.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    if !call.caller.access.permission("ViewSetup") {
        return Err(ApiError::access("insufficient access rights on limits"));
    }
    let used = Org::calls_counted(tx);
    let sets = tx.count("PermissionSet", &[("IsOwnedByProfile", Value::Bool(false))]);
    let whole = |max: i64| json!({"Max": max, "Remaining": max});
    let mut limits = json!({
        "DailyApiRequests": {"Max": DAILY_CALLS, "Remaining": DAILY_CALLS.saturating_sub(used)},
        "DailyBulkApiBatches": whole(15_000),
        "DailyBulkV2QueryJobs": whole(10_000),
        "HourlyODataCallout": whole(1_000),
        "MassEmail": whole(5_000),
        "PermissionSets": {
            "Max": PERMISSION_SETS, "Remaining": PERMISSION_SETS - sets,
            "CreateCustom": {"Max": 1_000, "Remaining": 1_000 - sets},
        },
        "SingleEmail": whole(5_000),
    });
    if call.caller.access.permission("ManageUsers") {
        limits["DataStorageMB"] = whole(10_240);
        limits["FileStorageMB"] = whole(10_240);
    }
    Ok(Response::json(200, &limits))
}
