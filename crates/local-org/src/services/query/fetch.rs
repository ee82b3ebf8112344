//! Rows of statements to records of an answer.

use std::collections::{BTreeMap, HashMap};

use hallpass_soql::{FieldKind, Page, Parent, ParentObject, Part, Statement};
use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value, json};

use super::values::{Bound, text, to_json};
use crate::error::ApiError;
use crate::store::{OrAbort as _, Tx, is_of_the_file};

pub(super) type SqlRow = Vec<Sql>;

/// Runs a statement to its end.
///
/// # Errors
/// `QUERY_TOO_COMPLICATED` when SQLite can't do it: the translation bounds what it makes, but SQLite
/// has the last word.
pub(super) fn rows(tx: &Tx<'_>, statement: &Statement) -> Result<Vec<SqlRow>, ApiError> {
    let read = || -> rusqlite::Result<Vec<SqlRow>> {
        let mut prepared = tx.conn().prepare_cached(&statement.sql)?;
        let width = prepared.column_count();
        let found = prepared.query_map(params_from_iter(statement.params.iter().map(Bound)), |row| {
            (0..width).map(|column| row.get::<_, Sql>(column)).collect()
        })?;
        found.collect()
    };
    let found = read();
    if matches!(&found, Err(error) if is_of_the_file(error)) {
        return Ok(found.or_abort());
    }
    found.map_err(|error| {
        tracing::warn!(%error, "a query could not be run");
        ApiError::bad(
            "QUERY_TOO_COMPLICATED",
            "Query is either selecting too many fields or the filter conditions are too complicated.",
        )
    })
}

/// Makes the records of the given Ids, in their order. Rows that are gone by now are left out.
///
/// # Errors
/// Those of [`rows`].
pub(super) fn records(tx: &Tx<'_>, base: &str, page: &Page, ids: &[String]) -> Result<Vec<Value>, ApiError> {
    let found = Maker { tx, base }.by_asked_id(page, ids)?;
    let mut by_id: HashMap<String, Vec<Value>> = found;
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).flatten().collect())
}

struct Maker<'m, 'o> {
    tx: &'m Tx<'o>,
    base: &'m str,
}

impl Maker<'_, '_> {
    /// Returns the records by the Id that was asked for: their own, or their parent's.
    fn by_asked_id(&self, page: &Page, ids: &[String]) -> Result<HashMap<String, Vec<Value>>, ApiError> {
        let rows = rows(self.tx, &page.for_ids(Value::from(ids).to_string()))?;
        let own: Vec<String> = rows
            .iter()
            .filter_map(|row| text(&row[page.id]))
            .map(str::to_owned)
            .collect();
        let mut children = Vec::new();
        for child in &page.children {
            children.push(if own.is_empty() {
                HashMap::new()
            } else {
                self.by_asked_id(child, &own)?
            });
        }
        let mut records: HashMap<String, Vec<Value>> = HashMap::new();
        for row in &rows {
            let Some(asked) = text(&row[0]) else { continue };
            records
                .entry(asked.to_owned())
                .or_default()
                .push(self.record(page, row, &children));
        }
        Ok(records)
    }

    fn record(&self, page: &Page, row: &SqlRow, children: &[HashMap<String, Vec<Value>>]) -> Value {
        let id = text(&row[page.id]).unwrap_or_default();
        let mut record = self.start(&page.object, id);
        for part in &page.parts {
            let value = match part {
                Part::Children { query, .. } => {
                    list_or_null(children.get(*query).and_then(|by_parent| by_parent.get(id)))
                }
                plain => self.part(plain, row, &page.object, id),
            };
            record.insert(part.key().to_owned(), value);
        }
        Value::Object(record)
    }

    fn start(&self, object: &str, id: &str) -> Map<String, Value> {
        let mut record = Map::new();
        let url = format!("{}/sobjects/{object}/{id}", self.base);
        record.insert("attributes".to_owned(), json!({"type": object, "url": url}));
        record
    }

    fn part(&self, part: &Part, row: &SqlRow, object: &str, id: &str) -> Value {
        match part {
            Part::Value {
                key,
                column,
                kind: FieldKind::Base64,
            } if row[*column] != Sql::Null => {
                Value::String(format!("{}/sobjects/{object}/{id}/{key}", self.base))
            }
            Part::Value { column, kind, .. } => to_json(&row[*column], *kind),
            Part::Compound { parts, .. } => compound(parts, row),
            Part::Parent(parent) => self.parent(parent, row),
            Part::Children { .. } => Value::Null,
        }
    }

    fn parent(&self, parent: &Parent, row: &SqlRow) -> Value {
        let Some(id) = text(&row[parent.id]) else {
            return Value::Null;
        };
        let object = match &parent.object {
            ParentObject::Known(object) => object.as_str(),
            ParentObject::Column(column) => text(&row[*column]).unwrap_or("Name"),
        };
        let parts = parent
            .by_object
            .iter()
            .find(|(known, _)| known == object)
            .map_or(&parent.parts, |(_, parts)| parts);
        let mut record = self.start(object, id);
        for part in parts {
            record.insert(part.key().to_owned(), self.part(part, row, object, id));
        }
        Value::Object(record)
    }
}

fn compound(parts: &[(String, usize, FieldKind)], row: &SqlRow) -> Value {
    if parts.iter().all(|(_, column, _)| row[*column] == Sql::Null) {
        return Value::Null;
    }
    let values: BTreeMap<&str, Value> = parts
        .iter()
        .map(|(key, column, kind)| (key.as_str(), to_json(&row[*column], *kind)))
        .collect();
    json!(values)
}

fn list_or_null(children: Option<&Vec<Value>>) -> Value {
    match children {
        Some(records) => json!({"totalSize": records.len(), "done": true, "records": records}),
        None => Value::Null,
    }
}
