//! Stored metadata documents: what has no sObject rows, or more to say than its rows.

use rusqlite::{OptionalExtension, Row as SqlRow, params};

use crate::services::metadata::types::Kind;
use crate::services::metadata::xml::{Element, parse, to_fragment};
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _metadata (
  kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, id TEXT NOT NULL, app TEXT COLLATE NOCASE, body TEXT NOT NULL,
  created_at TEXT NOT NULL, created_by TEXT, modified_at TEXT NOT NULL, modified_by TEXT,
  PRIMARY KEY (kind, name));
CREATE INDEX IF NOT EXISTS _metadata_app ON _metadata (kind, app);
CREATE INDEX IF NOT EXISTS _metadata_id ON _metadata (id);
";

/// One stored component.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Full name.
    pub(crate) name: String,
    /// Id of its row, or of its own where there is no row.
    pub(crate) id: Id,
    /// The developer name of the external client app that it belongs to.
    pub(crate) app: Option<String>,
    /// All fields with a value.
    pub(crate) body: Element,
    /// When it was made, as rows hold it.
    pub(crate) created_at: String,
    /// Who made it.
    pub(crate) created_by: Option<Id>,
    /// When it last changed.
    pub(crate) modified_at: String,
    /// Who changed it.
    pub(crate) modified_by: Option<Id>,
}

const COLUMNS: &str = "name, id, app, body, created_at, created_by, modified_at, modified_by";

/// Makes the tables where they are missing.
pub(crate) fn ensure(tx: &Tx<'_>) {
    tx.conn().execute_batch(TABLES).or_abort();
}

/// The component of that kind and name, names compared without case.
pub(crate) fn get(tx: &Tx<'_>, kind: Kind, name: &str) -> Option<Document> {
    one(tx, "kind = ?1 AND name = ?2", [kind.xml_name(), name])
}

/// The component with that Id.
pub(crate) fn by_id(tx: &Tx<'_>, kind: Kind, id: &Id) -> Option<Document> {
    one(tx, "kind = ?1 AND id = ?2", [kind.xml_name(), id.as_str()])
}

/// The one component of that kind that belongs to an app.
pub(crate) fn of_app(tx: &Tx<'_>, kind: Kind, app: &str) -> Option<Document> {
    one(tx, "kind = ?1 AND app = ?2", [kind.xml_name(), app])
}

/// All components of a kind, by name.
pub(crate) fn all(tx: &Tx<'_>, kind: Kind) -> Vec<Document> {
    ensure(tx);
    let sql = format!("SELECT {COLUMNS} FROM _metadata WHERE kind = ?1 ORDER BY name");
    let mut statement = tx.conn().prepare_cached(&sql).or_abort();
    let rows = statement.query_map([kind.xml_name()], read).or_abort();
    rows.map(|found| found.or_abort()).collect()
}

/// The names of the external client apps that have no part of that kind.
pub(crate) fn apps_without(tx: &Tx<'_>, kind: Kind) -> Vec<String> {
    ensure(tx);
    let sql = "SELECT name FROM _metadata AS header WHERE kind = 'ExternalClientApplication' AND NOT EXISTS
        (SELECT 1 FROM _metadata AS part WHERE part.kind = ?1 AND part.app = header.name) ORDER BY name";
    let mut statement = tx.conn().prepare_cached(sql).or_abort();
    let rows = statement
        .query_map([kind.xml_name()], |found| found.get(0))
        .or_abort();
    rows.map(|found| found.or_abort()).collect()
}

/// Stores a component: makes it, or replaces its body.
pub(crate) fn put(tx: &Tx<'_>, kind: Kind, name: &str, id: &Id, app: Option<&str>, body: &Element) {
    ensure(tx);
    let (now, by) = (tx.stamp(), tx.actor().map(Id::as_str));
    tx.conn()
        .prepare_cached(
            "INSERT INTO _metadata (kind, name, id, app, body, created_at, created_by, modified_at, modified_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?7)
             ON CONFLICT (kind, name) DO UPDATE SET id = ?3, app = ?4, body = ?5, modified_at = ?6, modified_by = ?7",
        )
        .or_abort()
        .execute(params![kind.xml_name(), name, id.as_str(), app, to_fragment(body), now, by])
        .or_abort();
}

/// Forgets a component.
pub(crate) fn remove(tx: &Tx<'_>, kind: Kind, name: &str) {
    ensure(tx);
    tx.conn()
        .prepare_cached("DELETE FROM _metadata WHERE kind = ?1 AND name = ?2")
        .or_abort()
        .execute([kind.xml_name(), name])
        .or_abort();
}

/// Gives a component a new name.
pub(crate) fn rename(tx: &Tx<'_>, kind: Kind, old: &str, new: &str) {
    ensure(tx);
    tx.conn()
        .prepare_cached("UPDATE _metadata SET name = ?3 WHERE kind = ?1 AND name = ?2")
        .or_abort()
        .execute([kind.xml_name(), old, new])
        .or_abort();
}

/// Makes an Id for what has no sObject of its own, unique per prefix.
pub(crate) fn new_id(tx: &Tx<'_>, prefix: &str) -> Id {
    new_id_from(tx, prefix, 1)
}

/// The same where the first numbers are taken.
pub(crate) fn new_id_from(tx: &Tx<'_>, prefix: &str, first: u64) -> Id {
    let name = format!("metadata_id_{prefix}");
    let number: u64 = tx.meta(&name).and_then(|text| text.parse().ok()).unwrap_or(first);
    tx.set_meta(&name, &(number + 1).to_string());
    Id::make(prefix, number)
}

fn one(tx: &Tx<'_>, condition: &str, values: [&str; 2]) -> Option<Document> {
    ensure(tx);
    let sql = format!("SELECT {COLUMNS} FROM _metadata WHERE {condition} LIMIT 1");
    let mut statement = tx.conn().prepare_cached(&sql).or_abort();
    statement.query_row(values, read).optional().or_abort()
}

fn read(found: &SqlRow<'_>) -> rusqlite::Result<Document> {
    let body: String = found.get(3)?;
    let id = |at: usize| -> rusqlite::Result<Option<Id>> {
        Ok(found.get::<_, Option<String>>(at)?.as_deref().and_then(Id::parse))
    };
    Ok(Document {
        name: found.get(0)?,
        id: id(1)?.ok_or(rusqlite::Error::InvalidQuery)?,
        app: found.get(2)?,
        // Written by `put` from a tree, so it reads back.
        body: parse(body.as_bytes()).unwrap_or_default(),
        created_at: found.get(4)?,
        created_by: id(5)?,
        modified_at: found.get(6)?,
        modified_by: id(7)?,
    })
}
