//! Public groups and queues.

use serde_json::Value;

use super::names::settle_developer_name;
use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, id, text};

pub(super) struct Group;

impl Rule for Group {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        if text(row, "Type").is_empty() {
            row.insert("Type".to_owned(), Value::from("Regular"));
        }
        // Object Reference, Group: the other types come from roles and the org itself.
        if !matches!(text(row, "Type"), "Regular" | "Queue") {
            return Err(ApiError::bad(
                "FIELD_INTEGRITY_EXCEPTION",
                "only Regular and Queue groups can be created",
            )
            .on(["Type"]));
        }
        settle_developer_name(row)?;
        let same = [
            ("DeveloperName", Value::from(text(row, "DeveloperName"))),
            ("Type", Value::from(text(row, "Type"))),
        ];
        if tx.count("Group", &same) > 0 {
            return Err(ApiError::bad(
                "DUPLICATE_DEVELOPER_NAME",
                "a group with that developer name exists",
            )
            .on(["DeveloperName"]));
        }
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        let Some(group) = id(old, "Id") else { return Ok(()) };
        for (object, field) in [
            ("GroupMember", "GroupId"),
            ("GroupMember", "UserOrGroupId"),
            ("QueueSobject", "QueueId"),
        ] {
            for found in tx.find(object, &[(field, Value::from(&group))]) {
                if let Some(found) = id(&found, "Id") {
                    tx.delete_raw(object, &found);
                }
            }
        }
        Ok(())
    }
}

pub(super) struct GroupMember;

impl Rule for GroupMember {
    /// Adding a member again gives the row that is there (Object Reference, GroupMember).
    fn existing(&self, tx: &mut Tx<'_>, row: &Row) -> Option<Id> {
        let value = |field: &str| row.get(field).cloned().unwrap_or_default();
        let pair = [
            ("GroupId", value("GroupId")),
            ("UserOrGroupId", value("UserOrGroupId")),
        ];
        tx.find_one("GroupMember", &pair)
            .and_then(|found| id(&found, "Id"))
    }
}
