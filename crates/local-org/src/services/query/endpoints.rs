//! `query`, `queryAll`, `tooling/query` and their later pages.

use http::Method;

use super::explain;
use super::run::{QueryOptions, more, run};
use crate::error::ApiError;
use crate::server::Response;
use crate::services::rest::Call;
use crate::store::Tx;

/// Answers `/services/data/vX/query…`, `queryAll…` and `tooling/query…`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = call.path();
    let [resource @ ("query" | "queryAll"), rest @ ..] = path.as_slice() else {
        return Err(ApiError::not_found());
    };
    check_method(&call.request.method)?;
    let mut options = options(call);
    options.include_deleted = *resource == "queryAll";
    let body = match rest {
        [] if call.request.parameter("explain").is_some() => {
            let soql = call.request.parameter("explain").unwrap_or_default();
            explain::answer(tx, call.caller, &soql, &options)?
        }
        [] => run(tx, call.caller, &text(call)?, &options)?,
        [locator] => more(tx, call.caller, locator, &options)?,
        _ => return Err(ApiError::not_found()),
    };
    Ok(Response::json(200, &body))
}

fn check_method(method: &Method) -> Result<(), ApiError> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let text = format!("HTTP Method '{method}' not allowed. Allowed are GET,HEAD");
    Err(ApiError::new(405, "METHOD_NOT_ALLOWED", text))
}

fn text(call: &Call<'_>) -> Result<String, ApiError> {
    call.request
        .parameter("q")
        .ok_or_else(|| ApiError::bad("MALFORMED_QUERY", "A query string has to be specified"))
}

fn options(call: &Call<'_>) -> QueryOptions {
    let mut options = QueryOptions::new(call.base());
    options.tooling = call.tooling;
    options.columns = call
        .request
        .parameter("columns")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if let Some(wanted) = call.request.header("sforce-query-options").and_then(batch_size) {
        options.set_page_size(wanted);
    }
    options
}

/// Reads `batchSize=500` out of the header.
fn batch_size(header: &str) -> Option<usize> {
    header.split([',', ';']).find_map(|option| {
        let (name, value) = option.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("batchSize")
            .then(|| value.trim().parse().ok())
            .flatten()
    })
}
