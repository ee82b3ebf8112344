//! Answers about jobs and batches: JSON or XML.

use http::Method;
use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::services::metadata::xml::{Element, parse, to_fragment};

const NAMESPACE: &str = "http://www.force.com/2009/06/asyncapi/dataload";

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

impl Format {
    /// As the client writes, or as it says that it reads.
    pub(super) fn of(request: &Request) -> Format {
        let says_json = |name: &str| {
            request
                .header(name)
                .is_some_and(|kind| kind.to_ascii_lowercase().contains("json"))
        };
        if says_json("content-type") || request.method == Method::GET && says_json("accept") {
            Format::Json
        } else {
            Format::Xml
        }
    }

    /// An answer that is one thing of that name.
    pub(super) fn one(self, status: u16, name: &str, told: &Map<String, Value>) -> Response {
        match self {
            Format::Json => Response::json(status, &Value::Object(told.clone())),
            Format::Xml => xml(status, element(name, told)),
        }
    }

    /// An answer that is a list of such things.
    pub(super) fn list(self, list: &str, name: &str, told: &[Map<String, Value>]) -> Response {
        match self {
            Format::Json => Response::json(200, &json!({ name: told })),
            Format::Xml => {
                let mut root = Element::new(list);
                root.children = told.iter().map(|one| element(name, one)).collect();
                xml(200, root)
            }
        }
    }

    /// A refusal.
    pub(super) fn refusal(self, error: &ApiError) -> Response {
        let mut told = Map::new();
        told.insert("exceptionCode".to_owned(), Value::from(code(&error.code)));
        told.insert("exceptionMessage".to_owned(), Value::from(error.message.clone()));
        let status = match error.status {
            status @ (404 | 503) => status,
            _ => 400,
        };
        self.one(status, "error", &told)
    }
}

/// The codes of this API, where they are other words than those of REST.
fn code(code: &str) -> &str {
    match code {
        "INVALIDJOB" | "JSON_PARSER_ERROR" => "InvalidJob",
        "INVALIDJOBSTATE" => "InvalidJobState",
        "INVALIDENTITY" => "InvalidEntity",
        "FEATURENOTENABLED" | "API_ERROR" => "FeatureNotEnabled",
        "INVALID_SESSION_ID" => "InvalidSessionId",
        "NOT_FOUND" => "InvalidJob",
        other => other,
    }
}

/// Any element, as an answer.
pub(super) fn xml(status: u16, mut root: Element) -> Response {
    root.attributes.push(("xmlns".to_owned(), NAMESPACE.to_owned()));
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", to_fragment(&root));
    Response::text(status, "application/xml", text)
}

fn element(name: &str, told: &Map<String, Value>) -> Element {
    told.iter()
        .fold(Element::new(name), |element, (key, value)| match value {
            Value::Null => element,
            Value::String(text) => element.with(key, text.replacen("+0000", "Z", 1)),
            other => element.with(key, other.to_string()),
        })
}

/// What a client says, as texts by name, in whichever format it says it.
pub(super) fn read(request: &Request) -> Result<Map<String, Value>, ApiError> {
    let unreadable = || ApiError::bad("INVALIDJOB", "Unable to parse Job");
    if Format::of(request) == Format::Json {
        return match request.json()? {
            Value::Object(object) => Ok(object),
            _ => Err(unreadable()),
        };
    }
    let text: &[u8] = request.body.trim_ascii();
    let root = parse(text).map_err(|_| unreadable())?;
    Ok(root
        .children
        .iter()
        .map(|child| (child.name.clone(), Value::from(child.text.trim())))
        .collect())
}
