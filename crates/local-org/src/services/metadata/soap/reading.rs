//! readMetadata and listMetadata.

use super::{Answer, Call};
use crate::services::metadata::components::{self, exists};
use crate::services::metadata::retrieve::{Names, of_listing};
use crate::services::metadata::types::Kind;
use crate::services::metadata::wire::{Fault, version};
use crate::services::metadata::xml::Element;
use crate::store::Tx;

/// Most names of one readMetadata and components of one CRUD call (Metadata API Developer Guide).
pub(super) const MAX_COMPONENTS: usize = 10;
/// Most queries of one listMetadata (Metadata API Developer Guide, listMetadata()).
const MAX_QUERIES: usize = 3;

/// `readMetadata`: an unknown name gives an empty record, not an error (its exact XML is a guess).
pub(super) fn read_metadata(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let type_name = call.operation.value("type").unwrap_or_default();
    let kind = kind_named(type_name, call.version)?;
    let names: Vec<&str> = call
        .operation
        .all("fullNames")
        .map(|name| name.text.trim())
        .collect();
    within_limit(names.len())?;
    let mut result = Element::new("result");
    for name in names {
        let mut record = Element::new("records");
        match components::read(tx, kind, name, call.version) {
            Some((full_name, body)) => {
                record.attributes.push(("xsi:type".to_owned(), body.name.clone()));
                record.children.push(Element::leaf("fullName", full_name));
                record.children.extend(body.children);
            }
            None => record.attributes.push(("xsi:nil".to_owned(), "true".to_owned())),
        }
        result.children.push(record);
    }
    Ok(vec![result])
}

/// `listMetadata`: a type that this org lacks gives no rows, since clients ask for all types there are.
pub(super) fn list_metadata(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let queries: Vec<&Element> = call.operation.all("queries").collect();
    if queries.len() > MAX_QUERIES {
        return Err(Fault::new(
            "LIMIT_EXCEEDED",
            format!("Maximum number of queries exceeded: {MAX_QUERIES}"),
        ));
    }
    let as_of = call
        .operation
        .value("asOfVersion")
        .and_then(version)
        .unwrap_or(call.version);
    let mut names = Names::default();
    let mut results = Vec::new();
    for query in queries {
        let Some(kind) = query.value("type").and_then(|name| Kind::named(name, as_of)) else {
            continue;
        };
        for listing in components::list(tx, kind) {
            results.push(of_listing(tx, &mut names, "result", kind, "", &listing));
        }
    }
    Ok(results)
}

/// The kind that a call names. The words are recorded of types that an org does not have.
pub(super) fn kind_named(name: &str, version: u32) -> Result<Kind, Fault> {
    Kind::named(name, version).ok_or_else(|| {
        Fault::new(
            "INVALID_TYPE",
            "This type of metadata is not available for this organization",
        )
    })
}

/// Refuses calls with too many components.
pub(super) fn within_limit(count: usize) -> Result<(), Fault> {
    if count > MAX_COMPONENTS {
        return Err(Fault::new(
            "EXCEEDED_ID_LIMIT",
            format!("record limit reached. cannot submit more than {MAX_COMPONENTS} records into this call"),
        ));
    }
    Ok(())
}

/// Whether a component is there, for the writing calls.
pub(super) fn is_there(tx: &Tx<'_>, kind: Kind, name: &str) -> bool {
    exists(tx, kind, name)
}
