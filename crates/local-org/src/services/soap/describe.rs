//! `describeGlobal` and `describeSObject`: what the REST API says, as XML.

use http::Method;
use serde_json::Value;

use super::handle::{Answer, Call};
use super::output::described;
use crate::error::ApiError;
use crate::server::Request;
use crate::services::metadata::xml::Element;
use crate::services::rest;
use crate::store::Tx;

/// How many objects a call may ask about (SOAP API Developer Guide, describeSObjects()).
const MOST: usize = 100;

/// `describeGlobal`.
pub(super) fn global(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    Ok(described("result", &ask(tx, call, "sobjects")?))
}

/// `describeSObject`.
pub(super) fn one(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let name = call.operation().value("sObjectType").unwrap_or_default();
    about(tx, call, name)
}

/// `describeSObjects`.
pub(super) fn several(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let names: Vec<&Element> = call.operation().all("sObjectType").collect();
    if names.len() > MOST {
        return Err(ApiError::bad(
            "EXCEEDED_ID_LIMIT",
            format!("describe limit reached. cannot describe more than {MOST} objects"),
        ));
    }
    let mut results = Vec::new();
    for name in names {
        results.extend(about(tx, call, name.text.trim())?);
    }
    Ok(results)
}

fn about(tx: &mut Tx<'_>, call: &Call<'_>, name: &str) -> Answer {
    let answer = ask_about(tx, call, name, &format!("sobjects/{name}/describe"))?;
    Ok(described("result", &answer))
}

/// Asks a resource whose path holds the name of an object, which the caller may not know.
pub(super) fn ask_about(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    name: &str,
    resource: &str,
) -> Result<Value, ApiError> {
    let unknown = || ApiError::bad("INVALID_TYPE", format!("sObject type '{name}' is not supported."));
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(unknown());
    }
    ask(tx, call, resource).map_err(|error| if error.status == 404 { unknown() } else { error })
}

/// Asks a resource of the REST API as the same caller.
fn ask(tx: &mut Tx<'_>, call: &Call<'_>, resource: &str) -> Result<Value, ApiError> {
    let target = format!("/services/data/v{}.0/{resource}", call.version);
    let request = Request::new(Method::GET, &target);
    let version = rest::Version::parse(&format!("v{}.0", call.version))?;
    let response = rest::dispatch(
        tx,
        &rest::Call::new(&request, call.caller, version, &request.segments()),
    )?;
    Ok(serde_json::from_slice(&response.body).unwrap_or(Value::Null))
}
