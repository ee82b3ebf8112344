//! An org, a token, and envelopes.

use http::Method;

use crate::server::{Request, handle};
use crate::services::metadata::xml::{Element, parse};
use crate::store::Org;
use crate::testing;

pub(super) struct World {
    pub(super) org: Org,
    pub(super) token: String,
}

impl World {
    pub(super) fn new() -> World {
        let org = testing::org();
        let token = testing::token(&org, false);
        World { org, token }
    }

    /// Sends a call as it is and returns status and text of the answer.
    pub(super) fn text(&self, path: &str, headers: &str, operation: &str) -> (u16, String) {
        let mut request = Request::new(Method::POST, &format!("/services/Soap/{path}"));
        let namespace = if path.starts_with('c') {
            "urn:enterprise.soap.sforce.com"
        } else {
            "urn:partner.soap.sforce.com"
        };
        request.body = format!(
            "<se:Envelope xmlns:se=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns=\"{namespace}\"><se:Header>{headers}</se:Header><se:Body>{operation}</se:Body></se:Envelope>"
        )
        .into();
        let response = handle(&self.org, &request);
        (response.status, String::from_utf8(response.body).expect("text"))
    }

    /// Sends a call of whoever is signed in and returns the element within the answer's body.
    pub(super) fn call(&self, path: &str, headers: &str, operation: &str) -> Element {
        let session = format!(
            "<SessionHeader><sessionId>{}</sessionId></SessionHeader>",
            self.token
        );
        let (_, text) = self.text(path, &format!("{session}{headers}"), operation);
        inner(&text)
    }

    /// The same, on the partner API.
    pub(super) fn partner(&self, operation: &str) -> Element {
        self.call("u/60.0", "", operation)
    }
}

pub(super) fn inner(text: &str) -> Element {
    let root = parse(text.as_bytes()).expect("XML");
    let body = root.child("Body").expect("a body");
    body.children.first().expect("something in the body").clone()
}

/// The code of a fault, and the name of its detail.
pub(super) fn fault(text: &str) -> (String, String) {
    let fault = inner(text);
    let detail = fault.child("detail").and_then(|detail| detail.children.first());
    (
        fault.value("faultcode").unwrap_or_default().to_owned(),
        detail.map_or_else(String::new, |detail| detail.name.clone()),
    )
}
