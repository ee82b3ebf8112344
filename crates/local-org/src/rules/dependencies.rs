//! Permissions that can't be without others.

use serde_json::Value;

use super::rule::Checked;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Row, flag};

/// The refusal of a permission whose base is missing.
///
/// Source: public reports of deploys and DML; the same words in both.
pub(super) fn refusal(permission: &str, needed: &[String]) -> ApiError {
    ApiError::bad(
        "FIELD_INTEGRITY_EXCEPTION",
        format!(
            "Permission {permission} depends on permission(s): {}",
            needed.join(", ")
        ),
    )
}

/// Refuses a set of user permissions that lacks what one of them depends on.
///
/// A dependency counts only where the org has the other permission at all.
pub(super) fn check_user_permissions(tx: &Tx<'_>, row: &Row) -> Checked {
    let schema = tx.org.schema();
    for permission in &schema.permissions {
        if permission.depends_on.is_empty() || !flag(row, &permission.column()) {
            continue;
        }
        let missing: Vec<String> = permission
            .depends_on
            .iter()
            .filter_map(|name| schema.permission(name))
            .filter(|needed| row.contains_key(&needed.column()) && !flag(row, &needed.column()))
            .map(|needed| needed.label.clone())
            .collect();
        if !missing.is_empty() {
            return Err(refusal(&permission.label, &missing));
        }
    }
    Ok(())
}

/// Returns the permissions that differ between two rows: name, label, and whether it is on now.
pub(super) fn changed_user_permissions(
    tx: &Tx<'_>,
    old: Option<&Row>,
    new: &Row,
) -> Vec<(String, String, bool)> {
    tx.org
        .schema()
        .permissions
        .iter()
        .filter_map(|permission| {
            let column = permission.column();
            let now = new.get(&column).and_then(Value::as_bool)?;
            let before = old.is_some_and(|old| flag(old, &column));
            (now != before).then(|| (permission.name.clone(), permission.label.clone(), now))
        })
        .collect()
}
