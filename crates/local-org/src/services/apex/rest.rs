//! `CustomerRESTWS`, mapped to `/customer/*`: all customers, or one.

use http::Method;
use serde_json::{Value, json};

use super::access::{forbidden, is_there, may_run};
use super::customers::{self, Customer};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::services::rest::LATEST;
use crate::sessions::authenticate;
use crate::store::Tx;

const CLASS: &str = "CustomerRESTWS";

/// Answers `/services/apexrest/…`.
pub(super) fn answer(tx: &mut Tx<'_>, request: &Request, path: &[&str]) -> Result<Response, ApiError> {
    let token = request.bearer().unwrap_or_default();
    let caller =
        authenticate(tx, token, request.remote).map_err(|failure| failure.to_error(&tx.org.behaviours))?;
    let mut response = run(tx, &caller, request, path).unwrap_or_else(|error| Response::error(&error));
    response.user = Some(caller.username);
    Ok(response)
}

fn run(tx: &Tx<'_>, caller: &Caller, request: &Request, path: &[&str]) -> Result<Response, ApiError> {
    let wanted = match path {
        ["customer"] => None,
        ["customer", id] => Some(*id),
        _ => return Err(no_match()),
    };
    if !is_there(tx, CLASS) {
        return Err(no_match());
    }
    if !may_run(tx, caller, CLASS) {
        return Err(forbidden(CLASS));
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        let message = format!("HTTP Method '{}' not allowed. Allowed are GET", request.method);
        return Err(ApiError::new(405, "METHOD_NOT_ALLOWED", message));
    }
    let Some(id) = wanted else {
        let name = request.parameter("name").unwrap_or_default();
        let found: Vec<Value> = customers::search(tx, &name).iter().map(record).collect();
        return Ok(Response::json(200, &Value::Array(found)));
    };
    let found = customers::find(tx, id).ok_or_else(ApiError::not_found)?;
    Ok(Response::json(200, &record(&found)))
}

/// The words of an address that no class is mapped to, as recorded.
fn no_match() -> ApiError {
    ApiError::new(404, "NOT_FOUND", "Could not find a match for URL")
}

/// Apex shows records as the REST API does.
fn record(customer: &Customer) -> Value {
    json!({
        "attributes": {
            "type": "Account",
            "url": format!("/services/data/v{LATEST}/sobjects/Account/{}", customer.id),
        },
        "Id": customer.id.as_str(),
        "Name": customer.name,
        "Phone": customer.phone,
    })
}
