//! The rows of a batch, from CSV, JSON or XML.

use serde_json::Value;

use super::keep::{ContentType, Job};
use crate::enforce::Caller;
use crate::schema::ObjectDef;
use crate::services::bulk::dialect::{Delimiter, Dialect, LineEnding};
use crate::services::bulk::load::{is_column, values};
use crate::services::bulk::table::Table;
use crate::services::metadata::xml::parse;
use crate::value::Row;

/// Rows of a batch at most (Bulk API Developer Guide, "Bulk API Limits").
const MOST: usize = 10_000;

/// Reads the rows; what is wrong with the batch as a whole is worded as its `stateMessage`.
pub(super) fn rows(caller: &Caller, object: &ObjectDef, job: &Job, data: &[u8]) -> Result<Vec<Row>, String> {
    let rows = match job.content {
        ContentType::Csv => of_csv(caller, object, data)?,
        ContentType::Json => of_json(data)?,
        ContentType::Xml => of_xml(data)?,
    };
    if rows.len() > MOST {
        return Err(format!(
            "InvalidBatch : Records not processed: more than {MOST} records"
        ));
    }
    Ok(rows)
}

/// Lines may end either way here.
fn of_csv(caller: &Caller, object: &ObjectDef, data: &[u8]) -> Result<Vec<Row>, String> {
    let ends = [LineEnding::Lf, LineEnding::CrLf];
    let ending = ends
        .into_iter()
        .find(|ending| ending.fits(data))
        .unwrap_or_default();
    let dialect = Dialect {
        delimiter: Delimiter::Comma,
        ending,
    };
    let table = Table::parse(data, dialect).map_err(|bad| bad.to_string())?;
    let unknown = table
        .columns
        .iter()
        .find(|column| !is_column(caller, object, column));
    if let Some(unknown) = unknown {
        return Err(format!("InvalidBatch : Field name not found : {unknown}"));
    }
    Ok(table
        .rows
        .iter()
        .map(|row| values(&table.columns, &row.values))
        .collect())
}

fn of_json(data: &[u8]) -> Result<Vec<Row>, String> {
    let unreadable = || "InvalidBatch : Failed to parse batch".to_owned();
    match serde_json::from_slice(data).map_err(|_| unreadable())? {
        Value::Array(records) => records
            .into_iter()
            .map(|record| match record {
                Value::Object(fields) => Ok(fields.into_iter().collect()),
                _ => Err(unreadable()),
            })
            .collect(),
        _ => Err(unreadable()),
    }
}

fn of_xml(data: &[u8]) -> Result<Vec<Row>, String> {
    let root = parse(data.trim_ascii()).map_err(|_| "InvalidBatch : Failed to parse batch".to_owned())?;
    let row = |record: &crate::services::metadata::xml::Element| -> Row {
        let value = |field: &crate::services::metadata::xml::Element| match field.attribute("nil") {
            Some("true") => Value::Null,
            _ => Value::from(field.text.clone()),
        };
        record
            .children
            .iter()
            .map(|field| (field.name.clone(), value(field)))
            .collect()
    };
    Ok(root.all("sObject").map(row).collect())
}
