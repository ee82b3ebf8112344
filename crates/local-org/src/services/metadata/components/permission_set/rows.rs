//! Grants ↔ rows.

use serde_json::{Value, json};

use super::contents::{Contents, FieldGrant, ObjectGrant};
use super::entities::{ELEMENTS, Entity};
use crate::dml;
use crate::error::ApiError;
use crate::services::metadata::components::component::Work;
use crate::services::metadata::components::documents;
use crate::services::metadata::types::Kind;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

/// Reads what a permission set grants; `name` finds what has no rows.
pub(in super::super) fn load(tx: &Tx<'_>, kind: Kind, name: &str, set: &Row) -> Contents {
    let Some(set_id) = id(set, "Id") else {
        return Contents::default();
    };
    let parent = [("ParentId", json!(set_id.as_str()))];
    let permissions = tx
        .org
        .schema()
        .permissions
        .iter()
        .filter(|permission| permission.on_permission_set && flag(set, &permission.column()))
        .map(|permission| permission.name.clone())
        .collect();
    let objects = tx
        .find("ObjectPermissions", &parent)
        .iter()
        .map(|row| (text(row, "SobjectType").to_owned(), object_grant(row)))
        .collect();
    let fields = tx
        .find("FieldPermissions", &parent)
        .iter()
        .map(|row| {
            let grant = FieldGrant {
                read: flag(row, "PermissionsRead"),
                edit: flag(row, "PermissionsEdit"),
            };
            (text(row, "Field").to_owned(), grant)
        })
        .collect();
    let entities = tx
        .find("SetupEntityAccess", &parent)
        .iter()
        .filter_map(|row| entity(tx, row))
        .collect();
    let tabs = tx
        .find("PermissionSetTabSetting", &parent)
        .iter()
        .map(|row| (text(row, "Name").to_owned(), text(row, "Visibility").to_owned()))
        .collect();
    let others = documents::get(tx, kind, name)
        .map(|document| document.body.children)
        .unwrap_or_default()
        .into_iter()
        .filter(|child| !matches!(child.name.as_str(), "loginHours" | "loginIpRanges"))
        .collect();
    Contents {
        permissions,
        objects,
        fields,
        entities,
        tabs,
        others,
    }
}

fn object_grant(row: &Row) -> ObjectGrant {
    ObjectGrant {
        read: flag(row, "PermissionsRead"),
        create: flag(row, "PermissionsCreate"),
        edit: flag(row, "PermissionsEdit"),
        delete: flag(row, "PermissionsDelete"),
        view_all: flag(row, "PermissionsViewAllRecords"),
        modify_all: flag(row, "PermissionsModifyAllRecords"),
        view_all_fields: flag(row, "PermissionsViewAllFields"),
    }
}

/// Approvals of apps are no element of a permission set, so they are none of its grants here.
fn entity(tx: &Tx<'_>, row: &Row) -> Option<(Id, Entity)> {
    let entity = id(row, "SetupEntityId")?;
    let schema = tx.org.schema();
    let object = schema.object_by_prefix(entity.prefix())?;
    let (element, name) = ELEMENTS
        .iter()
        .filter(|element| element.object == object.name)
        .find_map(|element| Some((element, element.name_of(tx, &entity)?)))?;
    Some((
        entity,
        Entity {
            element: element.element,
            name,
        },
    ))
}

/// Changes the rows of the set from `before` to `after`, as the caller and by the rules of each object. Objects come
/// before the fields they carry, and go after them.
///
/// # Errors
/// What a rule refuses.
pub(in super::super) fn apply(
    work: &mut Work<'_, '_>,
    set: &Id,
    before: &Contents,
    after: &Contents,
) -> Result<(), ApiError> {
    for (name, old) in &before.fields {
        if after.fields.get(name) != Some(old) {
            remove(work, "FieldPermissions", set, "Field", name)?;
        }
    }
    for name in before
        .objects
        .keys()
        .filter(|name| !after.objects.contains_key(*name))
    {
        remove(work, "ObjectPermissions", set, "SobjectType", name)?;
    }
    for (name, grant) in &after.objects {
        if before.objects.get(name) != Some(grant) {
            put_object(work, set, name, *grant)?;
        }
    }
    for (name, grant) in &after.fields {
        if before.fields.get(name) != Some(grant) {
            put_field(work, set, name, *grant)?;
        }
    }
    for entity in before
        .entities
        .keys()
        .filter(|entity| !after.entities.contains_key(*entity))
    {
        remove(work, "SetupEntityAccess", set, "SetupEntityId", entity.as_str())?;
    }
    for entity in after
        .entities
        .keys()
        .filter(|entity| !before.entities.contains_key(*entity))
    {
        let values = row([
            ("ParentId", Value::from(set)),
            ("SetupEntityId", Value::from(entity)),
        ]);
        dml::insert(work.tx, work.caller, "SetupEntityAccess", &values)?;
    }
    for name in before
        .tabs
        .keys()
        .filter(|name| before.tabs.get(*name) != after.tabs.get(*name))
    {
        remove(work, "PermissionSetTabSetting", set, "Name", name)?;
    }
    for (name, visibility) in after
        .tabs
        .iter()
        .filter(|(name, _)| before.tabs.get(*name) != after.tabs.get(*name))
    {
        let values = row([
            ("ParentId", Value::from(set)),
            ("Name", json!(name)),
            ("Visibility", json!(visibility)),
        ]);
        dml::insert(work.tx, work.caller, "PermissionSetTabSetting", &values)?;
    }
    Ok(())
}

fn put_object(work: &mut Work<'_, '_>, set: &Id, name: &str, grant: ObjectGrant) -> Result<(), ApiError> {
    let mut values = row([
        ("PermissionsRead", Value::Bool(grant.read)),
        ("PermissionsCreate", Value::Bool(grant.create)),
        ("PermissionsEdit", Value::Bool(grant.edit)),
        ("PermissionsDelete", Value::Bool(grant.delete)),
        ("PermissionsViewAllRecords", Value::Bool(grant.view_all)),
        ("PermissionsModifyAllRecords", Value::Bool(grant.modify_all)),
        ("PermissionsViewAllFields", Value::Bool(grant.view_all_fields)),
    ]);
    match row_of(work.tx, "ObjectPermissions", set, "SobjectType", name) {
        Some(id) => dml::update(work.tx, work.caller, "ObjectPermissions", &id, &values),
        None => {
            values.insert("ParentId".to_owned(), Value::from(set));
            values.insert("SobjectType".to_owned(), json!(name));
            dml::insert(work.tx, work.caller, "ObjectPermissions", &values).map(drop)
        }
    }
}

fn put_field(work: &mut Work<'_, '_>, set: &Id, name: &str, grant: FieldGrant) -> Result<(), ApiError> {
    let object = name.split_once('.').map_or(name, |(object, _)| object);
    let values = row([
        ("ParentId", Value::from(set)),
        ("SobjectType", json!(object)),
        ("Field", json!(name)),
        ("PermissionsRead", Value::Bool(grant.read)),
        ("PermissionsEdit", Value::Bool(grant.edit)),
    ]);
    dml::insert(work.tx, work.caller, "FieldPermissions", &values).map(drop)
}

/// Deletes a row that may be gone already: rules delete what depends on what goes.
fn remove(work: &mut Work<'_, '_>, object: &str, set: &Id, field: &str, value: &str) -> Result<(), ApiError> {
    match row_of(work.tx, object, set, field, value) {
        Some(id) => dml::delete(work.tx, work.caller, object, &id),
        None => Ok(()),
    }
}

fn row_of(tx: &Tx<'_>, object: &str, set: &Id, field: &str, value: &str) -> Option<Id> {
    tx.find_one(
        object,
        &[("ParentId", json!(set.as_str())), (field, json!(value))],
    )
    .and_then(|row| id(&row, "Id"))
}
