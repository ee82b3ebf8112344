//! deploy, retrieve and their status calls.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Answer, Call};
use crate::services::metadata::deploy::{self, CancelError, DeployOptions, Request};
use crate::services::metadata::retrieve::{self, Wanted};
use crate::services::metadata::wire::{Fault, Manifest};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::Id;

/// `deploy`: the elements are called `ZipFile` and `DeployOptions`, with capitals (metadata WSDL).
pub(super) fn deploy(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let encoded: String = call
        .operation
        .value("ZipFile")
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let zip = STANDARD
        .decode(encoded)
        .map_err(|_| Fault::client("ZipFile is not valid base64"))?;
    let options = call
        .operation
        .child("DeployOptions")
        .map(DeployOptions::of)
        .unwrap_or_default();
    let request = Request {
        zip: &zip,
        options,
        version: call.version,
    };
    let record = deploy::start(tx, call.caller, request);
    Ok(vec![started(&record.id)])
}

/// `AsyncResult`: never done at once, also where the work is.
fn started(id: &str) -> Element {
    Element::new("result")
        .with("done", "false")
        .with("id", id)
        .with("state", "Queued")
}

/// `checkDeployStatus`.
pub(super) fn check_deploy_status(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let id = id_of(call, "asyncProcessId")?;
    let record = deploy::check(tx, &id).ok_or_else(unknown)?;
    Ok(vec![deploy::to_element(
        &record,
        call.operation.flag("includeDetails"),
    )])
}

/// `cancelDeploy`: its one element is called `String` (metadata WSDL).
pub(super) fn cancel_deploy(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let id = id_of(call, "String")?;
    match deploy::cancel(tx, call.caller, &id) {
        Ok(record) => Ok(vec![
            Element::new("result").with("done", "true").with("id", record.id),
        ]),
        Err(CancelError::NotFound) => Err(unknown()),
        // The words are a guess.
        Err(CancelError::Done) => Err(Fault::new("INVALID_ID_FIELD", "Deployment already completed")),
    }
}

/// `deployRecentValidation`.
pub(super) fn deploy_recent_validation(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let id = id_of(call, "validationId")?;
    let record = deploy::quick_deploy(tx, call.caller, &id).ok_or_else(unknown)?;
    Ok(vec![Element::leaf("result", record.id)])
}

/// `retrieve`: some clients call its element `request`, others `retrieveRequest`.
pub(super) fn retrieve(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let empty = Element::default();
    let request = ["retrieveRequest", "request"]
        .into_iter()
        .find_map(|name| call.operation.child(name))
        .unwrap_or(&empty);
    let manifest = request
        .child("unpackaged")
        .map(Manifest::of_types)
        .unwrap_or_default();
    let own = request
        .value("apiVersion")
        .and_then(crate::services::metadata::wire::version);
    let version = manifest
        .version
        .or(own)
        .unwrap_or(call.version)
        .min(u32::from(crate::services::rest::LATEST.number()));
    let files: BTreeSet<String> = request
        .all("specificFiles")
        .map(|file| file.text.trim().to_owned())
        .collect();
    let wanted = Wanted {
        manifest,
        version,
        single_package: request.flag("singlePackage"),
        files,
    };
    let retrieved = retrieve::retrieve(tx, &wanted)
        .map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))?;
    let id = retrieve::keep(tx, retrieved);
    Ok(vec![started(id.as_str())])
}

/// `checkRetrieveStatus`: the archive comes unless it is declined.
pub(super) fn check_retrieve_status(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let id = id_of(call, "asyncProcessId")?;
    let state = retrieve::check(tx, &id).ok_or_else(unknown)?;
    let include = call.operation.value("includeZip").is_none() || call.operation.flag("includeZip");
    Ok(vec![retrieve::to_element(&state, include)])
}

fn id_of(call: &Call<'_>, field: &str) -> Result<Id, Fault> {
    let text = call.operation.value(field).unwrap_or_default();
    Id::parse(text).ok_or_else(|| Fault::new("MALFORMED_ID", format!("bad id {text}")))
}

fn unknown() -> Fault {
    Fault::new("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
}
