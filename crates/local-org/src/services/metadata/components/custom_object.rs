//! `CustomObject`: custom objects, custom metadata types and custom settings; and what standard objects are.
//!
//! Fields are components of their own, see `custom_field`.

use super::component::{Listing, Saved, Work};
use super::custom_field;
use super::documents;
use super::names::check_developer_name;
use crate::schema::{Definition, FieldDef, FieldExtras, FieldType, OBJECT_PREFIX, ObjectDef};
use crate::seed::refresh_object;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::Id;

/// Suffixes of objects that administrators can make here, with the first of their key prefixes.
const SUFFIXES: &[(&str, char)] = &[("__c", 'a'), ("__mdt", 'm')];

/// All objects that have permissions: custom ones and the standard business ones. Objects have no rows of their own
/// with dates, so the org's first day stands in where none was deployed.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    let since = first_day(tx);
    let schema = tx.org.schema();
    let listed = schema.objects.iter().filter(|object| is_listed(object));
    listed
        .enumerate()
        .map(|(at, object)| {
            listing(
                tx,
                Kind::CustomObject,
                &object.name,
                definition_id(object, at),
                &since,
            )
        })
        .collect()
}

/// Standard objects have no definition of their own; their numbers are ours.
fn definition_id(object: &ObjectDef, at: usize) -> Id {
    object
        .definition_id
        .as_deref()
        .and_then(Id::parse)
        .unwrap_or_else(|| Id::make("000", at as u64))
}

/// The day that the org was made.
pub(super) fn first_day(tx: &Tx<'_>) -> String {
    crate::store::Org::id(tx)
        .and_then(|org| tx.get("Organization", &org))
        .map_or_else(
            || tx.stamp(),
            |row| crate::value::text(&row, "CreatedDate").to_owned(),
        )
}

/// The listing of what a deployment or the data files made.
pub(super) fn listing(tx: &Tx<'_>, kind: Kind, name: &str, id: Id, since: &str) -> Listing {
    match documents::get(tx, kind, name) {
        Some(document) => Listing {
            full_name: name.to_owned(),
            id,
            created: (document.created_at, document.created_by),
            modified: (document.modified_at, document.modified_by),
        },
        None => Listing {
            full_name: name.to_owned(),
            id,
            created: (since.to_owned(), None),
            modified: (since.to_owned(), None),
        },
    }
}

fn is_listed(object: &ObjectDef) -> bool {
    object.custom || (!object.setup && object.createable)
}

/// Reads an object: what was deployed of it, or else its label; and its custom fields.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let schema = tx.org.schema();
    let object = schema.object(name).filter(|object| is_listed(object))?;
    let mut body = documents::get(tx, Kind::CustomObject, &object.name)
        .map_or_else(|| of_schema(object), |document| document.body);
    for field in object
        .fields
        .iter()
        .filter(|field| field.custom && !is_part(object, field))
    {
        let mut element = custom_field::element(tx, object, field);
        "fields".clone_into(&mut element.name);
        element.children.insert(0, Element::leaf("fullName", &field.name));
        body.children.push(element);
    }
    // Stable, so fields stay in their order.
    body.children.sort_by(|one, other| one.name.cmp(&other.name));
    Some((
        object.name.clone(),
        super::defaults::visible(Kind::CustomObject, &body, version),
    ))
}

/// The halves of a geolocation are fields of the API and no components.
pub(super) fn is_part(object: &ObjectDef, field: &FieldDef) -> bool {
    field
        .compound
        .as_deref()
        .is_some_and(|whole| whole != field.name && object.field(whole).is_some())
}

fn of_schema(object: &ObjectDef) -> Element {
    let mut body = Element::new("CustomObject").with("label", &object.label);
    if object.custom {
        body = body
            .with("deploymentStatus", "Deployed")
            .with("pluralLabel", &object.label_plural);
        if let Some(field) = object.name_field() {
            let mut name = Element::new("nameField");
            if let Some(format) = &field.more.display_format {
                name = name.with("displayFormat", format);
            }
            let kind = if field.auto_number { "AutoNumber" } else { "Text" };
            body.children
                .push(name.with("label", &field.label).with("type", kind));
        }
    }
    // The local org has no record sharing.
    body.with("sharingModel", "ReadWrite")
}

/// Makes or changes an object; `file` holds no fields.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let schema = work.tx.org.schema();
    let before = schema.object(name);
    let Some(suffix) = SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix)) else {
        return standard(work, before, name, file);
    };
    let bare = name.strip_suffix(suffix.0).unwrap_or(name);
    check_developer_name(bare, "Object Name")?;
    check(file, before.is_none())?;
    let mut definition = work.tx.definition(name);
    let made = made(work, before, name, file, suffix.1);
    let id = made
        .definition_id
        .as_deref()
        .and_then(Id::parse)
        .ok_or_else(|| super::satellite::missing(Kind::CustomObject, name))?;
    let created = before.is_none();
    if created {
        definition = Definition::default();
    }
    definition.object = Some(made);
    define(work.tx, name, &definition);
    if file.children.iter().any(|child| child.name == "label") || created {
        let name_field = file.child("nameField");
        rename_name_field(work.tx, name, name_field);
    }
    let changed = keep(work, name, &id, file);
    Ok(Saved::new(id, created, changed))
}

/// Standard objects exist; of what a file says about them only their fields have an effect here.
fn standard(
    work: &mut Work<'_, '_>,
    before: Option<&ObjectDef>,
    name: &str,
    file: &Element,
) -> Result<Saved, Problem> {
    let object = before
        .filter(|object| is_listed(object) && !object.custom)
        .ok_or_else(|| {
            Problem::of_file(format!(
                "Entity Enumeration Or ID: bad value for restricted picklist field: {name}"
            ))
        })?;
    let id = definition_id(object, 0);
    let changed = !file.children.is_empty() && keep(work, &object.name, &id, file);
    Ok(Saved::new(id, false, changed))
}

/// Keeps what a file says, and tells whether that is news.
fn keep(work: &mut Work<'_, '_>, name: &str, id: &Id, file: &Element) -> bool {
    let mut body = Element::new("CustomObject");
    body.children = file
        .children
        .iter()
        .filter(|child| child.name != "fullName")
        .cloned()
        .collect();
    let before = documents::get(work.tx, Kind::CustomObject, name).map(|document| document.body);
    let changed = before.as_ref() != Some(&body);
    if changed {
        documents::put(work.tx, Kind::CustomObject, name, id, None, &body);
    }
    changed
}

/// What the validator asks for. The words are those that people report of it.
fn check(file: &Element, is_new: bool) -> Result<(), Problem> {
    if file.value("label").is_none() {
        return Err(Problem::of_file(
            "Must specify a non-empty label for the CustomObject",
        ));
    }
    if is_new && file.value("pluralLabel").is_none() {
        return Err(Problem::of_file(
            "Must specify a non-empty pluralLabel for the CustomObject",
        ));
    }
    Ok(())
}

fn made(
    work: &Work<'_, '_>,
    before: Option<&ObjectDef>,
    name: &str,
    file: &Element,
    first: char,
) -> ObjectDef {
    let is_type = name.ends_with("__mdt");
    let setting = file.value("customSettingsType");
    let plain = !is_type && setting.is_none();
    let label = file.value("label").unwrap_or(name).to_owned();
    let known = before.filter(|object| object.custom);
    let mut object = ObjectDef {
        name: known.map_or(name, |object| &object.name).to_owned(),
        label_plural: file.value("pluralLabel").unwrap_or(&label).to_owned(),
        label,
        key_prefix: known.map_or_else(|| next_prefix(work.tx, first), |object| object.key_prefix.clone()),
        prefix_is_known: true,
        custom: true,
        definition_id: known
            .and_then(|object| object.definition_id.clone())
            .or_else(|| Some(documents::new_id_from(work.tx, OBJECT_PREFIX, FIRST_NUMBER).to_string())),
        custom_setting: setting.is_some(),
        createable: !is_type,
        updateable: !is_type,
        deletable: !is_type,
        queryable: true,
        retrieveable: true,
        searchable: plain && file.flag("enableSearch"),
        triggerable: plain,
        setup: false,
        tooling: false,
        tooling_only: false,
        fields: Vec::new(),
        children: Vec::new(),
        ..ObjectDef::default()
    };
    object.fields = if is_type {
        type_fields()
    } else {
        row_fields(setting, file.child("nameField"))
    };
    object
}

/// Numbers below are those of the data files.
pub(super) const FIRST_NUMBER: u64 = 10_000;

/// The next free key prefix: `aA0`, `aA1` … The first ones are those of the data files and of seeds.
fn next_prefix(tx: &Tx<'_>, first: char) -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let schema = tx.org.schema();
    let all = DIGITS.iter().flat_map(|one| {
        DIGITS
            .iter()
            .map(move |other| format!("{first}{}{}", char::from(*one), char::from(*other)))
    });
    all.into_iter()
        .find(|prefix| schema.object_by_prefix(prefix).is_none())
        .unwrap_or_else(|| format!("{first}zz"))
}

fn text(name: &str, label: &str, length: u32) -> FieldDef {
    FieldDef {
        length,
        filterable: true,
        sortable: true,
        groupable: true,
        ..FieldDef::bare(name, label, FieldType::String)
    }
}

fn system(name: &str, label: &str, kind: FieldType, target: Option<&str>) -> FieldDef {
    FieldDef {
        length: if matches!(kind, FieldType::Id | FieldType::Reference) {
            18
        } else {
            0
        },
        filterable: true,
        sortable: true,
        groupable: kind != FieldType::DateTime,
        defaulted_on_create: true,
        reference_to: target.map(str::to_owned).into_iter().collect(),
        relationship: target.and_then(|_| name.strip_suffix("Id")).map(str::to_owned),
        ..FieldDef::bare(name, label, kind)
    }
}

/// The standard fields of a custom object or custom setting, as their describes show them.
fn row_fields(setting: Option<&str>, name_field: Option<&Element>) -> Vec<FieldDef> {
    let mut owner = match setting {
        None => system("OwnerId", "Owner ID", FieldType::Reference, Some("User")),
        Some(_) => system(
            "SetupOwnerId",
            "Location",
            FieldType::Reference,
            Some("Organization"),
        ),
    };
    owner.createable = true;
    owner.updateable = setting.is_none();
    if setting.is_some() {
        owner.reference_to = ["Organization", "Profile", "User"].map(str::to_owned).to_vec();
        owner.defaulted_on_create = false;
        owner.nillable = setting == Some("List");
    } else {
        owner.reference_to = ["Group", "User"].map(str::to_owned).to_vec();
    }
    vec![
        FieldDef {
            id_lookup: true,
            ..system("Id", "Record ID", FieldType::Id, None)
        },
        owner,
        system("IsDeleted", "Deleted", FieldType::Boolean, None),
        name_of(name_field),
        system("CreatedDate", "Created Date", FieldType::DateTime, None),
        system("CreatedById", "Created By ID", FieldType::Reference, Some("User")),
        system(
            "LastModifiedDate",
            "Last Modified Date",
            FieldType::DateTime,
            None,
        ),
        system(
            "LastModifiedById",
            "Last Modified By ID",
            FieldType::Reference,
            Some("User"),
        ),
        system("SystemModstamp", "System Modstamp", FieldType::DateTime, None),
    ]
}

/// `nameField`: text that people write, or a number that the org gives.
fn name_of(name_field: Option<&Element>) -> FieldDef {
    let value = |field: &str| name_field.and_then(|element| element.value(field));
    let numbered = value("type") == Some("AutoNumber");
    FieldDef {
        auto_number: numbered,
        createable: !numbered,
        updateable: !numbered,
        nillable: !numbered,
        defaulted_on_create: true,
        id_lookup: true,
        name_field: true,
        more: FieldExtras {
            display_format: value("displayFormat").map(str::to_owned),
            ..FieldExtras::default()
        },
        ..text("Name", value("label").unwrap_or("Name"), 80)
    }
}

fn rename_name_field(tx: &mut Tx<'_>, object: &str, name_field: Option<&Element>) {
    let (Some(element), schema) = (name_field, tx.org.schema()) else {
        return;
    };
    let Some(known) = schema.field(object, "Name") else {
        return;
    };
    let field = FieldDef {
        more: FieldExtras {
            id: known.more.id.clone(),
            ..name_of(Some(element)).more
        },
        ..name_of(Some(element))
    };
    if field != *known {
        let mut definition = tx.definition(object);
        definition.put(field);
        define(tx, object, &definition);
    }
}

/// The standard fields of a custom metadata type (Object Reference, Custom Metadata Type__mdt).
fn type_fields() -> Vec<FieldDef> {
    vec![
        FieldDef {
            id_lookup: true,
            ..system("Id", "Custom Metadata Record ID", FieldType::Id, None)
        },
        FieldDef {
            name_field: true,
            ..text("DeveloperName", "Custom Metadata Record Name", 40)
        },
        text("MasterLabel", "Label", 40),
        FieldDef {
            nillable: true,
            ..text("Language", "Master Language", 40)
        },
        FieldDef {
            nillable: true,
            ..text("NamespacePrefix", "Namespace Prefix", 15)
        },
        FieldDef {
            nillable: true,
            ..text("Label", "Label", 40)
        },
        FieldDef {
            nillable: true,
            ..text("QualifiedApiName", "Qualified API Name", 70)
        },
        system("SystemModstamp", "System Modstamp", FieldType::DateTime, None),
    ]
}

/// Changes the schema and with it the catalogue.
pub(super) fn define(tx: &mut Tx<'_>, name: &str, definition: &Definition) {
    let before = tx.org.schema();
    tx.define(name, definition);
    refresh_object(tx, before.object(name), name);
}

/// Deletes a custom object with its fields, rows and permissions.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let schema = work.tx.org.schema();
    let Some(object) = schema.object(name).filter(|object| object.custom) else {
        return Ok(None);
    };
    let referrer = schema.objects.iter().find(|other| {
        other.name != object.name
            && other
                .fields
                .iter()
                .any(|field| field.custom && field.reference_to.contains(&object.name))
    });
    if let Some(referrer) = referrer {
        return Err(Problem::of_file(format!(
            "This custom object is referenced elsewhere in salesforce.com. Remove the usage and try again.: Custom Object - {}",
            referrer.name
        )));
    }
    for permissions in ["FieldPermissions", "ObjectPermissions"] {
        let rows = work
            .tx
            .find(permissions, &[("SobjectType", serde_json::json!(object.name))]);
        for id in rows.iter().filter_map(|row| crate::value::id(row, "Id")) {
            work.tx.delete_raw(permissions, &id);
        }
    }
    for field in object.fields.iter().filter(|field| field.custom) {
        documents::remove(
            work.tx,
            Kind::CustomField,
            &format!("{}.{}", object.name, field.name),
        );
    }
    documents::remove(work.tx, Kind::CustomObject, &object.name);
    let gone = Definition {
        gone: true,
        ..Definition::default()
    };
    define(work.tx, &object.name, &gone);
    Ok(object.definition_id.as_deref().and_then(Id::parse))
}
