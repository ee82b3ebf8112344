//! Answers, wrapped.

use super::flavour::Flavour;
use crate::services::metadata::xml::{Element, to_fragment};
use crate::services::rest::DAILY_CALLS;

pub(super) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// Writes an answer: its results become children of `<operation>Response`. `used` calls of the day are told, to
/// whoever is signed in.
pub(super) fn render(flavour: Flavour, operation: &str, results: &[Element], used: Option<u64>) -> String {
    let header = used.map_or_else(String::new, |used| {
        let limit = Element::new("LimitInfoHeader").with_child(
            Element::new("limitInfo")
                .with("current", used.to_string())
                .with("limit", DAILY_CALLS.to_string())
                .with("type", "API REQUESTS"),
        );
        format!("<soapenv:Header>{}</soapenv:Header>", to_fragment(&limit))
    });
    let body: String = results.iter().map(to_fragment).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns=\"{}\" xmlns:sf=\"{}\" xmlns:xsi=\"{XSI}\" xmlns:xsd=\"{XSD}\">{header}<soapenv:Body><{operation}Response>{body}</{operation}Response></soapenv:Body></soapenv:Envelope>",
        flavour.api(),
        flavour.records(),
    )
}

/// An element that says that it is null.
pub(super) fn nil(name: &str) -> Element {
    let mut element = Element::new(name);
    element.attributes = vec![("xsi:nil".to_owned(), "true".to_owned())];
    element
}

/// An element with a type.
pub(super) fn typed(name: &str, kind: &str) -> Element {
    let mut element = Element::new(name);
    element.attributes = vec![("xsi:type".to_owned(), kind.to_owned())];
    element
}

/// An element with that text, or one that says that it is null.
pub(super) fn leaf_or_nil(name: &str, text: &str) -> Element {
    if text.is_empty() {
        nil(name)
    } else {
        Element::leaf(name, text)
    }
}
