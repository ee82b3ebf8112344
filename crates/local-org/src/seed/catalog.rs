//! EntityDefinition, FieldDefinition and EntityParticle: the schema as rows.
//!
//! All of them have the Id `000000000000000AAA`; what identifies a row is its DurableId.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use crate::schema::{CLASSIFICATION, FieldDef, ObjectDef, Schema};
use crate::store::Tx;

/// The columns of one row.
type Columns = Vec<(&'static str, Value)>;

const NO_ID: &str = "000000000000000AAA";

/// Fills what is asked for by Id, and forgets the rest where an org of another schema filled it.
pub(crate) fn begin(tx: &mut Tx<'_>) {
    let schema = tx.org.schema();
    let version = version(&schema);
    if tx.meta(BEGUN).as_deref() == Some(&version) {
        return;
    }
    for object in COMPUTED.iter().chain(CUSTOM) {
        tx.empty(object);
    }
    insert_custom(tx, &schema.objects.iter());
    tx.set_meta(BEGUN, &version);
    tx.set_meta(FILLED, "");
}

/// Fills what is found by queries alone, once somebody asks: these are thousands of rows, which most orgs never need.
pub(crate) fn fill(tx: &mut Tx<'_>) {
    if tx.meta(FILLED).as_deref() != Some(YES) {
        let schema = tx.org.schema();
        insert_computed(tx, &schema.objects.iter());
        tx.set_meta(FILLED, YES);
    }
}

/// Whether the rows of an object are filled by [`fill`].
pub(crate) fn is_filled_late(object: &str) -> bool {
    COMPUTED.contains(&object)
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
    insert_custom(tx, &object.into_iter());
    if tx.meta(FILLED).as_deref() == Some(YES) {
        insert_computed(tx, &object.into_iter());
    }
    tx.set_meta(BEGUN, &version(&schema));
}

/// Notes of the store: for which schema the catalogue was begun, and whether all of it is there.
const BEGUN: &str = "catalog";
const FILLED: &str = "catalog_filled";
const YES: &str = "yes";

const COMPUTED: &[&str] = &["EntityDefinition", "FieldDefinition", "EntityParticle"];
const CUSTOM: &[&str] = &["CustomObject", "CustomField"];

fn version(schema: &Schema) -> String {
    let fields: usize = schema.objects.iter().map(|object| object.fields.len()).sum();
    format!("5 {} {fields}", schema.objects.len())
}

fn fields_of<'s>(
    objects: &(impl Iterator<Item = &'s ObjectDef> + Clone),
) -> impl Iterator<Item = (&'s ObjectDef, &'s FieldDef)> {
    let objects = objects.clone();
    objects.flat_map(|object| object.fields.iter().map(move |field| (object, field)))
}

fn insert_computed<'s>(tx: &mut Tx<'_>, objects: &(impl Iterator<Item = &'s ObjectDef> + Clone)) {
    tx.insert_many("EntityDefinition", objects.clone().map(entity));
    let definitions = fields_of(objects).map(|(object, field)| definition(object, field));
    tx.insert_many("FieldDefinition", definitions);
    let particles = fields_of(objects).map(|(object, field)| particle(object, field));
    tx.insert_many("EntityParticle", particles);
}

fn insert_custom<'s>(tx: &mut Tx<'_>, objects: &(impl Iterator<Item = &'s ObjectDef> + Clone)) {
    tx.insert_many("CustomObject", objects.clone().filter_map(custom_object));
    let custom = fields_of(objects).filter_map(|(object, field)| custom_field(object, field));
    tx.insert_many("CustomField", custom);
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

/// What the org says of how sensitive a field is: security and compliance.
fn classification(object: &str, field: &str) -> (Value, Value) {
    type Cells = HashMap<(&'static str, &'static str), (Value, Value)>;
    static KNOWN: LazyLock<Cells> = LazyLock::new(|| {
        let text = |cell: Option<&&str>| {
            cell.filter(|cell| !cell.is_empty())
                .map_or(Value::Null, |cell| Value::from(*cell))
        };
        let lines = CLASSIFICATION
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let known = lines.filter_map(|cells| {
            let told = (text(cells.get(2)), text(cells.get(3)));
            Some(((*cells.first()?, *cells.get(1)?), told))
        });
        known.collect()
    });
    KNOWN
        .get(&(object, field))
        .cloned()
        .unwrap_or((Value::Null, Value::Null))
}
