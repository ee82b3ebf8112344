//! Whole answers as rows of text, for the Bulk API.

use hallpass_soql::{FieldKind, Page, Part, RecordQuery, Translation};
use serde_json::Value;

use super::fetch::{records, rows};
use super::run::{QueryOptions, translated};
use super::values::text;
use super::{columns, computed};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;

/// Rows that are made at a time.
const CHUNK: usize = 2_000;

/// What was exported.
pub(crate) struct Export {
    /// The object.
    pub(crate) object: String,
    /// The names of the columns, paths with dots.
    pub(crate) columns: Vec<String>,
}

/// Runs a query to its end and hands each row to `keep`.
///
/// # Errors
/// The refusal that the org answers with, also for what a table can't hold.
pub(crate) fn export(
    tx: &mut Tx<'_>,
    caller: &Caller,
    soql: &str,
    include_deleted: bool,
    mut keep: impl FnMut(&Tx<'_>, &[String]),
) -> Result<Export, ApiError> {
    let mut options = QueryOptions::new("");
    options.include_deleted = include_deleted;
    let translation = translated(tx, caller, soql, &options)?;
    let paths = paths(&columns::answer(&tx.org.schema(), &translation)["columnMetadata"]);
    let Translation::Records(query) = translation else {
        return Err(unsupported("Aggregate queries not supported in Bulk Query"));
    };
    check(&query.page)?;
    let values = |record: &Value| -> Vec<String> { paths.iter().map(|path| value(record, path)).collect() };
    if computed::is_computed(&query.page.object) {
        // Such rows are gone again before anything can be kept.
        let mut found = Vec::new();
        computed::with_rows(tx, caller, &query, |tx| {
            each(tx, &query, |_, record| found.push(values(record)))
        })?;
        found.iter().for_each(|row| keep(tx, row));
    } else {
        each(tx, &query, |tx, record| keep(tx, &values(record)))?;
    }
    Ok(Export {
        object: query.page.object,
        columns: paths.iter().map(|path| path.join(".")).collect(),
    })
}

fn each(tx: &Tx<'_>, query: &RecordQuery, mut keep: impl FnMut(&Tx<'_>, &Value)) -> Result<(), ApiError> {
    let ids: Vec<String> = rows(tx, &query.ids)?
        .iter()
        .filter_map(|row| text(&row[0]))
        .map(str::to_owned)
        .collect();
    for chunk in ids.chunks(CHUNK) {
        for record in records(tx, "", &query.page, chunk)? {
            keep(tx, &record);
        }
    }
    Ok(())
}

/// What a table of plain values can't hold (Bulk API 2.0 Developer Guide, "Get Results for a Query Job").
fn check(page: &Page) -> Result<(), ApiError> {
    if !page.children.is_empty() {
        return Err(unsupported(
            "Aggregate Relationships not supported in Bulk V2 Query with CSV content type",
        ));
    }
    check_parts(&page.parts)
}

fn check_parts(parts: &[Part]) -> Result<(), ApiError> {
    parts.iter().try_for_each(|part| match part {
        Part::Compound { .. } => Err(unsupported("Selecting compound data not supported in Bulk Query")),
        Part::Value {
            kind: FieldKind::Base64,
            ..
        } => Err(unsupported(
            "Blob field not supported in Bulk V2 Query with CSV content type",
        )),
        Part::Parent(parent) => check_parts(&parent.parts),
        Part::Value { .. } | Part::Children { .. } => Ok(()),
    })
}

fn unsupported(message: &str) -> ApiError {
    ApiError::bad("API_ERROR", message)
}

/// The paths to all plain values, in the order of the query.
fn paths(metadata: &Value) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for column in metadata.as_array().into_iter().flatten() {
        let name = column["columnName"].as_str().unwrap_or_default().to_owned();
        let below = self::paths(&column["joinColumns"]);
        if below.is_empty() {
            paths.push(vec![name]);
        } else {
            paths.extend(below.into_iter().map(|path| [vec![name.clone()], path].concat()));
        }
    }
    paths
}

/// The text of a value: nothing for null, and moments as the Bulk API writes them.
fn value(record: &Value, path: &[String]) -> String {
    let found = path.iter().try_fold(record, |at, name| at.get(name));
    match found {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => match text.strip_suffix("+0000") {
            Some(moment) if moment.len() == 23 && moment.as_bytes()[10] == b'T' => format!("{moment}Z"),
            _ => text.clone(),
        },
        Some(other) => other.to_string(),
    }
}
