//! Ingest jobs: made, filled, handed over, asked for their results.

use serde_json::Value;

use super::job::{Job, Kind, Operation, State};
use super::keep::{self, Pile};
use super::load;
use super::request::{Wanted, invalid_job, invalid_state};
use super::routes::csv;
use super::table::Table;
use crate::dml::external_id_field;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::server::Response;
use crate::services::rest::Call;
use crate::store::Tx;

/// Answers `POST /jobs/ingest`.
pub(super) fn create(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let wanted = Wanted::of(call)?;
    let operation = wanted.operation()?;
    if operation.kind() == Kind::Query {
        return Err(invalid_job("A job that queries is made at /jobs/query"));
    }
    let schema = tx.org.schema();
    let object = object(call.caller, &schema, wanted.required("object")?)?;
    check_operation(call.caller, operation)?;
    let mut job = Job::new(tx, call, operation, wanted.dialect()?);
    job.object.clone_from(&object.name);
    job.key = key(call.caller, object, operation, wanted.text("externalIdFieldName"))?;
    keep::add(tx, &mut job);
    Ok(Response::json(200, &Value::Object(job.told())))
}

/// Deleting for good needs a permission of its own.
pub(super) fn check_operation(caller: &Caller, operation: Operation) -> Result<(), ApiError> {
    if operation != Operation::HardDelete || caller.access.permission("BulkApiHardDelete") {
        return Ok(());
    }
    Err(ApiError::bad(
        "FEATURENOTENABLED",
        "hardDelete operation requires special user profile permission, please contact your system administrator",
    ))
}

/// Objects that only SOQL reaches.
const NOT_SERVED: &[&str] = &[
    "AuthSession",
    "LoginGeo",
    "Organization",
    "SetupAuditTrail",
    "UserLogin",
];

/// Returns the object of a job, if there is one as far as the caller can tell, and the Bulk API serves it.
pub(super) fn object<'s>(
    caller: &Caller,
    schema: &'s crate::schema::Schema,
    name: &str,
) -> Result<&'s ObjectDef, ApiError> {
    let object = schema
        .object(name)
        .filter(|object| caller.access.object(&object.name).read)
        .ok_or_else(|| invalid_job(format!("Unable to find object: {name}")))?;
    if NOT_SERVED.contains(&object.name.as_str()) || !object.queryable {
        let message = format!("Entity '{}' is not supported by the Bulk API.", object.name);
        return Err(ApiError::bad("INVALIDENTITY", message));
    }
    Ok(object)
}

/// Returns the field that an upsert finds rows by.
pub(super) fn key(
    caller: &Caller,
    object: &ObjectDef,
    operation: Operation,
    named: Option<&str>,
) -> Result<Option<String>, ApiError> {
    if operation != Operation::Upsert {
        return Ok(None);
    }
    let name = named.ok_or_else(|| invalid_job("External ID was blank for the object"))?;
    let found = external_id_field(object, name);
    let seen = found.filter(|field| caller.access.field(&object.name, &field.name).read);
    let field = seen.ok_or_else(|| {
        invalid_job(format!(
            "Field name provided, {name} does not match an External ID, Salesforce Id, or indexed field for {}",
            object.name
        ))
    })?;
    Ok(Some(field.name.clone()))
}

/// Answers `PUT /jobs/ingest/<id>/batches`.
pub(super) fn upload(tx: &Tx<'_>, call: &Call<'_>, job: &Job) -> Result<Response, ApiError> {
    if let Some(kind) = call.request.header("content-type")
        && !kind.to_ascii_lowercase().starts_with("text/csv")
    {
        let message = format!("Content-Type not supported: {kind}");
        return Err(ApiError::new(415, "UNSUPPORTED_MEDIA_TYPE", message));
    }
    owned(call, job)?;
    if job.state != State::Open {
        return Err(invalid_state(format!("The job {} is not open", job.id())));
    }
    if !keep::upload(tx, job, &call.request.body) {
        return Err(ApiError::bad(
            "CLIENTINPUTERROR",
            format!(
                "Found multiple contents for job: <{}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.",
                job.id()
            ),
        ));
    }
    Ok(Response::empty(201))
}

fn owned(call: &Call<'_>, job: &Job) -> Result<(), ApiError> {
    if job.is_of(call.caller) {
        return Ok(());
    }
    Err(ApiError::access("A job belongs to the user who made it"))
}

/// Answers `PATCH /jobs/ingest/<id>`. The answer to a handover says only that; how the job went is asked for.
pub(super) fn change(tx: &mut Tx<'_>, call: &Call<'_>, mut job: Job) -> Result<Response, ApiError> {
    let state = Wanted::of(call)?.state()?;
    owned(call, &job)?;
    if job.state != State::Open {
        return Err(invalid_state(format!("The job {} is not open", job.id())));
    }
    job.state = state;
    job.changed = tx.stamp();
    let answer = Response::json(200, &Value::Object(job.told()));
    let data = keep::take_upload(tx, &job).unwrap_or_default();
    if state == State::UploadComplete {
        load::run(tx, call.caller, &mut job, &data);
    } else if let Ok(table) = Table::parse(&data, job.dialect) {
        job.columns = table.columns;
        load::set_aside(tx, &job, table.rows.iter().map(|row| row.values.as_slice()));
    }
    keep::put(tx, &job);
    Ok(answer)
}

/// Answers `GET /jobs/ingest/<id>/successfulResults` and its siblings.
pub(super) fn results(tx: &Tx<'_>, call: &Call<'_>, job: &Job, name: &str) -> Result<Response, ApiError> {
    let (pile, own): (Pile, &[&str]) = match name.to_ascii_lowercase().as_str() {
        "successfulresults" => (Pile::Successful, &["sf__Id", "sf__Created"]),
        "failedresults" => (Pile::Failed, &["sf__Id", "sf__Error"]),
        "unprocessedrecords" => (Pile::Unprocessed, &[]),
        _ => return Err(ApiError::not_found()),
    };
    owned(call, job)?;
    if !job.state.is_over() {
        return Err(invalid_state(format!("The job {} is not complete", job.id())));
    }
    let columns = own.iter().copied().chain(job.columns.iter().map(String::as_str));
    let lines = keep::lines(tx, job, pile, 0, u64::MAX);
    Ok(csv(&job.dialect.line(columns), &lines))
}
