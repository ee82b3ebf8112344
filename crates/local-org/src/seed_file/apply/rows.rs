//! Records of any object.

use serde_json::Value;

use super::super::node::{Content, Entry, Node};
use super::super::shape::meant;
use super::work::{Done, Trouble};
use crate::dml;
use crate::enforce::Caller;
use crate::schema::{FieldDef, ObjectDef, Schema};
use crate::store::Tx;
use crate::value::{Id, Row, id};

/// Makes a record, unless one with the same values is there.
pub(super) fn put_row(tx: &mut Tx<'_>, caller: &Caller, object: &Entry, node: &Node) -> Done {
    let schema = tx.org.schema();
    let Some(definition) = schema.object(&object.key) else {
        let known: Vec<&str> = schema.objects.iter().map(|object| object.name.as_str()).collect();
        let meant = meant(&object.key, &known);
        return Err(Trouble::at(
            object.place,
            format!("the org has no object `{}`{meant}", object.key),
        ));
    };
    let mut wanted = Row::new();
    for entry in node.entries() {
        let (field, value) = value(tx, &schema, definition, entry)?;
        wanted.insert(field.name.clone(), value);
    }
    let filter: Vec<(&str, Value)> = wanted
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    if tx.count(&definition.name, &filter) == 0 {
        dml::insert(tx, caller, &definition.name, &wanted)?;
    }
    Ok(())
}

fn value<'s>(
    tx: &Tx<'_>,
    schema: &Schema,
    object: &'s ObjectDef,
    entry: &Entry,
) -> Result<(&'s FieldDef, Value), Trouble> {
    let Entry { key, place, value } = entry;
    if let Content::Mapping(parent) = &value.content {
        let Some(field) = object.relationship(key) else {
            return Err(Trouble::at(
                *place,
                format!("{} has no relationship `{key}`", object.name),
            ));
        };
        return Ok((field, Value::from(parent_of(tx, schema, field, parent, entry)?)));
    }
    let Some(field) = object.field(key) else {
        let known: Vec<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
        let meant = meant(key, &known);
        return Err(Trouble::at(
            *place,
            format!("{} has no field `{key}`{meant}", object.name),
        ));
    };
    let stored =
        dml::as_stored(field, &value.to_json()).map_err(|refusal| Trouble::from(refusal).or_at(*place))?;
    Ok((field, stored))
}

/// Finds the record that fields say: there must be exactly one.
fn parent_of(
    tx: &Tx<'_>,
    schema: &Schema,
    field: &FieldDef,
    wanted: &[Entry],
    entry: &Entry,
) -> Result<Id, Trouble> {
    let filter: Vec<(&str, Value)> = wanted
        .iter()
        .map(|entry| (entry.key.as_str(), entry.value.to_json()))
        .collect();
    let known = |target: &&String| {
        schema
            .object(target)
            .is_some_and(|object| filter.iter().all(|(name, _)| object.field(name).is_some()))
    };
    let found: Vec<Id> = field
        .reference_to
        .iter()
        .filter(known)
        .flat_map(|target| tx.find(target, &filter))
        .filter_map(|row| id(&row, "Id"))
        .collect();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Trouble::at(
            entry.place,
            format!("no {} has these values", field.reference_to.join(" or ")),
        )),
        several => Err(Trouble::at(
            entry.place,
            format!("{} records have these values; one is needed", several.len()),
        )),
    }
}
