//! Upsert: update the row that an external id finds, or insert one.

use serde_json::Value;

use super::lookup::external_id_field;
use super::run::{insert, update, visible};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, id};

/// What an upsert did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upserted {
    /// The row.
    pub(crate) id: Id,
    /// Whether it is new.
    pub(crate) created: bool,
}

/// Updates the row whose `field` equals `value`, or inserts one unless `update_only`.
///
/// # Errors
/// The refusal that the org answers with; 300 when several rows have the value.
pub(crate) fn upsert(
    tx: &mut Tx<'_>,
    caller: &Caller,
    object: &str,
    (field, value): (&str, &Value),
    row: &Row,
    update_only: bool,
) -> Result<Upserted, ApiError> {
    let schema = tx.org.schema();
    let object = visible(&schema, caller, object)?;
    let field = external_id_field(object, field)
        .filter(|field| caller.access.field(&object.name, &field.name).read)
        .ok_or_else(|| not_external(field))?;
    let found = match value {
        Value::Null => Vec::new(),
        value => tx.find(&object.name, &[(&field.name, value.clone())]),
    };
    let mut rest: Row = row
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case(&field.name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    match found.as_slice() {
        [one] => {
            let id = id(one, "Id").ok_or_else(ApiError::not_found)?;
            update(tx, caller, &object.name, &id, &rest)?;
            Ok(Upserted { id, created: false })
        }
        [] if update_only || field.name == "Id" && !value.is_null() => Err(ApiError::not_found()),
        [] => {
            if field.name != "Id" {
                rest.insert(field.name.clone(), value.clone());
            }
            let id = insert(tx, caller, &object.name, &rest)?;
            Ok(Upserted { id, created: true })
        }
        _ => Err(ApiError::new(
            300,
            "DUPLICATE_EXTERNAL_ID",
            format!("{}: more than one record found for external id field", field.name),
        )),
    }
}

fn not_external(field: &str) -> ApiError {
    ApiError::new(
        404,
        "NOT_FOUND",
        format!("Provided external ID field does not exist or is not accessible: {field}"),
    )
}
