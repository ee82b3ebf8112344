//! What every reader needs of a row.

use hallpass_model::{ApiName, RecordId, Seen};
use hallpass_salesforce::Record;

use super::ReadError;

/// Returns an id that has to be there.
pub(super) fn need_id(row: &Record, path: &str) -> Result<RecordId, ReadError> {
    same_id(&row.need_id(path)?)
}

/// The client's id as one of the model's.
pub(super) fn same_id(id: &hallpass_salesforce::RecordId) -> Result<RecordId, ReadError> {
    RecordId::parse(id.as_str()).map_err(|error| ReadError::unusable("a record id", error.to_string()))
}

/// Returns whether the row was made up by the org: a set that may do everything shows rows that nobody can change
/// (Object Reference, ObjectPermissions).
pub(super) fn is_synthetic(row: &Record) -> bool {
    row.id("Id").is_some_and(|id| id.is_synthetic())
}

/// Returns whether an id is that of such a row.
pub(super) fn is_made_up(id: &RecordId) -> bool {
    id.as_str().starts_with("000")
}

/// Returns a text without blanks at its end, which the org drops too; empty counts as absent.
pub(super) fn seen_text(row: &Record, path: &str) -> Seen<String> {
    row.text(path)
        .map(str::trim_end)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .into()
}

/// Returns a name as specs write it: with the namespace of its package, if it is from one.
pub(super) fn full_name(row: &Record, namespace: &str, name: &str) -> Result<ApiName, ReadError> {
    let name = row.need_text(name)?;
    Ok(match row.text(namespace).filter(|prefix| !prefix.is_empty()) {
        Some(prefix) => ApiName::new(format!("{prefix}__{name}")),
        None => ApiName::from(name),
    })
}

/// Returns a name without its namespace, as the `Name` and `DeveloperName` columns hold it.
pub(super) fn bare_name(name: &ApiName) -> &str {
    name.as_str()
        .split_once("__")
        .map_or(name.as_str(), |(_, bare)| bare)
}
