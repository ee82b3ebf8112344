//! `query?explain=`: how a query would be run.
//!
//! Source: REST API Developer Guide, "Query Performance Feedback". The numbers are those of this store, and count what
//! the caller may see.

use hallpass_soql::{FieldKind, Pin, RecordQuery, Statement, Translation};
use serde_json::{Value, json};

use super::fetch::rows;
use super::run::{QueryOptions, translated};
use super::values::to_json;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::schema::{FieldDef, ObjectDef};
use crate::store::Tx;

/// Answers the plans of a query, the cheapest first; none of them is followed.
///
/// # Errors
/// The refusal of a query that could not be run.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    caller: &Caller,
    soql: &str,
    options: &QueryOptions,
) -> Result<Value, ApiError> {
    let translation = translated(tx, caller, soql, options)?;
    let object = match &translation {
        Translation::Count(query) => &query.object,
        Translation::Aggregate(query) => &query.object,
        Translation::Records(query) => &query.page.object,
    };
    let everything = translated(tx, caller, &format!("SELECT Id FROM {object}"), options);
    let all = match everything {
        Ok(Translation::Records(query)) => counted(tx, &query.ids)?,
        // Some objects are never read without a filter.
        _ => 0,
    };
    let mut plans = Vec::new();
    if let Translation::Records(query) = &translation {
        plans.extend(by_index(tx, query, all)?);
    }
    plans.push(plan(object, "TableScan", &[], all, all));
    Ok(json!({ "plans": plans }))
}

fn by_index(tx: &Tx<'_>, query: &RecordQuery, all: i64) -> Result<Option<Value>, ApiError> {
    let schema = tx.org.schema();
    let name = &query.page.object;
    let fields = schema
        .object(name)
        .map(|object| leading(object, &query.pins))
        .unwrap_or_default();
    if fields.is_empty() {
        return Ok(None);
    }
    Ok(Some(plan(name, "Index", &fields, counted(tx, &query.ids)?, all)))
}

/// The fields of the conditions that an index answers: Ids, references, external and unique fields.
fn leading(object: &ObjectDef, pins: &[Pin]) -> Vec<String> {
    let is_indexed = |field: &&FieldDef| {
        field.id_lookup || field.unique || field.external_id || !field.reference_to.is_empty()
    };
    pins.iter()
        .filter_map(|pin| match pin.path.as_slice() {
            [name] => object.field(name).filter(is_indexed),
            _ => None,
        })
        .map(|field| field.name.clone())
        .collect()
}

fn counted(tx: &Tx<'_>, ids: &Statement) -> Result<i64, ApiError> {
    let count = Statement {
        sql: format!("SELECT count(*) FROM ({})", ids.sql),
        params: ids.params.clone(),
    };
    let rows = rows(tx, &count)?;
    Ok(rows
        .first()
        .and_then(|row| to_json(&row[0], FieldKind::Integer).as_i64())
        .unwrap_or_default())
}

fn plan(object: &str, operation: &str, fields: &[String], found: i64, all: i64) -> Value {
    let share = f64::from(u32::try_from(found).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(all.max(1)).unwrap_or(u32::MAX));
    json!({
        "cardinality": found,
        "fields": fields,
        "leadingOperationType": operation,
        "notes": [{
            "description": "Not considering filter for optimization because unindexed",
            "fields": ["IsDeleted"],
            "tableEnumOrId": object,
        }],
        "relativeCost": if operation == "Index" { share } else { share.max(1.0) },
        "sobjectCardinality": all,
        "sobjectType": object,
    })
}
