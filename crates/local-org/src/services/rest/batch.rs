//! Batch: up to 25 subrequests that know nothing of each other, each kept by itself.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::Call;
use super::composite::{own_headers, run_request};
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::store::Tx;

const MAX_SUBREQUESTS: usize = 25;

/// Answers `/composite/batch`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::POST])?;
    let body = call.object()?;
    let halt = body
        .get("haltOnError")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let list = body
        .get("batchRequests")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if list.len() > MAX_SUBREQUESTS {
        let message = format!("The maximum number of subrequests is {MAX_SUBREQUESTS}.");
        return Err(ApiError::bad("LIMIT_EXCEEDED", message));
    }
    let mut failed = false;
    let results: Vec<Value> = list
        .iter()
        .map(|entry| {
            if failed && halt {
                return halted();
            }
            let outcome = tx.separate(|tx| one(tx, call, entry));
            let response = outcome.unwrap_or_else(|error| Response::error(&error));
            failed |= response.status >= 400;
            let result: Value = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
            json!({"statusCode": response.status, "result": result})
        })
        .collect();
    Ok(Response::json(
        200,
        &json!({"hasErrors": failed, "results": results}),
    ))
}

fn halted() -> Value {
    let error = ApiError::new(
        412,
        "BATCH_PROCESSING_HALTED",
        "The batch was halted because a previous subrequest failed and haltOnError is true.",
    );
    json!({"statusCode": 412, "result": [error.to_json()]})
}

fn one(tx: &mut Tx<'_>, call: &Call<'_>, entry: &Value) -> Result<Response, ApiError> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let method: Method = text("method")
        .parse()
        .ok()
        .filter(|method: &Method| method.as_str() == text("method").to_ascii_uppercase())
        .ok_or_else(|| ApiError::bad("INVALID_INPUT", "The method of a subrequest is missing."))?;
    // Addresses are relative to /services/data; whole ones are taken as well.
    let url = text("url")
        .trim_start_matches('/')
        .trim_start_matches("services/data/");
    let mut request = Request::new(method, &format!("/services/data/{url}"));
    if request
        .segments()
        .get(3)
        .is_some_and(|segment| segment == "composite")
    {
        return Err(ApiError::not_found());
    }
    request.remote = call.request.remote;
    request.headers = own_headers(call);
    if let Some(input) = entry.get("richInput") {
        request.body = Bytes::from(input.to_string());
    }
    run_request(tx, call, &request)
}
