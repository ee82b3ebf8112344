//! Column values to the JSON of an answer.

use hallpass_soql::{FieldKind, Param};
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use serde_json::Value;

/// A parameter of a statement, ready to be bound.
pub(super) struct Bound<'p>(pub(super) &'p Param);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Param::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Param::Integer(number) => ToSqlOutput::Owned(Sql::Integer(*number)),
            Param::Real(number) => ToSqlOutput::Owned(Sql::Real(*number)),
        })
    }
}

/// Returns a value as an answer spells it.
pub(super) fn to_json(value: &Sql, kind: FieldKind) -> Value {
    match (value, kind) {
        (Sql::Null, FieldKind::Boolean) => Value::Bool(false),
        (Sql::Null, _) => Value::Null,
        (Sql::Integer(number), FieldKind::Boolean) => Value::Bool(*number != 0),
        (Sql::Integer(number), FieldKind::Decimal | FieldKind::Currency) => Value::from(*number as f64),
        (Sql::Integer(number), _) => Value::from(*number),
        (Sql::Real(number), FieldKind::Integer) => Value::from(*number as i64),
        (Sql::Real(number), _) => Value::from(*number),
        (Sql::Text(text), FieldKind::DateTime) => Value::String(moment(text)),
        (Sql::Text(text), _) => Value::String(text.clone()),
        (Sql::Blob(bytes), _) => Value::String(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// Moments are answered with an offset of four digits and no colon: `2022-03-17T16:21:26.000+0000`.
fn moment(stored: &str) -> String {
    match stored.strip_suffix('Z') {
        Some(local) => format!("{local}+0000"),
        None => stored.to_owned(),
    }
}

/// Returns the text of a column, where it holds one.
pub(super) fn text(value: &Sql) -> Option<&str> {
    match value {
        Sql::Text(text) => Some(text),
        _ => None,
    }
}
