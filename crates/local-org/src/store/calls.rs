//! The call log, and how much of the daily limit is used.

use rusqlite::{Connection, params};

use super::tables::stamp;

/// The log keeps so many calls; the oldest go first.
const MOST: i64 = 1_000_000;

/// How often it is looked whether there are more.
const EVERY: i64 = 1_000;

/// One answered HTTP call, as the log keeps it: no body, no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallRecord {
    /// When it came.
    pub(crate) at: String,
    /// The method.
    pub(crate) method: String,
    /// The path, and the query without secrets.
    pub(crate) path: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// The username of the caller, where known.
    pub(crate) user: Option<String>,
    /// How long it took, in milliseconds.
    pub(crate) ms: u64,
    /// Whether it counts against the daily limit.
    pub(crate) counted: bool,
}

/// Writes a call down and counts it.
pub(super) fn write(connection: &Connection, call: &CallRecord) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO _call (at, method, path, status, user, ms, counted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            call.at,
            call.method,
            call.path,
            call.status,
            call.user,
            i64::try_from(call.ms).unwrap_or(i64::MAX),
            call.counted
        ])?;
    let number = connection.last_insert_rowid();
    if number % EVERY == 0 {
        connection.execute("DELETE FROM _call WHERE number <= ?1", [number - MOST])?;
    }
    if call.counted {
        connection
            .prepare_cached(
                "INSERT INTO _call_minute (minute, calls) VALUES (?1, 1)
                 ON CONFLICT (minute) DO UPDATE SET calls = calls + 1",
            )?
            .execute([minute(&call.at)])?;
    }
    Ok(())
}

/// Returns the whole log, oldest first.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<CallRecord>> {
    connection
        .prepare_cached("SELECT at, method, path, status, user, ms, counted FROM _call ORDER BY number")?
        .query_map([], |found| {
            Ok(CallRecord {
                at: found.get(0)?,
                method: found.get(1)?,
                path: found.get(2)?,
                status: found.get(3)?,
                user: found.get(4)?,
                ms: found.get::<_, i64>(5)?.unsigned_abs(),
                counted: found.get(6)?,
            })
        })?
        .collect()
}

/// Returns how many calls of the last 24 hours count against the daily limit. They are counted by the minute, since
/// every answer tells the number.
pub(super) fn of_a_day(connection: &Connection, now: jiff::Timestamp) -> u64 {
    let since = now
        .checked_sub(jiff::SignedDuration::from_hours(24))
        .unwrap_or(jiff::Timestamp::MIN);
    connection
        .prepare_cached("SELECT coalesce(sum(calls), 0) FROM _call_minute WHERE minute >= ?1")
        .and_then(|mut statement| {
            statement.query_row([minute(&stamp(since))], |found| found.get::<_, i64>(0))
        })
        .unwrap_or_default()
        .unsigned_abs()
}

/// `2026-11-22T06:00`
fn minute(stamp: &str) -> &str {
    stamp.get(..16).unwrap_or(stamp)
}
