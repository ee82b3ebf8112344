//! From request to answer: version, envelope, session, permission, operation.

use std::net::IpAddr;

use super::{Answer, Call, crud, deployments, describe, reading};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::rules::settle_groups;
use crate::server::{Request, Response};
use crate::services::metadata::types::NAMESPACE;
use crate::services::metadata::wire::{Envelope, Fault, NotAnEnvelope, fault, response};
use crate::services::rest::Version;
use crate::sessions::{AuthFailure, authenticate, is_jwt};
use crate::store::{Org, Tx};

/// From this version on tokens in JWT format are taken (jsforce pull request #1817,
/// source-deploy-retrieve pull request #1835).
const JWT_SINCE: u32 = 68;

/// Answers `/services/Soap/m/{version}`, whatever follows it: an org Id, a slash, or `deployRequest` and its Id.
pub(crate) fn handle(org: &Org, request: &Request) -> Response {
    let mut user = None;
    let mut response = match answer(org, request, &mut user) {
        Ok(body) => xml(200, body),
        Err(refusal) => xml(500, fault(&refusal)),
    };
    // The call log names who was refused, too.
    response.user = user;
    response
}

/// Answers a body that is larger than is read.
pub(crate) fn too_large(most: usize) -> Response {
    let text = format!("Maximum size of request reached. Maximum size of request is {most} bytes.");
    xml(500, fault(&Fault::new("LIMIT_EXCEEDED", text)))
}

/// Recorded answers are of this content type; every fault is a 500.
fn xml(status: u16, body: String) -> Response {
    Response::text(status, "text/xml;charset=UTF-8", body)
}

fn answer(org: &Org, request: &Request, user: &mut Option<String>) -> Result<String, Fault> {
    let version = version(request)?;
    let envelope = Envelope::parse(&request.body).map_err(|error| malformed(&error))?;
    let operation = envelope.operation.name.clone();
    let namespace = envelope.operation.namespace.as_deref();
    if namespace.is_some_and(|namespace| namespace != NAMESPACE) {
        return Err(no_operation(&envelope));
    }
    let results = org.transaction(|tx| {
        let caller = caller(tx, &envelope, version, request.remote)?;
        *user = Some(caller.username.clone());
        may_use(&caller).map_err(|error| Fault::new(&error.code, error.message))?;
        tx.act_as(&caller.user_id);
        settle_groups(tx);
        let call = Call {
            caller: &caller,
            version,
            operation: &envelope.operation,
            all_or_none: envelope.all_or_none,
        };
        run(tx, &call, &envelope)
    })?;
    Ok(response(&operation, &results))
}

fn run(tx: &mut Tx<'_>, call: &Call<'_>, envelope: &Envelope) -> Answer {
    match call.operation.name.as_str() {
        "deploy" => deployments::deploy(tx, call),
        "checkDeployStatus" => deployments::check_deploy_status(tx, call),
        "cancelDeploy" => deployments::cancel_deploy(tx, call),
        "deployRecentValidation" => deployments::deploy_recent_validation(tx, call),
        "retrieve" => deployments::retrieve(tx, call),
        "checkRetrieveStatus" => deployments::check_retrieve_status(tx, call),
        "readMetadata" => reading::read_metadata(tx, call),
        "listMetadata" => reading::list_metadata(tx, call),
        "describeMetadata" => describe::describe_metadata(call),
        "describeValueType" => describe::describe_value_type(call),
        "createMetadata" => crud::write(tx, call, crud::Verb::Create),
        "updateMetadata" => crud::write(tx, call, crud::Verb::Update),
        "upsertMetadata" => crud::write(tx, call, crud::Verb::Upsert),
        "deleteMetadata" => crud::delete_metadata(tx, call),
        "renameMetadata" => crud::rename_metadata(tx, call),
        _ => Err(no_operation(envelope)),
    }
}

/// The version of the path. Code of a retired one documented (help article 005321531), words ours.
pub(crate) fn version(request: &Request) -> Result<u32, Fault> {
    let segments = request.segments();
    let text = segments.get(3).map(String::as_str).unwrap_or_default();
    let text = text.strip_prefix('v').unwrap_or(text);
    let whole = if text.contains('.') {
        text.to_owned()
    } else {
        format!("{text}.0")
    };
    match Version::parse(&format!("v{whole}")) {
        Ok(version) => Ok(u32::from(version.number())),
        // Recorded.
        Err(_) => Err(Fault::new(
            "UNSUPPORTED_API_VERSION",
            "Invalid Api version specified on URL",
        )),
    }
}

/// Who calls: SOAP knows the session header only, an Authorization header does not count (reported).
pub(crate) fn caller(
    tx: &mut Tx<'_>,
    envelope: &Envelope,
    version: u32,
    from: IpAddr,
) -> Result<Caller, Fault> {
    let illegal = || {
        Fault::new(
            "INVALID_SESSION_ID",
            "Invalid Session ID found in SessionHeader: Illegal Session",
        )
    };
    let token = envelope.session.as_deref().ok_or_else(illegal)?;
    if is_jwt(token) && version < JWT_SINCE {
        return Err(illegal());
    }
    authenticate(tx, token, from).map_err(|failure| match failure {
        AuthFailure::ApiDisabled => Fault::new("API_CURRENTLY_DISABLED", "API is disabled for this User"),
        _ => illegal(),
    })
}

/// Documented for every call (Metadata API Developer Guide, deploy()); the older text is recorded.
pub(crate) fn may_use(caller: &Caller) -> Result<(), ApiError> {
    if ["ModifyMetadata", "ModifyAllData"]
        .iter()
        .any(|permission| caller.access.permission(permission))
    {
        return Ok(());
    }
    Err(ApiError::access(
        "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions",
    ))
}

fn malformed(error: &NotAnEnvelope) -> Fault {
    match error {
        NotAnEnvelope::Xml(cause) => Fault::client(cause.to_string()),
        NotAnEnvelope::Shape => Fault::client("No operation available for request"),
    }
}

fn no_operation(envelope: &Envelope) -> Fault {
    let namespace = envelope.operation.namespace.as_deref().unwrap_or_default();
    Fault::client(format!(
        "No operation available for request {{{namespace}}}{}, please check the WSDL for the service.",
        envelope.operation.name
    ))
}
