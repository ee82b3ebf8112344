//! `CustomerWS` over SOAP: document/literal, in the namespace of the class.
//! Source: the generated WSDL of a class of that name.

use std::fmt::Write as _;

use super::access::{denial, is_there, may_run};
use super::customers::{self, Customer};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::facts::apex::{SOAP_ACCESS_CHECK, SOAP_NO_ACCESS_FAULT};
use crate::server::{Request, Response};
use crate::services::metadata::xml::{Element, escape, parse};
use crate::sessions::{AuthFailure, authenticate};
use crate::store::{StoreError, Tx};

/// The one class that answers SOAP.
pub(super) const CLASS: &str = "CustomerWS";

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// The namespace of a class.
pub(super) fn namespace(class: &str) -> String {
    format!("http://soap.sforce.com/schemas/class/{class}")
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    code: String,
    text: String,
}

impl Fault {
    fn of_caller(text: impl Into<String>) -> Self {
        Self {
            code: "soapenv:Client".to_owned(),
            text: text.into(),
        }
    }

    /// Faults of the platform carry their code twice.
    fn of_platform(code: &str, text: &str) -> Self {
        Self {
            code: format!("sf:{code}"),
            text: format!("{code}: {text}"),
        }
    }

    /// HTTP 500 with the fault.
    pub(super) fn to_response(&self, class: &str) -> Response {
        let (code, text, namespace) = (escape(&self.code), escape(&self.text), escape(&namespace(class)));
        let body = format!(
            "<soapenv:Fault><faultcode>{code}</faultcode><faultstring>{text}</faultstring></soapenv:Fault>"
        );
        Response::text(500, XML, envelope(&format!(" xmlns:sf=\"{namespace}\""), &body))
    }
}

impl From<StoreError> for Fault {
    fn from(_: StoreError) -> Fault {
        let error = ApiError::unavailable();
        Fault::of_platform(&error.code, &error.message)
    }
}

const XML: &str = "text/xml;charset=UTF-8";

/// Answers `/services/Soap/class/{class}`.
pub(super) fn answer(tx: &mut Tx<'_>, request: &Request, class: &str) -> Result<Response, Fault> {
    let root = parse(&request.body).map_err(|_| Fault::of_caller("The request is no well-formed XML"))?;
    let operation = operation(&root)?;
    let caller =
        authenticate(tx, session(&root).unwrap_or_default(), request.remote).map_err(session_fault)?;
    let finds_first = tx.org.behaviours.is(&SOAP_ACCESS_CHECK, "after_operation");
    let is_known = !finds_first || OPERATIONS.contains(&operation.name.as_str());
    let results = match is_known || !is_there(tx, class) {
        true => may_call(tx, &caller, class).and_then(|()| run(tx, operation)),
        false => run(tx, operation),
    };
    let mut response = match results {
        Ok(results) => succeed(class, &operation.name, &results),
        Err(fault) => fault.to_response(class),
    };
    response.user = Some(caller.username);
    Ok(response)
}

fn may_call(tx: &Tx<'_>, caller: &Caller, class: &str) -> Result<(), Fault> {
    if class != CLASS || !is_there(tx, class) {
        return Err(Fault::of_caller(format!("No service found for class {class}")));
    }
    if may_run(tx, caller, class) {
        return Ok(());
    }
    Err(Fault::of_platform(
        tx.org.behaviours.value(&SOAP_NO_ACCESS_FAULT),
        &denial(class),
    ))
}

fn succeed(class: &str, operation: &str, results: &str) -> Response {
    let namespace = namespace(class);
    let body = format!("<{operation}Response>{results}</{operation}Response>");
    Response::text(200, XML, envelope(&format!(" xmlns=\"{namespace}\""), &body))
}

fn operation(root: &Element) -> Result<&Element, Fault> {
    let is_envelope = root.name == "Envelope" && root.namespace.as_deref() == Some(ENVELOPE);
    root.child("Body")
        .filter(|_| is_envelope)
        .and_then(|body| body.children.first())
        .ok_or_else(|| Fault::of_caller("The request is no SOAP envelope"))
}

fn session(root: &Element) -> Option<&str> {
    root.child("Header")?
        .child("SessionHeader")?
        .value("sessionId")
        .map(str::trim)
}

fn session_fault(failure: AuthFailure) -> Fault {
    match failure {
        AuthFailure::ApiDisabled => {
            Fault::of_platform("API_CURRENTLY_DISABLED", "API is disabled for this User")
        }
        AuthFailure::Invalid | AuthFailure::NotForApi => Fault::of_platform(
            "INVALID_SESSION_ID",
            "Invalid Session ID found in SessionHeader: Illegal Session",
        ),
    }
}

/// What the service can do.
const OPERATIONS: [&str; 3] = ["ping", "getCustomer", "findCustomers"];

/// Runs an operation and returns its `result` elements.
fn run(tx: &Tx<'_>, operation: &Element) -> Result<String, Fault> {
    let argument = |name: &str| operation.value(name).map(str::trim).unwrap_or_default();
    match operation.name.as_str() {
        "ping" => Ok("<result>ok</result>".to_owned()),
        "getCustomer" => {
            let found = customers::find(tx, argument("id"));
            Ok(found.map_or_else(|| NIL.to_owned(), |customer| result(&customer)))
        }
        "findCustomers" => Ok(customers::search(tx, argument("name"))
            .iter()
            .map(result)
            .collect()),
        unknown => {
            let namespace = operation.namespace.as_deref().unwrap_or_default();
            Err(Fault::of_caller(format!(
                "No operation available for request {{{namespace}}}{unknown}, please check the WSDL for the service."
            )))
        }
    }
}

const NIL: &str = "<result xsi:nil=\"true\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/>";

fn result(customer: &Customer) -> String {
    let mut xml = format!(
        "<result><id>{}</id><name>{}</name>",
        customer.id,
        escape(&customer.name)
    );
    if let Some(phone) = &customer.phone {
        let _ = write!(xml, "<phone>{}</phone>", escape(phone));
    }
    xml.push_str("</result>");
    xml
}

fn envelope(namespaces: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"{ENVELOPE}\"{namespaces}>\
         <soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )
}
