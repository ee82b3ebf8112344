//! The control endpoints.

use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::store::Org;

/// Answers `/__local/…`. The shell has checked the secret and the host.
pub(crate) fn handle(_org: &Org, _request: &Request) -> Response {
    Response::error(&ApiError::not_found())
}
