//! The Metadata API: SOAP, and deployRequest over REST.

mod components;
mod types;
mod wire;
pub(crate) mod xml;

use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::services::rest::Call;
use crate::store::{Org, Tx};

pub(crate) use components::{Work, complete_apps, documents, rest_secrets_allowed, save};
pub(crate) use types::{Kind, Problem};

/// Answers `/services/Soap/m/…`.
pub(crate) fn soap(_org: &Org, _request: &Request) -> Response {
    Response::error(&ApiError::not_found())
}

/// Answers `/services/data/vX/metadata/…`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn rest(_tx: &mut Tx<'_>, _call: &Call<'_>) -> Result<Response, ApiError> {
    Err(ApiError::not_found())
}
