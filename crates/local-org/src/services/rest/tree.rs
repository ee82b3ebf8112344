//! sObject Tree: rows with their children, all or none.

use http::Method;
use serde_json::{Map, Value, json};

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
    let schema = tx.org.schema.clone();
    let object = rows::visible(&schema, call, name)?;
    let body = call.object()?;
    let records = body
        .get("records")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut made: Vec<(String, Id)> = Vec::new();
    let outcome = tx.savepoint(|tx| {
        let mut planter = Planter {
            schema: &schema,
            call,
            made: &mut made,
        };
        records
            .iter()
            .try_for_each(|record| planter.plant(tx, object, record, None, 1))
    });
    match outcome {
        Ok(()) => {
            let results: Vec<Value> = made
                .iter()
                .map(|(reference, id)| json!({"referenceId": reference, "id": id.as_str()}))
                .collect();
            Ok(Response::json(
                201,
                &json!({"hasErrors": false, "results": results}),
            ))
        }
        Err((reference, error)) => {
            let result = json!({"referenceId": reference, "errors": [error.to_row_json()]});
            Ok(Response::json(
                400,
                &json!({"hasErrors": true, "results": [result]}),
            ))
        }
    }
}

struct Planter<'p, 'c> {
    schema: &'p Schema,
    call: &'p Call<'c>,
    made: &'p mut Vec<(String, Id)>,
}

impl Planter<'_, '_> {
    fn plant(
        &mut self,
        tx: &mut Tx<'_>,
        object: &ObjectDef,
        record: &Value,
        parent: Option<(&str, &Id)>,
        depth: usize,
    ) -> Result<(), (String, ApiError)> {
        let reference = record
            .pointer("/attributes/referenceId")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let refuse = |error: ApiError| (reference.to_owned(), error);
        if depth > MAX_DEPTH || self.made.len() >= MAX_ROWS {
            let message = "A tree holds at most 200 records on 5 levels.";
            return Err(refuse(ApiError::bad("LIMIT_EXCEEDED", message)));
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
        let id = dml::insert(tx, self.call.caller, &object.name, &row).map_err(refuse)?;
        self.made.push((reference.to_owned(), id.clone()));
        for (name, branch) in entries.iter().filter(|(_, value)| is_branch(value)) {
            let unknown = || {
                let message = format!("No such column '{name}' on sobject of type {}", object.name);
                (reference.to_owned(), ApiError::bad("INVALID_FIELD", message))
            };
            let relationship = object.child(name).ok_or_else(unknown)?;
            let child = self.schema.object(&relationship.child).ok_or_else(unknown)?;
            for record in branch["records"].as_array().into_iter().flatten() {
                self.plant(tx, child, record, Some((&relationship.field, &id)), depth + 1)?;
            }
        }
        Ok(())
    }
}
