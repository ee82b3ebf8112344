//! `ApexClass`: read only here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::component::Listing;
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Row, text};

/// All classes.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    tx.find("ApexClass", &[])
        .iter()
        .filter_map(|row| Listing::of_row(full_name(row), row))
        .collect()
}

/// Reads a class: its `content` is base64 as in the WSDL; a package has it as a file of its own.
pub(super) fn read(tx: &Tx<'_>, name: &str) -> Option<(String, Element)> {
    let bare = name.rsplit_once("__").map_or(name, |(_, bare)| bare);
    let row = tx
        .find("ApexClass", &[("Name", json!(bare))])
        .into_iter()
        .find(|row| full_name(row).eq_ignore_ascii_case(name))?;
    let version = row
        .get("ApiVersion")
        .and_then(serde_json::Value::as_f64)
        .unwrap_or(60.0);
    let body = Element::new("ApexClass")
        .with("apiVersion", format!("{version:.1}"))
        .with("content", STANDARD.encode(text(&row, "Body")))
        .with("status", "Active");
    Some((full_name(&row), body))
}

fn full_name(row: &Row) -> String {
    let (namespace, name) = (text(row, "NamespacePrefix"), text(row, "Name"));
    if namespace.is_empty() {
        name.to_owned()
    } else {
        format!("{namespace}__{name}")
    }
}
