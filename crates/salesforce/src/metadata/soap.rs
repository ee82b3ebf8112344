//! SOAP: envelopes, results and faults of the Metadata API.
//!
//! The token is an element of the envelope's header; `Authorization` does not count here. Tokens in JWT
//! format are taken from version 68.0 on only, and below it look like ended sessions.

use secrecy::{ExposeSecret, SecretString};

use super::{Element, Tree};
use crate::error::Result;
use crate::transport::{Call, Connection, Effect, Reply};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A fault: what SOAP has for an error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// The whole envelope around `inner`, the content of its body, in the namespace of the API that is asked.
pub(crate) fn envelope(namespace: &str, token: &SecretString, inner: &[u8]) -> Vec<u8> {
    let session = Element::new("SessionHeader").with(Element::with_text("sessionId", token.expose_secret()));
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"{ENVELOPE}\" \
         xmlns:xsi=\"{XSI}\"><soapenv:Header xmlns=\"{namespace}\">{session}</soapenv:Header>\
         <soapenv:Body xmlns=\"{namespace}\">"
    );
    [head.as_bytes(), inner, b"</soapenv:Body></soapenv:Envelope>"].concat()
}

/// The fault in an answer, if it is one. `sf:CODE` loses its prefix, and the text the code it repeats.
pub(crate) fn fault_in(body: &[u8]) -> Option<Fault> {
    let tree = Tree::parse(std::str::from_utf8(body).ok()?).ok()?;
    let fault = tree.root.child("Body")?.child("Fault")?;
    let code = fault.child_text("faultcode")?;
    let code = code.rsplit(':').next().unwrap_or(&code).to_owned();
    let text = fault.child_text("faultstring").unwrap_or_default();
    let message = text
        .strip_prefix(&code)
        .and_then(|rest| rest.strip_prefix(':'))
        .unwrap_or(&text);
    Some(Fault {
        message: message.trim().to_owned(),
        code,
    })
}

/// The `result` elements of an answer to `request` (such as `retrieve`).
pub(crate) fn results(operation: &str, request: &str, reply: &Reply) -> Result<Vec<Element>> {
    let unreadable = |problem: &str| reply.unreadable(operation, problem);
    let text = std::str::from_utf8(&reply.body).map_err(|_| unreadable("it is no UTF-8"))?;
    let tree = Tree::parse(text).map_err(|error| unreadable(&error.to_string()))?;
    let response = format!("{request}Response");
    let found = tree
        .root
        .child("Body")
        .and_then(|body| body.child(&response))
        .ok_or_else(|| unreadable(&format!("it holds no {response}")))?;
    Ok(found.all("result").cloned().collect())
}

impl Connection {
    /// Asks the Metadata API something that changes nothing.
    pub(crate) async fn ask_metadata(&self, operation: String, request: &Element) -> Result<Vec<Element>> {
        let path = format!("/services/Soap/m/{}", self.version);
        let call = Call::soap(operation, &path, request.to_string(), Effect::Read)?;
        let reply = self.call(&call).await?;
        results(&call.operation, &request.name, &reply)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, envelope, fault_in, results};
    use crate::metadata::{NAMESPACE, Tree};
    use crate::transport::Reply;
    use bytes::Bytes;

    fn fault(code: &str, text: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:sf=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body><soapenv:Fault>\
             <faultcode>{code}</faultcode><faultstring>{text}</faultstring></soapenv:Fault></soapenv:Body>\
             </soapenv:Envelope>"
        )
    }

    #[test]
    fn the_token_stands_in_the_header_escaped() {
        let bytes = envelope(NAMESPACE, &"a<b&c".into(), b"<describeMetadata/>");
        let tree = Tree::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
        let header = tree.root.child("Header").unwrap();
        assert_eq!(
            header
                .child("SessionHeader")
                .unwrap()
                .child_text("sessionId")
                .as_deref(),
            Some("a<b&c")
        );
        assert!(
            tree.root
                .child("Body")
                .unwrap()
                .child("describeMetadata")
                .is_some()
        );
    }

    #[test]
    fn faults_lose_prefix_and_repeated_code() {
        let rows = [
            (
                fault(
                    "sf:INVALID_SESSION_ID",
                    "INVALID_SESSION_ID: Invalid Session ID found",
                ),
                "INVALID_SESSION_ID",
                "Invalid Session ID found",
            ),
            (
                fault("sf:INSUFFICIENT_ACCESS", "no rights"),
                "INSUFFICIENT_ACCESS",
                "no rights",
            ),
            (fault("soapenv:Client", "bad XML"), "Client", "bad XML"),
        ];
        for (body, code, message) in rows {
            let expected = Fault {
                code: code.into(),
                message: message.into(),
            };
            assert_eq!(fault_in(body.as_bytes()), Some(expected));
        }
        assert_eq!(fault_in(b"<html/>"), None);
        assert_eq!(fault_in(b"\xff"), None);
    }

    #[test]
    fn results_are_found_whatever_the_prefix() {
        let body = "<s:Envelope xmlns:s='e'><s:Body><m:listMetadataResponse xmlns:m='n'>\
            <m:result><m:fullName>A</m:fullName></m:result><m:result/></m:listMetadataResponse></s:Body></s:Envelope>";
        let reply = Reply {
            status: http::StatusCode::OK,
            headers: http::HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
        };
        assert_eq!(results("list", "listMetadata", &reply).unwrap().len(), 2);
        assert!(results("list", "retrieve", &reply).is_err());
    }
}
