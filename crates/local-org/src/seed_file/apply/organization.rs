//! Edition, organization, seats.

use serde_json::Value;

use super::super::node::{Entry, Node};
use super::super::shape::meant;
use super::work::{Done, Trouble};
use crate::store::{Org, Tx};
use crate::value::{id, row, text};

/// Says which edition the org is.
pub(super) fn edition(tx: &mut Tx<'_>, root: &Node) {
    if let (Some(edition), Some(org)) = (root.text_of("edition"), Org::id(tx)) {
        tx.update_raw(
            "Organization",
            &org,
            row([("OrganizationType", Value::from(edition))]),
        );
    }
}

/// Sets a field of the Organization record, which nobody may change over the API.
pub(super) fn field(tx: &mut Tx<'_>, entry: &Entry) -> Done {
    let schema = tx.org.schema();
    let Some(object) = schema.object("Organization") else {
        return Ok(());
    };
    let Some(field) = object
        .field(&entry.key)
        .filter(|field| field.is_stored() && field.name != "Id")
    else {
        let known: Vec<&str> = object.fields.iter().map(|field| field.name.as_str()).collect();
        let meant = meant(&entry.key, &known);
        return Err(Trouble::at(
            entry.place,
            format!("Organization has no field `{}`{meant}", entry.key),
        ));
    };
    if let Some(org) = Org::id(tx) {
        tx.update_raw(
            "Organization",
            &org,
            [(field.name.clone(), entry.value.to_json())].into(),
        );
    }
    Ok(())
}

/// Sets the seats of a user licence or a permission set licence.
pub(super) fn license(tx: &mut Tx<'_>, entry: &Entry) -> Done {
    const NAMED: &[(&str, &str)] = &[
        ("UserLicense", "Name"),
        ("PermissionSetLicense", "DeveloperName"),
        ("PermissionSetLicense", "MasterLabel"),
    ];
    for (object, field) in NAMED {
        let found = tx.find_one(object, &[(field, Value::from(entry.key.as_str()))]);
        if let Some(own) = found.and_then(|found| id(&found, "Id")) {
            tx.update_raw(object, &own, row([("TotalLicenses", entry.value.to_json())]));
            return Ok(());
        }
    }
    let known: Vec<String> = NAMED[..2]
        .iter()
        .flat_map(|(object, field)| {
            tx.find(object, &[])
                .into_iter()
                .map(|row| text(&row, field).to_owned())
        })
        .collect();
    let meant = meant(&entry.key, &known.iter().map(String::as_str).collect::<Vec<_>>());
    Err(Trouble::at(
        entry.place,
        format!("the org has no licence `{}`{meant}", entry.key),
    ))
}
