//! Values: JSON as sent → values as stored, and what each type refuses.

use serde_json::Value;

use super::fields::Given;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::rules::access_type;
use crate::schema::{FieldDef, FieldType, ObjectDef};
use crate::store::{Tx, stamp, whole_second};
use crate::value::{Id, Row, flag};

/// Converts each value to the form that the store keeps.
pub(super) fn convert(given: Given<'_>) -> Result<Row, ApiError> {
    given
        .into_iter()
        .map(|(field, value)| Ok((field.name.clone(), as_stored(field, &value)?)))
        .collect()
}

/// Returns a value in the form that the store keeps.
///
/// # Errors
/// When it is of the wrong type.
pub(crate) fn as_stored(field: &FieldDef, value: &Value) -> Result<Value, ApiError> {
    if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
        // Null in a boolean means false; everywhere else it empties, and so does blank text.
        return Ok(if field.kind == FieldType::Boolean {
            Value::Bool(false)
        } else {
            Value::Null
        });
    }
    match field.kind {
        FieldType::Boolean => boolean(value).ok_or_else(|| wrong_type("boolean", value)),
        FieldType::Int => int(value).ok_or_else(|| wrong_type("int", value)),
        kind if kind.is_number() => double(value).ok_or_else(|| wrong_type("double", value)),
        FieldType::DateTime => datetime(value).ok_or_else(|| wrong_type("datetime", value)),
        FieldType::Date => date(value).ok_or_else(|| wrong_type("date", value)),
        FieldType::Id | FieldType::Reference => reference(field, value),
        _ => match value {
            Value::String(text) => Ok(Value::from(trimmed(field, text))),
            other => Err(wrong_type("string", other)),
        },
    }
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::String(text) => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        _ => None,
    }
}

fn int(value: &Value) -> Option<Value> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }?;
    (number.fract() == 0.0 && number.abs() < 2_147_483_648.0).then(|| Value::from(number as i64))
}

fn double(value: &Value) -> Option<Value> {
    let number: f64 = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }?;
    number.is_finite().then(|| Value::from(number))
}

fn datetime(value: &Value) -> Option<Value> {
    // A blank between day and time is refused, as recorded.
    let text = value.as_str().filter(|text| !text.contains(' '))?;
    let parsed = text
        .parse::<jiff::Timestamp>()
        .or_else(|_| jiff::Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text))
        .ok()
        .or_else(|| {
            let day: jiff::civil::Date = text.parse().ok()?;
            day.to_zoned(jiff::tz::TimeZone::UTC)
                .ok()
                .map(|at| at.timestamp())
        })?;
    Some(Value::from(stamp(whole_second(parsed))))
}

fn date(value: &Value) -> Option<Value> {
    let text = value.as_str()?;
    let day: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    Some(Value::from(day.to_string()))
}

fn reference(field: &FieldDef, value: &Value) -> Result<Value, ApiError> {
    value
        .as_str()
        .and_then(|text| Id::parse(text.trim()))
        .map(Value::from)
        .ok_or_else(|| wrong_id(field, value))
}

/// Surrounding blanks go, except in long text.
fn trimmed(field: &FieldDef, text: &str) -> String {
    if field.kind == FieldType::TextArea {
        text.to_owned()
    } else {
        text.trim().to_owned()
    }
}

/// Refuses values that are of the right type and still wrong.
pub(super) fn check(tx: &Tx<'_>, caller: &Caller, object: &ObjectDef, row: &Row) -> Result<(), ApiError> {
    for (name, value) in row {
        let Some(field) = object.field(name) else { continue };
        if value.is_null() {
            continue;
        }
        check_length(field, value)?;
        check_picklist(object, field, value)?;
        check_shape(field, value)?;
        check_precision(field, value)?;
        check_reference(tx, caller, field, value)?;
    }
    Ok(())
}

fn check_length(field: &FieldDef, value: &Value) -> Result<(), ApiError> {
    let Some(text) = value.as_str() else { return Ok(()) };
    let has_length = field.kind.is_text() && field.length > 0 && field.kind != FieldType::Picklist;
    if !has_length || text.chars().count() <= usize::try_from(field.length).unwrap_or(usize::MAX) {
        return Ok(());
    }
    let shown: String = text.chars().take(255).collect();
    let message = format!(
        "{}: data value too large: {shown} (max length={})",
        field.label, field.length
    );
    Err(ApiError::bad("STRING_TOO_LONG", message).on([&field.name]))
}

/// Restricted picklists whose values are the org's objects and fields; rules check those.
const CHECKED_BY_RULES: &[(&str, &str)] = &[
    ("ObjectPermissions", "SobjectType"),
    ("FieldPermissions", "SobjectType"),
    ("FieldPermissions", "Field"),
];

fn check_picklist(object: &ObjectDef, field: &FieldDef, value: &Value) -> Result<(), ApiError> {
    if !field.restricted || CHECKED_BY_RULES.contains(&(object.name.as_str(), field.name.as_str())) {
        return Ok(());
    }
    let text = value.as_str().unwrap_or_default();
    let allowed = &field.picklist;
    let parts: Vec<&str> = if field.kind == FieldType::MultiPicklist {
        text.split(';').collect()
    } else {
        vec![text]
    };
    if allowed.is_empty() || parts.iter().all(|part| allowed.iter().any(|known| known == part)) {
        return Ok(());
    }
    let message = format!("{}: bad value for restricted picklist field: {text}", field.label);
    Err(ApiError::bad("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message).on([&field.name]))
}

fn check_shape(field: &FieldDef, value: &Value) -> Result<(), ApiError> {
    let text = value.as_str().unwrap_or_default();
    if field.kind == FieldType::Email && !is_email(text) {
        let message = format!("{}: invalid email address: {text}", field.label);
        return Err(ApiError::bad("INVALID_EMAIL_ADDRESS", message).on([&field.name]));
    }
    Ok(())
}

/// Whether text has the shape of an e-mail address, as usernames must too.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |part: &str| {
        part.chars()
            .all(|letter| !letter.is_whitespace() && !"<>()[],;:\\\"".contains(letter))
    };
    !local.is_empty()
        && !local.contains('@')
        && plain(local)
        && plain(domain)
        && domain.contains('.')
        && domain.split('.').all(|part| !part.is_empty())
}

fn check_precision(field: &FieldDef, value: &Value) -> Result<(), ApiError> {
    let (Some(number), true) = (value.as_f64(), field.precision > field.scale) else {
        return Ok(());
    };
    let digits = i32::try_from(field.precision - field.scale).unwrap_or(i32::MAX);
    if number.abs() < 10_f64.powi(digits) {
        return Ok(());
    }
    let message = format!(
        "{}: value outside of valid range on numeric field: {number}",
        field.label
    );
    Err(ApiError::bad("NUMBER_OUTSIDE_VALID_RANGE", message).on([&field.name]))
}

fn check_reference(tx: &Tx<'_>, caller: &Caller, field: &FieldDef, value: &Value) -> Result<(), ApiError> {
    if field.kind != FieldType::Reference {
        return Ok(());
    }
    let Some(id) = value.as_str().and_then(Id::parse) else {
        return Err(wrong_id(field, value));
    };
    let schema = tx.org.schema();
    let Some(target) = schema.object_by_prefix(id.prefix()) else {
        return Err(wrong_id(field, value));
    };
    if !field
        .reference_to
        .iter()
        .any(|name| name == access_type(&target.name) || *name == target.name)
    {
        return Err(wrong_id(field, value));
    }
    // What the caller can't read may be there or not: the answer is the same.
    if !target.setup && !caller.access.object(&target.name).read {
        let message = format!("insufficient access rights on cross-reference id: {}", id.short());
        return Err(ApiError::bad(
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            message,
        ));
    }
    // Without the hundreds of permissions of a set: most references are to one.
    match tx.header(&target.name, &id) {
        Some(row) if flag(&row, "IsDeleted") => Err(ApiError {
            status: 400,
            ..ApiError::deleted()
        }
        .on([&field.name])),
        Some(_) => Ok(()),
        None => {
            Err(ApiError::bad("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id").on([&field.name]))
        }
    }
}

fn wrong_id(field: &FieldDef, value: &Value) -> ApiError {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    ApiError::bad(
        "MALFORMED_ID",
        format!("{}: id value of incorrect type: {shown}", field.label),
    )
    .on([&field.name])
}

/// The words of the JSON reader for a value of another type.
fn wrong_type(wanted: &str, value: &Value) -> ApiError {
    let token = match value {
        Value::Null => "VALUE_NULL",
        Value::Bool(true) => "VALUE_TRUE",
        Value::Bool(false) => "VALUE_FALSE",
        Value::Number(number) if number.is_f64() => "VALUE_NUMBER_FLOAT",
        Value::Number(_) => "VALUE_NUMBER_INT",
        Value::String(_) => "VALUE_STRING",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    };
    let shown = match value {
        Value::String(text) => text.clone(),
        // Recorded: what follows the word is the place.
        Value::Array(_) => {
            let message =
                format!("Cannot deserialize instance of {wanted} from {token} value [line:1, column:1]");
            return ApiError::bad("JSON_PARSER_ERROR", message);
        }
        Value::Object(_) => "{".to_owned(),
        other => other.to_string(),
    };
    ApiError::bad(
        "JSON_PARSER_ERROR",
        format!(
            "Cannot deserialize instance of {wanted} from {token} value {shown} or request may be missing a required field at [line:1, column:1]"
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{boolean, date, datetime, int, is_email};

    #[test]
    fn values_are_read_as_clients_send_them() {
        assert_eq!(boolean(&json!("True")), Some(json!(true)));
        assert_eq!(boolean(&json!("yes")), None);
        assert_eq!(int(&json!("12")), Some(json!(12)));
        assert_eq!(int(&json!(1.5)), None);
        assert_eq!(date(&json!("2026-11-22T01:00:00Z")), Some(json!("2026-11-22")));
        for text in [
            "2026-11-22T06:00:00.000+0000",
            "2026-11-22T06:00:00Z",
            "2026-11-22T07:00:00+01:00",
        ] {
            assert_eq!(
                datetime(&json!(text)),
                Some(json!("2026-11-22T06:00:00.000Z")),
                "{text}"
            );
        }
    }

    #[test]
    fn addresses_have_two_sides_and_a_dot() {
        for good in ["a@b.c", "billing.api+x@example.com", "o'neill@example.co.uk"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b.c", "a@b", "a@@b.c", "a b@c.d", "a@b..c", "a@.c"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
