//! SOQL.

use crate::error::ApiError;
use crate::server::Response;
use crate::services::rest::Call;
use crate::store::Tx;

/// Answers `/services/data/vX/query…`, `queryAll…` and `tooling/query…`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn handle(_tx: &mut Tx<'_>, _call: &Call<'_>) -> Result<Response, ApiError> {
    Err(ApiError::not_found())
}
