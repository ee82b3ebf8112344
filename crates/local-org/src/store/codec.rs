//! JSON values ↔ column values.

use rusqlite::types::{Value as Sql, ValueRef};
use serde_json::Value;

use crate::schema::{FieldDef, FieldType};

/// Returns what the column holds for `value`.
pub(super) fn to_sql(field: &FieldDef, value: &Value) -> Sql {
    match (field.kind, value) {
        (FieldType::Boolean, value) => Sql::Integer(i64::from(value.as_bool().unwrap_or_default())),
        (_, Value::Null) => Sql::Null,
        (FieldType::Int, value) => value
            .as_i64()
            .or_else(|| value.as_f64().map(|number| number as i64))
            .map_or(Sql::Null, Sql::Integer),
        (kind, value) if kind.is_number() => value.as_f64().map_or(Sql::Null, Sql::Real),
        (_, Value::String(text)) => Sql::Text(text.clone()),
        (_, other) => Sql::Text(other.to_string()),
    }
}

/// Returns the JSON value of a column.
pub(super) fn to_json(field: &FieldDef, value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null if field.kind == FieldType::Boolean => Value::Bool(false),
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) if field.kind == FieldType::Boolean => Value::Bool(number != 0),
        ValueRef::Integer(number) if field.kind.is_number() && field.kind != FieldType::Int => {
            Value::from(number as f64)
        }
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Value::String(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}
