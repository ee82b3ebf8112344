//! Cursors: what a query found, kept so that later pages neither repeat nor miss rows.

use std::time::Duration;

use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use crate::error::ApiError;
use crate::store::{OrAbort as _, Tx, stamp};
use crate::value::Id;

/// The tables of cursors. Ids are kept in chunks, so that a page of a large answer reads little.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _cursor (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  user TEXT NOT NULL, soql TEXT NOT NULL, deleted INTEGER NOT NULL, tooling INTEGER NOT NULL,
  total INTEGER NOT NULL, at TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS _cursor_user ON _cursor (user, number);
CREATE INDEX IF NOT EXISTS _cursor_at ON _cursor (at);
CREATE TABLE IF NOT EXISTS _cursor_chunk (
  cursor INTEGER NOT NULL, chunk INTEGER NOT NULL, ids TEXT NOT NULL, PRIMARY KEY (cursor, chunk)
) WITHOUT ROWID;
";

/// Ids of a chunk: the largest page, so that a page lies in two chunks at most.
const CHUNK: usize = 2_000;

/// How long a cursor lives (SOQL and SOSL Reference, "SOQL Limits").
const LIFE: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// How many a user may have; one more and the oldest is gone (REST API Developer Guide, "API Query Cursor Limits").
const MOST: i64 = 10;

/// The key prefix of locators.
const PREFIX: &str = "01g";

/// A query whose rows are known.
pub(super) struct Cursor {
    number: i64,
    pub(super) soql: String,
    pub(super) include_deleted: bool,
    pub(super) tooling: bool,
    pub(super) total: usize,
}

impl Cursor {
    /// Returns the locator, without an offset.
    pub(super) fn locator(&self) -> String {
        Id::make(PREFIX, self.number.unsigned_abs()).to_string()
    }

    /// Notes that the last page was read: such a cursor is the first to go.
    pub(super) fn finish(&self, tx: &Tx<'_>) {
        tx.conn()
            .prepare_cached("UPDATE _cursor SET finished = 1 WHERE number = ?1")
            .and_then(|mut statement| statement.execute([self.number]))
            .or_abort();
    }

    /// Returns the Ids from `offset` on, `count` at most.
    pub(super) fn ids(&self, tx: &Tx<'_>, offset: usize, count: usize) -> Vec<String> {
        let first = offset / CHUNK;
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut prepared = tx.conn().prepare_cached(
                "SELECT ids FROM _cursor_chunk WHERE cursor = ?1 AND chunk BETWEEN ?2 AND ?3 ORDER BY chunk",
            )?;
            let last = (offset + count) / CHUNK;
            let chunks =
                prepared.query_map(params![self.number, whole(first), whole(last)], |row| row.get(0))?;
            chunks.collect()
        };
        let chunks = read().or_abort();
        let ids = chunks
            .iter()
            .flat_map(|text| serde_json::from_str::<Vec<String>>(text).unwrap_or_default());
        ids.skip(offset - first * CHUNK).take(count).collect()
    }
}

/// Keeps what a user's query found.
pub(super) fn keep(
    tx: &Tx<'_>,
    user: &Id,
    soql: &str,
    (include_deleted, tooling): (bool, bool),
    ids: &[String],
) -> Cursor {
    forget(tx, user).or_abort();
    let conn = tx.conn();
    conn.execute(
        "INSERT INTO _cursor (user, soql, deleted, tooling, total, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            user.as_str(),
            soql,
            include_deleted,
            tooling,
            whole(ids.len()),
            stamp(tx.now())
        ],
    )
    .or_abort();
    let number = conn.last_insert_rowid();
    for (chunk, ids) in ids.chunks(CHUNK).enumerate() {
        conn.execute(
            "INSERT INTO _cursor_chunk (cursor, chunk, ids) VALUES (?1, ?2, ?3)",
            params![number, whole(chunk), Value::from(ids).to_string()],
        )
        .or_abort();
    }
    Cursor {
        number,
        soql: soql.to_owned(),
        include_deleted,
        tooling,
        total: ids.len(),
    }
}

/// Forgets cursors that are too old, and those of a user who is about to have too many: first what was read to its end,
/// then the oldest.
fn forget(tx: &Tx<'_>, user: &Id) -> rusqlite::Result<()> {
    let mut doomed = tx.conn().prepare_cached(
        "SELECT number FROM _cursor WHERE at < ?1 UNION
         SELECT * FROM (SELECT number FROM _cursor WHERE user = ?2 ORDER BY finished, number DESC LIMIT -1 OFFSET ?3)",
    )?;
    let doomed: Vec<i64> = doomed
        .query_map(params![oldest(tx), user.as_str(), MOST - 1], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for number in doomed {
        for table in [
            "DELETE FROM _cursor_chunk WHERE cursor = ?1",
            "DELETE FROM _cursor WHERE number = ?1",
        ] {
            tx.conn().prepare_cached(table)?.execute([number])?;
        }
    }
    Ok(())
}

/// Returns when the oldest cursor that still lives was made.
fn oldest(tx: &Tx<'_>) -> String {
    stamp(tx.now().checked_sub(LIFE).unwrap_or(jiff::Timestamp::MIN))
}

/// Finds a user's cursor by `<locator>-<offset>`.
///
/// # Errors
/// `INVALID_QUERY_LOCATOR` for one that never was, is no more, or belongs to somebody else.
pub(super) fn find(tx: &Tx<'_>, user: &Id, locator: &str) -> Result<(Cursor, usize), ApiError> {
    let (locator, offset) = locator.rsplit_once('-').ok_or_else(invalid)?;
    let offset: usize = offset.parse().map_err(|_| invalid())?;
    let number = number_of(locator).ok_or_else(invalid)?;
    let found = tx
        .conn()
        .query_row(
            "SELECT soql, deleted, tooling, total FROM _cursor WHERE number = ?1 AND user = ?2 AND at >= ?3",
            params![number, user.as_str(), oldest(tx)],
            |row| {
                Ok(Cursor {
                    number,
                    soql: row.get(0)?,
                    include_deleted: row.get(1)?,
                    tooling: row.get(2)?,
                    total: usize::try_from(row.get::<_, i64>(3)?).unwrap_or_default(),
                })
            },
        )
        .optional()
        .or_abort();
    found
        .filter(|cursor| offset < cursor.total)
        .map(|cursor| (cursor, offset))
        .ok_or_else(invalid)
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

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn invalid() -> ApiError {
    ApiError::new(404, "INVALID_QUERY_LOCATOR", "invalid query locator")
}
