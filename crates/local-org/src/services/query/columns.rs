//! `columns=true`: what the columns of a query are, without its rows. The `sf` CLI asks for this.

use hallpass_soql::{AggregateColumn, FieldKind, Page, ParentObject, Part, Translation};
use serde_json::{Value, json};

use crate::schema::{FieldDef, Schema};

/// Returns the answer's body.
pub(super) fn answer(schema: &Schema, translation: &Translation) -> Value {
    let object = translation.object();
    let (metadata, groups, id) = match translation {
        Translation::Count(_) => (Vec::new(), false, false),
        Translation::Aggregate(query) => (query.columns.iter().map(aggregate).collect(), true, false),
        Translation::Records(query) => {
            let id = query.page.parts.iter().any(|part| part.key() == "Id");
            (of_page(schema, &query.page), false, id)
        }
    };
    let prefix = schema
        .object(object)
        .filter(|object| object.prefix_is_known)
        .map(|object| object.key_prefix.clone());
    json!({
        "columnMetadata": metadata,
        "entityName": object,
        "groupBy": groups,
        "idSelected": id,
        "keyPrefix": prefix,
    })
}

fn of_page(schema: &Schema, page: &Page) -> Vec<Value> {
    page.parts
        .iter()
        .map(|part| of_part(schema, &page.object, part, &page.children))
        .collect()
}

fn of_part(schema: &Schema, object: &str, part: &Part, children: &[Page]) -> Value {
    let key = part.key();
    match part {
        Part::Value { kind, .. } => column(key, key, *kind, schema.field(object, key)),
        Part::Compound { .. } => column(key, key, FieldKind::Compound, schema.field(object, key)),
        Part::Parent(parent) => {
            let target = match &parent.object {
                ParentObject::Known(target) => target.as_str(),
                ParentObject::Column(_) => "Name",
            };
            let joined: Vec<Value> = parent
                .parts
                .iter()
                .map(|part| of_part(schema, target, part, children))
                .collect();
            let reference = schema.object(object).and_then(|object| object.relationship(key));
            let mut column = column(key, key, FieldKind::Reference, None);
            column["joinColumns"] = Value::from(joined);
            column["foreignKeyName"] = reference.map_or(Value::Null, |field| Value::from(field.name.clone()));
            column
        }
        Part::Children { query, .. } => {
            let mut column = column(key, key, FieldKind::Reference, None);
            column["aggregate"] = Value::from(true);
            column["joinColumns"] = Value::from(
                children
                    .get(*query)
                    .map_or_else(Vec::new, |page| of_page(schema, page)),
            );
            column
        }
    }
}

fn aggregate(column: &AggregateColumn) -> Value {
    let shown = if column.function {
        column.written.as_str()
    } else {
        column.key.as_str()
    };
    let mut told = self::column(&column.key, shown, column.kind, None);
    told["aggregate"] = Value::from(column.function);
    told
}

fn column(name: &str, shown: &str, kind: FieldKind, field: Option<&FieldDef>) -> Value {
    json!({
        "aggregate": false,
        "apexType": apex_type(kind),
        "booleanType": kind == FieldKind::Boolean,
        "columnName": name,
        "custom": field.is_some_and(|field| field.custom),
        "displayName": shown,
        "foreignKeyName": null,
        "insertable": field.is_some_and(|field| field.createable),
        "joinColumns": [],
        "numberType": matches!(
            kind,
            FieldKind::Integer | FieldKind::Decimal | FieldKind::Currency
        ),
        "textType": matches!(kind, FieldKind::Text | FieldKind::MultiPicklist),
        "updatable": field.is_some_and(|field| field.updateable),
    })
}

fn apex_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Id | FieldKind::Reference => "Id",
        FieldKind::Boolean => "Boolean",
        FieldKind::Integer => "Integer",
        FieldKind::Decimal | FieldKind::Currency => "Double",
        FieldKind::Date => "Date",
        FieldKind::DateTime => "Datetime",
        FieldKind::Time => "Time",
        FieldKind::Base64 => "Blob",
        FieldKind::Compound => "Address",
        _ => "String",
    }
}
