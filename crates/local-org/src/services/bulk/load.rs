//! The rows of an ingest job, written one by one.

use serde_json::{Value, json};

use super::job::{Job, Operation, State};
use super::keep::{self, Pile};
use super::table::{Table, TableRow};
use crate::dml;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::store::Tx;
use crate::value::{Id, Row};

/// What stands for a field that is to be emptied; an empty value leaves its field alone.
const EMPTIED: &str = "#N/A";

/// Works a job off. What is wrong with the job as a whole fails it before any row is tried.
pub(super) fn run(tx: &mut Tx<'_>, caller: &Caller, job: &mut Job, data: &[u8]) {
    let table = match Table::parse(data, job.dialect) {
        Ok(table) => table,
        Err(bad) => return fail(job, bad.to_string()),
    };
    job.columns.clone_from(&table.columns);
    let schema = tx.org.schema();
    let Some(object) = schema.object(&job.object) else {
        return fail(job, format!("InvalidJob : Unable to find object: {}", job.object));
    };
    if let Some(unknown) = table
        .columns
        .iter()
        .find(|column| !is_column(caller, object, column))
    {
        let why = format!("InvalidBatch : Field name not found : {unknown}");
        set_aside(tx, job, table.rows.iter().map(|row| row.values.as_slice()));
        return fail(job, why);
    }
    for row in &table.rows {
        let outcome = tx.separate(|tx| write(tx, caller, object, job, &table.columns, row));
        note(tx, job, row, outcome);
    }
    job.state = State::JobComplete;
}

fn fail(job: &mut Job, why: String) {
    job.state = State::Failed;
    job.error = Some(why);
}

/// Keeps rows that were never tried.
pub(super) fn set_aside<'r>(tx: &Tx<'_>, job: &Job, rows: impl Iterator<Item = &'r [String]>) {
    for (number, values) in (0..).zip(rows) {
        let line = job.dialect.line(values.iter().map(String::as_str));
        keep::push(tx, job.number, Pile::Unprocessed, number, &line);
    }
}

/// A field, or a parent's external id behind a relationship: `Owner.Username`.
pub(super) fn is_column(caller: &Caller, object: &ObjectDef, column: &str) -> bool {
    let field = match column.split_once('.') {
        // A polymorphic parent says its type first: `Owner:User.Username`.
        Some((relationship, _)) => {
            let relationship = relationship.split(':').next_back().unwrap_or(relationship);
            let parent = object.relationship(relationship);
            parent.filter(|field| dml::sees_a_parent(caller, field))
        }
        None => object.field(column),
    };
    field.is_some_and(|field| caller.access.field(&object.name, &field.name).read)
}

fn write(
    tx: &mut Tx<'_>,
    caller: &Caller,
    object: &ObjectDef,
    job: &Job,
    columns: &[String],
    row: &TableRow,
) -> Result<(Id, bool), ApiError> {
    if !row.is_whole {
        return Err(ApiError::bad(
            "INVALID_INPUT",
            "The row has another number of values than there are columns",
        ));
    }
    let row = values(columns, &row.values);
    write_row(tx, caller, object, job.operation, job.key.as_deref(), row)
}

/// Does with one row what a job is for; returns its Id, and whether it is new.
pub(super) fn write_row(
    tx: &mut Tx<'_>,
    caller: &Caller,
    object: &ObjectDef,
    operation: Operation,
    key: Option<&str>,
    mut row: Row,
) -> Result<(Id, bool), ApiError> {
    match operation {
        Operation::Insert => Ok((dml::insert(tx, caller, &object.name, &row)?, true)),
        Operation::Update => {
            let id = own_id(&mut row)?;
            dml::update(tx, caller, &object.name, &id, &row)?;
            Ok((id, false))
        }
        Operation::Upsert => {
            let key = key.unwrap_or("Id");
            let value = row
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .map_or(Value::Null, |(_, value)| value.clone());
            let done = dml::upsert(tx, caller, &object.name, (key, &value), &row, false)?;
            Ok((done.id, done.created))
        }
        Operation::Delete | Operation::HardDelete => {
            let id = own_id(&mut row)?;
            dml::delete(tx, caller, &object.name, &id)?;
            if operation == Operation::HardDelete {
                dml::purge(tx, caller, &object.name, &id)?;
            }
            Ok((id, false))
        }
        Operation::Query | Operation::QueryAll => Err(ApiError::not_found()),
    }
}

/// The row that a line of values stands for.
pub(super) fn values(columns: &[String], values: &[String]) -> Row {
    let mut row = Row::new();
    for (column, value) in columns.iter().zip(values) {
        let value = match value.as_str() {
            "" => continue,
            EMPTIED => Value::Null,
            text => Value::from(text),
        };
        match column.split_once('.') {
            None => row.insert(column.clone(), value),
            Some((relationship, key)) => {
                let relationship = relationship.split(':').next_back().unwrap_or(relationship);
                row.insert(relationship.to_owned(), json!({key: value}))
            }
        };
    }
    row
}

/// Takes the Id, in any case of its name, out of a row.
fn own_id(row: &mut Row) -> Result<Id, ApiError> {
    let name = row.keys().find(|name| name.eq_ignore_ascii_case("Id")).cloned();
    let given = name.and_then(|name| row.remove(&name));
    let given = given.as_ref().and_then(Value::as_str).unwrap_or_default();
    if given.is_empty() {
        return Err(ApiError::bad("MISSING_ARGUMENT", "Id not specified in an update call").on(["Id"]));
    }
    Id::parse(given).ok_or_else(|| ApiError::bad("MALFORMED_ID", format!("malformed id {given}")).on(["Id"]))
}

fn note(tx: &Tx<'_>, job: &mut Job, row: &TableRow, outcome: Result<(Id, bool), ApiError>) {
    job.processed += 1;
    let (pile, id, told) = match outcome {
        Ok((id, created)) => (Pile::Successful, id.to_string(), created.to_string()),
        Err(error) => {
            job.failed += 1;
            (Pile::Failed, String::new(), words(&error))
        }
    };
    let own = [id.as_str(), told.as_str()];
    let line = job
        .dialect
        .line(own.into_iter().chain(row.values.iter().map(String::as_str)));
    keep::push(tx, job.number, pile, job.processed, &line);
}

/// `CODE:words:Field, Field --`, as results spell a refusal.
pub(super) fn words(error: &ApiError) -> String {
    let fields = error.fields.join(", ");
    let space = if fields.is_empty() { "" } else { " " };
    format!("{}:{}:{fields}{space}--", error.code, error.message)
}
