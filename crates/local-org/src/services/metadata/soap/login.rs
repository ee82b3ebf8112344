//! SOAP `login()` of the partner and enterprise APIs: retired, it only ever answers with its fault.

use super::handle::xml;
use crate::server::{Request, Response};
use crate::services::metadata::wire::{Envelope, Fault, partner_fault};
use crate::store::Org;

/// The first version without login (Web Services Connector issue #363).
const GONE_SINCE: u32 = 65;

/// Answers `/services/Soap/u/{version}` and `/services/Soap/c/{version}`.
pub(crate) fn login(_org: &Org, request: &Request) -> Response {
    let segments = request.segments();
    let version = segments.get(3).map(String::as_str).unwrap_or_default();
    let number: u32 = version
        .split('.')
        .next()
        .and_then(|whole| whole.parse().ok())
        .unwrap_or(GONE_SINCE);
    let operation = Envelope::parse(&request.body).map(|envelope| envelope.operation.name);
    let refusal = match operation.as_deref() {
        // The first sentence is recorded.
        Ok("login") if number >= GONE_SINCE => Fault::new(
            "INVALID_OPERATION",
            format!(
                "The SOAP Login operation is not available in the API version specified ({number}.0). Use an OAuth flow instead."
            ),
        ),
        Ok("login") => Fault::new(
            "INVALID_LOGIN",
            "Invalid username, password, security token; or user locked out.",
        ),
        Ok(other) => Fault::client(format!(
            "No operation available for request {{urn:partner.soap.sforce.com}}{other}, please check the WSDL for the service."
        )),
        Err(error) => Fault::client(error.to_string()),
    };
    xml(500, partner_fault(&refusal))
}
