//! `deployRequest` over REST.

use serde_json::{Value, json};

use super::deploy::{self, CancelError, DeployOptions, Record};
use super::soap::may_use;
use super::wire::{boundary_of, split};
use crate::error::ApiError;
use crate::server::Response;
use crate::services::rest::Call;
use crate::store::Tx;
use crate::value::Id;

/// Answers `/services/data/vX/metadata/…`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn rest(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    may_use(call.caller)?;
    let path = call.path();
    let rest = path.strip_prefix(&["metadata"]).unwrap_or(&path);
    match (call.request.method.as_str(), rest) {
        // jsforce and the Salesforce CLI begin a quick deploy here, without the last segment of the guide.
        ("POST", ["deployRequest"]) if is_json(call) => quick(tx, call),
        ("POST", ["deployRequest"]) => start(tx, call),
        ("POST", ["deployRequest", "validatedDeployRequestId"]) => quick(tx, call),
        ("GET", ["deployRequest", id]) => poll(tx, call, id),
        ("PATCH", ["deployRequest", id]) => cancel(tx, call, id),
        (_, ["deployRequest", ..]) => Err(ApiError::new(
            405,
            "METHOD_NOT_ALLOWED",
            format!("HTTP Method '{}' not allowed.", call.request.method),
        )),
        _ => Err(ApiError::not_found()),
    }
}

/// The options come as the part `json`, or `entity_content` as jsforce calls it; the archive as `file`, raw.
fn start(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let bad = |text: &str| ApiError::bad("INVALID_MULTIPART_REQUEST", text);
    let content_type = call.request.header("content-type").unwrap_or_default();
    let boundary = boundary_of(content_type).ok_or_else(|| bad("the request is no multipart/form-data"))?;
    let parts =
        split(&call.request.body, &boundary).ok_or_else(|| bad("the multipart body can't be read"))?;
    let part = |names: &[&str]| parts.iter().find(|part| names.contains(&part.name.as_str()));
    let options =
        part(&["json", "entity_content"]).ok_or_else(|| bad("the part with deployOptions is missing"))?;
    let file = part(&["file"]).ok_or_else(|| bad("the part with the archive is missing"))?;
    let options: Value = serde_json::from_slice(options.content).map_err(|error| {
        ApiError::bad(
            "JSON_PARSER_ERROR",
            format!(
                "Unexpected character at [line:{}, column:{}]",
                error.line(),
                error.column()
            ),
        )
    })?;
    let options: DeployOptions = serde_json::from_value(without_nulls(options.get("deployOptions")))
        .map_err(|error| ApiError::bad("JSON_PARSER_ERROR", error.to_string()))?;
    let request = deploy::Request {
        zip: file.content,
        options,
        version: u32::from(call.version.number()),
    };
    let record = deploy::start(tx, call.caller, request);
    Ok(created(call, &record, None))
}

fn is_json(call: &Call<'_>) -> bool {
    let content_type = call.request.header("content-type").unwrap_or_default();
    content_type
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("application/json")
}

/// 404 where no validation qualifies (Metadata API Developer Guide, deployRecentValidation()).
fn quick(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let body = call.request.json()?;
    let validated = body["validatedDeployRequestId"]
        .as_str()
        .and_then(Id::parse)
        .ok_or_else(ApiError::not_found)?;
    let record = deploy::quick_deploy(tx, call.caller, &validated).ok_or_else(ApiError::not_found)?;
    Ok(created(call, &record, Some(&validated)))
}

fn created(call: &Call<'_>, record: &Record, validated: Option<&Id>) -> Response {
    let mut body = deploy::to_json(record, false);
    body["validatedDeployRequestId"] = validated.map_or(Value::Null, Value::from);
    body["deployOptions"] = json!(record.options);
    body["url"] = json!(format!("{}/metadata/deployRequest/{}", call.base(), record.id));
    Response::json(201, &body)
}

fn poll(tx: &mut Tx<'_>, call: &Call<'_>, id: &str) -> Result<Response, ApiError> {
    let record = Id::parse(id)
        .and_then(|id| deploy::check(tx, &id))
        .ok_or_else(ApiError::not_found)?;
    let details = call
        .request
        .parameter("includeDetails")
        .is_some_and(|text| text.eq_ignore_ascii_case("true"));
    Ok(Response::json(200, &deploy::to_json(&record, details)))
}

/// 202, from memory of the guide; the words of the refusal are a guess.
fn cancel(tx: &mut Tx<'_>, call: &Call<'_>, id: &str) -> Result<Response, ApiError> {
    let body = call.request.json()?;
    if body["deployResult"]["status"] != "Canceling" {
        return Err(ApiError::bad(
            "INVALID_INPUT",
            "deployResult.status must be Canceling",
        ));
    }
    let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
    match deploy::cancel(tx, call.caller, &id) {
        Ok(record) => Ok(Response::json(202, &deploy::to_json(&record, false))),
        Err(CancelError::NotFound) => Err(ApiError::not_found()),
        Err(CancelError::Done) => Err(ApiError::bad("INVALID_ID_FIELD", "Deployment already completed")),
    }
}

/// The options with what is null left out: null means the default, also for a boolean.
fn without_nulls(options: Option<&Value>) -> Value {
    let given = options.and_then(Value::as_object).cloned().unwrap_or_default();
    given.into_iter().filter(|(_, value)| !value.is_null()).collect()
}
