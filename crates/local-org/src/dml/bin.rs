//! The recycle bin: what lies in it, bringing back, emptying; and what changed when.

use rusqlite::params;
use serde_json::Value;

use super::lookup;
use super::run::{no_access_to_row, visible};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::store::{OrAbort as _, Tx};
use crate::value::{Id, flag, row, text};

/// A row that was deleted, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gone {
    /// Its Id.
    pub(crate) id: String,
    /// When it was deleted.
    pub(crate) at: String,
}

/// Returns the rows in the recycle bin that were deleted from `start` on and before `end`.
pub(crate) fn deleted_between(tx: &Tx<'_>, object: &ObjectDef, start: &str, end: &str) -> Vec<Gone> {
    between(tx, object, true, start, end)
}

/// Returns the Ids of the rows that changed last from `start` on and before `end`.
pub(crate) fn changed_between(tx: &Tx<'_>, object: &ObjectDef, start: &str, end: &str) -> Vec<String> {
    between(tx, object, false, start, end)
        .into_iter()
        .map(|found| found.id)
        .collect()
}

fn between(tx: &Tx<'_>, object: &ObjectDef, deleted: bool, start: &str, end: &str) -> Vec<Gone> {
    let sql = format!(
        "SELECT \"Id\", \"SystemModstamp\" FROM \"{}\"
         WHERE \"IsDeleted\" = ?1 AND \"SystemModstamp\" >= ?2 AND \"SystemModstamp\" < ?3 ORDER BY \"Id\"",
        object.name
    );
    let mut statement = tx.conn().prepare_cached(&sql).or_abort();
    let found = statement
        .query_map(params![deleted, start, end], |found| {
            Ok(Gone {
                id: found.get(0)?,
                at: found.get(1)?,
            })
        })
        .or_abort();
    found.map(|one| one.or_abort()).collect()
}

/// Brings a row back, and the details that went with it.
///
/// # Errors
/// The refusal that the org answers with; then nothing is changed.
pub(crate) fn undelete(tx: &mut Tx<'_>, caller: &Caller, object: &str, id: &Id) -> Result<(), ApiError> {
    let schema = tx.org.schema();
    let object = visible(&schema, caller, object)?;
    if !caller.access.object(&object.name).delete {
        return Err(no_access_to_row());
    }
    let row = in_bin(tx, object, id)?;
    lookup::check_unique(tx, object, Some(id), &row)?;
    tx.act_as(&caller.user_id);
    restore(tx, object, id, text(&row, "SystemModstamp"));
    Ok(())
}

fn restore(tx: &mut Tx<'_>, object: &ObjectDef, id: &Id, deleted_at: &str) {
    let schema = tx.org.schema();
    tx.update_raw(&object.name, id, row([("IsDeleted", Value::Bool(false))]));
    for child in schema.objects.iter().filter(|child| child.has_recycle_bin()) {
        let details = child
            .fields
            .iter()
            .filter(|field| field.master_detail && field.reference_to.contains(&object.name));
        for field in details {
            let sql = format!(
                "SELECT \"Id\" FROM \"{}\" WHERE \"{}\" = ?1 AND \"IsDeleted\" = 1 AND \"SystemModstamp\" = ?2",
                child.name, field.name
            );
            let found: Vec<String> = {
                let mut statement = tx.conn().prepare_cached(&sql).or_abort();
                let rows = statement
                    .query_map([id.as_str(), deleted_at], |found| found.get(0))
                    .or_abort();
                rows.map(|one| one.or_abort()).collect()
            };
            for detail in found.iter().filter_map(|text| Id::parse(text)) {
                restore(tx, child, &detail, deleted_at);
            }
        }
    }
}

/// Takes a row out of the recycle bin for good.
///
/// # Errors
/// The refusal that the org answers with; then nothing is changed.
pub(crate) fn purge(tx: &mut Tx<'_>, caller: &Caller, object: &str, id: &Id) -> Result<(), ApiError> {
    let schema = tx.org.schema();
    let object = visible(&schema, caller, object)?;
    if !caller.access.object(&object.name).delete {
        return Err(no_access_to_row());
    }
    if object.setup || !object.has_recycle_bin() {
        return Ok(());
    }
    in_bin(tx, object, id)?;
    tx.erase(object, id);
    Ok(())
}

fn in_bin(tx: &Tx<'_>, object: &ObjectDef, id: &Id) -> Result<crate::value::Row, ApiError> {
    match tx.get(&object.name, id) {
        Some(row) if flag(&row, "IsDeleted") => Ok(row),
        Some(_) => Err(ApiError::bad(
            "UNDELETE_FAILED",
            "Entity is not in the recycle bin",
        )),
        None => Err(ApiError::bad(
            "INVALID_CROSS_REFERENCE_KEY",
            "invalid cross reference id",
        )),
    }
}
