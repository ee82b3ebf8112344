//! Who may run a class.

use serde_json::Value;

use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::id;

/// Says whether the caller may run a class. Authors of Apex may run all of it.
/// Source: Apex Developer Guide, Class Security; help page "User Permissions", Author Apex.
pub(super) fn may_run(tx: &Tx<'_>, caller: &Caller, class: &str) -> bool {
    if caller.access.permission("AuthorApex") {
        return true;
    }
    let found = tx.find_one("ApexClass", &[("Name", Value::from(class))]);
    found
        .and_then(|row| id(&row, "Id"))
        .is_some_and(|id| caller.access.class(&id))
}

/// Whether the org holds the class.
pub(super) fn is_there(tx: &Tx<'_>, class: &str) -> bool {
    tx.count("ApexClass", &[("Name", Value::from(class))]) > 0
}

/// The words of a caller without access, as recorded.
pub(super) fn denial(class: &str) -> String {
    format!("You do not have access to the Apex class named: {class}")
}

/// The answer over REST.
pub(super) fn forbidden(class: &str) -> ApiError {
    ApiError::new(403, "FORBIDDEN", denial(class))
}
