//! `CustomField`: the fields that administrators add to objects.
//!
//! Source: Metadata API Developer Guide, CustomField; what describe says of each type is as recorded describes show it.

use super::component::{Listing, Saved, Work};
use super::custom_object::{FIRST_NUMBER, define, first_day, is_part, listing};
use super::documents;
use super::names::check_developer_name;
use super::satellite::missing;
use crate::schema::{FIELD_PREFIX, FieldDef, FieldExtras, FieldType, ObjectDef, formula_sql};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::Id;

/// All custom fields.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    let since = first_day(tx);
    let schema = tx.org.schema();
    let custom = schema
        .objects
        .iter()
        .flat_map(|object| object.fields.iter().map(move |field| (object, field)))
        .filter(|(object, field)| field.custom && !is_part(object, field));
    custom
        .filter_map(|(object, field)| {
            let id = field.more.id.as_deref().and_then(Id::parse)?;
            let name = format!("{}.{}", object.name, field.name);
            Some(listing(tx, Kind::CustomField, &name, id, &since))
        })
        .collect()
}

/// Reads a field.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let (object, field) = name.split_once('.')?;
    let schema = tx.org.schema();
    let object = schema.object(object)?;
    let field = object.field(field).filter(|field| field.custom)?;
    let body = element(tx, object, field);
    Some((
        format!("{}.{}", object.name, field.name),
        super::defaults::visible(Kind::CustomField, &body, version),
    ))
}

/// A field as it was deployed, or else as the schema knows it.
pub(super) fn element(tx: &Tx<'_>, object: &ObjectDef, field: &FieldDef) -> Element {
    let name = format!("{}.{}", object.name, field.name);
    documents::get(tx, Kind::CustomField, &name)
        .map_or_else(|| of_schema(object, field), |document| document.body)
}

fn of_schema(object: &ObjectDef, field: &FieldDef) -> Element {
    let mut body = Element::new("CustomField");
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            body.children.push(Element::leaf(name, value));
        }
    };
    let kind = metadata_type(field);
    let number = field.kind.is_number();
    let takes_length =
        matches!(kind, "Text" | "LongTextArea") && field.length > 0 && field.more.formula.is_none();
    put("displayFormat", field.more.display_format.clone());
    put("externalId", Some(field.external_id.to_string()));
    put("formula", field.more.formula.clone());
    put("label", Some(field.label.clone()));
    put("length", takes_length.then(|| field.length.to_string()));
    put("precision", number.then(|| field.precision.to_string()));
    put("referenceTo", field.reference_to.first().cloned());
    put(
        "relationshipLabel",
        field.reference_to.first().map(|_| object.label_plural.clone()),
    );
    put(
        "required",
        Some((!field.nillable && field.kind != FieldType::Boolean).to_string()),
    );
    put("scale", number.then(|| field.scale.to_string()));
    put("type", Some(kind.to_owned()));
    put("unique", (kind == "Text").then(|| field.unique.to_string()));
    if !field.picklist.is_empty() {
        body.children.push(value_set(field));
    }
    body
}

fn value_set(field: &FieldDef) -> Element {
    let mut values = Element::new("valueSetDefinition").with("sorted", "false");
    for value in &field.picklist {
        values.children.push(
            Element::new("value")
                .with("fullName", value)
                .with("default", "false")
                .with("label", value),
        );
    }
    Element::new("valueSet")
        .with("restricted", field.restricted.to_string())
        .with_child(values)
}

fn metadata_type(field: &FieldDef) -> &'static str {
    match field.kind {
        FieldType::Reference if field.master_detail => "MasterDetail",
        FieldType::Reference => "Lookup",
        FieldType::Boolean => "Checkbox",
        FieldType::Int | FieldType::Double => "Number",
        FieldType::Currency => "Currency",
        FieldType::Percent => "Percent",
        FieldType::DateTime => "DateTime",
        FieldType::Date => "Date",
        FieldType::Time => "Time",
        FieldType::TextArea if field.length > 255 => "LongTextArea",
        FieldType::TextArea => "TextArea",
        FieldType::Picklist | FieldType::Combobox => "Picklist",
        FieldType::MultiPicklist => "MultiselectPicklist",
        FieldType::Email => "Email",
        FieldType::Phone => "Phone",
        FieldType::Url => "Url",
        FieldType::Location => "Location",
        FieldType::String if field.auto_number => "AutoNumber",
        FieldType::Id
        | FieldType::String
        | FieldType::Base64
        | FieldType::AnyType
        | FieldType::Address
        | FieldType::ComplexValue => "Text",
    }
}

/// Makes or changes a field.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let (object_name, field_name) = name
        .split_once('.')
        .ok_or_else(|| missing(Kind::CustomField, name))?;
    let schema = work.tx.org.schema();
    let object = schema
        .object(object_name)
        .filter(|object| !object.setup || object.name == "User")
        .ok_or_else(|| {
            Problem::of_file(format!(
                "Entity Enumeration Or ID: bad value for restricted picklist field: {object_name}"
            ))
        })?;
    let bare = field_name
        .strip_suffix("__c")
        .ok_or_else(|| Problem::of_file(format!("Could not resolve standard field's name: {field_name}")))?;
    check_developer_name(bare, "Field Name")?;
    let known = object.field(field_name);
    let (mut field, parts) = made(&schema, object, known, field_name, file)?;
    if let Some(known) = known
        && (known.kind != field.kind || known.more.formula.is_some() != field.more.formula.is_some())
    {
        return Err(Problem::of_file(format!(
            "the local org does not change the type of a field that exists: {name}"
        )));
    }
    field.more.id = known
        .and_then(|known| known.more.id.clone())
        .or_else(|| Some(documents::new_id_from(work.tx, FIELD_PREFIX, FIRST_NUMBER).to_string()));
    formula_sql(&schema, object, &field).map_err(Problem::of_file)?;
    let id = field
        .more
        .id
        .as_deref()
        .and_then(Id::parse)
        .ok_or_else(|| missing(Kind::CustomField, name))?;
    let name = format!("{}.{}", object.name, field.name);
    let mut definition = work.tx.definition(&object.name);
    let shape_changed = known != Some(&field);
    definition.put(field);
    parts.into_iter().for_each(|part| definition.put(part));
    if shape_changed {
        define(work.tx, &object.name, &definition);
    }
    let mut body = Element::new("CustomField");
    body.children = file
        .children
        .iter()
        .filter(|child| child.name != "fullName")
        .cloned()
        .collect();
    let before = documents::get(work.tx, Kind::CustomField, &name).map(|document| document.body);
    let changed = before.as_ref() != Some(&body);
    if changed {
        documents::put(work.tx, Kind::CustomField, &name, &id, None, &body);
    }
    Ok(Saved::new(id, known.is_none(), changed || shape_changed))
}

/// What a type of the Metadata API is in describe: type, length, and whether queries may filter, sort and group by it.
struct Shape {
    kind: FieldType,
    length: u32,
    flags: (bool, bool, bool),
    /// Elements that a field of the type can't be without.
    needs: &'static [&'static str],
}

const ALL: (bool, bool, bool) = (true, true, true);
const NO_GROUPS: (bool, bool, bool) = (true, true, false);

fn shape(name: &str) -> Option<Shape> {
    let shape = |kind, length, flags, needs| {
        Some(Shape {
            kind,
            length,
            flags,
            needs,
        })
    };
    match name {
        "AutoNumber" => shape(FieldType::String, 30, ALL, &[]),
        "Lookup" | "MasterDetail" => shape(FieldType::Reference, 18, ALL, &["referenceTo"]),
        "Checkbox" => shape(FieldType::Boolean, 0, ALL, &[]),
        "Currency" => shape(FieldType::Currency, 0, NO_GROUPS, &["precision", "scale"]),
        "Number" => shape(FieldType::Double, 0, NO_GROUPS, &["precision", "scale"]),
        "Percent" => shape(FieldType::Percent, 0, NO_GROUPS, &["precision", "scale"]),
        "Date" => shape(FieldType::Date, 0, ALL, &[]),
        "DateTime" => shape(FieldType::DateTime, 0, NO_GROUPS, &[]),
        "Time" => shape(FieldType::Time, 0, NO_GROUPS, &[]),
        "Email" => shape(FieldType::Email, 80, ALL, &[]),
        "Phone" => shape(FieldType::Phone, 40, ALL, &[]),
        "Url" => shape(FieldType::Url, 255, ALL, &[]),
        "Text" => shape(FieldType::String, 0, ALL, &["length"]),
        "TextArea" => shape(FieldType::TextArea, 255, ALL, &[]),
        "LongTextArea" | "Html" => shape(
            FieldType::TextArea,
            0,
            (false, false, false),
            &["length", "visibleLines"],
        ),
        "Picklist" => shape(FieldType::Picklist, 255, ALL, &[]),
        "MultiselectPicklist" => shape(
            FieldType::MultiPicklist,
            4099,
            (true, false, false),
            &["visibleLines"],
        ),
        "Location" => shape(FieldType::Location, 0, (true, false, false), &["scale"]),
        "MetadataRelationship" => shape(FieldType::Reference, 18, ALL, &["referenceTo"]),
        _ => None,
    }
}

/// The field that a file declares, and the halves of a geolocation.
fn made(
    schema: &crate::schema::Schema,
    object: &ObjectDef,
    known: Option<&FieldDef>,
    name: &str,
    file: &Element,
) -> Result<(FieldDef, Vec<FieldDef>), Problem> {
    let type_name = file
        .value("type")
        .ok_or_else(|| Problem::of_file(format!("Must specify a type for the CustomField {name}")))?;
    let Some(shape) = shape(type_name) else {
        return Err(Problem::of_file(format!(
            "the local org does not support fields of the type {type_name}"
        )));
    };
    let formula = file.value("formula");
    if let Some(needed) = shape.needs.iter().find(|needed| file.value(needed).is_none())
        && (formula.is_none() || matches!(*needed, "precision" | "scale"))
        && !(formula.is_some() && type_name == "Text")
    {
        return Err(Problem::of_file(format!(
            "Must specify '{needed}' for a CustomField of type {type_name}"
        )));
    }
    if file.value("label").is_none() {
        return Err(Problem::of_file(format!(
            "Must specify a non-empty label for the CustomField {name}"
        )));
    }
    let (master, numbered) = (type_name == "MasterDetail", type_name == "AutoNumber");
    let number = |element: &str| file.value(element).and_then(|text| text.parse().ok());
    let calculated = formula.is_some();
    let required = (file.flag("required") && !calculated) || master;
    let writable = !calculated && !numbered;
    let (filterable, sortable, groupable) = if calculated { NO_GROUPS } else { shape.flags };
    let reference = reference(schema, file)?;
    let target = reference.as_ref().map(|target| target.0.clone());
    let relationship = target.as_ref().map(|_| name.replace("__c", "__r"));
    let field = FieldDef {
        name: known.map_or(name, |known| &known.name).to_owned(),
        label: file.value("label").unwrap_or(name).to_owned(),
        kind: shape.kind,
        length: number("length").filter(|_| !calculated).unwrap_or(
            if calculated && shape.kind == FieldType::String {
                1300
            } else {
                shape.length
            },
        ),
        precision: number("precision").unwrap_or(0),
        scale: number("scale").unwrap_or(0),
        nillable: !required && shape.kind != FieldType::Boolean,
        createable: writable && shape.kind != FieldType::Location,
        updateable: writable
            && shape.kind != FieldType::Location
            && (!master || file.flag("reparentableMasterDetail")),
        defaulted_on_create: shape.kind == FieldType::Boolean || file.value("defaultValue").is_some(),
        filterable,
        sortable,
        groupable,
        // Required and master-detail fields are seen by all who see the object.
        permissionable: !required && !object.is_metadata_type() && !object.custom_setting,
        calculated,
        auto_number: numbered,
        custom: true,
        id_lookup: file.flag("externalId") || file.flag("unique"),
        external_id: file.flag("externalId"),
        unique: file.flag("unique"),
        reference_to: target.into_iter().collect(),
        relationship,
        restricted: file.child("valueSet").is_some_and(|set| set.flag("restricted")),
        picklist: picklist(file),
        master_detail: master,
        more: FieldExtras {
            id: None,
            formula: formula.map(str::to_owned),
            default_value: file
                .value("defaultValue")
                .map(str::to_owned)
                .or_else(|| default_of_picklist(file)),
            help: file.value("inlineHelpText").map(str::to_owned),
            child_relationship: reference.and_then(|target| target.1),
            display_format: file.value("displayFormat").map(str::to_owned),
            case_sensitive: file.flag("caseSensitive"),
            restricted_delete: file.value("deleteConstraint") == Some("Restrict"),
            labels: labels(file),
        },
        ..FieldDef::bare(name, "", shape.kind)
    };
    let parts = if shape.kind == FieldType::Location {
        halves(&field)
    } else {
        Vec::new()
    };
    Ok((field, parts))
}

/// The parent, and the name of the relationship from it.
fn reference(
    schema: &crate::schema::Schema,
    file: &Element,
) -> Result<Option<(String, Option<String>)>, Problem> {
    let Some(target) = file.value("referenceTo") else {
        return Ok(None);
    };
    let object = schema.object(target).ok_or_else(|| {
        Problem::of_file(format!(
            "referenceTo value of '{target}' does not resolve to a valid sObject type"
        ))
    })?;
    let name = file.value("relationshipName").map(|name| format!("{name}__r"));
    Ok(Some((object.name.clone(), name)))
}

fn values(file: &Element) -> Vec<&Element> {
    file.child("valueSet")
        .and_then(|set| set.child("valueSetDefinition"))
        .map(|definition| definition.all("value").collect())
        .unwrap_or_default()
}

fn picklist(file: &Element) -> Vec<String> {
    values(file)
        .into_iter()
        .filter(|value| value.value("isActive") != Some("false"))
        .filter_map(|value| value.value("fullName"))
        .map(str::to_owned)
        .collect()
}

fn default_of_picklist(file: &Element) -> Option<String> {
    values(file)
        .into_iter()
        .find(|value| value.flag("default"))
        .and_then(|value| value.value("fullName"))
        .map(str::to_owned)
}

fn labels(file: &Element) -> Vec<(String, String)> {
    values(file)
        .into_iter()
        .filter_map(|value| {
            Some((
                value.value("fullName")?.to_owned(),
                value.value("label")?.to_owned(),
            ))
        })
        .filter(|(name, label)| name != label)
        .collect()
}

/// `Place__c` is made of `Place__Latitude__s` and `Place__Longitude__s`.
fn halves(whole: &FieldDef) -> Vec<FieldDef> {
    let bare = whole.name.strip_suffix("__c").unwrap_or(&whole.name);
    ["Latitude", "Longitude"]
        .into_iter()
        .map(|half| FieldDef {
            name: format!("{bare}__{half}__s"),
            label: format!("{} ({half})", whole.label),
            kind: FieldType::Double,
            precision: 3 + whole.scale,
            createable: true,
            updateable: true,
            sortable: true,
            compound: Some(whole.name.clone()),
            more: FieldExtras::default(),
            ..whole.clone()
        })
        .collect()
}

/// Deletes a custom field with its permissions. Its values are gone with it.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let Some((object, field)) = name.split_once('.') else {
        return Ok(None);
    };
    let schema = work.tx.org.schema();
    let Some(object) = schema.object(object) else {
        return Ok(None);
    };
    let Some(field) = object.field(field).filter(|field| field.custom) else {
        return Ok(None);
    };
    let used = object.fields.iter().find(|other| {
        other
            .more
            .formula
            .as_deref()
            .is_some_and(|formula| formula.contains(&field.name))
            && other.name != field.name
    });
    if let Some(formula) = used {
        return Err(Problem::of_file(format!(
            "This custom field is referenced elsewhere in salesforce.com.: Custom Field - {}.{}",
            object.name, formula.name
        )));
    }
    let full = format!("{}.{}", object.name, field.name);
    for id in work
        .tx
        .find("FieldPermissions", &[("Field", serde_json::json!(full))])
        .iter()
        .filter_map(|row| crate::value::id(row, "Id"))
    {
        work.tx.delete_raw("FieldPermissions", &id);
    }
    let mut definition = work.tx.definition(&object.name);
    for part in object
        .fields
        .iter()
        .filter(|part| part.name == field.name || part.compound.as_deref() == Some(&field.name))
    {
        definition.remove(&part.name);
        if part.is_stored() && part.more.formula.is_none() {
            work.tx.forget_values(object, part);
        }
    }
    define(work.tx, &object.name, &definition);
    documents::remove(work.tx, Kind::CustomField, &full);
    Ok(field.more.id.as_deref().and_then(Id::parse))
}
