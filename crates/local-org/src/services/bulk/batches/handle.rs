//! From request to answer.

use http::Method;
use serde_json::{Map, Value, json};

use super::batch;
use super::format::{Format, read};
use super::keep::{self, Batch, ContentType, Job, State};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::rules::settle_groups;
use crate::server::{Request, Response};
use crate::services::bulk::ingest;
use crate::services::bulk::job::Operation;
use crate::services::bulk::request::{invalid_job, invalid_state};
use crate::services::rest::Version;
use crate::sessions::authenticate;
use crate::store::{Org, Tx};

/// One call.
struct Call<'c> {
    request: &'c Request,
    caller: &'c Caller,
    version: u16,
    format: Format,
}

/// Answers `/services/async/{version}/job…`.
pub(crate) fn handle(org: &Org, request: &Request) -> Response {
    let format = Format::of(request);
    let mut user = None;
    let answer = org.transaction(|tx| answer(tx, request, format, &mut user));
    let mut response = answer.unwrap_or_else(|error| format.refusal(&error));
    response.user = user;
    response
}

fn answer(
    tx: &mut Tx<'_>,
    request: &Request,
    format: Format,
    user: &mut Option<String>,
) -> Result<Response, ApiError> {
    let segments = request.segments();
    let version = segments.get(2).map(String::as_str).unwrap_or_default();
    let version = Version::parse(&format!("v{version}")).map_err(|_| {
        ApiError::bad(
            "InvalidVersion",
            format!("Api version {version} is not supported"),
        )
    })?;
    let token = request
        .header("x-sfdc-session")
        .or_else(|| request.bearer())
        .unwrap_or_default();
    let caller = authenticate(tx, token, request.remote)
        .map_err(|_| ApiError::bad("INVALID_SESSION_ID", "Invalid session id"))?;
    *user = Some(caller.username.clone());
    tx.act_as(&caller.user_id);
    settle_groups(tx);
    let call = Call {
        request,
        caller: &caller,
        version: version.number(),
        format,
    };
    let path: Vec<&str> = segments.iter().skip(3).map(String::as_str).collect();
    route(tx, &call, &path)
}

fn route(tx: &mut Tx<'_>, call: &Call<'_>, path: &[&str]) -> Result<Response, ApiError> {
    let posted = call.request.method == Method::POST;
    match (path, posted) {
        (["job"], true) => create(tx, call),
        (["job", id], true) => change(tx, call, id),
        (["job", id], false) => {
            let job = keep::job(tx, call.caller, id)?;
            Ok(call.format.one(200, "jobInfo", &job_info(tx, &job)))
        }
        (["job", id, "batch"], true) => {
            let job = keep::job(tx, call.caller, id)?;
            if job.state != State::Open {
                return Err(invalid_state(format!("Job not in Open state: {id}")));
            }
            let batch = batch::add(tx, call.caller, &job, &call.request.body);
            Ok(call.format.one(201, "batchInfo", &batch_info(&batch, "Queued")))
        }
        (["job", id, "batch"], false) => {
            let job = keep::job(tx, call.caller, id)?;
            let batches: Vec<Map<String, Value>> = keep::batches(tx, &job).iter().map(told).collect();
            Ok(call.format.list("batchInfoList", "batchInfo", &batches))
        }
        (["job", id, "batch", batch, rest @ ..], false) => {
            let job = keep::job(tx, call.caller, id)?;
            let batch = keep::batch(tx, &job, batch)?;
            match rest {
                [] => Ok(call.format.one(200, "batchInfo", &told(&batch))),
                ["request"] => Ok(sent(tx, &job, &batch)),
                ["result"] => Ok(batch::results(tx, &job, &batch, call.format)),
                ["result", id] => batch::found(tx, &job, &batch, id),
                _ => Err(ApiError::not_found()),
            }
        }
        _ => Err(ApiError::not_found()),
    }
}

fn create(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let wanted = read(call.request)?;
    let text = |name: &str| {
        wanted
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let given = text("operation").unwrap_or_default();
    let operation: Operation = serde_json::from_value(Value::from(given))
        .map_err(|_| invalid_job(format!("Unknown value for operation: {given}")))?;
    let content = match text("contentType") {
        None => ContentType::Xml,
        Some(kind) => serde_json::from_value(Value::from(kind))
            .map_err(|_| invalid_job(format!("Unsupported content type: {kind}")))?,
    };
    let schema = tx.org.schema();
    let object = ingest::object(call.caller, &schema, text("object").unwrap_or_default())?;
    ingest::check_operation(call.caller, operation)?;
    // One client sends a number here.
    let serial =
        text("concurrencyMode") == Some("Serial") || wanted.get("concurrencyMode") == Some(&json!(1));
    let mut job = Job {
        id: String::new(),
        operation,
        object: object.name.clone(),
        key: ingest::key(call.caller, object, operation, text("externalIdFieldName"))?,
        content,
        serial,
        state: State::Open,
        version: call.version,
        owner: call.caller.user_id.to_string(),
        created: tx.stamp(),
        changed: tx.stamp(),
    };
    keep::add_job(tx, &mut job);
    Ok(call.format.one(201, "jobInfo", &job_info(tx, &job)))
}

fn change(tx: &mut Tx<'_>, call: &Call<'_>, id: &str) -> Result<Response, ApiError> {
    let mut job = keep::job(tx, call.caller, id)?;
    let wanted = read(call.request)?;
    job.state = match wanted.get("state").and_then(Value::as_str) {
        Some("Closed") => State::Closed,
        Some("Aborted") => State::Aborted,
        _ => return Err(invalid_job("A job can be closed or aborted")),
    };
    job.changed = tx.stamp();
    keep::put_job(tx, &job);
    Ok(call.format.one(200, "jobInfo", &job_info(tx, &job)))
}

fn sent(tx: &Tx<'_>, job: &Job, batch: &Batch) -> Response {
    let kind = match job.content {
        ContentType::Csv => "text/csv",
        ContentType::Json => "application/json",
        ContentType::Xml => "application/xml",
    };
    Response::text(200, kind, keep::request(tx, batch))
}

/// Answers write `2022-03-17T16:21:26.000+0000`.
fn moment(at: &str) -> Value {
    Value::from(at.replacen('Z', "+0000", 1))
}

fn job_info(tx: &Tx<'_>, job: &Job) -> Map<String, Value> {
    let batches = keep::batches(tx, job);
    let failed = batches.iter().filter(|batch| batch.error.is_some()).count();
    let mut told = Map::new();
    let mut say = |name: &str, value: Value| told.insert(name.to_owned(), value);
    say("id", json!(job.id));
    say("operation", json!(job.operation));
    say("object", json!(job.object));
    say("createdById", json!(job.owner));
    say("createdDate", moment(&job.created));
    say("systemModstamp", moment(&job.changed));
    say("state", json!(job.state));
    if let Some(key) = &job.key {
        say("externalIdFieldName", json!(key));
    }
    say(
        "concurrencyMode",
        json!(if job.serial { "Serial" } else { "Parallel" }),
    );
    say("contentType", json!(job.content));
    say("numberBatchesQueued", json!(0));
    say("numberBatchesInProgress", json!(0));
    say("numberBatchesCompleted", json!(batches.len() - failed));
    say("numberBatchesFailed", json!(failed));
    say("numberBatchesTotal", json!(batches.len()));
    say(
        "numberRecordsProcessed",
        json!(batches.iter().map(|batch| batch.processed).sum::<u64>()),
    );
    say("numberRetries", json!(0));
    say("apiVersion", json!(f64::from(job.version)));
    say(
        "numberRecordsFailed",
        json!(batches.iter().map(|batch| batch.failed).sum::<u64>()),
    );
    say("totalProcessingTime", json!(0));
    say("apiActiveProcessingTime", json!(0));
    say("apexProcessingTime", json!(0));
    told
}

/// A batch as it stands.
fn told(batch: &Batch) -> Map<String, Value> {
    batch_info(
        batch,
        if batch.error.is_some() {
            "Failed"
        } else {
            "Completed"
        },
    )
}

fn batch_info(batch: &Batch, state: &str) -> Map<String, Value> {
    let is_new = state == "Queued";
    let count = |number: u64| if is_new { 0 } else { number };
    let mut told = Map::new();
    let mut say = |name: &str, value: Value| told.insert(name.to_owned(), value);
    say("id", json!(batch.id));
    say("jobId", json!(batch.job));
    say("state", json!(state));
    if let Some(error) = batch.error.as_ref().filter(|_| !is_new) {
        say("stateMessage", json!(error));
    }
    say("createdDate", moment(&batch.created));
    say("systemModstamp", moment(&batch.created));
    say("numberRecordsProcessed", json!(count(batch.processed)));
    say("numberRecordsFailed", json!(count(batch.failed)));
    say("totalProcessingTime", json!(0));
    say("apiActiveProcessingTime", json!(0));
    say("apexProcessingTime", json!(0));
    told
}
