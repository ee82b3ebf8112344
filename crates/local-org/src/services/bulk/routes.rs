//! Which call of a job's life is meant.

use http::Method;
use serde_json::{Value, json};

use super::job::{Job, Kind};
use super::{ingest, keep, query};
use crate::error::ApiError;
use crate::server::Response;
use crate::services::rest::Call;
use crate::store::Tx;

/// Jobs of a page of the list (Bulk API 2.0 Developer Guide, "Get Information About All Jobs").
const PAGE: usize = 1_000;

/// Answers `/services/data/vX/jobs/…`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = call.path();
    match path.as_slice() {
        ["jobs", "ingest", rest @ ..] => of_kind(tx, call, Kind::Ingest, rest),
        ["jobs", "query", rest @ ..] => of_kind(tx, call, Kind::Query, rest),
        _ => Err(ApiError::not_found()),
    }
}

fn of_kind(tx: &mut Tx<'_>, call: &Call<'_>, kind: Kind, rest: &[&str]) -> Result<Response, ApiError> {
    let Some((id, rest)) = rest.split_first() else {
        return match_method(call, &[Method::GET, Method::POST], |method| match *method {
            Method::POST => create(tx, call, kind),
            _ => list(tx, call, kind),
        });
    };
    let job = keep::find(tx, call.caller, kind, id)?;
    match (kind, rest) {
        (_, []) => {
            let allowed = [Method::GET, Method::PATCH, Method::DELETE];
            match_method(call, &allowed, |method| match *method {
                Method::PATCH => change(tx, call, job),
                Method::DELETE => remove(tx, &job),
                _ => Ok(info(&job)),
            })
        }
        (Kind::Ingest, ["batches"]) => match_method(call, &[Method::PUT], |_| ingest::upload(tx, call, &job)),
        (Kind::Ingest, [pile]) => {
            match_method(call, &[Method::GET], |_| ingest::results(tx, call, &job, pile))
        }
        (Kind::Query, ["results"]) => match_method(call, &[Method::GET], |_| query::results(tx, call, &job)),
        _ => Err(ApiError::not_found()),
    }
}

fn create(tx: &mut Tx<'_>, call: &Call<'_>, kind: Kind) -> Result<Response, ApiError> {
    match kind {
        Kind::Ingest => ingest::create(tx, call),
        Kind::Query => query::create(tx, call),
    }
}

fn change(tx: &mut Tx<'_>, call: &Call<'_>, job: Job) -> Result<Response, ApiError> {
    match job.kind {
        Kind::Ingest => ingest::change(tx, call, job),
        Kind::Query => query::change(call, &job),
    }
}

fn match_method(
    call: &Call<'_>,
    allowed: &[Method],
    answer: impl FnOnce(&Method) -> Result<Response, ApiError>,
) -> Result<Response, ApiError> {
    call.allow(allowed)?;
    answer(&call.method())
}

fn info(job: &Job) -> Response {
    Response::json(200, &Value::Object(job.told_in_full()))
}

fn remove(tx: &Tx<'_>, job: &Job) -> Result<Response, ApiError> {
    if !job.state.is_over() {
        return Err(super::request::invalid_state(
            "A job can be deleted once it is complete, failed or aborted",
        ));
    }
    keep::remove(tx, job);
    Ok(Response::empty(204))
}

fn list(tx: &Tx<'_>, call: &Call<'_>, kind: Kind) -> Result<Response, ApiError> {
    let before = match call.request.parameter("queryLocator") {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|_| ApiError::bad("INVALID_QUERY_LOCATOR", "Invalid query locator"))?,
        ),
    };
    let mut jobs = keep::list(tx, call.caller, kind, before, PAGE + 1);
    let more = jobs.len() > PAGE;
    jobs.truncate(PAGE);
    let next = jobs.last().filter(|_| more).map(|last| {
        format!(
            "{}/jobs/{}?queryLocator={}",
            call.base(),
            kind.segment(),
            last.number
        )
    });
    let records: Vec<Value> = jobs
        .iter()
        .map(|job| {
            let mut told = job.told();
            told.insert("jobType".to_owned(), job.told_in_full()["jobType"].clone());
            Value::Object(told)
        })
        .collect();
    Ok(Response::json(
        200,
        &json!({"done": !more, "records": records, "nextRecordsUrl": next}),
    ))
}

/// An answer of lines, the names of the columns first.
pub(super) fn csv(columns: &str, lines: &[String]) -> Response {
    let mut body = String::with_capacity(columns.len() + lines.iter().map(String::len).sum::<usize>());
    body.push_str(columns);
    lines.iter().for_each(|line| body.push_str(line));
    Response::text(200, "text/csv", body)
}
