//! A request with what has to be known to send it safely, and the answer to it.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};
use crate::instance::InstanceUrl;
use crate::metadata::soap;
use crate::transport::excerpt::{WITHHELD, excerpt, may_hold_credentials};

/// What a request does to the org, and so what may be done when its answer is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing: may be repeated at will.
    Read,
    /// Changes something, but twice is the same as once: may be repeated.
    Idempotent,
    /// Changes something: repeated only when it surely was not done.
    Write,
}

/// How a request says who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authorize {
    /// It does not: token requests and the list of versions.
    Nobody,
    /// `Authorization: Bearer`.
    Bearer,
    /// The session header of a SOAP envelope. The request's body is what goes into the envelope's
    /// body, because SOAP takes the token nowhere else.
    SoapSession,
}

/// One request, not yet bound to a session.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// What it is for, for errors and logs: `query User`.
    pub(crate) operation: Cow<'static, str>,
    /// The request; its URI is path and query only.
    pub(crate) request: Request<Vec<u8>>,
    pub(crate) authorize: Authorize,
    pub(crate) effect: Effect,
    /// The namespace of a SOAP envelope.
    namespace: Cow<'static, str>,
}

impl Call {
    /// A GET.
    pub(crate) fn get(operation: impl Into<Cow<'static, str>>, path: &str) -> Result<Self> {
        Self::with_body(operation, Method::GET, path, None, Effect::Read)
    }

    /// A request with a JSON body, or none.
    pub(crate) fn json(
        operation: impl Into<Cow<'static, str>>,
        method: Method,
        path: &str,
        body: Option<&serde_json::Value>,
        effect: Effect,
    ) -> Result<Self> {
        let body = body.map(|value| ("application/json", value.to_string().into_bytes()));
        Self::with_body(operation, method, path, body, effect)
    }

    /// A SOAP request; `inner` is the content of the envelope's body.
    pub(crate) fn soap(
        operation: impl Into<Cow<'static, str>>,
        path: &str,
        inner: String,
        effect: Effect,
    ) -> Result<Self> {
        let body = Some(("text/xml; charset=UTF-8", inner.into_bytes()));
        let mut call = Self::with_body(operation, Method::POST, path, body, effect)?;
        call.request
            .headers_mut()
            .insert("soapaction", http::HeaderValue::from_static("\"\""));
        call.authorize = Authorize::SoapSession;
        Ok(call)
    }

    /// The same SOAP request to another API than that of metadata.
    pub(crate) fn in_namespace(mut self, namespace: String) -> Self {
        self.namespace = Cow::Owned(namespace);
        self
    }

    /// A request with any body.
    pub(crate) fn with_body(
        operation: impl Into<Cow<'static, str>>,
        method: Method,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
        effect: Effect,
    ) -> Result<Self> {
        let operation = operation.into();
        // Put behind the address of the org, anything else could become part of the host.
        if !path.starts_with('/') {
            let problem = "a path begins with `/`".to_owned();
            return Err(Error::BadRequest {
                operation: operation.to_string(),
                problem,
            });
        }
        let mut builder = Request::builder().method(method).uri(path);
        if let Some((content_type, _)) = &body {
            builder = builder.header(http::header::CONTENT_TYPE, *content_type);
        }
        let request = builder
            .body(body.map(|(_, bytes)| bytes).unwrap_or_default())
            .map_err(|error| Error::BadRequest {
                operation: operation.to_string(),
                problem: error.to_string(),
            })?;
        Ok(Self {
            operation,
            request,
            authorize: Authorize::Bearer,
            effect,
            namespace: Cow::Borrowed(crate::metadata::NAMESPACE),
        })
    }

    /// The same request without a token.
    pub(crate) fn by_nobody(mut self) -> Self {
        self.authorize = Authorize::Nobody;
        self
    }

    /// The request as it goes on the wire: absolute address, token in its place.
    pub(crate) fn bind(&self, url: &InstanceUrl, token: Option<&SecretString>) -> Result<Request<Vec<u8>>> {
        let bad = |problem: String| Error::BadRequest {
            operation: self.operation.to_string(),
            problem,
        };
        let mut request = self.request.clone();
        let path = self
            .request
            .uri()
            .path_and_query()
            .map_or("/", |path| path.as_str());
        let target = format!("{url}{path}");
        *request.uri_mut() = target
            .parse()
            .map_err(|_| bad("its path is not one of a URL".into()))?;
        match (self.authorize, token) {
            (Authorize::Nobody, _) => {}
            (Authorize::Bearer, Some(token)) => {
                let mut value = http::HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()))
                    .map_err(|_| bad("the access token holds characters that no header can".into()))?;
                value.set_sensitive(true);
                request.headers_mut().insert(http::header::AUTHORIZATION, value);
            }
            (Authorize::SoapSession, Some(token)) => {
                let body = soap::envelope(&self.namespace, token, request.body());
                *request.body_mut() = body;
            }
            (Authorize::Bearer | Authorize::SoapSession, None) => {
                return Err(bad("nobody is signed in".into()));
            }
        }
        Ok(request)
    }

    /// The path without its query, for logs.
    pub(crate) fn path(&self) -> &str {
        self.request.uri().path()
    }
}

/// The error of an answer that is not to be quoted. The words of a JSON error may quote a value.
fn wrong_secret(operation: &str, error: &serde_json::Error) -> Error {
    Error::Unreadable {
        operation: operation.to_owned(),
        problem: format!("wrong JSON at line {} column {}", error.line(), error.column()),
        excerpt: WITHHELD.to_owned(),
    }
}

/// A name as one segment of a path.
pub(crate) fn segment(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect()
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

impl Reply {
    /// A header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Reads the body as JSON of type `T`.
    ///
    /// # Errors
    /// [`Error::Unreadable`] with type and place when it is something else.
    pub fn json<'a, T: serde::Deserialize<'a>>(&'a self, operation: &str) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| {
            if may_hold_credentials(&self.body) {
                wrong_secret(operation, &error)
            } else {
                self.unreadable(operation, &error.to_string())
            }
        })
    }

    /// Reads the body as JSON of type `T`, and quotes nothing of it when it is something else.
    pub(crate) fn secret_json<'a, T: serde::Deserialize<'a>>(&'a self, operation: &str) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| wrong_secret(operation, &error))
    }

    /// The error of an answer that does not fit.
    pub(crate) fn unreadable(&self, operation: &str, problem: &str) -> Error {
        let kind = self.header("content-type").unwrap_or("no content type");
        Error::Unreadable {
            operation: operation.to_owned(),
            problem: format!(
                "{problem}; HTTP {}, {kind}, {} bytes",
                self.status.as_u16(),
                self.body.len()
            ),
            excerpt: excerpt(&self.body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, segment};

    #[test]
    fn a_call_goes_to_its_org_and_nowhere_else() {
        let url = "https://acme.my.salesforce.com".parse().unwrap();
        for path in [
            ".evil.example/x",
            "@evil.example/x",
            "https://evil.example/x",
            ":8443/x",
            "",
            "x",
        ] {
            assert!(Call::get("test", path).is_err(), "{path}");
        }
        for path in ["/x", "/x?q=1", "//evil.example/x", "/@evil.example"] {
            let Ok(call) = Call::get("test", path) else {
                continue;
            };
            let request = call.by_nobody().bind(&url, None).unwrap();
            assert_eq!(request.uri().host(), Some("acme.my.salesforce.com"), "{path}");
        }
    }

    #[test]
    fn a_name_stays_one_segment() {
        assert_eq!(segment("Account"), "Account");
        assert_eq!(segment("../x?y#z"), "..%2Fx%3Fy%23z");
    }
}
