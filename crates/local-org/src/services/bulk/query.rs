//! Query jobs: a query is run when its job is made, and its rows are kept for whoever made it.

use serde_json::Value;

use super::job::{Job, Operation, State};
use super::keep::{self, Pile};
use super::request::{Wanted, invalid_job, invalid_state};
use super::{ingest, routes};
use crate::error::ApiError;
use crate::server::Response;
use crate::services::query::{Export, export};
use crate::services::rest::Call;
use crate::store::Tx;

/// Rows of a page where the client does not say. The true number depends on the size of the rows.
const PAGE: u64 = 50_000;

/// Answers `POST /jobs/query`.
pub(super) fn create(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let wanted = Wanted::of(call)?;
    let operation = wanted.operation()?;
    let include_deleted = match operation {
        Operation::Query => false,
        Operation::QueryAll => true,
        _ => return Err(invalid_job("A job that writes is made at /jobs/ingest")),
    };
    let dialect = wanted.dialect()?;
    let soql = wanted.required("query")?;
    let mut job = Job::new(tx, call, operation, dialect);
    keep::add(tx, &mut job);
    let (number, mut found) = (job.number, 0);
    let Export { object, columns } = export(tx, call.caller, soql, include_deleted, |tx, values| {
        let line = dialect.line(values.iter().map(String::as_str));
        keep::push(tx, number, Pile::Found, found, &line);
        found += 1;
    })?;
    let schema = tx.org.schema();
    ingest::object(call.caller, &schema, &object)?;
    job.object = object;
    job.columns = columns;
    // Made, as the answer has it; done, as the next question finds it.
    let answer = Response::json(200, &Value::Object(job.told()));
    job.processed = found;
    job.state = State::JobComplete;
    keep::put(tx, &job);
    Ok(answer)
}

/// Answers `PATCH /jobs/query/<id>`: all that a client may say is that it wants no more of it.
pub(super) fn change(call: &Call<'_>, job: &Job) -> Result<Response, ApiError> {
    match Wanted::of(call)?.state()? {
        State::Aborted => Err(invalid_state(format!("The job {} is over", job.id()))),
        _ => Err(invalid_state("A job that queries can only be aborted")),
    }
}

/// Answers `GET /jobs/query/<id>/results`.
pub(super) fn results(tx: &Tx<'_>, call: &Call<'_>, job: &Job) -> Result<Response, ApiError> {
    if !job.is_of(call.caller) {
        return Err(ApiError::access(
            "The results of a query are for the user who asked",
        ));
    }
    let number = |name: &str, code: &str| match call.request.parameter(name) {
        None => Ok(None),
        Some(text) => text
            .parse::<u64>()
            .map(Some)
            .map_err(|_| ApiError::bad(code, format!("invalid {name}: {text}"))),
    };
    let most = number("maxRecords", "INVALID_INPUT")?
        .filter(|most| *most > 0)
        .unwrap_or(PAGE);
    let offset = match call.request.parameter("locator").as_deref() {
        None | Some("" | "null") => 0,
        Some(text) => unlocate(text)
            .filter(|offset| *offset <= job.processed)
            .ok_or_else(|| ApiError::bad("INVALID_QUERY_LOCATOR", "Invalid query locator"))?,
    };
    let lines = keep::lines(tx, job, Pile::Found, offset, most);
    let count = u64::try_from(lines.len()).unwrap_or_default();
    let next = offset + count;
    let locator = if next < job.processed {
        locate(next)
    } else {
        "null".to_owned()
    };
    let columns = job.dialect.line(job.columns.iter().map(String::as_str));
    Ok(routes::csv(&columns, &lines)
        .with_header("sforce-locator", &locator)
        .with_header("sforce-numberofrecords", &count.to_string()))
}

/// A place in an answer, written so that nobody counts on what it is.
fn locate(offset: u64) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(offset.to_string())
}

fn unlocate(text: &str) -> Option<u64> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .ok()?;
    String::from_utf8(bytes).ok()?.parse().ok()
}
