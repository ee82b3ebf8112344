//! Which endpoint answers which path.

use serde_json::json;

use super::refusal::Refusal;
use super::{discovery, introspect, revoke, token, userinfo, web};
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::sessions::keys;
use crate::store::{Org, Tx};

/// Answers `/services/oauth2/…`, `/id/…` and `/.well-known/openid-configuration`.
pub(crate) fn handle(org: &Org, request: &Request) -> Response {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["services", "oauth2", "token"] => committed(org, |tx| token::answer(tx, request)),
        ["services", "oauth2", "authorize"] => committed(org, |tx| web::answer(tx, request)),
        ["services", "oauth2", "revoke"] => committed(org, |tx| revoke::answer(tx, request)),
        ["services", "oauth2", "introspect"] => committed(org, |tx| introspect::answer(tx, request)),
        ["services", "oauth2", "userinfo"] => committed(org, |tx| userinfo::answer(tx, request)),
        [".well-known", "openid-configuration"] => discovery::answer(org),
        ["id", "keys"] => committed(org, |tx| Response::json(200, &keys(tx))),
        ["id", org_id, user_id] => committed(org, |tx| userinfo::identity(tx, request, org_id, user_id)),
        _ => Response::error(&ApiError::not_found()),
    }
}

fn committed(org: &Org, work: impl FnOnce(&mut Tx<'_>) -> Response) -> Response {
    org.transaction(|tx| Ok(work(tx)))
        .unwrap_or_else(|error: ApiError| Response::error(&error))
}

/// The answer of a refusal.
pub(super) fn refuse(refusal: &Refusal) -> Response {
    let body = json!({"error": refusal.error, "error_description": refusal.description});
    no_store(Response::json(refusal.status, &body))
}

/// Keeps tokens, and words about them, out of caches.
pub(super) fn no_store(response: Response) -> Response {
    response
        .with_header("cache-control", "no-store")
        .with_header("pragma", "no-cache")
}
