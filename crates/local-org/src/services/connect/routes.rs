//! Which resource answers which path.

use http::Method;

use super::{credentials, staged, usage};
use crate::error::ApiError;
use crate::server::Response;
use crate::services::rest::{Call, Version};
use crate::store::Tx;

/// The first versions of the resources: Connect REST API Developer Guide, OAuth Usage, OAuth Credentials and OAuth
/// Staged Credentials Resources.
const USAGE: Version = Version::of(59);
const CREDENTIALS: Version = Version::of(60);
const STAGED: Version = Version::of(65);

/// Answers `/services/data/vX/connect/…` and `/services/data/vX/apps/…`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = call.path();
    // Some clients write the prefix of the other Connect resources in front.
    let path = path.strip_prefix(&["connect"]).unwrap_or(&path);
    let method = &call.request.method;
    match path {
        ["apps", "oauth", "credentials", rest @ ..] if call.version >= CREDENTIALS => match rest {
            [app] => only(method, &[Method::GET]).and_then(|()| credentials::of_app(tx, call, app)),
            [app, consumer] => {
                only(method, &[Method::GET]).and_then(|()| credentials::of_consumer(tx, call, app, consumer))
            }
            [app, consumer, "staged", rest @ ..] if call.version >= STAGED => {
                staged::handle(tx, call, app, consumer, rest)
            }
            _ => Err(ApiError::not_found()),
        },
        ["apps", "oauth", "usage", rest @ ..] if call.version >= USAGE => usage::handle(tx, call, rest),
        _ => Err(ApiError::not_found()),
    }
}

/// Refuses verbs that a resource does not have.
pub(super) fn only(method: &Method, allowed: &[Method]) -> Result<(), ApiError> {
    if allowed.contains(method) {
        return Ok(());
    }
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    let message = format!(
        "HTTP Method '{method}' not allowed. Allowed are {}",
        names.join(",")
    );
    Err(ApiError::new(405, "METHOD_NOT_ALLOWED", message))
}
