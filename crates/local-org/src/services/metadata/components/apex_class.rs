//! `ApexClass`: source that is kept. Nothing here compiles or runs it, but for the two classes of the seed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, id, row, text};

const OBJECT: &str = "ApexClass";

/// All classes.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    tx.find(OBJECT, &[])
        .iter()
        .filter_map(|row| Listing::of_row(full_name(row), row))
        .collect()
}

fn find(tx: &Tx<'_>, name: &str) -> Option<Row> {
    let bare = name.rsplit_once("__").map_or(name, |(_, bare)| bare);
    tx.find(OBJECT, &[("Name", json!(bare))])
        .into_iter()
        .find(|row| full_name(row).eq_ignore_ascii_case(name))
}

/// Reads a class: its `content` is base64 as in the WSDL; a package has it as a file of its own.
pub(super) fn read(tx: &Tx<'_>, name: &str) -> Option<(String, Element)> {
    let row = find(tx, name)?;
    let version = row.get("ApiVersion").and_then(Value::as_f64).unwrap_or(60.0);
    let body = Element::new(OBJECT)
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

/// Makes or changes a class.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let source = file
        .value("content")
        .and_then(|text| STANDARD.decode(text).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default();
    if !declares(&source, name) {
        // What the compiler would say; the words are the platform's for a class without a declaration of that name.
        return Err(Problem::of_file(format!(
            "Invalid file name: the type declared in it is not {name}"
        )));
    }
    let values = row([
        ("Body", Value::from(source.as_str())),
        (
            "ApiVersion",
            file.value("apiVersion")
                .and_then(|text| text.parse::<f64>().ok())
                .map_or(Value::from(60.0), Value::from),
        ),
        ("Status", Value::from(file.value("status").unwrap_or("Active"))),
        ("LengthWithoutComments", Value::from(source.chars().count())),
        ("IsValid", Value::Bool(true)),
    ]);
    match find(work.tx, name).and_then(|known| Some((id(&known, "Id")?, known))) {
        Some((class, known)) => {
            let changed = values
                .iter()
                .any(|(field, value)| field != "LengthWithoutComments" && known.get(field) != Some(value));
            if changed {
                work.tx.update_raw(OBJECT, &class, values);
            }
            Ok(Saved::new(class, false, changed))
        }
        None => {
            let mut values = values;
            values.insert("Name".to_owned(), Value::from(name));
            Ok(Saved::new(work.tx.insert_raw(OBJECT, values), true, true))
        }
    }
}

/// Whether the source declares a type of that name, comments left aside.
fn declares(source: &str, name: &str) -> bool {
    let words: Vec<&str> = source
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(2).any(|pair| {
        ["class", "interface", "enum"]
            .iter()
            .any(|kind| pair[0].eq_ignore_ascii_case(kind))
            && pair[1].eq_ignore_ascii_case(name)
    })
}

/// Deletes a class and the access to it.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Option<Id> {
    let class = find(work.tx, name).and_then(|row| id(&row, "Id"))?;
    super::named_rows::forget_access(work.tx, &class);
    work.tx.delete_raw(OBJECT, &class);
    super::documents::remove(work.tx, Kind::ApexClass, name);
    Some(class)
}
