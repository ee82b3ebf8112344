//! The tables behind jobs of batches.

use rusqlite::{OptionalExtension as _, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::enforce::Caller;
use crate::error::ApiError;
use crate::services::bulk::job::Operation;
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

/// Jobs and batches as JSON; what a batch was sent, and what came of it.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _batch_job (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, job TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS _batch (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, job TEXT NOT NULL, batch TEXT NOT NULL,
  request BLOB NOT NULL, result TEXT NOT NULL);
";

/// Both Bulk APIs number their jobs under one prefix; these begin far from the others.
const FIRST: u64 = 1_000_000_000;

/// What batches of a job look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum ContentType {
    Csv,
    Json,
    Xml,
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    Open,
    Closed,
    Aborted,
}

/// A job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) operation: Operation,
    pub(super) object: String,
    pub(super) key: Option<String>,
    pub(super) content: ContentType,
    pub(super) serial: bool,
    pub(super) state: State,
    pub(super) version: u16,
    pub(super) owner: String,
    pub(super) created: String,
    pub(super) changed: String,
}

/// A batch: worked off, or failed as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Batch {
    pub(super) id: String,
    pub(super) job: String,
    pub(super) created: String,
    pub(super) processed: u64,
    pub(super) failed: u64,
    /// Why the whole of it failed.
    pub(super) error: Option<String>,
}

/// Keeps a new job and gives it its Id.
pub(super) fn add_job(tx: &Tx<'_>, job: &mut Job) {
    tx.conn()
        .prepare_cached("INSERT INTO _batch_job (job) VALUES ('')")
        .or_abort()
        .execute([])
        .or_abort();
    let number = tx.conn().last_insert_rowid();
    job.id = Id::make("750", FIRST + number.unsigned_abs()).to_string();
    tx.conn()
        .prepare_cached("UPDATE _batch_job SET id = ?2 WHERE number = ?1")
        .or_abort()
        .execute(params![number, job.id])
        .or_abort();
    put_job(tx, job);
}

/// Keeps what became of a job.
pub(super) fn put_job(tx: &Tx<'_>, job: &Job) {
    tx.conn()
        .prepare_cached("UPDATE _batch_job SET job = ?2 WHERE id = ?1")
        .or_abort()
        .execute(params![job.id, text(job)])
        .or_abort();
}

/// Returns the caller's job of that Id.
///
/// # Errors
/// `InvalidJob` when there is none.
pub(super) fn job(tx: &Tx<'_>, caller: &Caller, id: &str) -> Result<Job, ApiError> {
    let unknown = || ApiError::bad("INVALIDJOB", format!("Unable to find job: {id}"));
    let full = Id::parse(id).ok_or_else(unknown)?;
    one::<Job>(tx, "SELECT job FROM _batch_job WHERE id = ?1", full.as_str())
        .filter(|job| job.owner == caller.user_id.as_str())
        .ok_or_else(unknown)
}

/// Keeps a batch, gives it its Id, and returns it.
pub(super) fn add_batch(tx: &Tx<'_>, mut batch: Batch, request: &[u8], result: &Value) -> Batch {
    tx.conn()
        .prepare_cached("INSERT INTO _batch (job, batch, request, result) VALUES (?1, '', ?2, ?3)")
        .or_abort()
        .execute(params![batch.job, request, result.to_string()])
        .or_abort();
    let number = tx.conn().last_insert_rowid();
    batch.id = Id::make("751", number.unsigned_abs()).to_string();
    tx.conn()
        .prepare_cached("UPDATE _batch SET id = ?2, batch = ?3 WHERE number = ?1")
        .or_abort()
        .execute(params![number, batch.id, text(&batch)])
        .or_abort();
    batch
}

/// Returns the batch of a job.
///
/// # Errors
/// `InvalidBatch` when there is none.
pub(super) fn batch(tx: &Tx<'_>, job: &Job, id: &str) -> Result<Batch, ApiError> {
    let unknown = || ApiError::bad("InvalidBatch", format!("Unable to find batch: {id}"));
    let full = Id::parse(id).ok_or_else(unknown)?;
    one::<Batch>(tx, "SELECT batch FROM _batch WHERE id = ?1", full.as_str())
        .filter(|batch| batch.job == job.id)
        .ok_or_else(unknown)
}

/// Returns all batches of a job.
pub(super) fn batches(tx: &Tx<'_>, job: &Job) -> Vec<Batch> {
    let mut statement = tx
        .conn()
        .prepare_cached("SELECT batch FROM _batch WHERE job = ?1 ORDER BY number")
        .or_abort();
    let found = statement
        .query_map([&job.id], |found| found.get::<_, String>(0))
        .or_abort();
    found
        .filter_map(|text| serde_json::from_str(&text.or_abort()).ok())
        .collect()
}

/// Returns what came of a batch.
pub(super) fn result(tx: &Tx<'_>, batch: &Batch) -> Value {
    one(tx, "SELECT result FROM _batch WHERE id = ?1", &batch.id).unwrap_or(Value::Null)
}

/// Returns what a batch was sent.
pub(super) fn request(tx: &Tx<'_>, batch: &Batch) -> Vec<u8> {
    tx.conn()
        .prepare_cached("SELECT request FROM _batch WHERE id = ?1")
        .or_abort()
        .query_row([&batch.id], |found| found.get(0))
        .optional()
        .or_abort()
        .unwrap_or_default()
}

fn one<T: DeserializeOwned>(tx: &Tx<'_>, sql: &str, id: &str) -> Option<T> {
    let text: Option<String> = tx
        .conn()
        .prepare_cached(sql)
        .or_abort()
        .query_row([id], |found| found.get(0))
        .optional()
        .or_abort();
    serde_json::from_str(&text?).ok()
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
