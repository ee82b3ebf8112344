//! Limits on requests, and what answers say of the org's daily limit.

use super::{Request, Response};
use crate::error::ApiError;
use crate::services::rest::DAILY_CALLS;
use crate::store::Org;

/// Address and headers together; the address alone may not be longer either.
///
/// Source: REST API Developer Guide, "Status Codes and Error Responses", 414 and 431.
const MAX_HEAD_BYTES: usize = 16_384;

/// Refuses heads that are too long and bodies in encodings that aren't read.
pub(super) fn check(request: &Request) -> Result<(), ApiError> {
    let address = request.path.len() + request.query.len() + 1;
    if address > MAX_HEAD_BYTES {
        return Err(ApiError::new(414, "URI_TOO_LONG", "The request URI is too long"));
    }
    let headers: usize = request
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if address + headers > MAX_HEAD_BYTES {
        return Err(ApiError::new(
            431,
            "REQUEST_HEADER_FIELDS_TOO_LARGE",
            "The request header is too long",
        ));
    }
    match request.header("content-encoding") {
        None | Some("identity") => Ok(()),
        Some(other) => {
            let message = format!("Content-Encoding not supported: {other}");
            Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", message))
        }
    }
}

/// Says how much of the daily limit is used, this call included, to whoever is signed in.
pub(super) fn tell_usage(org: &Org, request: &Request, response: &mut Response) {
    let is_rest = request.path.trim_start_matches('/').starts_with("services/data/");
    if is_rest && response.user.is_some() {
        let used = org.calls_today() + 1;
        response.set_header("sforce-limit-info", &format!("api-usage={used}/{DAILY_CALLS}"));
    }
}
