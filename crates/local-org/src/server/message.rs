//! Requests and answers without a network.

use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use super::json;
use crate::error::ApiError;

/// A request, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The method.
    pub(crate) method: Method,
    /// The path as sent, still percent-encoded.
    pub(crate) path: String,
    /// The query as sent, without `?`.
    pub(crate) query: String,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
    /// Where the caller is.
    pub(crate) remote: IpAddr,
}

impl Request {
    /// Makes a request without headers and body; `target` is the path and, after `?`, the query.
    pub(crate) fn new(method: Method, target: &str) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            remote: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    /// Returns the decoded segments of the path. Empty ones are left out: clients send `//` and trailing slashes.
    pub(crate) fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decode)
            .collect()
    }

    /// Returns the first parameter of that name, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters()
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// Returns all parameters of the query, decoded.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes())
            .into_owned()
            .collect()
    }

    /// Returns the fields of a form body, decoded.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// Returns a header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns the token of `Authorization: Bearer` (or the older `OAuth`).
    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth")).then(|| token.trim())
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// `JSON_PARSER_ERROR` when it is none.
    pub(crate) fn json(&self) -> Result<Value, ApiError> {
        json::read(&self.body)
    }
}

/// Decodes one segment of a path. A `+` stays a `+` there.
fn decode(segment: &str) -> String {
    let protected = segment.replace('+', "%2B");
    form_urlencoded::parse(protected.as_bytes())
        .next()
        .map_or_else(String::new, |(key, value)| {
            if value.is_empty() && !protected.contains('=') {
                key.into_owned()
            } else {
                format!("{key}={value}")
            }
        })
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The username of the caller, for the log.
    pub(crate) user: Option<String>,
}

impl Response {
    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Response {
        Response {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            user: None,
        }
    }

    /// An answer of JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Response {
        Response::text(status, "application/json;charset=UTF-8", body.to_string())
    }

    /// An answer of some text.
    pub(crate) fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
        let mut response = Response {
            status,
            headers: Vec::new(),
            body: body.into(),
            user: None,
        };
        response.set_header("content-type", content_type);
        response
    }

    /// A refusal of the REST API.
    pub(crate) fn error(error: &ApiError) -> Response {
        Response::json(error.status, &Value::Array(vec![error.to_json()]))
    }

    /// Adds a header. What can't be a header is left out.
    pub(crate) fn set_header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((HeaderName::from_static(name), value));
        }
    }

    /// Adds a header.
    #[must_use]
    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Response {
        self.set_header(name, value);
        self
    }
}

impl From<Response> for axum::response::Response {
    fn from(response: Response) -> Self {
        let mut answer = axum::response::Response::new(axum::body::Body::from(response.body));
        *answer.status_mut() = http::StatusCode::from_u16(response.status).unwrap_or_default();
        for (name, value) in response.headers {
            answer.headers_mut().append(name, value);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::Request;

    #[test]
    fn segments_are_decoded_and_empty_ones_left_out() {
        let request = Request::new(
            Method::GET,
            "//services/data/v68.0/sobjects/X__c/Key__c/a%2Fb+c%20d=e/?q=1",
        );
        assert_eq!(
            request.segments(),
            [
                "services",
                "data",
                "v68.0",
                "sobjects",
                "X__c",
                "Key__c",
                "a/b+c d=e"
            ]
        );
        assert_eq!(request.parameter("q").as_deref(), Some("1"));
    }
}
