//! describeMetadata and describeValueType.

use super::{Answer, Call};
use crate::services::metadata::types::{Field, Kind, NAMESPACE, catalogue};
use crate::services::metadata::wire::{Fault, version};
use crate::services::metadata::xml::Element;

/// `describeMetadata`: the types of this org, which are few, and not those of the real service.
pub(super) fn describe_metadata(call: &Call<'_>) -> Answer {
    let as_of = call
        .operation
        .value("asOfVersion")
        .and_then(version)
        .unwrap_or(call.version)
        .min(call.version);
    let mut result = Element::new("result");
    for kind in Kind::all(as_of).filter(|kind| *kind != Kind::CustomField) {
        let mut object = Element::new("metadataObjects");
        if kind == Kind::CustomObject {
            object = object.with("childXmlNames", "CustomField");
        }
        result.children.push(
            object
                .with("directoryName", kind.directory())
                .with("inFolder", "false")
                .with("metaFile", kind.has_meta_file().to_string())
                .with("suffix", kind.suffix())
                .with("xmlName", kind.xml_name()),
        );
    }
    Ok(vec![
        result
            .with("organizationNamespace", "")
            .with("partialSaveAllowed", "true")
            .with("testRequired", "false"),
    ])
}

/// `describeValueType` of `{namespace}Type`: the field tree, by which clients see what a version knows.
pub(super) fn describe_value_type(call: &Call<'_>) -> Answer {
    let asked = call.operation.value("type").unwrap_or_default();
    let name = asked.strip_prefix(&format!("{{{NAMESPACE}}}")).unwrap_or(asked);
    if !catalogue().is_type(name) {
        return Err(Fault::new("INVALID_TYPE", format!("Unknown type: {asked}")));
    }
    let kind = Kind::named(name, call.version);
    // Classes are deployed and not written by calls (Metadata API Developer Guide, ApexClass).
    let writable = kind.is_some_and(|kind| kind != Kind::ApexClass);
    let mut result = Element::new("result")
        .with(
            "apiCreatable",
            (writable && kind != Some(Kind::Settings)).to_string(),
        )
        .with(
            "apiDeletable",
            (writable && kind != Some(Kind::Settings)).to_string(),
        )
        .with("apiReadable", kind.is_some().to_string())
        .with("apiUpdatable", writable.to_string());
    let full_name = Field {
        name: "fullName",
        field_type: "string",
        many: false,
        required: false,
        since: 0,
    };
    if kind.is_some() {
        result
            .children
            .push(value_type_field(&full_name, call.version, true));
    }
    for field in catalogue()
        .fields(name)
        .iter()
        .filter(|field| field.since <= call.version)
    {
        result.children.push(value_type_field(field, call.version, false));
    }
    Ok(vec![result])
}

/// The types nest at most three deep and never in a circle.
fn value_type_field(field: &Field, version: u32, is_name: bool) -> Element {
    let mut element = Element::new("valueTypeFields");
    for inner in catalogue()
        .fields(field.field_type)
        .iter()
        .filter(|inner| inner.since <= version)
    {
        let mut inner = value_type_field(inner, version, false);
        "fields".clone_into(&mut inner.name);
        element.children.push(inner);
    }
    element = element
        .with("isForeignKey", "false")
        .with("isNameField", is_name.to_string())
        .with("minOccurs", if field.required { "1" } else { "0" })
        .with("name", field.name);
    for value in catalogue().values(field.field_type).unwrap_or_default() {
        element.children.push(
            Element::new("picklistValues")
                .with("active", "true")
                .with("defaultValue", "false")
                .with("label", *value)
                .with("value", *value),
        );
    }
    element
        .with("soapType", field.field_type)
        .with("valueRequired", field.required.to_string())
}
