//! The routes of the versioned REST API.

use super::Version;
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::store::Org;

/// Answers `/services/data…`.
pub(crate) fn handle(_org: &Org, request: &Request) -> Response {
    if request.segments() == ["services", "data"] {
        return Response::json(200, &Version::list());
    }
    Response::error(&ApiError::not_found())
}
