//! Records as the REST API shows them.

use serde_json::{Map, Value, json};

use super::Call;
use crate::schema::{FieldDef, FieldType, ObjectDef};
use crate::value::{Row, text};

/// Returns a record with its `attributes` and the fields.
pub(super) fn record(call: &Call<'_>, object: &ObjectDef, fields: &[&FieldDef], row: &Row) -> Value {
    let url = format!("{}/sobjects/{}/{}", call.base(), object.name, text(row, "Id"));
    let mut record = Map::new();
    record.insert("attributes".to_owned(), json!({"type": object.name, "url": url}));
    for field in fields {
        record.insert(field.name.clone(), value(object, field, row));
    }
    Value::Object(record)
}

/// Returns the value of a field as JSON shows it: dates with an offset, compound fields made from their parts.
pub(super) fn value(object: &ObjectDef, field: &FieldDef, row: &Row) -> Value {
    match field.kind {
        FieldType::Address => address(object, field, row),
        FieldType::Location | FieldType::ComplexValue => Value::Null,
        FieldType::DateTime => match row.get(&field.name).and_then(Value::as_str) {
            Some(at) => Value::from(offset(at)),
            None => Value::Null,
        },
        _ => row.get(&field.name).cloned().unwrap_or(Value::Null),
    }
}

/// Answers write `2022-03-17T16:21:26.000+0000`.
fn offset(at: &str) -> String {
    at.strip_suffix('Z')
        .map_or_else(|| at.to_owned(), |rest| format!("{rest}+0000"))
}

/// The parts of an address and their names in the whole.
const PARTS: &[(&str, &str)] = &[
    ("City", "city"),
    ("Country", "country"),
    ("CountryCode", "countryCode"),
    ("GeocodeAccuracy", "geocodeAccuracy"),
    ("Latitude", "latitude"),
    ("Longitude", "longitude"),
    ("PostalCode", "postalCode"),
    ("State", "state"),
    ("StateCode", "stateCode"),
    ("Street", "street"),
];

fn address(object: &ObjectDef, field: &FieldDef, row: &Row) -> Value {
    let prefix = field.name.trim_end_matches("Address");
    let parts: Map<String, Value> = PARTS
        .iter()
        .filter_map(|(part, name)| {
            let part = object.field(&format!("{prefix}{part}"))?;
            Some((
                (*name).to_owned(),
                row.get(&part.name).cloned().unwrap_or(Value::Null),
            ))
        })
        .collect();
    if parts.values().all(Value::is_null) {
        Value::Null
    } else {
        Value::Object(parts)
    }
}
