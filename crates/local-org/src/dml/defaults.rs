//! What a row holds that did not say.

use serde_json::Value;

use crate::enforce::Caller;
use crate::schema::{FieldType, ObjectDef};
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
            Some(Value::from(next_number(tx, object, &field.name)))
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
fn next_number(tx: &Tx<'_>, object: &ObjectDef, field: &str) -> String {
    let name = format!("auto_number {}.{field}", object.name);
    let next = tx
        .meta(&name)
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(1);
    tx.set_meta(&name, &(next + 1).to_string());
    if object.custom {
        format!("{}-{next:05}", initials(&object.label))
    } else {
        format!("{next:08}")
    }
}

fn initials(label: &str) -> String {
    label
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .take(3)
        .collect::<String>()
        .to_uppercase()
}
