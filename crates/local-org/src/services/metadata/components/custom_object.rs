//! `CustomObject`: read only here, from the schema.

use super::component::Listing;
use crate::schema::{FieldDef, FieldType, ObjectDef};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::Id;

/// All objects that have permissions: custom ones and the standard business ones. Objects have no rows of their own
/// with dates, so the org's first day stands in.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    let since = crate::store::Org::id(tx)
        .and_then(|org| tx.get("Organization", &org))
        .map_or_else(
            || tx.stamp(),
            |row| crate::value::text(&row, "CreatedDate").to_owned(),
        );
    tx.org
        .schema
        .objects
        .iter()
        .filter(|object| is_listed(object))
        .enumerate()
        .map(|(at, object)| Listing {
            full_name: object.name.clone(),
            id: Id::make("01I", at as u64 + 1),
            created: (since.clone(), None),
            modified: (since.clone(), None),
        })
        .collect()
}

fn is_listed(object: &ObjectDef) -> bool {
    object.custom || (!object.setup && object.createable)
}

/// Reads an object: its label and its custom fields.
pub(super) fn read(tx: &Tx<'_>, name: &str) -> Option<(String, Element)> {
    let object = tx.org.schema.object(name).filter(|object| is_listed(object))?;
    let mut body = Element::new("CustomObject");
    for field in object.fields.iter().filter(|field| field.custom) {
        body.children.push(custom_field(field));
    }
    body.children.push(Element::leaf("label", &object.label));
    if object.custom {
        body.children.push(
            Element::new("nameField")
                .with("label", format!("{} Name", object.label))
                .with("type", "Text"),
        );
        body.children
            .push(Element::leaf("pluralLabel", &object.label_plural));
        body.children.push(Element::leaf("deploymentStatus", "Deployed"));
    }
    // The local org has no record sharing.
    body.children.push(Element::leaf("sharingModel", "ReadWrite"));
    body.children.sort_by(|one, other| one.name.cmp(&other.name));
    Some((object.name.clone(), body))
}

fn custom_field(field: &FieldDef) -> Element {
    let mut element = Element::new("fields")
        .with("fullName", &field.name)
        .with("label", &field.label);
    if matches!(field.kind, FieldType::String | FieldType::TextArea) && field.length > 0 {
        element = element.with("length", field.length.to_string());
    }
    if field.kind.is_number() {
        element = element.with("precision", field.precision.to_string());
    }
    if field.kind == FieldType::Reference {
        element = element.with(
            "referenceTo",
            field.reference_to.first().cloned().unwrap_or_default(),
        );
    }
    if field.kind.is_number() {
        element = element.with("scale", field.scale.to_string());
    }
    element.with("type", metadata_type(field))
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
        FieldType::TextArea => "LongTextArea",
        FieldType::Picklist | FieldType::Combobox => "Picklist",
        FieldType::MultiPicklist => "MultiselectPicklist",
        FieldType::Email => "Email",
        FieldType::Phone => "Phone",
        FieldType::Url => "Url",
        FieldType::Location => "Location",
        FieldType::Id
        | FieldType::String
        | FieldType::Base64
        | FieldType::AnyType
        | FieldType::Address
        | FieldType::ComplexValue => "Text",
    }
}
