//! Records, results and descriptions as XML.

use serde_json::{Map, Value};

use super::envelope::{nil, typed};
use super::flavour::Flavour;
use crate::error::ApiError;
use crate::services::metadata::xml::Element;

/// A record, as the REST API would have it, under that name.
pub(super) fn record(flavour: Flavour, name: &str, record: &Map<String, Value>) -> Element {
    let object = record
        .get("attributes")
        .and_then(|attributes| attributes["type"].as_str())
        .unwrap_or("sObject");
    let is_group = object == "AggregateResult";
    let mut element = match flavour {
        Flavour::Partner => {
            // Every record of the partner API begins with its type and its Id, selected or not.
            let id = match record.get("Id") {
                Some(Value::String(id)) => Element::leaf("sf:Id", id.as_str()),
                _ => nil("sf:Id"),
            };
            typed(name, "sf:sObject").with("sf:type", object).with_child(id)
        }
        Flavour::Enterprise if is_group => typed(name, "AggregateResult"),
        Flavour::Enterprise => typed(name, &format!("sf:{object}")),
    };
    for (key, value) in record.iter().filter(|(key, _)| *key != "attributes") {
        let mut child = field(flavour, &format!("sf:{key}"), value);
        if is_group && let Some(kind) = schema_type(value) {
            child.attributes = vec![("xsi:type".to_owned(), kind.to_owned())];
        }
        element.children.push(child);
    }
    element
}

/// Groups say the type of each value: the WSDL can't.
fn schema_type(value: &Value) -> Option<&'static str> {
    match value {
        Value::Number(number) if number.is_f64() => Some("xsd:double"),
        Value::Number(_) => Some("xsd:int"),
        Value::Bool(_) => Some("xsd:boolean"),
        Value::String(_) => Some("xsd:string"),
        _ => None,
    }
}

fn field(flavour: Flavour, name: &str, value: &Value) -> Element {
    match value {
        Value::Null | Value::Array(_) => nil(name),
        Value::Bool(_) | Value::Number(_) => Element::leaf(name, value.to_string()),
        Value::String(text) => Element::leaf(name, moment(text)),
        Value::Object(parts) if parts.contains_key("attributes") => record(flavour, name, parts),
        Value::Object(parts) if parts.contains_key("records") => {
            let mut list = typed(name, "QueryResult");
            list.children = result_of_query(flavour, value);
            list
        }
        Value::Object(parts) => parts.iter().filter(|(_, part)| !part.is_null()).fold(
            typed(name, "address"),
            |element, (key, part)| {
                element.with(key, part.as_str().map_or_else(|| part.to_string(), str::to_owned))
            },
        ),
    }
}

/// REST writes moments with `+0000`, SOAP with `Z`.
fn moment(text: &str) -> String {
    match text.strip_suffix("+0000") {
        Some(rest) if rest.len() == 23 && rest.as_bytes()[10] == b'T' => format!("{rest}Z"),
        _ => text.to_owned(),
    }
}

/// The children of a `QueryResult`.
pub(super) fn result_of_query(flavour: Flavour, answer: &Value) -> Vec<Element> {
    let mut children = vec![Element::leaf("done", answer["done"].to_string())];
    let locator = answer["nextRecordsUrl"]
        .as_str()
        .and_then(|url| url.rsplit('/').next());
    children.push(match locator {
        Some(locator) => Element::leaf("queryLocator", locator),
        None => nil("queryLocator"),
    });
    let records = answer["records"].as_array().into_iter().flatten();
    children.extend(
        records
            .filter_map(Value::as_object)
            .map(|one| record(flavour, "records", one)),
    );
    children.push(Element::leaf("size", answer["totalSize"].to_string()));
    children
}

/// The `errors` of a row's result.
pub(super) fn errors(error: &ApiError) -> Element {
    let mut element = Element::new("errors");
    element.children.extend(
        error
            .fields
            .iter()
            .map(|field| Element::leaf("fields", field.as_str())),
    );
    element
        .with("message", error.message.clone())
        .with("statusCode", error.code.clone())
}

/// What only the REST API says of objects and fields.
const ONLY_REST: &[&str] = &[
    "urls",
    "sobjectDescribeOption",
    "lookupLayoutable",
    "listviewable",
];

/// A description as REST gives it, in the order of the WSDL, which is that of the alphabet.
pub(super) fn described(name: &str, value: &Value) -> Vec<Element> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().flat_map(|item| described(name, item)).collect(),
        Value::Object(parts) => {
            let mut keys: Vec<&String> = parts
                .keys()
                .filter(|key| !ONLY_REST.contains(&key.as_str()))
                .collect();
            keys.sort_by_key(|key| key.to_ascii_lowercase());
            let mut element = Element::new(name);
            for key in keys {
                element.children.extend(described(key, &parts[key.as_str()]));
            }
            vec![element]
        }
        Value::String(text) => vec![Element::leaf(name, text.as_str())],
        other => vec![Element::leaf(name, other.to_string())],
    }
}
