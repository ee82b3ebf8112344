//! Writing calls down, until their day is over.

use rusqlite::{Connection, params};

use super::ApiEvent;
use crate::value::Id;

/// The calls of days that are not over, and the files of those that are.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _api_event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL, user TEXT NOT NULL, username TEXT NOT NULL, app TEXT, app_name TEXT,
  ip TEXT NOT NULL, client TEXT, family TEXT NOT NULL, version TEXT NOT NULL, resource TEXT NOT NULL,
  entity TEXT NOT NULL, method TEXT NOT NULL, status INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS _api_event_at ON _api_event (at);
CREATE TABLE IF NOT EXISTS _event_log_file (id TEXT PRIMARY KEY, body BLOB NOT NULL);
";

/// Who made a call, with what.
#[derive(Debug, Clone)]
pub(crate) struct Whose {
    /// The user.
    pub(crate) user: Id,
    /// Its username.
    pub(crate) username: String,
    /// The app that the token is of: Id and label.
    pub(crate) app: Option<(Id, String)>,
}

/// The rest of a line.
#[derive(Debug, Clone)]
pub(crate) struct Circumstances {
    /// When.
    pub(crate) at: String,
    /// From where.
    pub(crate) ip: String,
    /// What the caller calls itself in `Sforce-Call-Options`.
    pub(crate) client: Option<String>,
    /// The method.
    pub(crate) method: String,
    /// The status of the answer.
    pub(crate) status: u16,
}

/// Writes a call down.
pub(crate) fn write(
    connection: &Connection,
    event: &ApiEvent,
    whose: &Whose,
    how: &Circumstances,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO _api_event (at, user, username, app, app_name, ip, client, family, version, resource,
                entity, method, status)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            how.at,
            whose.user.as_str(),
            whose.username,
            whose.app.as_ref().map(|(id, _)| id.as_str()),
            whose.app.as_ref().map(|(_, label)| label),
            how.ip,
            how.client,
            event.family,
            event.version,
            event.resource,
            event.entity,
            how.method,
            how.status,
        ])
        .map(drop)
}
