//! EntityDefinition, FieldDefinition and EntityParticle: the schema as rows.
//!
//! All of them have the Id `000000000000000AAA`; what identifies a row is its DurableId.

use serde_json::Value;

use crate::schema::{CLASSIFICATION, FieldDef, ObjectDef, Schema};
use crate::store::Tx;

/// The columns of one row.
type Columns = Vec<(&'static str, Value)>;

const NO_ID: &str = "000000000000000AAA";

/// Fills the catalogue where it is missing or of another schema.
pub(crate) fn refresh(tx: &mut Tx<'_>) {
    let schema = tx.org.schema();
    let version = version(&schema);
    if tx.meta("catalog").as_deref() == Some(&version) {
        return;
    }
    for object in CATALOGUE {
        tx.empty(object);
    }
    insert(tx, &schema.objects.iter());
    tx.set_meta("catalog", &version);
}

/// Fills the catalogue anew with what it says of one object, which has changed, come or gone.
pub(crate) fn refresh_object(tx: &mut Tx<'_>, before: Option<&ObjectDef>, name: &str) {
    let schema = tx.org.schema();
    let object = schema.object(name);
    if let Some(known) = before.or(object) {
        let of = |table: &str, column: &str| format!("DELETE FROM \"{table}\" WHERE \"{column}\" = ?1");
        for (table, column) in [
            ("EntityDefinition", "DurableId"),
            ("FieldDefinition", "EntityDefinitionId"),
            ("EntityParticle", "EntityDefinitionId"),
            ("CustomField", "TableEnumOrId"),
        ] {
            tx.run(&of(table, column), known.durable_id());
        }
        if let Some(id) = &known.definition_id {
            tx.run(&of("CustomObject", "Id"), id);
        }
    }
    insert(tx, &object.into_iter());
    tx.set_meta("catalog", &version(&schema));
}

const CATALOGUE: &[&str] = &[
    "EntityDefinition",
    "FieldDefinition",
    "EntityParticle",
    "CustomObject",
    "CustomField",
];

fn version(schema: &Schema) -> String {
    let fields: usize = schema.objects.iter().map(|object| object.fields.len()).sum();
    format!("4 {} {fields}", schema.objects.len())
}

fn insert<'s>(tx: &mut Tx<'_>, objects: &(impl Iterator<Item = &'s ObjectDef> + Clone)) {
    let fields = || {
        objects
            .clone()
            .flat_map(|object| object.fields.iter().map(move |field| (object, field)))
    };
    tx.insert_many("EntityDefinition", objects.clone().map(entity));
    tx.insert_many(
        "FieldDefinition",
        fields().map(|(object, field)| definition(object, field)),
    );
    tx.insert_many(
        "EntityParticle",
        fields().map(|(object, field)| particle(object, field)),
    );
    tx.insert_many("CustomObject", objects.clone().filter_map(custom_object));
    tx.insert_many(
        "CustomField",
        fields().filter_map(|(object, field)| custom_field(object, field)),
    );
}

/// The name without its suffix.
fn bare(name: &str) -> &str {
    name.rsplit_once("__").map_or(name, |(bare, _)| bare)
}

fn custom_object(object: &ObjectDef) -> Option<Columns> {
    Some(vec![
        ("Id", Value::from(object.definition_id.clone()?)),
        ("DeveloperName", Value::from(bare(&object.name))),
        ("Language", Value::from("en_US")),
    ])
}

fn custom_field(object: &ObjectDef, field: &FieldDef) -> Option<Columns> {
    Some(vec![
        ("Id", Value::from(field.more.id.clone()?)),
        ("DeveloperName", Value::from(bare(&field.name))),
        ("TableEnumOrId", Value::from(object.durable_id())),
        ("EntityDefinitionId", Value::from(object.durable_id())),
        ("Language", Value::from("en_US")),
        ("Length", Value::from((field.length > 0).then_some(field.length))),
        (
            "Precision",
            Value::from((field.precision > 0).then_some(field.precision)),
        ),
        ("Scale", Value::from((field.precision > 0).then_some(field.scale))),
    ])
}

fn entity(object: &ObjectDef) -> Columns {
    let flag = Value::Bool;
    vec![
        ("Id", Value::from(NO_ID)),
        ("DurableId", Value::from(object.durable_id())),
        ("QualifiedApiName", Value::from(object.name.as_str())),
        ("DeveloperName", Value::from(object.name.trim_end_matches("__c"))),
        ("MasterLabel", Value::from(object.label.as_str())),
        ("Label", Value::from(object.label.as_str())),
        ("PluralLabel", Value::from(object.label_plural.as_str())),
        (
            "KeyPrefix",
            if object.prefix_is_known {
                Value::from(object.key_prefix.as_str())
            } else {
                Value::Null
            },
        ),
        ("IsCustomizable", flag(!object.setup)),
        ("IsApexTriggerable", flag(object.triggerable)),
        ("IsTriggerable", flag(object.triggerable)),
        ("IsCustomSetting", flag(object.custom_setting)),
        ("IsQueryable", flag(object.queryable)),
        ("IsRetrieveable", flag(object.retrieveable)),
        ("IsSearchable", flag(object.searchable)),
        ("IsEverCreatable", flag(object.createable)),
        ("IsEverUpdatable", flag(object.updateable)),
        ("IsEverDeletable", flag(object.deletable)),
        ("IsIdEnabled", flag(true)),
        ("IsLayoutable", flag(!object.setup)),
        (
            "InternalSharingModel",
            Value::from(if object.setup { "Private" } else { "ReadWrite" }),
        ),
        ("ExternalSharingModel", Value::from("Private")),
    ]
}

fn definition(object: &ObjectDef, field: &FieldDef) -> Columns {
    let flag = Value::Bool;
    let length = (field.length > 0).then_some(field.length);
    let (security, compliance) = classification(&object.name, &field.name);
    vec![
        ("Id", Value::from(NO_ID)),
        ("DurableId", Value::from(object.durable_id_of(field))),
        ("EntityDefinitionId", Value::from(object.durable_id())),
        ("QualifiedApiName", Value::from(field.name.as_str())),
        ("DeveloperName", Value::from(field.name.trim_end_matches("__c"))),
        ("MasterLabel", Value::from(field.label.as_str())),
        ("Label", Value::from(field.label.as_str())),
        ("Length", Value::from(length)),
        ("DataType", Value::from(data_type(field))),
        ("ValueTypeId", Value::from(field.kind.name())),
        ("IsCalculated", flag(field.calculated)),
        ("IsNameField", flag(field.name_field)),
        ("IsNillable", flag(field.nillable)),
        (
            "IsIndexed",
            flag(field.id_lookup || field.external_id || !field.reference_to.is_empty()),
        ),
        ("Precision", Value::from(field.precision)),
        ("Scale", Value::from(field.scale)),
        ("IsApiFilterable", flag(field.filterable)),
        ("IsApiSortable", flag(field.sortable)),
        ("IsApiGroupable", flag(field.groupable)),
        ("IsCompound", flag(field.kind.is_compound())),
        ("IsPolymorphicForeignKey", flag(field.reference_to.len() > 1)),
        (
            "RelationshipName",
            field.relationship.as_deref().map_or(Value::Null, Value::from),
        ),
        ("SecurityClassification", security),
        ("ComplianceGroup", compliance),
    ]
}

fn particle(object: &ObjectDef, field: &FieldDef) -> Columns {
    let flag = Value::Bool;
    let mut particle = definition(object, field);
    particle.retain(|(name, _)| *name != "DataType");
    particle.extend([
        ("FieldDefinitionId", Value::from(object.durable_id_of(field))),
        ("Name", Value::from(field.name.as_str())),
        ("DataType", Value::from(field.kind.name())),
        ("IsAutonumber", flag(field.auto_number)),
        ("IsUnique", flag(field.unique)),
        ("IsCreatable", flag(field.createable)),
        ("IsUpdatable", flag(field.updateable)),
        ("IsDefaultedOnCreate", flag(field.defaulted_on_create)),
        ("IsPermissionable", flag(field.permissionable)),
        ("IsIdLookup", flag(field.id_lookup)),
        ("IsNamePointing", flag(field.reference_to.len() > 1)),
        (
            "IsComponent",
            flag(field.compound.as_deref().is_some_and(|whole| whole != field.name)),
        ),
    ]);
    particle
}

/// The words of FieldDefinition for the types whose name alone says too little.
fn data_type(field: &FieldDef) -> String {
    match field.reference_to.as_slice() {
        [target] if field.master_detail => format!("Master-Detail({target})"),
        [_, ..] => format!("Lookup({})", field.reference_to.join(",")),
        [] if field.length > 0 && field.kind.name() == "string" => format!("Text({})", field.length),
        [] => field.kind.name().to_owned(),
    }
}

fn classification(object: &str, field: &str) -> (Value, Value) {
    let text = |cell: Option<&str>| {
        cell.filter(|cell| !cell.is_empty())
            .map_or(Value::Null, Value::from)
    };
    CLASSIFICATION
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .find(|cells| cells.first() == Some(&object) && cells.get(1) == Some(&field))
        .map_or((Value::Null, Value::Null), |cells| {
            (text(cells.get(2).copied()), text(cells.get(3).copied()))
        })
}
