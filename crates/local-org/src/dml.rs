//! Inserts, updates, deletes and upserts as a user: enforcement, validation, rules, audit trail.

use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row};

/// Inserts a row as `caller` and returns its Id.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn insert(tx: &mut Tx<'_>, caller: &Caller, object: &str, row: &Row) -> Result<Id, ApiError> {
    tx.act_as(&caller.user_id);
    Ok(tx.insert_raw(object, row.clone()))
}

/// Changes a row as `caller`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn update(
    tx: &mut Tx<'_>,
    caller: &Caller,
    object: &str,
    id: &Id,
    changes: &Row,
) -> Result<(), ApiError> {
    tx.act_as(&caller.user_id);
    tx.update_raw(object, id, changes.clone());
    Ok(())
}

/// Deletes a row as `caller`.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn delete(tx: &mut Tx<'_>, caller: &Caller, object: &str, id: &Id) -> Result<(), ApiError> {
    tx.act_as(&caller.user_id);
    tx.delete_raw(object, id);
    Ok(())
}
