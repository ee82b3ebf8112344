//! `FileProperties`, of listMetadata and of retrieve.

use std::collections::BTreeMap;

use crate::services::metadata::components::Listing;
use crate::services::metadata::types::Kind;
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, text};

/// Names of users, each looked up once.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<Option<Id>, (String, String)>);

impl Names {
    /// Id and name of a user; what the org made itself is by nobody.
    fn of(&mut self, tx: &Tx<'_>, user: Option<&Id>) -> (String, String) {
        self.0
            .entry(user.cloned())
            .or_insert_with(|| {
                let name = user
                    .and_then(|id| tx.get("User", id))
                    .map(|row| text(&row, "Name").to_owned());
                let id = user.map_or_else(|| Id::make("005", 0).to_string(), Id::to_string);
                (id, name.unwrap_or_else(|| "Automated Process".to_owned()))
            })
            .clone()
    }
}

/// The properties of one component, in the order of the WSDL.
pub(crate) fn of_listing(
    tx: &Tx<'_>,
    names: &mut Names,
    element: &str,
    kind: Kind,
    folder: &str,
    listing: &Listing,
) -> Element {
    let (created_by, created_name) = names.of(tx, listing.created.1.as_ref());
    let (modified_by, modified_name) = names.of(tx, listing.modified.1.as_ref());
    let mut properties = Element::new(element)
        .with("createdById", created_by)
        .with("createdByName", created_name)
        .with("createdDate", &listing.created.0)
        .with(
            "fileName",
            format!("{folder}{}", kind.file_name(&listing.full_name)),
        )
        .with("fullName", &listing.full_name)
        .with("id", listing.id.as_str())
        .with("lastModifiedById", modified_by)
        .with("lastModifiedByName", modified_name)
        .with("lastModifiedDate", &listing.modified.0)
        .with("manageableState", "unmanaged");
    // Objects end in `__c`; for the others the namespace stands before `__`.
    if kind != Kind::CustomObject
        && let Some((namespace, _)) = listing.full_name.split_once("__")
    {
        properties = properties.with("namespacePrefix", namespace);
    }
    properties.with("type", kind.xml_name())
}
