//! The map of resources.

use http::Method;
use serde_json::{Map, Value};

use super::Call;
use crate::error::ApiError;
use crate::server::Response;
use crate::store::{Org, Tx};

/// The resources below a version, in the order of the answer.
const RESOURCES: &[&str] = &[
    "tooling",
    "metadata",
    "connect",
    "sobjects",
    "query",
    "queryAll",
    "composite",
    "limits",
    "jobs",
    "recent",
];

const TOOLING: &[&str] = &["sobjects", "query", "composite"];

/// Answers what the caller looked at lately: nothing, as only looking at a page counts and there are none.
pub(super) fn recent(call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    Ok(Response::json(200, &Value::Array(Vec::new())))
}

/// Answers the map from name to address.
pub(super) fn list(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    let base = call.base();
    let names = if call.tooling { TOOLING } else { RESOURCES };
    let mut map: Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), Value::from(format!("{base}/{name}"))))
        .collect();
    if !call.tooling {
        let org = Org::id(tx).map_or_else(String::new, |id| id.to_string());
        let identity = format!("{}/id/{org}/{}", tx.org.url(), call.caller.user_id);
        map.insert("identity".to_owned(), Value::from(identity));
    }
    Ok(Response::json(200, &Value::Object(map)))
}
