//! The org's schema as the SOQL crate wants to see it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use hallpass_soql as soql;

use crate::schema::{FieldDef, FieldType, ObjectDef, Schema};

/// References whose paths see the fields of each target, although there are several: the parents of
/// permission rows are sets of one kind or another, and no names.
const SETS: [&str; 2] = ["MutingPermissionSet", "PermissionSet"];

/// The schema of one query. Objects are converted when they are first asked for.
pub(super) struct OrgSchema<'s> {
    schema: &'s Schema,
    known: RefCell<BTreeMap<String, Arc<soql::Object>>>,
}

impl<'s> OrgSchema<'s> {
    pub(super) fn of(schema: &'s Schema) -> Self {
        Self {
            schema,
            known: RefCell::default(),
        }
    }

    /// Whether an object was asked for that is so.
    pub(super) fn asked_for(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.known.borrow().keys().any(|name| wanted(name))
    }
}

impl soql::Schema for OrgSchema<'_> {
    fn object(&self, name: &str) -> Option<Arc<soql::Object>> {
        let definition = self.schema.object(name)?;
        let mut known = self.known.borrow_mut();
        let found = known
            .entry(definition.name.clone())
            .or_insert_with(|| Arc::new(object(self.schema, definition)));
        Some(Arc::clone(found))
    }
}

fn object(schema: &Schema, definition: &ObjectDef) -> soql::Object {
    soql::Object {
        name: definition.name.clone(),
        queryable: definition.queryable,
        key: key_column(definition).to_owned(),
        name_field: definition.name_field().map(|field| field.name.clone()),
        fields: definition
            .fields
            .iter()
            .map(|field| self::field(schema, definition, field))
            .collect(),
        children: definition
            .children
            .iter()
            .map(|child| soql::Child {
                relationship: child.name.clone(),
                object: child.child.clone(),
                field: child.field.clone(),
            })
            .collect(),
    }
}

/// The rows of the metadata catalogue all have the same Id.
fn key_column(definition: &ObjectDef) -> &'static str {
    let catalogue = soql::rules::rule_of(&definition.name).catalogue;
    if catalogue && definition.field("DurableId").is_some() {
        "DurableId"
    } else {
        "Id"
    }
}

fn field(schema: &Schema, object: &ObjectDef, definition: &FieldDef) -> soql::Field {
    let targets = &definition.reference_to;
    soql::Field {
        name: definition.name.clone(),
        kind: kind(definition.kind),
        filterable: definition.filterable,
        sortable: definition.sortable,
        groupable: definition.groupable,
        custom: definition.custom,
        reference_key: reference_key(schema, definition),
        relationship: definition.relationship.clone(),
        polymorphic: targets.len() > 1 && !targets.iter().all(|target| SETS.contains(&target.as_str())),
        reference_to: targets.clone(),
        parts: if definition.kind.is_compound() {
            parts(object, &definition.name)
        } else {
            Vec::new()
        },
    }
}

/// The rows of the metadata catalogue refer to each other by durable id.
fn reference_key(schema: &Schema, definition: &FieldDef) -> String {
    let durable = definition.kind == FieldType::String
        && definition
            .reference_to
            .first()
            .is_some_and(|target| schema.field(target, "DurableId").is_some());
    if durable {
        "DurableId".to_owned()
    } else {
        "Id".to_owned()
    }
}

fn kind(kind: FieldType) -> soql::FieldKind {
    match kind {
        FieldType::Id => soql::FieldKind::Id,
        FieldType::Reference => soql::FieldKind::Reference,
        FieldType::Boolean => soql::FieldKind::Boolean,
        FieldType::Int => soql::FieldKind::Integer,
        FieldType::Double | FieldType::Percent => soql::FieldKind::Decimal,
        FieldType::Currency => soql::FieldKind::Currency,
        FieldType::DateTime => soql::FieldKind::DateTime,
        FieldType::Date => soql::FieldKind::Date,
        FieldType::Time => soql::FieldKind::Time,
        FieldType::MultiPicklist => soql::FieldKind::MultiPicklist,
        FieldType::Base64 => soql::FieldKind::Base64,
        FieldType::Address | FieldType::Location => soql::FieldKind::Compound,
        FieldType::ComplexValue => soql::FieldKind::Structure,
        FieldType::String
        | FieldType::TextArea
        | FieldType::Picklist
        | FieldType::Combobox
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::AnyType => soql::FieldKind::Text,
    }
}

/// Returns the parts of a compound field by the keys that they have in answers: `BillingPostalCode` of
/// `BillingAddress` is `postalCode`.
fn parts(object: &ObjectDef, compound: &str) -> Vec<(String, String)> {
    let prefix = compound.strip_suffix("Address").unwrap_or(compound);
    let mut parts: Vec<(String, String)> = object
        .fields
        .iter()
        .filter(|field| field.compound.as_deref() == Some(compound) && field.name != compound)
        .map(|field| {
            (
                key(field.name.strip_prefix(prefix).unwrap_or(&field.name)),
                field.name.clone(),
            )
        })
        .collect();
    parts.sort();
    parts
}

fn key(part: &str) -> String {
    let mut chars = part.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
