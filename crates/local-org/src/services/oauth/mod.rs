//! Token, revoke, introspect, userinfo, identity, discovery.

use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::store::Org;

/// Answers `/services/oauth2/…`, `/id/…` and `/.well-known/openid-configuration`.
pub(crate) fn handle(_org: &Org, _request: &Request) -> Response {
    Response::error(&ApiError::not_found())
}
