//! SessionPermSetActivation: a session-based permission set or group that counts for one session.
//!
//! Source: Object Reference, SessionPermSetActivation. What is wrong with a row is told in our own words.

use serde_json::Value;

use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::facts::permissions::SESSION_ACTIVATION;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id};

pub(super) struct SessionPermSetActivation;

impl Rule for SessionPermSetActivation {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        if tx.org.behaviours.is(&SESSION_ACTIVATION, "query_only") {
            return Err(ApiError::bad(
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                "entity type cannot be inserted: Session-based Permission Set Activation",
            ));
        }
        let Some(session) = id(row, "AuthSessionId").and_then(|session| tx.get("AuthSession", &session))
        else {
            // A missing or unknown session is refused as in every object.
            return Ok(());
        };
        let user =
            id(&session, "UsersId").ok_or_else(|| wrong("AuthSessionId", "the session has no user"))?;
        if id(row, "UserId").is_some_and(|given| given != user) {
            return Err(wrong("UserId", "the session is another user's"));
        }
        row.insert("UserId".to_owned(), Value::from(&user));
        check_set(tx, row, &user)?;
        check_single(tx, row)
    }
}

/// The set that is activated is session-based, and assigned to the user.
fn check_set(tx: &Tx<'_>, row: &Row, user: &Id) -> Checked {
    let (field, set) = match (id(row, "PermissionSetId"), id(row, "PermissionSetGroupId")) {
        (Some(set), None) => ("PermissionSetId", Some(set)),
        (None, Some(group)) => (
            "PermissionSetGroupId",
            tx.find_one("PermissionSet", &[("PermissionSetGroupId", Value::from(&group))])
                .and_then(|set| id(&set, "Id")),
        ),
        _ => {
            return Err(wrong(
                "PermissionSetId",
                "either a permission set or a group is activated",
            ));
        }
    };
    let Some(set) = set else { return Ok(()) };
    let Some(row) = tx.get("PermissionSet", &set) else {
        return Ok(());
    };
    if !flag(&row, "HasActivationRequired") {
        return Err(wrong(field, "session activation is not required"));
    }
    let assigned = [
        ("AssigneeId", Value::from(user)),
        ("PermissionSetId", Value::from(&set)),
    ];
    if tx.count("PermissionSetAssignment", &assigned) == 0 {
        return Err(wrong(field, "it is not assigned to the user of the session"));
    }
    Ok(())
}

fn check_single(tx: &Tx<'_>, row: &Row) -> Checked {
    let names = ["AuthSessionId", "PermissionSetId", "PermissionSetGroupId"];
    let same = names.map(|name| (name, row.get(name).cloned().unwrap_or_default()));
    let given: Vec<_> = same.into_iter().filter(|(_, value)| !value.is_null()).collect();
    match tx
        .find_one("SessionPermSetActivation", &given)
        .and_then(|found| id(&found, "Id"))
    {
        None => Ok(()),
        Some(other) => Err(ApiError::bad(
            "DUPLICATE_VALUE",
            format!(
                "duplicate value found: AuthSessionId, PermissionSetId duplicates value on record with id: {}",
                other.short()
            ),
        )),
    }
}

fn wrong(field: &str, message: &str) -> ApiError {
    ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message).on([field])
}
