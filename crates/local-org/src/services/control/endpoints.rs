//! The control endpoints: a table, and a function each.

use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::acts;
use super::gate::may_pass;
use super::settings::{
    ApprovalWish, ClockSetting, DutyWish, EmailConfirmation, FaultSetting, LatencySetting, TokenWish,
};
use crate::error::ApiError;
use crate::rules::duties;
use crate::running::Credentials;
use crate::seed::{Identities, seed};
use crate::seed_file::{Seed, SeedError};
use crate::server::{Request, Response};
use crate::store::{CallRecord, Org, Tx};
use crate::value::{Id, id};

type Endpoint = fn(&Org, &Request) -> Result<Response, Refusal>;

/// Why a control request is refused: a status and a sentence.
type Refusal = (u16, String);

const ENDPOINTS: &[(&str, &str, Endpoint)] = &[
    ("GET", "log", log),
    ("GET", "identities", identities),
    ("POST", "token", token),
    ("POST", "approve", approve),
    ("POST", "seed", fill),
    ("POST", "reset", reset),
    ("POST", "faults", add_fault),
    ("DELETE", "faults", clear_faults),
    ("POST", "latency", set_latency),
    ("POST", "clock", set_clock),
    ("POST", "duties", give_duty),
    ("POST", "confirm", confirm_email),
];

/// Whether a request is for the control endpoints.
pub(crate) fn is_control(request: &Request) -> bool {
    request.path == "/__local" || request.path.starts_with("/__local/")
}

/// Answers a control request.
pub(crate) fn handle(org: &Org, secret: &SecretString, request: &Request) -> Response {
    if !may_pass(request, secret) {
        return refused((
            403,
            "the secret of this org and a loopback Host are needed".to_owned(),
        ));
    }
    let name = request.path.trim_start_matches("/__local").trim_matches('/');
    let found = ENDPOINTS
        .iter()
        .find(|(method, path, _)| request.method.as_str() == *method && name == *path);
    match found {
        Some((_, _, endpoint)) => endpoint(org, request).unwrap_or_else(refused),
        None => refused((404, format!("there is no {} /__local/{name}", request.method))),
    }
}

fn refused((status, error): Refusal) -> Response {
    Response::json(status, &json!({ "error": error }))
}

fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    let bytes: &[u8] = if request.body.is_empty() {
        b"{}"
    } else {
        &request.body
    };
    serde_json::from_slice(bytes).map_err(|error| (400, error.to_string()))
}

fn work<T>(org: &Org, work: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>) -> Result<T, Refusal> {
    org.transaction(work).map_err(refusal)
}

fn refusal(error: ApiError) -> Refusal {
    (error.status, error.message)
}

fn log(org: &Org, _request: &Request) -> Result<Response, Refusal> {
    let calls: Vec<Value> = org.calls().into_iter().map(call).collect();
    Ok(Response::json(200, &Value::from(calls)))
}

fn call(
    CallRecord {
        at,
        method,
        path,
        status,
        user,
        ms,
        counted,
    }: CallRecord,
) -> Value {
    json!({ "method": method, "path": path, "status": status, "user": user, "ms": ms, "at": at, "counted": counted })
}

fn identities(org: &Org, _request: &Request) -> Result<Response, Refusal> {
    let Identities { admin, runner } = work(org, seed)?;
    let shown = |Credentials {
                     client_id,
                     client_secret,
                     username,
                 }: Credentials| {
        json!({ "client_id": client_id, "client_secret": client_secret.expose_secret(), "username": username })
    };
    Ok(Response::json(
        200,
        &json!({ "admin": shown(admin), "runner": shown(runner) }),
    ))
}

fn token(org: &Org, request: &Request) -> Result<Response, Refusal> {
    let TokenWish { username } = body(request)?;
    let token = acts::token(org, username.as_deref()).map_err(refusal)?;
    let answer = json!({ "access_token": token.expose_secret(), "instance_url": org.url() });
    Ok(Response::json(200, &answer))
}

fn approve(org: &Org, request: &Request) -> Result<Response, Refusal> {
    let ApprovalWish { username, client_id } = body(request)?;
    let token = acts::approve(org, &username, &client_id).map_err(refusal)?;
    let answer = json!({ "refresh_token": token.expose_secret(), "instance_url": org.url() });
    Ok(Response::json(200, &answer))
}

/// Fills an empty org; with a body, puts the seed into it that the body is. `file` names it in messages.
fn fill(org: &Org, request: &Request) -> Result<Response, Refusal> {
    if matches!(request.body.trim_ascii(), b"" | b"{}") {
        work(org, seed)?;
        return Ok(Response::empty(204));
    }
    let text = std::str::from_utf8(&request.body).map_err(|error| (400, error.to_string()))?;
    let name = request.parameter("file").unwrap_or_else(|| "seed".to_owned());
    let refused = |error: SeedError| (400, error.to_string());
    let seed = Seed::parse(text, &name).map_err(refused)?;
    acts::seed(org, &seed).map_err(refused)?;
    Ok(Response::empty(204))
}

fn reset(org: &Org, _request: &Request) -> Result<Response, Refusal> {
    acts::reset(org).map_err(refusal)?;
    Ok(Response::empty(204))
}

fn add_fault(org: &Org, request: &Request) -> Result<Response, Refusal> {
    let fault = body::<FaultSetting>(request)?
        .into_fault()
        .map_err(|why| (400, why.to_owned()))?;
    org.knobs.add_fault(fault);
    Ok(Response::empty(204))
}

fn clear_faults(org: &Org, _request: &Request) -> Result<Response, Refusal> {
    org.knobs.clear();
    Ok(Response::empty(204))
}

fn set_latency(org: &Org, request: &Request) -> Result<Response, Refusal> {
    org.knobs
        .set_latency(body::<LatencySetting>(request)?.milliseconds);
    Ok(Response::empty(204))
}

fn give_duty(org: &Org, request: &Request) -> Result<Response, Refusal> {
    let DutyWish { username, duty } = body(request)?;
    work(org, |tx| {
        let user = user_named(tx, &username)?;
        duties::give(tx, &user, duty);
        Ok(())
    })?;
    Ok(Response::empty(204))
}

fn confirm_email(org: &Org, request: &Request) -> Result<Response, Refusal> {
    let EmailConfirmation { username } = body(request)?;
    work(org, |tx| {
        let user = user_named(tx, &username)?;
        match crate::rules::confirm_email(tx, &user) {
            true => Ok(()),
            false => Err(ApiError::bad(
                "NOT_FOUND",
                format!("no change of the e-mail address of {username} waits"),
            )),
        }
    })?;
    Ok(Response::empty(204))
}

fn user_named(tx: &Tx<'_>, username: &str) -> Result<Id, ApiError> {
    let found = tx.find_one("User", &[("Username", Value::from(username))]);
    let user = found.as_ref().and_then(|user| id(user, "Id"));
    user.ok_or_else(|| ApiError::bad("NOT_FOUND", format!("there is no user {username}")))
}

fn set_clock(org: &Org, request: &Request) -> Result<Response, Refusal> {
    let ahead = body::<ClockSetting>(request)?.seconds_ahead.saturating_mul(1_000);
    acts::set_clock(org, ahead).map_err(refusal)?;
    Ok(Response::empty(204))
}
