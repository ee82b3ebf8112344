//! The seeded Apex services over REST and SOAP.

use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::store::Org;

/// Answers `/services/apexrest/…`, `/services/Soap/class/…` and `/services/wsdl/class/…`.
pub(crate) fn handle(_org: &Org, _request: &Request) -> Response {
    Response::error(&ApiError::not_found())
}
