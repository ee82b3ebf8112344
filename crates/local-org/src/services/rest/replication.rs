//! What changed and what was deleted between two moments.
//!
//! Source: REST API Developer Guide, "sObject Get Deleted" and "sObject Get Updated"; SOAP API Developer Guide,
//! getDeleted() and getUpdated(), for the windows and their refusals.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Call, rows};
use crate::dml::{Gone, changed_between, deleted_between};
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::server::Response;
use crate::store::{Tx, stamp};

/// How far back a window may begin.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Both ends of a window, whole minutes.
struct Window {
    start: Timestamp,
    end: Timestamp,
}

/// Answers `/sobjects/<Object>/updated`.
pub(super) fn updated(tx: &mut Tx<'_>, call: &Call<'_>, name: &str) -> Result<Response, ApiError> {
    let schema = tx.org.schema();
    let object = replicated(&schema, call, name)?;
    let window = window(tx, call)?;
    let ids = changed_between(tx, object, &stamp(window.start), &stamp(window.end));
    Ok(Response::json(
        200,
        &json!({"ids": ids, "latestDateCovered": moment(covered(tx, &window))}),
    ))
}

/// Answers `/sobjects/<Object>/deleted`.
pub(super) fn deleted(tx: &mut Tx<'_>, call: &Call<'_>, name: &str) -> Result<Response, ApiError> {
    let schema = tx.org.schema();
    let object = replicated(&schema, call, name)?;
    let window = window(tx, call)?;
    let gone: Vec<Value> = deleted_between(tx, object, &stamp(window.start), &stamp(window.end))
        .into_iter()
        .map(|Gone { id, at }| json!({"id": id, "deletedDate": at.replacen('Z', "+0000", 1)}))
        .collect();
    Ok(Response::json(
        200,
        &json!({
            "deletedRecords": gone,
            "earliestDateAvailable": moment(earliest(tx)),
            "latestDateCovered": moment(covered(tx, &window)),
        }),
    ))
}

/// Objects whose describe says `replicateable`: business objects, which have a recycle bin.
fn replicated<'s>(
    schema: &'s crate::schema::Schema,
    call: &Call<'_>,
    name: &str,
) -> Result<&'s ObjectDef, ApiError> {
    call.allow(&[Method::GET])?;
    let object = rows::visible(schema, call, name)?;
    if object.setup || !object.has_recycle_bin() {
        return Err(ApiError::bad(
            "INVALID_TYPE_FOR_OPERATION",
            format!("entity type {} is not replicable", object.name),
        ));
    }
    Ok(object)
}

fn window(tx: &Tx<'_>, call: &Call<'_>) -> Result<Window, ApiError> {
    let (start, end) = (time(call, "start")?, time(call, "end")?);
    let refuse = |why: &str| ApiError::bad("INVALID_REPLICATION_DATE", why);
    if start < tx.now().checked_sub(REACH).unwrap_or(Timestamp::MIN) {
        return Err(refuse("startDate before earliest date available"));
    }
    if start > tx.now() {
        return Err(refuse("startDate cannot be in the future"));
    }
    if end <= start {
        return Err(refuse(
            "endDate must be at least one minute greater than startDate",
        ));
    }
    Ok(Window { start, end })
}

/// Reads a moment; its seconds don't count.
fn time(call: &Call<'_>, name: &str) -> Result<Timestamp, ApiError> {
    let text = call
        .request
        .parameter(name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| ApiError::bad("MISSING_ARGUMENT", format!("{name} is a required parameter")))?;
    // A plus that wasn't escaped arrives as a blank.
    let text = text.trim().replace(' ', "+");
    let at = text
        .parse::<Timestamp>()
        .or_else(|_| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", &text))
        .map_err(|_| {
            ApiError::bad(
                "INVALID_REPLICATION_DATE",
                format!("{name} is no valid date and time: {text}"),
            )
        })?;
    let minute = at.as_second().div_euclid(60) * 60;
    Ok(Timestamp::from_second(minute).unwrap_or(at))
}

/// An answer covers nothing that has not happened yet.
fn covered(tx: &Tx<'_>, window: &Window) -> Timestamp {
    window.end.min(tx.now())
}

/// Nothing is older than the org.
fn earliest(tx: &Tx<'_>) -> Timestamp {
    let reach = tx.now().checked_sub(REACH).unwrap_or(Timestamp::MIN);
    let made = tx
        .find_one("Organization", &[])
        .and_then(|org| org.get("CreatedDate")?.as_str()?.parse::<Timestamp>().ok());
    made.map_or(reach, |made| made.max(reach))
}

fn moment(at: Timestamp) -> String {
    stamp(at).replacen('Z', "+0000", 1)
}
