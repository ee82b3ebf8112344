//! Effective access from rows: the profile's own set ∪ assigned sets ∪ the result of assigned groups.
//!
//! A group's sets minus its muting set are kept as rows of the group's own aggregate set (as in the real org,
//! where `Parent.PermissionSetGroup` finds them), so an assignment of a group is an assignment of that set.

use serde_json::Value;

use super::Access;
use super::grants::Grants;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

/// Returns the effective access of a user.
pub(crate) fn access_of(tx: &Tx<'_>, user: &Id) -> Access {
    let compute = || Access::granted(tx.org.schema(), grants_of(tx, user, &[]));
    // An end date passes without a change of any row.
    if assignments(tx, user)
        .iter()
        .any(|assignment| !text(assignment, "ExpirationDate").is_empty())
    {
        return compute();
    }
    tx.org.cached_access(user, compute)
}

/// Returns the effective access of a user in a session, where session-based sets may be active.
pub(crate) fn access_in(tx: &Tx<'_>, user: &Id, session: &Id) -> Access {
    let active = activated(tx, session);
    if active.is_empty() {
        return access_of(tx, user);
    }
    Access::granted(tx.org.schema(), grants_of(tx, user, &active))
}

/// The session-based sets, and sets of session-based groups, that are active in a session.
fn activated(tx: &Tx<'_>, session: &Id) -> Vec<Id> {
    let rows = tx.find(
        "SessionPermSetActivation",
        &[("AuthSessionId", Value::from(session))],
    );
    let set_of_group = |group: Id| {
        tx.find_one("PermissionSet", &[("PermissionSetGroupId", Value::from(&group))])
            .and_then(|set| id(&set, "Id"))
    };
    rows.iter()
        .filter_map(|row| {
            id(row, "PermissionSetId").or_else(|| id(row, "PermissionSetGroupId").and_then(set_of_group))
        })
        .collect()
}

fn grants_of(tx: &Tx<'_>, user: &Id, active: &[Id]) -> Grants {
    let mut grants = Grants::default();
    for set in effective_sets(tx, user, active) {
        let Some(set_id) = id(&set, "Id") else { continue };
        grants.add_permissions(&set);
        let parent = [("ParentId", Value::from(&set_id))];
        tx.find("ObjectPermissions", &parent)
            .iter()
            .for_each(|row| grants.add_object(row));
        tx.find("FieldPermissions", &parent)
            .iter()
            .for_each(|row| grants.add_field(row));
        tx.find("SetupEntityAccess", &parent)
            .iter()
            .for_each(|row| grants.add_entity(row));
    }
    grants
}

/// The sets whose grants count for a user now.
///
/// Every user has an assignment of the profile's own set. A session-based set or group grants nothing outside the
/// sessions in which it was activated (Object Reference, SessionPermSetActivation).
fn effective_sets(tx: &Tx<'_>, user: &Id, active: &[Id]) -> Vec<Row> {
    let now = tx.stamp();
    assignments(tx, user)
        .iter()
        .filter(|assignment| !has_expired(assignment, &now))
        .filter_map(|assignment| tx.get("PermissionSet", &id(assignment, "PermissionSetId")?))
        .filter(|set| {
            !flag(set, "HasActivationRequired") || id(set, "Id").is_some_and(|set| active.contains(&set))
        })
        .collect()
}

fn assignments(tx: &Tx<'_>, user: &Id) -> Vec<Row> {
    tx.find("PermissionSetAssignment", &[("AssigneeId", Value::from(user))])
}

fn has_expired(assignment: &Row, now: &str) -> bool {
    let end = text(assignment, "ExpirationDate");
    !end.is_empty() && end <= now
}
