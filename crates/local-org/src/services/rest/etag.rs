//! Conditional requests on rows: by tag, which only Account rows have, and by the time of the last change; and on
//! describes, by time alone.
//!
//! Source: REST API Developer Guide, "Conditional Requests", "sObject Describe" and "Describe Global".

use http::Method;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::Call;
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::server::Response;
use crate::sessions;
use crate::store::{Tx, whole_second};
use crate::value::{Row, text};

/// Returns the tag of a row, where its object has them. It follows from all that the row holds: two changes may fall
/// into one second.
fn tag(object: &ObjectDef, row: &Row) -> Option<String> {
    let digest = || sessions::digest(&json!(row).to_string());
    (object.name == "Account").then(|| format!("\"{}-{}\"", text(row, "Id"), &digest()[..16]))
}

/// Returns when a row last changed, in whole seconds: headers have no finer ones.
fn changed(row: &Row) -> Option<Timestamp> {
    let at: Timestamp = text(row, "LastModifiedDate").parse().ok()?;
    Timestamp::from_second(at.as_second()).ok()
}

/// Refuses a call whose condition doesn't hold; for a read that needs no answer, returns that there is none.
pub(super) fn check(call: &Call<'_>, object: &ObjectDef, row: &Row) -> Result<Option<Response>, ApiError> {
    if let Some(answer) = check_tag(call, object, row)? {
        return Ok(Some(answer));
    }
    let Some(changed) = changed(row) else {
        return Ok(None);
    };
    if time(call, "if-unmodified-since").is_some_and(|since| changed > since) {
        return Err(ApiError::new(
            412,
            "PRECONDITION_FAILED",
            "The row has changed since then",
        ));
    }
    let unchanged = time(call, "if-modified-since").is_some_and(|since| changed <= since);
    if unchanged && call.method() == Method::GET && call.request.header("if-none-match").is_none() {
        return Ok(Some(tell(object, row, Response::empty(304))));
    }
    Ok(None)
}

/// Answers a describe under the caller's condition. It changes with the schema and with access, whoever's: "they also
/// check for org-wide events, such as changes to permissions".
pub(super) fn describe(
    tx: &Tx<'_>,
    call: &Call<'_>,
    answer: impl FnOnce() -> Response,
) -> Result<Response, ApiError> {
    let now = whole_second(tx.now());
    let Some(changed) = tx.described_anew() else {
        return Ok(answer());
    };
    let good_from = good_from(changed);
    if time(call, "if-unmodified-since").is_some_and(|since| changed > since) {
        return Err(ApiError::new(
            412,
            "PRECONDITION_FAILED",
            "The metadata has changed since then",
        ));
    }
    let response = if time(call, "if-modified-since").is_some_and(|since| good_from <= since) {
        Response::empty(304)
    } else {
        answer()
    };
    Ok(dated(response, good_from.min(now)))
}

/// Returns from when on a describe says all of a change. Headers have whole seconds, so one that was told in the second
/// of a change may be older than the change; until that second is over, it is told to be as old as the call.
fn good_from(changed: Timestamp) -> Timestamp {
    let second = whole_second(changed);
    second.checked_add(SignedDuration::from_secs(1)).unwrap_or(second)
}

fn check_tag(call: &Call<'_>, object: &ObjectDef, row: &Row) -> Result<Option<Response>, ApiError> {
    let Some(tag) = tag(object, row) else {
        return Ok(None);
    };
    let names = |header: &str| {
        call.request
            .header(header)
            .map(|list| list.split(',').any(|one| one.trim() == tag || one.trim() == "*"))
    };
    if names("if-match") == Some(false) {
        return Err(ApiError::new(
            412,
            "PRECONDITION_FAILED",
            "The row has changed since it was read",
        ));
    }
    if names("if-none-match") != Some(true) {
        return Ok(None);
    }
    if call.method() == Method::GET {
        return Ok(Some(tell(object, row, Response::empty(304))));
    }
    Err(ApiError::new(
        412,
        "PRECONDITION_FAILED",
        "The row is the one that was read",
    ))
}

/// Reads a header that holds a time; one that can't be read counts as absent (RFC 9110).
fn time(call: &Call<'_>, header: &str) -> Option<Timestamp> {
    // A wrong day of the week is no reason to send a row again.
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    parser.parse_timestamp(call.request.header(header)?).ok()
}

/// Tells tag and time of a row that was read.
pub(super) fn tell(object: &ObjectDef, row: &Row, mut response: Response) -> Response {
    if let Some(tag) = tag(object, row) {
        response.set_header("etag", &tag);
    }
    match changed(row) {
        Some(at) => dated(response, at),
        None => response,
    }
}

fn dated(mut response: Response, at: Timestamp) -> Response {
    if let Ok(at) = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at) {
        response.set_header("last-modified", &at);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::good_from;

    #[test]
    fn a_describe_is_good_from_the_second_after_the_change() {
        for (changed, good) in [
            ("2026-11-22T06:00:00Z", "2026-11-22T06:00:01Z"),
            ("2026-11-22T06:00:00.999Z", "2026-11-22T06:00:01Z"),
        ] {
            let (changed, good) = (changed.parse().unwrap(), good.parse().unwrap());
            assert_eq!(good_from(changed), good);
        }
    }
}
