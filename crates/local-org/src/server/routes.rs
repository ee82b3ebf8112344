//! Which service answers which path.

use super::{Request, Response, limits};
use crate::error::ApiError;
use crate::services::{apex, bulk, metadata, oauth, rest, soap};
use crate::store::Org;

type Handler = fn(&Org, &Request) -> Response;

/// The first segments of a path, and who answers it. Metadata over REST, Connect and SOQL hang below
/// `/services/data` and are routed there.
const ROUTES: &[(&[&str], Handler)] = &[
    (&["services", "data"], rest::handle),
    (&["services", "oauth2"], oauth::handle),
    (&["id"], oauth::handle),
    (&[".well-known"], oauth::handle),
    (&["services", "async"], bulk::batches),
    (&["services", "apexrest"], apex::handle),
    (&["services", "Soap", "class"], apex::handle),
    (&["services", "wsdl", "class"], apex::handle),
    (&["services", "Soap", "m"], metadata::soap),
    (&["services", "Soap", "u"], soap::handle),
    (&["services", "Soap", "c"], soap::handle),
];

/// Answers a request.
pub(crate) fn handle(org: &Org, request: &Request) -> Response {
    let mut response =
        limits::check(request).map_or_else(|error| Response::error(&error), |()| route(org, request));
    limits::tell_usage(org, request, &mut response);
    response
}

fn route(org: &Org, request: &Request) -> Response {
    let segments = request.segments();
    let found = ROUTES.iter().find(|(prefix, _)| {
        segments.len() >= prefix.len()
            && prefix
                .iter()
                .zip(&segments)
                .all(|(wanted, given)| wanted == given)
    });
    match found {
        Some((_, handler)) => handler(org, request),
        None => Response::error(&ApiError::not_found()),
    }
}
