//! Faults: a code twice, a text, and a detail of a kind that goes with the code.

use super::flavour::Flavour;
use crate::error::ApiError;
use crate::services::metadata::Fault;
use crate::services::metadata::xml::{Element, to_fragment};

/// The kinds of details that codes have (SOAP API Developer Guide, "API Fault Element").
const KINDS: &[(&str, &str)] = &[
    ("INVALID_FIELD", "InvalidFieldFault"),
    ("INVALID_LOGIN", "LoginFault"),
    ("INVALID_NEW_PASSWORD", "InvalidNewPasswordFault"),
    ("INVALID_OPERATION", "LoginFault"),
    ("INVALID_QUERY_LOCATOR", "InvalidQueryLocatorFault"),
    ("INVALID_TYPE", "InvalidSObjectFault"),
    ("LOGIN_DURING_RESTRICTED_DOMAIN", "LoginFault"),
    ("LOGIN_DURING_RESTRICTED_TIME", "LoginFault"),
    ("MALFORMED_ID", "InvalidIdFault"),
    ("MALFORMED_QUERY", "MalformedQueryFault"),
];

/// The details that tell a place in a query.
const PLACED: &[&str] = &["InvalidFieldFault", "InvalidSObjectFault", "MalformedQueryFault"];

/// The fault of a refusal.
pub(super) fn of(error: &ApiError) -> Fault {
    Fault::new(&error.code, error.message.clone())
}

/// Writes a fault.
pub(super) fn render(fault: &Fault, flavour: Flavour) -> String {
    let mut element = Element::new("soapenv:Fault");
    if fault.code.contains(':') {
        element = element
            .with("faultcode", fault.code.clone())
            .with("faultstring", fault.message.clone());
    } else {
        element = element
            .with("faultcode", format!("sf:{}", fault.code))
            .with("faultstring", format!("{}: {}", fault.code, fault.message))
            .with_child(Element::new("detail").with_child(detail(fault)));
    }
    let (soap, faults) = (super::envelope::SOAP, flavour.faults());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"{soap}\" xmlns:sf=\"{faults}\" xmlns:xsi=\"{}\"><soapenv:Body>{}</soapenv:Body></soapenv:Envelope>",
        super::envelope::XSI,
        to_fragment(&element)
    )
}

fn detail(fault: &Fault) -> Element {
    let kind = KINDS
        .iter()
        .find(|(code, _)| *code == fault.code)
        .map_or("UnexpectedErrorFault", |(_, kind)| *kind);
    let mut detail = Element::new(&format!("sf:{kind}"))
        .with("sf:exceptionCode", fault.code.clone())
        .with("sf:exceptionMessage", fault.message.clone());
    detail.attributes = vec![("xsi:type".to_owned(), format!("sf:{kind}"))];
    if PLACED.contains(&kind) {
        let (row, column) = place(&fault.message).unwrap_or((-1, -1));
        detail = detail
            .with("sf:row", row.to_string())
            .with("sf:column", column.to_string());
    }
    detail
}

/// Reads `ERROR at Row:1:Column:8` out of a text.
fn place(message: &str) -> Option<(i64, i64)> {
    let (_, rest) = message.split_once("ERROR at Row:")?;
    let (row, rest) = rest.split_once(":Column:")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((row.parse().ok()?, digits.parse().ok()?))
}
