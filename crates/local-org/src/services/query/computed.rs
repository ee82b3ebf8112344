//! Objects whose rows exist only while they are asked for: the effective access of a user.
//!
//! Sources: Object Reference, UserEntityAccess, UserFieldAccess, UserPermissionAccess and UserSetupEntityAccess.

use std::collections::BTreeSet;

use hallpass_soql::RecordQuery;
use serde_json::Value;

use crate::enforce::{Access, Caller, access_of};
use crate::error::ApiError;
use crate::schema::{FieldDef, ObjectDef, Schema};
use crate::store::Tx;
use crate::value::{Id, Row, id, row};

const ENTITY: &str = "UserEntityAccess";
const FIELD: &str = "UserFieldAccess";
const OWN_PERMISSIONS: &str = "UserPermissionAccess";
const OWN_ENTITIES: &str = "UserSetupEntityAccess";

/// Whether the rows of an object are computed.
pub(super) fn is_computed(object: &str) -> bool {
    matches!(object, ENTITY | FIELD | OWN_PERMISSIONS | OWN_ENTITIES)
}

/// Does `work` while the rows that the query asks for exist.
///
/// # Errors
/// Those of `work`.
pub(super) fn with_rows<T>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    query: &RecordQuery,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let object = query.page.object.clone();
    if !is_computed(&object) {
        return work(tx);
    }
    let rows = match object.as_str() {
        OWN_PERMISSIONS => vec![own_permissions(tx, caller)],
        OWN_ENTITIES => own_entities(tx, caller),
        _ => wanted(tx, &object, query),
    };
    // The savepoint is always taken back: these rows are an answer and no state.
    let done = tx.savepoint(|tx| {
        for row in rows {
            tx.insert_raw(&object, row);
        }
        Err::<(), _>(work(tx))
    });
    match done {
        Ok(()) => Err(ApiError::not_found()),
        Err(answer) => answer,
    }
}

/// What a durable id names: `Account.005…` or `Account.Phone.005…`.
struct Durable {
    names: Vec<String>,
    user: Id,
}

impl Durable {
    fn parse(text: &str) -> Option<Durable> {
        let mut names: Vec<String> = text.split('.').map(str::to_owned).collect();
        let user = Id::parse(&names.pop()?)?;
        Some(Durable { names, user })
    }
}

/// The caller's own permissions, which all may ask for (Object Reference, UserPermissionAccess).
fn own_permissions(tx: &Tx<'_>, caller: &Caller) -> Row {
    let schema = tx.org.schema();
    let prefix = schema
        .object(OWN_PERMISSIONS)
        .map_or("000", |object| &object.key_prefix);
    let mut own: Row = schema
        .permissions
        .iter()
        .filter(|permission| permission.on_permission_set)
        .map(|permission| {
            let held = caller.access.permission(&permission.name);
            (permission.column(), Value::Bool(held))
        })
        .collect();
    own.insert("Id".to_owned(), Value::from(Id::make(prefix, 1)));
    own.insert("LastCacheUpdate".to_owned(), Value::from(tx.stamp()));
    own
}

/// The caller's own custom permissions, which all may ask for (Object Reference, UserSetupEntityAccess).
fn own_entities(tx: &Tx<'_>, caller: &Caller) -> Vec<Row> {
    let schema = tx.org.schema();
    let prefix = schema
        .object(OWN_ENTITIES)
        .map_or("000", |object| &object.key_prefix);
    let held = tx.find("CustomPermission", &[]).into_iter().filter_map(|known| {
        let id = id(&known, "Id")?;
        caller.access.class(&id).then_some((id, known))
    });
    (1..)
        .zip(held)
        .map(|(number, (id, known))| {
            let same = |column: &str| known.get(column).cloned().unwrap_or_default();
            row([
                ("Id", Value::from(Id::make(prefix, number))),
                ("DeveloperName", same("DeveloperName")),
                ("NamespacePrefix", same("NamespacePrefix")),
                ("KeyPrefix", Value::from("0CP")),
                ("SetupEntityId", Value::from(&id)),
                ("LastCacheUpdate", Value::from(tx.stamp())),
            ])
        })
        .collect()
}

fn wanted(tx: &Tx<'_>, object: &str, query: &RecordQuery) -> Vec<Row> {
    let schema = tx.org.schema();
    let mut rows = Vec::new();
    let mut push = |mut row: Row| {
        let number = u64::try_from(rows.len() + 1).unwrap_or_default();
        let prefix = schema.object(object).map_or("000", |object| &object.key_prefix);
        row.insert("Id".to_owned(), Value::from(Id::make(prefix, number)));
        rows.push(row);
    };
    for durable in pinned(query, "DurableId")
        .iter()
        .filter_map(|text| Durable::parse(text))
    {
        let access = access_of(tx, &durable.user);
        match (object, durable.names.as_slice()) {
            (ENTITY, [entity]) => {
                if let Some(entity) = schema.object_by_durable_id(entity) {
                    push(entity_row(entity, &durable.user, &access));
                }
            }
            (FIELD, [entity, field]) => {
                let entity = schema.object_by_durable_id(entity);
                let field = entity.and_then(|entity| Some((entity, entity.field_by_durable_id(field)?)));
                if let Some((entity, field)) = field {
                    push(field_row(entity, field, &durable.user, &access));
                }
            }
            _ => {}
        }
    }
    if object == ENTITY {
        let users: BTreeSet<Id> = pinned(query, "UserId")
            .iter()
            .filter_map(|text| Id::parse(text))
            .collect();
        for user in users {
            let access = access_of(tx, &user);
            entities(&schema, query)
                .into_iter()
                .for_each(|entity| push(entity_row(entity, &user, &access)));
        }
    }
    rows
}

/// The entities that the query is about; all of them when it does not say.
fn entities<'s>(schema: &'s Schema, query: &RecordQuery) -> Vec<&'s ObjectDef> {
    let named = pinned(query, "EntityDefinitionId");
    schema
        .objects
        .iter()
        .filter(|object| {
            named.is_empty()
                || named
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(object.durable_id()))
        })
        .collect()
}

fn pinned(query: &RecordQuery, column: &str) -> Vec<String> {
    query
        .pins
        .iter()
        .filter(|pin| matches!(pin.path.as_slice(), [name] if name.eq_ignore_ascii_case(column)))
        .flat_map(|pin| pin.values.iter().cloned())
        .collect()
}

fn entity_row(entity: &ObjectDef, user: &Id, access: &Access) -> Row {
    let may = access.object(&entity.name);
    let edits = may.edit && entity.updateable;
    let deletes = may.delete && entity.deletable;
    row([
        (
            "DurableId",
            Value::from(format!("{}.{user}", entity.durable_id())),
        ),
        ("UserId", Value::from(user)),
        ("EntityDefinitionId", Value::from(entity.durable_id())),
        ("IsReadable", Value::from(may.read)),
        ("IsCreatable", Value::from(may.create && entity.createable)),
        ("IsEditable", Value::from(edits)),
        ("IsUpdatable", Value::from(edits)),
        ("IsDeletable", Value::from(deletes)),
        ("IsUndeletable", Value::from(deletes && entity.has_recycle_bin())),
        (
            "IsMergeable",
            Value::from(deletes && matches!(entity.name.as_str(), "Account" | "Contact" | "Lead")),
        ),
        ("IsActivateable", Value::from(false)),
        (
            "IsFlsUpdatable",
            Value::from(access.permission("ManageProfilesPermissionsets")),
        ),
    ])
}

fn field_row(entity: &ObjectDef, field: &FieldDef, user: &Id, access: &Access) -> Row {
    let object = access.object(&entity.name);
    let may = access.field(&entity.name, &field.name);
    row([
        (
            "DurableId",
            Value::from(format!("{}.{user}", entity.durable_id_of(field))),
        ),
        ("UserId", Value::from(user)),
        ("EntityDefinitionId", Value::from(entity.durable_id())),
        ("FieldDefinitionId", Value::from(entity.durable_id_of(field))),
        ("IsAccessible", Value::from(may.read)),
        (
            "IsCreatable",
            Value::from(may.edit && object.create && field.createable),
        ),
        (
            "IsUpdatable",
            Value::from(may.edit && object.edit && field.updateable),
        ),
    ])
}
