//! What describe says of one field.

use serde_json::{Value, json};

use super::Call;
use crate::enforce::{field_permission_name, is_object_permissionable};
use crate::schema::{FieldDef, FieldType, ObjectDef, Schema};

/// The values of picklists that are the org's own objects and fields.
pub(super) struct Picklists {
    objects: Vec<(String, String)>,
    fields: Vec<(String, String)>,
}

impl Picklists {
    /// Returns the computed picklists of an object; most have none.
    pub(super) fn of(schema: &Schema, object: &ObjectDef) -> Picklists {
        let wanted = |names: &[&str]| names.contains(&object.name.as_str());
        let objects = if wanted(&["ObjectPermissions"]) {
            permissionable_objects(schema)
        } else if wanted(&["FieldPermissions"]) {
            objects_with_fields(schema)
        } else {
            Vec::new()
        };
        let fields = if wanted(&["FieldPermissions"]) {
            permissionable_fields(schema)
        } else {
            Vec::new()
        };
        Picklists { objects, fields }
    }

    fn values(&self, object: &ObjectDef, field: &FieldDef) -> Vec<Value> {
        match (object.name.as_str(), field.name.as_str()) {
            ("ObjectPermissions" | "FieldPermissions", "SobjectType") => {
                self.objects.iter().map(entry).collect()
            }
            ("FieldPermissions", "Field") => self.fields.iter().map(entry).collect(),
            _ => field
                .picklist
                .iter()
                .map(|value| of_field(field, value))
                .collect(),
        }
    }
}

/// A value with its label, and whether it is what a new record gets.
fn of_field(field: &FieldDef, value: &str) -> Value {
    let label = field
        .more
        .labels
        .iter()
        .find(|(of, _)| of == value)
        .map_or(value, |(_, label)| label);
    let mut told = entry(&(value.to_owned(), label.to_owned()));
    told["defaultValue"] = json!(field.more.default_value.as_deref() == Some(value));
    told
}

fn entry((value, label): &(String, String)) -> Value {
    json!({"active": true, "defaultValue": false, "label": label, "validFor": null, "value": value})
}

fn permissionable_objects(schema: &Schema) -> Vec<(String, String)> {
    let objects = schema
        .objects
        .iter()
        .filter(|object| is_object_permissionable(object));
    objects
        .map(|object| (object.name.clone(), object.label.clone()))
        .collect()
}

fn objects_with_fields(schema: &Schema) -> Vec<(String, String)> {
    schema
        .objects
        .iter()
        .filter(|object| !object.setup && object.fields.iter().any(|field| field.permissionable))
        .map(|object| (object.name.clone(), object.label.clone()))
        .collect()
}

fn permissionable_fields(schema: &Schema) -> Vec<(String, String)> {
    schema
        .objects
        .iter()
        .filter(|object| !object.setup)
        .flat_map(|object| object.fields.iter().map(move |field| (object, field)))
        .filter(|(object, field)| field.permissionable && field_permission_name(object, field) == field.name)
        .map(|(object, field)| {
            (
                format!("{}.{}", object.name, field.name),
                format!("{}: {}", object.label, field.label),
            )
        })
        .collect()
}

/// Returns what describe says of a field to this caller.
///
/// Objects that the caller can't read are no targets of its references, unless `all_references` are told.
pub(super) fn field(
    call: &Call<'_>,
    object: &ObjectDef,
    field: &FieldDef,
    picklists: &Picklists,
    all_references: bool,
) -> Value {
    let edit = call.caller.access.field(&object.name, &field.name).edit;
    let polymorphic = field.reference_to.len() > 1;
    let is_told = |target: &&String| all_references || call.caller.access.object(target).read;
    let references: Vec<&String> = if field.kind == FieldType::Reference {
        field.reference_to.iter().filter(is_told).collect()
    } else {
        Vec::new()
    };
    let leads_somewhere = field.kind != FieldType::Reference || !references.is_empty();
    let relationship = field.relationship.as_deref().filter(|_| leads_somewhere);
    json!({
        "aggregatable": field.filterable && field.kind != FieldType::Boolean,
        "aiPredictionField": false,
        "autoNumber": field.auto_number,
        "byteLength": field.length.saturating_mul(if field.kind.is_text() { 3 } else { 1 }),
        "calculated": field.calculated,
        "calculatedFormula": field.more.formula,
        "cascadeDelete": field.master_detail,
        "caseSensitive": field.more.case_sensitive,
        "compoundFieldName": field.compound,
        "controllerName": null,
        "createable": field.createable && edit,
        "custom": field.custom,
        "defaultValue": if field.kind == FieldType::Boolean { json!(field.more.default_value.as_deref() == Some("true")) } else { Value::Null },
        "defaultValueFormula": null,
        "defaultedOnCreate": field.defaulted_on_create,
        "dependentPicklist": false,
        "deprecatedAndHidden": false,
        "digits": if field.kind == FieldType::Int { 9 } else { 0 },
        "displayLocationInDecimal": false,
        "encrypted": false,
        "externalId": field.external_id,
        "extraTypeInfo": null,
        "filterable": field.filterable,
        "filteredLookupInfo": null,
        "formulaTreatNullNumberAsZero": false,
        "groupable": field.groupable,
        "highScaleNumber": false,
        "htmlFormatted": false,
        "idLookup": field.id_lookup,
        "inlineHelpText": field.more.help,
        "label": field.label,
        "length": field.length,
        "mask": null,
        "maskType": null,
        "name": field.name,
        "nameField": field.name_field,
        "namePointing": polymorphic,
        "nillable": field.nillable,
        "permissionable": field.permissionable,
        "picklistValues": picklists.values(object, field),
        "polymorphicForeignKey": polymorphic,
        "precision": field.precision,
        "queryByDistance": false,
        "referenceTargetField": null,
        "referenceTo": references,
        "relationshipName": relationship,
        "relationshipOrder": if field.master_detail && field.custom { json!(0) } else { Value::Null },
        "restrictedDelete": field.more.restricted_delete,
        "restrictedPicklist": field.restricted,
        "scale": field.scale,
        "searchPrefilterable": false,
        "soapType": soap_type(field.kind),
        "sortable": field.sortable,
        "type": field.kind.name(),
        "unique": field.unique,
        "updateable": field.updateable && edit,
        "writeRequiresMasterRead": false,
    })
}

fn soap_type(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Id | FieldType::Reference => "tns:ID",
        FieldType::Boolean => "xsd:boolean",
        FieldType::Int => "xsd:int",
        FieldType::Double | FieldType::Currency | FieldType::Percent => "xsd:double",
        FieldType::DateTime => "xsd:dateTime",
        FieldType::Date => "xsd:date",
        FieldType::Time => "xsd:time",
        FieldType::Base64 => "xsd:base64Binary",
        FieldType::Address => "urn:address",
        FieldType::Location => "urn:location",
        FieldType::AnyType => "xsd:anyType",
        FieldType::ComplexValue => "tns:complexvalue",
        _ => "xsd:string",
    }
}
