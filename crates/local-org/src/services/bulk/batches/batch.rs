//! A batch, worked off, and its results.

use serde_json::{Value, json};

use super::data;
use super::format::{Format, xml};
use super::keep::{self, Batch, ContentType, Job};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::server::Response;
use crate::services::bulk::dialect::Dialect;
use crate::services::bulk::job::Operation;
use crate::services::bulk::load::{words, write_row};
use crate::services::metadata::xml::Element;
use crate::services::query::{Export, QueryOptions, export, run};
use crate::store::Tx;

/// Works a batch off and keeps it.
pub(super) fn add(tx: &mut Tx<'_>, caller: &Caller, job: &Job, body: &[u8]) -> Batch {
    let mut batch = Batch {
        id: String::new(),
        job: job.id.clone(),
        created: tx.stamp(),
        processed: 0,
        failed: 0,
        error: None,
    };
    let result = match job.operation {
        Operation::Query | Operation::QueryAll => query(tx, caller, job, &mut batch, body),
        _ => load(tx, caller, job, &mut batch, body),
    };
    let result = result.unwrap_or_else(|why| {
        batch.error = Some(why);
        Value::Array(Vec::new())
    });
    keep::add_batch(tx, batch, body, &result)
}

fn load(
    tx: &mut Tx<'_>,
    caller: &Caller,
    job: &Job,
    batch: &mut Batch,
    body: &[u8],
) -> Result<Value, String> {
    let schema = tx.org.schema();
    let object = schema
        .object(&job.object)
        .ok_or_else(|| format!("InvalidBatch : Unable to find object: {}", job.object))?;
    let mut results = Vec::new();
    for row in data::rows(caller, object, job, body)? {
        let outcome = tx.separate(|tx| write_row(tx, caller, object, job.operation, job.key.as_deref(), row));
        batch.processed += 1;
        results.push(match outcome {
            Ok((id, created)) => {
                json!({"success": true, "created": created, "id": id.as_str(), "errors": []})
            }
            Err(error) => {
                batch.failed += 1;
                json!({
                    "success": false, "created": false, "id": null,
                    "errors": [{"extendedErrorDetails": null, "fields": error.fields, "message": error.message,
                                "statusCode": error.code, "words": words(&error)}],
                })
            }
        });
    }
    Ok(Value::Array(results))
}

/// A query's answer: lines for CSV, else records.
fn query(
    tx: &mut Tx<'_>,
    caller: &Caller,
    job: &Job,
    batch: &mut Batch,
    body: &[u8],
) -> Result<Value, String> {
    let told = |error: ApiError| {
        format!(
            "InvalidBatch : Failed to process query: {}: {}",
            error.code, error.message
        )
    };
    let soql = String::from_utf8_lossy(body);
    let include_deleted = job.operation == Operation::QueryAll;
    if job.content == ContentType::Csv {
        let mut lines = Vec::new();
        let Export { columns, .. } = export(tx, caller, &soql, include_deleted, |_, values| {
            lines.push(Dialect::default().line(values.iter().map(String::as_str)));
        })
        .map_err(told)?;
        batch.processed = u64::try_from(lines.len()).unwrap_or_default();
        let head = Dialect::default().line(columns.iter().map(String::as_str));
        return Ok(Value::from(format!("{head}{}", lines.concat())));
    }
    let mut options = QueryOptions::new(format!("/services/data/v{}.0", job.version));
    options.include_deleted = include_deleted;
    options.page_size = usize::MAX;
    let answer = run(tx, caller, &soql, &options).map_err(told)?;
    let records = answer["records"].clone();
    batch.processed = u64::try_from(records.as_array().map_or(0, Vec::len)).unwrap_or_default();
    Ok(records)
}

/// The one result that a query batch has.
const RESULT: &str = "752000000000001AAA";

/// Answers `…/result`: what became of each row, or which results a query has.
pub(super) fn results(tx: &Tx<'_>, job: &Job, batch: &Batch, format: Format) -> Response {
    if matches!(job.operation, Operation::Query | Operation::QueryAll) {
        return match (job.content, format) {
            (ContentType::Json, _) | (_, Format::Json) => Response::json(200, &json!([RESULT])),
            _ => xml(200, Element::new("result-list").with("result", RESULT)),
        };
    }
    let result = keep::result(tx, batch);
    let rows: Vec<Value> = result.as_array().cloned().unwrap_or_default();
    match job.content {
        ContentType::Csv => csv(&rows),
        ContentType::Json => {
            let mut rows = rows;
            for error in rows
                .iter_mut()
                .filter_map(|row| row.pointer_mut("/errors/0")?.as_object_mut())
            {
                error.remove("words");
            }
            Response::json(200, &Value::Array(rows))
        }
        ContentType::Xml => {
            let mut root = Element::new("results");
            root.children = rows.iter().map(row_element).collect();
            xml(200, root)
        }
    }
}

fn csv(rows: &[Value]) -> Response {
    let dialect = Dialect::default();
    let mut body = dialect.line(["Id", "Success", "Created", "Error"]);
    for row in rows {
        let told = |flag: &Value| if *flag == true { "true" } else { "false" };
        body.push_str(
            &dialect.line([
                row["id"].as_str().unwrap_or_default(),
                told(&row["success"]),
                told(&row["created"]),
                row.pointer("/errors/0/words")
                    .and_then(Value::as_str)
                    .unwrap_or_default(),
            ]),
        );
    }
    Response::text(200, "text/csv", body)
}

fn row_element(row: &Value) -> Element {
    let mut element = Element::new("result");
    if let Some(error) = row.pointer("/errors/0") {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let mut told = Element::new("errors");
        let fields = error["fields"].as_array().into_iter().flatten();
        told.children = fields
            .filter_map(Value::as_str)
            .map(|field| Element::leaf("fields", field))
            .collect();
        element = element.with_child(
            told.with("message", text("message"))
                .with("statusCode", text("statusCode")),
        );
    }
    if let Some(id) = row["id"].as_str() {
        element = element.with("id", id);
    }
    element
        .with("success", row["success"].to_string())
        .with("created", row["created"].to_string())
}

/// Answers `…/result/<id>`: the rows that a query found.
pub(super) fn found(tx: &Tx<'_>, job: &Job, batch: &Batch, id: &str) -> Result<Response, ApiError> {
    if id != RESULT {
        return Err(ApiError::bad(
            "InvalidBatch",
            format!("Unable to find result: {id}"),
        ));
    }
    match (job.content, keep::result(tx, batch)) {
        (ContentType::Csv, Value::String(lines)) => Ok(Response::text(200, "text/csv", lines)),
        (ContentType::Json, mut records) => {
            in_milliseconds(&mut records);
            Ok(Response::json(200, &records))
        }
        (ContentType::Xml, Value::Array(records)) => {
            let mut root = Element::new("queryResult");
            root.children = records.iter().map(record_element).collect();
            Ok(xml(200, root))
        }
        _ => Err(ApiError::bad("InvalidBatch", "The batch has no results")),
    }
}

/// Moments are milliseconds in JSON here (Bulk API Developer Guide, "Get Batch Results for Bulk Query").
fn in_milliseconds(value: &mut Value) {
    match value {
        Value::String(text) => {
            let moment = text
                .strip_suffix("+0000")
                .filter(|rest| rest.len() == 23 && rest.as_bytes()[10] == b'T')
                .and_then(|rest| format!("{rest}Z").parse::<jiff::Timestamp>().ok());
            if let Some(moment) = moment {
                *value = Value::from(moment.as_millisecond());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(in_milliseconds),
        Value::Object(parts) => parts.values_mut().for_each(in_milliseconds),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn record_element(record: &Value) -> Element {
    let mut element = Element::new("records");
    for (name, value) in record.as_object().into_iter().flatten() {
        element = match value {
            Value::Null => element,
            Value::Object(parts) if name == "attributes" => element.with(
                "type",
                parts.get("type").and_then(Value::as_str).unwrap_or_default(),
            ),
            Value::Object(_) => {
                let mut below = record_element(value);
                below.name.clone_from(name);
                element.with_child(below)
            }
            Value::String(text) => element.with(name, text.replacen("+0000", "Z", 1)),
            other => element.with(name, other.to_string()),
        };
    }
    element
}
