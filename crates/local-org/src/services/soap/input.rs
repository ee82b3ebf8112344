//! sObjects as clients write them.

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::services::metadata::xml::Element;
use crate::value::Row;

/// A record that a client sends.
pub(super) struct Given {
    /// Its object.
    pub(super) object: String,
    /// Its values, `Id` included.
    pub(super) row: Row,
}

/// Reads one.
pub(super) fn read(element: &Element) -> Result<Given, ApiError> {
    let object = object_of(element)
        .ok_or_else(|| ApiError::bad("INVALID_TYPE", "Must send a concrete entity type."))?;
    let mut row = Row::new();
    for child in fields(element) {
        if child.name == "fieldsToNull" {
            row.insert(child.text.trim().to_owned(), Value::Null);
        } else if !is_nil(child) {
            row.insert(child.name.clone(), value(child));
        }
    }
    Ok(Given { object, row })
}

/// The object that `xsi:type` names, or for the partner API the child `type`.
fn object_of(element: &Element) -> Option<String> {
    let declared = element
        .attribute("type")
        .map(|name| name.rsplit(':').next().unwrap_or(name))
        .filter(|name| !name.eq_ignore_ascii_case("sObject"));
    declared.or_else(|| element.value("type")).map(str::to_owned)
}

/// The children that are fields. The first `type` of the partner API names the object; an object with a field of that
/// name has it a second time.
fn fields(element: &Element) -> impl Iterator<Item = &Element> {
    let is_declared = element.attribute("type").is_some_and(|name| {
        !name
            .rsplit(':')
            .next()
            .unwrap_or(name)
            .eq_ignore_ascii_case("sObject")
    });
    let mut named = is_declared;
    element.children.iter().filter(move |child| {
        let is_name = !named && child.name == "type";
        named |= is_name;
        !is_name
    })
}

/// Null values are passed over: what is to be emptied stands in `fieldsToNull` (SOAP API Developer Guide, update()).
fn is_nil(element: &Element) -> bool {
    element.attribute("nil") == Some("true")
}

/// A text, or a parent that an external id names.
fn value(element: &Element) -> Value {
    if element.children.is_empty() {
        return Value::from(element.text.clone());
    }
    let parent: Map<String, Value> = fields(element)
        .map(|child| (child.name.clone(), Value::from(child.text.trim())))
        .collect();
    Value::Object(parent)
}
