//! SetupEntityAccess: Apex classes, apps, custom permissions and the like in a set.
//!
//! Source: Object Reference, SetupEntityAccess.

use serde_json::Value;

use super::groups;
use super::permission_set::editable_parent;
use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row, id, text};

pub(super) struct SetupEntityAccess;

impl Rule for SetupEntityAccess {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let Some(entity) = id(row, "SetupEntityId") else {
            return Ok(());
        };
        if text(row, "ParentId").is_empty() {
            return Ok(());
        }
        editable_parent(tx, row)?;
        let schema = tx.org.schema();
        // The type follows from the Id; it is not for the caller to say.
        let kind = schema
            .object_by_prefix(entity.prefix())
            .map_or("", |object| access_type(&object.name));
        row.insert("SetupEntityType".to_owned(), Value::from(kind));
        let value = |field: &str| row.get(field).cloned().unwrap_or_default();
        let same = [
            ("ParentId", value("ParentId")),
            ("SetupEntityId", value("SetupEntityId")),
        ];
        match tx
            .find_one("SetupEntityAccess", &same)
            .and_then(|found| id(&found, "Id"))
        {
            None => Ok(()),
            Some(other) => Err(ApiError::bad(
                "DUPLICATE_VALUE",
                format!(
                    "duplicate value found: ParentId, SetupEntityId duplicates value on record with id: {}",
                    other.short()
                ),
            )),
        }
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, _id: &Id, row: &Row) -> Checked {
        changed(tx, caller, row, "Enabled");
        Ok(())
    }

    fn before_delete(&self, tx: &mut Tx<'_>, _caller: &Caller, old: &Row) -> Checked {
        editable_parent(tx, old).map(|_| ())
    }

    fn after_delete(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row) -> Checked {
        changed(tx, caller, old, "Disabled");
        Ok(())
    }
}

/// The type of an entity as rows tell it: definitions of objects are `CustomObject` to the Tooling API alone.
pub(crate) fn access_type(object: &str) -> &str {
    if object == "CustomObject" {
        "CustomEntityDefinition"
    } else {
        object
    }
}

fn changed(tx: &mut Tx<'_>, caller: &Caller, row: &Row, done: &str) {
    let Some(parent) = id(row, "ParentId") else { return };
    let kind = text(row, "SetupEntityType");
    let entity = id(row, "SetupEntityId")
        .and_then(|id| {
            let schema = tx.org.schema();
            tx.get(&schema.object_by_prefix(id.prefix())?.name, &id)
        })
        .unwrap_or_default();
    let name = ["Name", "DeveloperName", "MasterLabel"]
        .iter()
        .map(|field| text(&entity, field))
        .find(|name| !name.is_empty())
        .unwrap_or_default()
        .to_owned();
    let set = tx.header("PermissionSet", &parent).unwrap_or_default();
    let label = text(&set, "Label");
    let verb = done.to_lowercase();
    let what = match kind {
        "ApexClass" => format!("Apex class access was {verb}"),
        "ApexPage" => format!("Visualforce page access was {verb}"),
        "ConnectedApplication" => format!("connected app is {verb}"),
        "CustomEntityDefinition" => format!("Custom Metadata Type was {verb}"),
        "CustomPermission" => format!("Custom Permission was {verb}"),
        // The words of these are ours.
        other => format!("{other} is {verb}"),
    };
    tx.audit(
        caller,
        &format!("SetupEntityAccessAudit_PermissionSet_{kind}_{done}"),
        "Manage Users",
        format!("Changed permission set {label}: {name} {what}"),
    );
    groups::set_changed(tx, &parent);
}
