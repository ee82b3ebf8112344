//! Which service answers which path.

use super::{rest, soap, wsdl};
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::store::Org;

/// Answers `/services/apexrest/…`, `/services/Soap/class/…` and `/services/wsdl/class/…`.
pub(crate) fn handle(org: &Org, request: &Request) -> Response {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["services", "apexrest", path @ ..] => org
            .transaction(|tx| rest::answer(tx, request, path))
            .unwrap_or_else(|error| Response::error(&error)),
        ["services", "Soap", "class", class] => {
            let answer = org.transaction(|tx| soap::answer(tx, request, class));
            answer.unwrap_or_else(|fault| fault.to_response(class))
        }
        ["services", "wsdl", "class", class] => org
            .transaction(|tx| wsdl::answer(tx, request, class))
            .unwrap_or_else(|error| Response::error(&error)),
        _ => Response::error(&ApiError::not_found()),
    }
}
