//! Conditional requests on Account rows, the only ones that have an ETag.
//!
//! Source: REST API Developer Guide, "Conditional Requests".

use http::Method;
use serde_json::json;

use super::Call;
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::server::Response;
use crate::sessions;
use crate::value::{Row, text};

/// Returns the tag of a row, where its object has them. It follows from all that the row holds: two changes may fall
/// into one second.
fn tag(object: &ObjectDef, row: &Row) -> Option<String> {
    let digest = || sessions::digest(&json!(row).to_string());
    (object.name == "Account").then(|| format!("\"{}-{}\"", text(row, "Id"), &digest()[..16]))
}

/// Refuses a call whose condition doesn't hold; for a read that needs no answer, returns that there is none.
pub(super) fn check(call: &Call<'_>, object: &ObjectDef, row: &Row) -> Result<Option<Response>, ApiError> {
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
        return Ok(Some(Response::empty(304).with_header("etag", &tag)));
    }
    Err(ApiError::new(
        412,
        "PRECONDITION_FAILED",
        "The row is the one that was read",
    ))
}

/// Tells the tag of a row that was read.
pub(super) fn tell(object: &ObjectDef, row: &Row, response: Response) -> Response {
    match tag(object, row) {
        Some(tag) => response.with_header("etag", &tag),
        None => response,
    }
}
