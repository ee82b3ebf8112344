//! UserRole, and the groups that the org makes of each role.
//!
//! Source: Object Reference, Group: groups of the types Role and RoleAndSubordinates belong to a role, which `RelatedId`
//! names, and nobody makes them by hand.

use serde_json::Value;

use super::names::settle_developer_name;
use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, id, row, text};

/// The types of group that stand for a role. The third is that of orgs with digital experiences, which this is not.
const TYPES: &[&str] = &["Role", "RoleAndSubordinates"];

pub(super) struct UserRole;

impl Rule for UserRole {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        settle_developer_name(row)?;
        let same = [("DeveloperName", Value::from(text(row, "DeveloperName")))];
        if tx.count("UserRole", &same) > 0 {
            let message = "a role with that developer name exists";
            return Err(ApiError::bad("DUPLICATE_DEVELOPER_NAME", message).on(["DeveloperName"]));
        }
        Ok(())
    }

    fn after_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, id: &Id, row: &Row) -> Checked {
        make_groups(tx, id, text(row, "DeveloperName"), text(row, "Name"));
        Ok(())
    }

    fn before_update(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row, changes: &mut Row) -> Checked {
        let Some(own) = id(old, "Id") else { return Ok(()) };
        let mut above = id(changes, "ParentRoleId");
        while let Some(role) = above {
            if role == own {
                let message = "A role can't report to itself or to a role below it";
                return Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message).on(["ParentRoleId"]));
            }
            above = tx.get("UserRole", &role).and_then(|row| id(&row, "ParentRoleId"));
        }
        Ok(())
    }

    fn after_update(&self, tx: &mut Tx<'_>, _caller: &Caller, _old: &Row, new: &Row) -> Checked {
        for group in id(new, "Id").map(|role| groups(tx, &role)).unwrap_or_default() {
            let name = row([
                ("DeveloperName", Value::from(text(new, "DeveloperName"))),
                ("Name", Value::from(text(new, "Name"))),
            ]);
            tx.update_raw("Group", &group, name);
        }
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        let Some(role) = id(old, "Id") else { return Ok(()) };
        let used = tx.count("User", &[("UserRoleId", Value::from(&role))]) > 0
            || tx.count("UserRole", &[("ParentRoleId", Value::from(&role))]) > 0;
        if used {
            let message = "This role is assigned to users or has roles below it.";
            return Err(ApiError::bad("DELETE_FAILED", message));
        }
        for group in groups(tx, &role) {
            for member in tx.find("GroupMember", &[("UserOrGroupId", Value::from(&group))]) {
                if let Some(member) = id(&member, "Id") {
                    tx.delete_raw("GroupMember", &member);
                }
            }
            tx.delete_raw("Group", &group);
        }
        Ok(())
    }
}

fn groups(tx: &Tx<'_>, role: &Id) -> Vec<Id> {
    tx.find("Group", &[("RelatedId", Value::from(role))])
        .iter()
        .filter_map(|group| id(group, "Id"))
        .collect()
}

/// Makes the groups of a role.
pub(crate) fn make_groups(tx: &mut Tx<'_>, role: &Id, name: &str, label: &str) {
    for kind in TYPES {
        tx.insert_raw(
            "Group",
            row([
                ("Type", Value::from(*kind)),
                ("DeveloperName", Value::from(name)),
                ("Name", Value::from(label)),
                ("RelatedId", Value::from(role)),
            ]),
        );
    }
}
