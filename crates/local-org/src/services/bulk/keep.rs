//! The tables behind jobs.

use rusqlite::{OptionalExtension as _, params};

use super::job::{Job, Kind};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

/// Jobs as JSON, what was uploaded, and the lines of their answers.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _bulk_job (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, kind TEXT NOT NULL, owner TEXT NOT NULL, job TEXT NOT NULL, upload BLOB
);
CREATE TABLE IF NOT EXISTS _bulk_line (
  job INTEGER NOT NULL, pile TEXT NOT NULL, number INTEGER NOT NULL, line TEXT NOT NULL,
  PRIMARY KEY (job, pile, number)
) WITHOUT ROWID;
";

/// The answers that a job keeps apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pile {
    /// Rows that were written.
    Successful,
    /// Rows that were refused.
    Failed,
    /// Rows that were never tried.
    Unprocessed,
    /// Rows that a query found.
    Found,
}

impl Pile {
    fn name(self) -> &'static str {
        match self {
            Pile::Successful => "successful",
            Pile::Failed => "failed",
            Pile::Unprocessed => "unprocessed",
            Pile::Found => "found",
        }
    }
}

/// Keeps a new job and gives it its number.
pub(super) fn add(tx: &Tx<'_>, job: &mut Job) {
    tx.conn()
        .prepare_cached("INSERT INTO _bulk_job (kind, owner, job) VALUES (?1, ?2, '')")
        .or_abort()
        .execute([job.kind.segment(), job.owner.as_str()])
        .or_abort();
    job.number = tx.conn().last_insert_rowid().unsigned_abs();
    put(tx, job);
}

/// Keeps what became of a job.
pub(super) fn put(tx: &Tx<'_>, job: &Job) {
    let text = serde_json::to_string(job).unwrap_or_default();
    tx.conn()
        .prepare_cached("UPDATE _bulk_job SET id = ?3, job = ?2 WHERE number = ?1")
        .or_abort()
        .execute(params![whole(job.number), text, job.id().as_str()])
        .or_abort();
}

/// Returns the job of that kind and Id, if the caller may know of it: it is the caller's own, or the caller manages
/// data integrations.
///
/// # Errors
/// 404 otherwise.
pub(super) fn find(tx: &Tx<'_>, caller: &Caller, kind: Kind, id: &str) -> Result<Job, ApiError> {
    let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
    let text: Option<String> = tx
        .conn()
        .prepare_cached("SELECT job FROM _bulk_job WHERE kind = ?1 AND id = ?2")
        .or_abort()
        .query_row([kind.segment(), id.as_str()], |found| found.get(0))
        .optional()
        .or_abort();
    text.and_then(|text| serde_json::from_str::<Job>(&text).ok())
        .filter(|job| job.is_of(caller) || sees_all(caller))
        .ok_or_else(ApiError::not_found)
}

fn sees_all(caller: &Caller) -> bool {
    caller.access.permission("ManageDataIntegrations")
}

/// Returns jobs that the caller may know of, newest first, from below `before`.
pub(super) fn list(tx: &Tx<'_>, caller: &Caller, kind: Kind, before: Option<u64>, most: usize) -> Vec<Job> {
    let mut statement = tx
        .conn()
        .prepare_cached(
            "SELECT job FROM _bulk_job WHERE kind = ?1 AND number < ?2 AND (?3 OR owner = ?4)
             ORDER BY number DESC LIMIT ?5",
        )
        .or_abort();
    let limits = params![
        kind.segment(),
        before.map_or(i64::MAX, whole),
        sees_all(caller),
        caller.user_id.as_str(),
        i64::try_from(most).unwrap_or(i64::MAX),
    ];
    let found = statement
        .query_map(limits, |found| found.get::<_, String>(0))
        .or_abort();
    found
        .filter_map(|text| serde_json::from_str(&text.or_abort()).ok())
        .collect()
}

/// Forgets a job and all that it holds.
pub(super) fn remove(tx: &Tx<'_>, job: &Job) {
    for sql in [
        "DELETE FROM _bulk_line WHERE job = ?1",
        "DELETE FROM _bulk_job WHERE number = ?1",
    ] {
        tx.conn()
            .prepare_cached(sql)
            .or_abort()
            .execute([whole(job.number)])
            .or_abort();
    }
}

/// Keeps the data of a job; false when it has some already.
pub(super) fn upload(tx: &Tx<'_>, job: &Job, data: &[u8]) -> bool {
    tx.conn()
        .prepare_cached("UPDATE _bulk_job SET upload = ?2 WHERE number = ?1 AND upload IS NULL")
        .or_abort()
        .execute(params![whole(job.number), data])
        .or_abort()
        == 1
}

/// Takes the data of a job out of the store: what became of its rows is kept from there on.
pub(super) fn take_upload(tx: &Tx<'_>, job: &Job) -> Option<Vec<u8>> {
    let data = tx
        .conn()
        .prepare_cached("SELECT upload FROM _bulk_job WHERE number = ?1")
        .or_abort()
        .query_row([whole(job.number)], |found| found.get(0))
        .optional()
        .or_abort()
        .flatten();
    tx.conn()
        .prepare_cached("UPDATE _bulk_job SET upload = x'' WHERE number = ?1")
        .or_abort()
        .execute([whole(job.number)])
        .or_abort();
    data
}

/// Adds a line to a pile.
pub(super) fn push(tx: &Tx<'_>, job: u64, pile: Pile, number: u64, line: &str) {
    tx.conn()
        .prepare_cached("INSERT INTO _bulk_line (job, pile, number, line) VALUES (?1, ?2, ?3, ?4)")
        .or_abort()
        .execute(params![whole(job), pile.name(), whole(number), line])
        .or_abort();
}

/// Returns lines of a pile from `offset` on.
pub(super) fn lines(tx: &Tx<'_>, job: &Job, pile: Pile, offset: u64, most: u64) -> Vec<String> {
    let mut statement = tx
        .conn()
        .prepare_cached(
            "SELECT line FROM _bulk_line WHERE job = ?1 AND pile = ?2 AND number >= ?3 ORDER BY number LIMIT ?4",
        )
        .or_abort();
    let wanted = params![whole(job.number), pile.name(), whole(offset), whole(most)];
    let found = statement.query_map(wanted, |found| found.get(0)).or_abort();
    found.map(|line| line.or_abort()).collect()
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
