//! What the metadata catalogue tells of objects and fields that a caller can't read.

use super::Caller;
use crate::facts::Behaviours;
use crate::facts::soql::CATALOGUE_ROWS;
use crate::schema::Schema;

/// Returns the durable Ids of the rows that a caller sees of an object of the catalogue, or none where all rows
/// are visible.
pub(crate) fn listed(
    caller: &Caller,
    schema: &Schema,
    behaviours: &Behaviours,
    object: &str,
) -> Option<Vec<String>> {
    let of_fields = match object {
        "EntityDefinition" => false,
        "FieldDefinition" | "EntityParticle" => true,
        _ => return None,
    };
    if caller.access.permission("ViewSetup") || behaviours.is(&CATALOGUE_ROWS, "all") {
        return None;
    }
    let readable = schema
        .objects
        .iter()
        .filter(|object| caller.access.object(&object.name).read);
    if !of_fields {
        return Some(readable.map(|object| object.durable_id().to_owned()).collect());
    }
    let fields = readable.flat_map(|object| {
        object
            .fields
            .iter()
            .filter(|field| caller.access.field(&object.name, &field.name).read)
            .map(|field| object.durable_id_of(field))
    });
    Some(fields.collect())
}
