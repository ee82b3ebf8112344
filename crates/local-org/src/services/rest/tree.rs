//! sObject Tree: rows with their children, all or none.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Map, Value, json};

use super::composite::DUPLICATE_REFERENCE;
use super::{Call, rows};
use crate::dml;
use crate::error::ApiError;
use crate::schema::{ObjectDef, Schema};
use crate::server::Response;
use crate::store::Tx;
use crate::value::{Id, Row};

const MAX_ROWS: usize = 200;
const MAX_DEPTH: usize = 5;

/// Answers `/composite/tree/<Object>`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>, name: &str) -> Result<Response, ApiError> {
    call.allow(&[Method::POST])?;
    let schema = tx.org.schema();
    let object = rows::visible(&schema, call, name)?;
    let body = call.object()?;
    let records = body
        .get("records")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if let Some(refused) = check_references(&records)? {
        return Ok(refused);
    }
    let mut planter = Planter {
        schema: &schema,
        call,
        made: Vec::new(),
        refused: Vec::new(),
    };
    let outcome: Result<(), ()> = tx.savepoint(|tx| {
        for record in &records {
            planter.plant(tx, object, record, None, 1);
        }
        if planter.refused.is_empty() {
            Ok(())
        } else {
            Err(())
        }
    });
    Ok(match outcome {
        Ok(()) => {
            let results: Vec<Value> = planter
                .made
                .iter()
                .map(|(reference, id)| json!({"referenceId": reference, "id": id.as_str()}))
                .collect();
            Response::json(201, &json!({"hasErrors": false, "results": results}))
        }
        Err(()) => refuse(&planter.refused),
    })
}

/// Tells the records that were refused; none of the others stays.
fn refuse(refused: &[(String, ApiError)]) -> Response {
    let results: Vec<Value> = refused
        .iter()
        .map(|(reference, error)| json!({"referenceId": reference, "errors": [error.to_row_json()]}))
        .collect();
    Response::json(400, &json!({"hasErrors": true, "results": results}))
}

/// Every record needs a name of its own.
fn check_references(records: &[Value]) -> Result<Option<Response>, ApiError> {
    let mut names = Vec::new();
    gather(records, 1, &mut names);
    if names.iter().any(String::is_empty) {
        let message = "Include a reference ID for each record in the request.";
        return Err(ApiError::new(403, "INVALID_INPUT", message));
    }
    let mut seen = BTreeSet::new();
    let twice: Vec<(String, ApiError)> = names
        .into_iter()
        .filter(|name| !seen.insert(name.clone()))
        .map(|name| (name, ApiError::bad("INVALID_INPUT", DUPLICATE_REFERENCE)))
        .collect();
    Ok((!twice.is_empty()).then(|| refuse(&twice)))
}

/// Trees that are too deep are refused when they are planted.
fn gather(records: &[Value], depth: usize, names: &mut Vec<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    for record in records {
        names.push(reference_of(record).to_owned());
        let branches = record.as_object().into_iter().flatten();
        for (_, branch) in branches {
            if let Some(below) = branch.get("records").and_then(Value::as_array) {
                gather(below, depth + 1, names);
            }
        }
    }
}

fn reference_of(record: &Value) -> &str {
    record
        .pointer("/attributes/referenceId")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

struct Planter<'p, 'c> {
    schema: &'p Schema,
    call: &'p Call<'c>,
    made: Vec<(String, Id)>,
    refused: Vec<(String, ApiError)>,
}

impl Planter<'_, '_> {
    /// Plants a record and what hangs on it; below one that is refused nothing is tried.
    fn plant(
        &mut self,
        tx: &mut Tx<'_>,
        object: &ObjectDef,
        record: &Value,
        parent: Option<(&str, &Id)>,
        depth: usize,
    ) {
        if let Err(error) = self.try_plant(tx, object, record, parent, depth) {
            self.refused.push((reference_of(record).to_owned(), error));
        }
    }

    fn try_plant(
        &mut self,
        tx: &mut Tx<'_>,
        object: &ObjectDef,
        record: &Value,
        parent: Option<(&str, &Id)>,
        depth: usize,
    ) -> Result<(), ApiError> {
        if depth > MAX_DEPTH || self.made.len() + self.refused.len() >= MAX_ROWS {
            let message = "A tree holds at most 200 records on 5 levels.";
            return Err(ApiError::bad("LIMIT_EXCEEDED", message));
        }
        let entries: Map<String, Value> = record.as_object().cloned().unwrap_or_default();
        let is_branch = |value: &Value| value.get("records").is_some();
        let mut row: Row = entries
            .iter()
            .filter(|(_, value)| !is_branch(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if let Some((field, parent)) = parent {
            row.insert(field.to_owned(), Value::from(parent));
        }
        let id = dml::insert(tx, self.call.caller, &object.name, &row)?;
        self.made.push((reference_of(record).to_owned(), id.clone()));
        for (name, branch) in entries.iter().filter(|(_, value)| is_branch(value)) {
            let unknown = || {
                let message = format!("No such column '{name}' on sobject of type {}", object.name);
                ApiError::bad("INVALID_FIELD", message)
            };
            let relationship = object
                .child(name)
                .filter(|child| self.call.sees_child(child))
                .ok_or_else(unknown)?;
            let child = self.schema.object(&relationship.child).ok_or_else(unknown)?;
            for record in branch["records"].as_array().into_iter().flatten() {
                self.plant(tx, child, record, Some((&relationship.field, &id)), depth + 1);
            }
        }
        Ok(())
    }
}
