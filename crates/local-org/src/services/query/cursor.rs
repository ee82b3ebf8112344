//! Cursors: what a query found, kept so that later pages neither repeat nor miss rows.

use std::time::Duration;

use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use crate::error::ApiError;
use crate::store::{Tx, stamp};
use crate::value::Id;

/// The table of cursors.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _cursor (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  user TEXT NOT NULL, soql TEXT NOT NULL, deleted INTEGER NOT NULL, tooling INTEGER NOT NULL,
  ids TEXT NOT NULL, at TEXT NOT NULL
);
";

/// How long a cursor lives (SOQL and SOSL Reference, "SOQL Limits").
const LIFE: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// How many a user may have; one more and the oldest is gone (REST API Developer Guide, "API Query Cursor Limits").
const MOST: i64 = 10;

/// The key prefix of locators.
const PREFIX: &str = "01g";

/// A query whose rows are known.
pub(super) struct Cursor {
    pub(super) soql: String,
    pub(super) include_deleted: bool,
    pub(super) tooling: bool,
    pub(super) ids: Vec<String>,
}

/// Keeps a cursor for a user and returns its locator, without an offset.
pub(super) fn keep(tx: &Tx<'_>, user: &Id, cursor: &Cursor) -> Result<String, ApiError> {
    let now = tx.now();
    let too_old = now.checked_sub(LIFE).unwrap_or(jiff::Timestamp::MIN);
    let write = || -> rusqlite::Result<i64> {
        let conn = tx.conn();
        conn.execute("DELETE FROM _cursor WHERE at < ?1", [stamp(too_old)])?;
        conn.execute(
            "DELETE FROM _cursor WHERE user = ?1 AND number NOT IN
               (SELECT number FROM _cursor WHERE user = ?1 ORDER BY number DESC LIMIT ?2)",
            params![user.as_str(), MOST - 1],
        )?;
        conn.execute(
            "INSERT INTO _cursor (user, soql, deleted, tooling, ids, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                user.as_str(),
                cursor.soql,
                cursor.include_deleted,
                cursor.tooling,
                Value::from(cursor.ids.as_slice()).to_string(),
                stamp(now)
            ],
        )?;
        Ok(conn.last_insert_rowid())
    };
    let number = write().map_err(|error| unknown(&error))?;
    Ok(Id::make(PREFIX, number.unsigned_abs()).to_string())
}

/// Finds a user's cursor by `<locator>-<offset>`.
///
/// # Errors
/// `INVALID_QUERY_LOCATOR` for one that never was, is no more, or belongs to somebody else.
pub(super) fn find(tx: &Tx<'_>, user: &Id, locator: &str) -> Result<(String, usize, Cursor), ApiError> {
    let (locator, offset) = locator.rsplit_once('-').ok_or_else(invalid)?;
    let offset: usize = offset.parse().map_err(|_| invalid())?;
    let number = number_of(locator).ok_or_else(invalid)?;
    let oldest = tx.now().checked_sub(LIFE).unwrap_or(jiff::Timestamp::MIN);
    let found = tx
        .conn()
        .query_row(
            "SELECT soql, deleted, tooling, ids FROM _cursor WHERE number = ?1 AND user = ?2 AND at >= ?3",
            params![number, user.as_str(), stamp(oldest)],
            |row| {
                Ok(Cursor {
                    soql: row.get(0)?,
                    include_deleted: row.get(1)?,
                    tooling: row.get(2)?,
                    ids: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
                })
            },
        )
        .optional()
        .map_err(|error| unknown(&error))?;
    match found {
        Some(cursor) if offset < cursor.ids.len() => Ok((locator.to_owned(), offset, cursor)),
        _ => Err(invalid()),
    }
}

/// Reads a locator back to its number: only what [`keep`] made is one.
fn number_of(locator: &str) -> Option<i64> {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let id = Id::parse(locator)?;
    let tail = id.short().get(6..)?;
    let number = tail.bytes().try_fold(0_u64, |number, byte| {
        let digit = DIGITS.iter().position(|known| *known == byte)?;
        number.checked_mul(62)?.checked_add(u64::try_from(digit).ok()?)
    })?;
    (Id::make(PREFIX, number) == id)
        .then(|| i64::try_from(number).ok())
        .flatten()
}

fn invalid() -> ApiError {
    ApiError::new(404, "INVALID_QUERY_LOCATOR", "invalid query locator")
}

fn unknown(error: &rusqlite::Error) -> ApiError {
    tracing::error!(%error, "cursors could not be read or written");
    ApiError::new(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.")
}
