//! What a row has to do with others: external ids, uniqueness, children of a deleted parent.

use serde_json::Value;

use super::run::EMPTY;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::schema::{FieldDef, ObjectDef};
use crate::store::Tx;
use crate::value::{Id, Row, id, row};

/// Returns the field of that name if records can be found by it.
pub(crate) fn external_id_field<'o>(object: &'o ObjectDef, name: &str) -> Option<&'o FieldDef> {
    object
        .field(name)
        .filter(|field| field.external_id || field.id_lookup || field.name == "Id")
}

/// Whether the caller can read any of the objects that a reference points at.
pub(crate) fn sees_a_parent(caller: &Caller, field: &FieldDef) -> bool {
    let mut targets = field.reference_to.iter();
    targets.any(|target| caller.access.object(target).read)
}

/// Returns the Id of the parent that `{"ExternalId__c": "value"}` names.
///
/// A key that the caller can't read finds nothing: it would tell which values exist.
pub(super) fn by_external_id(
    tx: &Tx<'_>,
    caller: &Caller,
    field: &FieldDef,
    value: &Value,
) -> Result<Value, ApiError> {
    let named = value
        .as_object()
        .into_iter()
        .flatten()
        .find(|(name, _)| *name != "attributes");
    let Some((key, wanted)) = named else {
        return Ok(Value::Null);
    };
    for target in &field.reference_to {
        let schema = tx.org.schema();
        let Some(object) = schema.object(target) else {
            continue;
        };
        let seen = |key: &&FieldDef| caller.access.field(&object.name, &key.name).read;
        let Some(key) = external_id_field(object, key).filter(seen) else {
            continue;
        };
        if let Some(found) = tx.find_one(&object.name, &[(&key.name, wanted.clone())]) {
            return Ok(found.get("Id").cloned().unwrap_or_default());
        }
    }
    let shown = wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned);
    let seen = |target: &&String| caller.access.object(target).read;
    let target = field.reference_to.iter().find(seen).map_or("", String::as_str);
    Err(ApiError::bad(
        "INVALID_FIELD",
        format!("Foreign key external ID: {shown} not found for field {key} in entity {target}"),
    ))
}

/// Refuses a value that another row holds of a unique field.
pub(super) fn check_unique(
    tx: &Tx<'_>,
    object: &ObjectDef,
    own: Option<&Id>,
    row: &Row,
) -> Result<(), ApiError> {
    // Usernames are unique in a wider sense and have a refusal of their own.
    let unique = object
        .fields
        .iter()
        .filter(|field| field.unique && field.name != "Username");
    for field in unique {
        let Some(value) = row.get(&field.name).filter(|value| !value.is_null()) else {
            continue;
        };
        let other = tx
            .find(&object.name, &[(&field.name, value.clone())])
            .into_iter()
            .filter_map(|found| id(&found, "Id"))
            .find(|found| Some(found) != own);
        if let Some(other) = other {
            let name = &field.name;
            return Err(ApiError::bad(
                "DUPLICATE_VALUE",
                format!(
                    "duplicate value found: {name} duplicates value on record with id: {}",
                    other.short()
                ),
            ));
        }
    }
    Ok(())
}

/// Deletes the details of a deleted row and empties the lookups to it.
///
/// Source: Salesforce help, "Object Relationships Overview": details go with their master, lookups are cleared.
pub(super) fn release_children(tx: &mut Tx<'_>, object: &ObjectDef, parent: &Id) {
    let schema = tx.org.schema();
    for child in &schema.objects {
        for field in &child.fields {
            let points_here = field.reference_to.contains(&object.name) && field.is_stored();
            if !points_here
                || object.setup != child.setup
                || field.kind != crate::schema::FieldType::Reference
            {
                continue;
            }
            for found in tx.find(&child.name, &[(&field.name, Value::from(parent))]) {
                let Some(found) = id(&found, "Id") else { continue };
                if field.master_detail {
                    release_children(tx, child, &found);
                    tx.delete_raw(&child.name, &found);
                } else if field.nillable {
                    tx.update_raw(&child.name, &found, row([(&field.name, EMPTY)]));
                }
            }
        }
    }
}
