//! SOAP envelopes, in and out.
//!
//! Source: the metadata WSDL (document/literal, elements qualified) and recorded answers, which use the prefix
//! `soapenv` and the metadata namespace as default.

use crate::error::ApiError;
use crate::services::metadata::types::NAMESPACE;
use crate::services::metadata::xml::{Element, XmlError, escape, parse, to_fragment};
use crate::store::StoreError;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A call: its operation element and what the headers say.
#[derive(Debug, PartialEq)]
pub(crate) struct Envelope {
    /// The first element of the body.
    pub(crate) operation: Element,
    /// `SessionHeader/sessionId`.
    pub(crate) session: Option<String>,
    /// `AllOrNoneHeader/allOrNone`.
    pub(crate) all_or_none: bool,
    headers: Element,
}

/// Why a body is no call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAnEnvelope {
    /// Not XML, or hostile XML.
    #[error("unable to read the request")]
    Xml(#[source] XmlError),
    /// XML, but no SOAP 1.1 envelope with a body.
    #[error("no SOAP envelope")]
    Shape,
}

impl Envelope {
    /// Reads a request body.
    ///
    /// # Errors
    /// When it is no XML that is accepted here, or no envelope with one operation.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, NotAnEnvelope> {
        let root = parse(body).map_err(NotAnEnvelope::Xml)?;
        if root.name != "Envelope" || root.namespace.as_deref() != Some(SOAP) {
            return Err(NotAnEnvelope::Shape);
        }
        let headers = root.child("Header").cloned().unwrap_or_default();
        let session = value_of(&headers, "SessionHeader", "sessionId").map(str::to_owned);
        let all_or_none = value_of(&headers, "AllOrNoneHeader", "allOrNone")
            .is_some_and(|text| text.eq_ignore_ascii_case("true") || text == "1");
        let operation = root
            .child("Body")
            .and_then(|body| body.children.first())
            .cloned()
            .ok_or(NotAnEnvelope::Shape)?;
        Ok(Self {
            operation,
            session,
            all_or_none,
            headers,
        })
    }

    /// The value of a field of a header.
    pub(crate) fn header(&self, name: &str, field: &str) -> Option<&str> {
        value_of(&self.headers, name, field)
    }
}

fn value_of<'e>(headers: &'e Element, name: &str, field: &str) -> Option<&'e str> {
    headers.child(name)?.value(field)
}

/// A refusal of a whole call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Status code; the prefix `sf:` is added unless there is one.
    pub(crate) code: String,
    /// What follows `CODE: `.
    pub(crate) message: String,
}

impl Fault {
    /// A fault with a Salesforce status code.
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// Malformed requests carry the code of SOAP itself (reported).
    pub(crate) fn client(message: impl Into<String>) -> Self {
        Self::new("soapenv:Client", message)
    }
}

/// The code is of the same name in every API (Metadata API Developer Guide, `ExceptionCode`).
impl From<StoreError> for Fault {
    fn from(_: StoreError) -> Fault {
        let error = ApiError::unavailable();
        Fault::new(&error.code, error.message)
    }
}

/// The answer to a call: `results` become children of `<operation>Response`.
pub(crate) fn response(operation: &str, results: &[Element]) -> String {
    let mut body = String::new();
    for result in results {
        body.push_str(&to_fragment(result));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns=\"{NAMESPACE}\" xmlns:xsi=\"{XSI}\"><soapenv:Body><{operation}Response>{body}</{operation}Response></soapenv:Body></soapenv:Envelope>"
    )
}

/// A fault of the Metadata API: recorded ones carry no detail.
pub(crate) fn fault(fault: &Fault) -> String {
    let (code, text) = words(fault);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns:sf=\"{NAMESPACE}\"><soapenv:Body><soapenv:Fault><faultcode>{code}</faultcode><faultstring>{text}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
}

fn words(fault: &Fault) -> (String, String) {
    if fault.code.contains(':') {
        (escape(&fault.code), escape(&fault.message))
    } else {
        (
            format!("sf:{}", escape(&fault.code)),
            format!("{}: {}", escape(&fault.code), escape(&fault.message)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_however_their_prefixes_are_called() {
        let plain = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Header xmlns=\"http://soap.sforce.com/2006/04/metadata\"><SessionHeader><sessionId>S</sessionId></SessionHeader></soapenv:Header><soapenv:Body xmlns=\"http://soap.sforce.com/2006/04/metadata\"><describeMetadata><asOfVersion>66.0</asOfVersion></describeMetadata></soapenv:Body></soapenv:Envelope>";
        let zeep = "<soap-env:Envelope xmlns:soap-env=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap-env:Header><ns0:SessionHeader xmlns:ns0=\"http://soap.sforce.com/2006/04/metadata\"><ns0:sessionId>S</ns0:sessionId></ns0:SessionHeader></soap-env:Header><soap-env:Body><ns0:describeMetadata xmlns:ns0=\"http://soap.sforce.com/2006/04/metadata\"><ns0:asOfVersion>66.0</ns0:asOfVersion></ns0:describeMetadata></soap-env:Body></soap-env:Envelope>";
        let (plain, zeep) = (
            Envelope::parse(plain.as_bytes()).unwrap(),
            Envelope::parse(zeep.as_bytes()).unwrap(),
        );
        assert_eq!(plain, zeep);
        assert_eq!(plain.session.as_deref(), Some("S"));
        assert_eq!(plain.operation.namespace.as_deref(), Some(NAMESPACE));
        assert_eq!(zeep.operation.value("asOfVersion"), Some("66.0"));
    }

    #[test]
    fn what_is_no_envelope_is_refused() {
        for body in ["", "<a/>", "{}", "<Envelope><Body><a/></Body></Envelope>"] {
            assert!(Envelope::parse(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn faults_are_prefixed_and_escaped() {
        let text = fault(&Fault::new("INVALID_SESSION_ID", "a <b>"));
        assert!(text.contains("<faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: a &lt;b&gt;</faultstring>"));
        let text = fault(&Fault::client("bad"));
        assert!(text.contains("<faultcode>soapenv:Client</faultcode><faultstring>bad</faultstring>"));
    }
}
