//! sObject Collections: up to 200 rows in one call.
//!
//! Source: REST API Developer Guide, "sObject Collections".

use http::Method;
use serde_json::{Map, Value, json};

use super::{Call, rows, shape};
use crate::dml;
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::server::Response;
use crate::store::Tx;
use crate::value::{Id, Row};

const MAX_ROWS: usize = 200;
const MAX_READ: usize = 2_000;
/// How often the type of rows may change from one to the next.
const MAX_CHUNKS: usize = 10;

/// Answers `/composite/sobjects…`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>, rest: &[&str]) -> Result<Response, ApiError> {
    match rest {
        [] => write(tx, call),
        [object] => {
            call.allow(&[Method::GET, Method::POST])?;
            read(tx, call, object)
        }
        [object, key] => {
            call.allow(&[Method::PATCH])?;
            upsert(tx, call, object, key)
        }
        _ => Err(ApiError::not_found()),
    }
}

/// One row of a call: what to do, or why it can't be done.
type Step<'s> = Box<dyn FnOnce(&mut Tx<'_>) -> Result<Value, ApiError> + 's>;

fn write(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::POST, Method::PATCH, Method::DELETE])?;
    match call.method() {
        Method::DELETE => delete(tx, call),
        Method::POST => {
            let (records, all_or_none) = records(tx, call)?;
            let steps = records.iter().map(|(object, row)| -> Step<'_> {
                Box::new(move |tx| {
                    let id = dml::insert(tx, call.caller, object, row)?;
                    Ok(json!({"id": id.as_str(), "success": true, "errors": []}))
                })
            });
            Ok(run(tx, steps.collect(), all_or_none))
        }
        _ => {
            let (records, all_or_none) = records(tx, call)?;
            let steps = records.iter().map(|(object, row)| -> Step<'_> {
                Box::new(move |tx| {
                    let (id, changes) = own_id(row)?;
                    dml::update(tx, call.caller, object, &id, &changes)?;
                    Ok(json!({"id": id.as_str(), "success": true, "errors": []}))
                })
            });
            Ok(run(tx, steps.collect(), all_or_none))
        }
    }
}

/// Takes the Id, in any case of its name, out of a row.
fn own_id(row: &Row) -> Result<(Id, Row), ApiError> {
    let id = row
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("id"))
        .and_then(|(_, value)| value.as_str());
    let id =
        id.ok_or_else(|| ApiError::bad("MISSING_ARGUMENT", "Id not specified in an update call").on(["Id"]))?;
    let id = Id::parse(id).ok_or_else(|| {
        ApiError::bad(
            "MALFORMED_ID",
            format!("Record ID: id value of incorrect type: {id}"),
        )
        .on(["Id"])
    })?;
    let changes = row
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("id"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok((id, changes))
}

/// Reads `records` and `allOrNone`, and refuses what a call can't hold.
fn records(tx: &Tx<'_>, call: &Call<'_>) -> Result<(Vec<(String, Row)>, bool), ApiError> {
    let body = call.object()?;
    let all_or_none = body.get("allOrNone").and_then(Value::as_bool).unwrap_or_default();
    let list = body.get("records").and_then(Value::as_array);
    let list = list.ok_or_else(|| ApiError::bad("INVALID_INPUT", "The records property is required."))?;
    check_size(list.len(), MAX_ROWS)?;
    let records: Vec<(String, Row)> = list
        .iter()
        .map(|record| {
            let kind = record.pointer("/attributes/type").and_then(Value::as_str);
            let kind = kind.ok_or_else(|| {
                ApiError::bad(
                    "INVALID_INPUT",
                    "Include an entity type with your request: attributes.type is missing.",
                )
            })?;
            let row: Map<String, Value> = record.as_object().cloned().unwrap_or_default();
            Ok((kind.to_owned(), row.into_iter().collect()))
        })
        .collect::<Result<_, ApiError>>()?;
    check_types(tx, call, records.iter().map(|(kind, _)| kind.as_str()))?;
    Ok((records, all_or_none))
}

fn check_size(count: usize, max: usize) -> Result<(), ApiError> {
    if count <= max {
        return Ok(());
    }
    let message = format!("record limit reached. cannot submit more than {max} records into this call");
    Err(ApiError::bad("EXCEEDED_ID_LIMIT", message))
}

/// Refuses several types where one belongs to setup, and types that change too often.
fn check_types<'n>(
    tx: &Tx<'_>,
    call: &Call<'_>,
    kinds: impl Iterator<Item = &'n str>,
) -> Result<(), ApiError> {
    let mut chunks: Vec<&str> = kinds.collect();
    chunks.dedup_by(|next, last| next.eq_ignore_ascii_case(last));
    if chunks.len() > MAX_CHUNKS {
        return Err(ApiError::bad(
            "INVALID_INPUT",
            "Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.",
        ));
    }
    let first = chunks.first().copied().unwrap_or_default();
    let several = chunks.iter().any(|kind| !kind.eq_ignore_ascii_case(first));
    let readable = |object: &ObjectDef| call.caller.access.object(&object.name).read;
    let schema = tx.org.schema();
    let setup = |kind: &&str| {
        let object = schema.object(kind);
        object.is_some_and(|object| object.setup && readable(object))
    };
    match chunks.iter().find(|kind| setup(kind)).filter(|_| several) {
        None => Ok(()),
        Some(kind) => Err(ApiError::bad(
            "MIXED_DML_OPERATION",
            format!(
                "Records of several types can't be written in one call if one of them is a setup object: {kind}"
            ),
        )),
    }
}

fn delete(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let ids = call.request.parameter("ids").unwrap_or_default();
    let ids: Vec<String> = ids
        .split(',')
        .map(|id| id.trim().to_owned())
        .filter(|id| !id.is_empty())
        .collect();
    if ids.is_empty() {
        return Err(ApiError::bad("INVALID_INPUT", "The ids parameter is required."));
    }
    check_size(ids.len(), MAX_ROWS)?;
    let schema = tx.org.schema();
    let object_of = |id: &str| Id::parse(id).and_then(|id| call.caller.object_of(&schema, &id));
    check_types(
        tx,
        call,
        ids.iter()
            .filter_map(|id| object_of(id))
            .map(|object| object.name.as_str()),
    )?;
    let all_or_none = call.request.parameter("allOrNone").as_deref() == Some("true");
    let steps = ids.iter().map(|given| -> Step<'_> {
        let object = object_of(given);
        Box::new(move |tx| {
            let malformed = || ApiError::bad("MALFORMED_ID", format!("bad id {given}"));
            let id = Id::parse(given).ok_or_else(malformed)?;
            let object: &ObjectDef = object.ok_or_else(malformed)?;
            dml::delete(tx, call.caller, &object.name, &id)?;
            Ok(json!({"id": id.as_str(), "success": true, "errors": []}))
        })
    });
    Ok(run(tx, steps.collect(), all_or_none))
}

fn upsert(tx: &mut Tx<'_>, call: &Call<'_>, object: &str, key: &str) -> Result<Response, ApiError> {
    let (records, all_or_none) = records(tx, call)?;
    let steps = records.iter().map(|(kind, row)| -> Step<'_> {
        Box::new(move |tx| {
            if !kind.eq_ignore_ascii_case(object) {
                let message = format!("Record type {kind} doesn't match the resource {object}");
                return Err(ApiError::bad("INVALID_INPUT", message));
            }
            let value = row
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))
                .map(|(_, value)| value.clone());
            let value = value.unwrap_or(Value::Null);
            let done = dml::upsert(tx, call.caller, object, (key, &value), row, false)?;
            Ok(json!({"id": done.id.as_str(), "success": true, "errors": [], "created": done.created}))
        })
    });
    Ok(run(tx, steps.collect(), all_or_none))
}

/// Does the rows one by one; with `all_or_none` a failure takes all of them back.
fn run(tx: &mut Tx<'_>, steps: Vec<Step<'_>>, all_or_none: bool) -> Response {
    let mut outcomes: Vec<Result<Value, ApiError>> = Vec::new();
    let whole: Result<(), ()> = tx.savepoint(|tx| {
        for step in steps {
            outcomes.push(tx.savepoint(step));
        }
        if all_or_none && outcomes.iter().any(Result::is_err) {
            Err(())
        } else {
            Ok(())
        }
    });
    let rows: Vec<Value> = outcomes
        .into_iter()
        .map(|outcome| match outcome {
            Ok(_) if whole.is_err() => failure(&ApiError::bad(
                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "Record rolled back because not all records were valid and the request was using AllOrNone header",
            )),
            Ok(row) => row,
            Err(error) => failure(&error),
        })
        .collect();
    Response::json(200, &Value::Array(rows))
}

fn failure(error: &ApiError) -> Value {
    json!({"success": false, "errors": [error.to_row_json()]})
}

fn read(tx: &Tx<'_>, call: &Call<'_>, name: &str) -> Result<Response, ApiError> {
    let schema = tx.org.schema();
    let object = rows::visible(&schema, call, name)?;
    let (ids, fields) = wanted(call)?;
    check_size(ids.len(), MAX_READ)?;
    let fields = rows::named_fields(call, object, fields.iter().map(String::as_str))?;
    let list = ids.iter().map(|id| {
        let row = Id::parse(id).filter(|id| id.prefix() == object.key_prefix);
        let row = row.and_then(|id| rows::seen(tx, call, object, &id).ok());
        row.map_or(Value::Null, |row| shape::record(call, object, &fields, &row))
    });
    Ok(Response::json(200, &list.collect()))
}

/// Returns the Ids and fields that a read names, in the address or in the body.
fn wanted(call: &Call<'_>) -> Result<(Vec<String>, Vec<String>), ApiError> {
    if call.method() == Method::GET {
        let list = |name: &str| {
            let text = call.request.parameter(name).unwrap_or_default();
            text.split(',')
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect()
        };
        return Ok((list("ids"), list("fields")));
    }
    let body = call.object()?;
    let list = |name: &str| -> Vec<String> {
        let items = body.get(name).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    Ok((list("ids"), list("fields")))
}
