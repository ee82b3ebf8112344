//! What a row holds that did not say.

use serde_json::Value;

use crate::enforce::Caller;
use crate::schema::{FieldDef, FieldType, ObjectDef};
use crate::store::Tx;
use crate::value::Row;

/// The defaults of picklists and flags, as a new Enterprise org has them.
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("Case", "Status", "New"),
    ("Case", "Priority", "Medium"),
    ("Lead", "Status", "Open - Not Contacted"),
    ("Task", "Status", "Not Started"),
    ("Task", "Priority", "Normal"),
    ("Campaign", "Status", "Planned"),
    ("CampaignMember", "Status", "Sent"),
    ("Contract", "Status", "Draft"),
    ("Order", "Status", "Draft"),
    ("User", "DigestFrequency", "D"),
    ("User", "DefaultGroupNotificationFrequency", "N"),
];

const ON: &[(&str, &str)] = &[
    ("User", "IsActive"),
    ("PermissionSet", "IsCustom"),
    ("PermissionSetAssignment", "IsActive"),
    ("OrderItem", "IsActive"),
];

/// Fills in owner, flags, numbers and defaults.
pub(super) fn fill(tx: &Tx<'_>, caller: &Caller, object: &ObjectDef, row: &mut Row) {
    for field in &object.fields {
        if !row.get(&field.name).is_none_or(Value::is_null) {
            continue;
        }
        let default = if field.name == "OwnerId" {
            Some(Value::from(&caller.user_id))
        } else if field.auto_number {
            Some(Value::from(next_number(tx, object, field)))
        } else if let Some(given) = &field.more.default_value {
            Some(typed(field, given))
        } else if field.kind == FieldType::Boolean {
            Some(Value::Bool(
                ON.contains(&(object.name.as_str(), field.name.as_str())),
            ))
        } else {
            DEFAULTS
                .iter()
                .find(|(of, name, _)| *of == object.name && *name == field.name)
                .map(|(_, _, value)| Value::from(*value))
        };
        if let Some(default) = default {
            row.insert(field.name.clone(), default);
        }
    }
}

/// Auto-numbers count up from one; what a rollback takes back is given again, unlike in the real org.
fn next_number(tx: &Tx<'_>, object: &ObjectDef, field: &FieldDef) -> String {
    let name = format!("auto_number {}.{}", object.name, field.name);
    let next = tx
        .meta(&name)
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(1);
    tx.set_meta(&name, &(next + 1).to_string());
    numbered(field.more.display_format.as_deref().unwrap_or("{00000000}"), next)
}

/// Writes a number as a display format says: `INV-{0000}` gives `INV-0007`.
fn numbered(format: &str, number: u64) -> String {
    let Some((before, after)) = format
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    else {
        return format!("{format}{number}");
    };
    let (zeros, after) = after;
    format!("{before}{number:0width$}{after}", width = zeros.len())
}

/// The default that an administrator wrote, as a value of the field's type.
fn typed(field: &FieldDef, given: &str) -> Value {
    match field.kind {
        FieldType::Boolean => Value::Bool(given.eq_ignore_ascii_case("true")),
        kind if kind.is_number() => given.parse::<f64>().map_or(Value::Null, Value::from),
        _ => Value::from(given.trim_matches(['"', '\''])),
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn numbers_fill_the_braces_of_their_format() {
        for (format, expected) in [
            ("INV-{0000}", "INV-0007"),
            ("{00000000}", "00000007"),
            ("A{0}-B", "A7-B"),
            ("X", "X7"),
        ] {
            assert_eq!(numbered(format, 7), expected);
        }
    }
}
