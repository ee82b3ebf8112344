//! Composite: up to 25 subrequests, later ones with values of earlier ones.
//!
//! Source: REST API Developer Guide, "Composite", "Composite Subrequest", "allOrNone Parameters in Composite and
//! Collections Requests".

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Map, Value, json};

use super::references::Answers;
use super::{Call, Version, dispatch};
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::store::Tx;

const MAX_SUBREQUESTS: usize = 25;
/// Queries and collections together.
const MAX_LARGE: usize = 5;
/// Since this version a reference Id with other characters fails the whole request.
const STRICT_REFERENCES: u16 = 52;

/// Recorded of trees, and taken for all.
pub(super) const DUPLICATE_REFERENCE: &str = "Duplicate ReferenceId provided in the request.";

/// One subrequest.
#[derive(Clone, Debug)]
pub(super) struct Subrequest {
    method: Method,
    url: String,
    reference: String,
    body: Value,
    headers: Vec<(String, String)>,
}

/// Answers `/composite`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::POST])?;
    let body = call.object()?;
    let all_or_none = body.get("allOrNone").and_then(Value::as_bool).unwrap_or_default();
    let subrequests = read(call, body.get("compositeRequest"), MAX_SUBREQUESTS)?;
    check_large(&subrequests)?;
    let (answers, _) = if all_or_none {
        together(tx, call, &subrequests)
    } else {
        apart(tx, call, &subrequests)
    };
    Ok(Response::json(200, &json!({"compositeResponse": answers})))
}

/// Reads subrequests; whatever is wrong with one fails the whole request.
pub(super) fn read(call: &Call<'_>, list: Option<&Value>, max: usize) -> Result<Vec<Subrequest>, ApiError> {
    let list = list.and_then(Value::as_array).filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| invalid("The request must contain at least one subrequest."))?;
    if list.len() > max {
        let message = format!("The maximum number of subrequests is {max}.");
        return Err(ApiError::bad("LIMIT_EXCEEDED", message));
    }
    let mut references = BTreeSet::new();
    list.iter()
        .map(|entry| {
            let subrequest = read_one(call, entry)?;
            if !references.insert(subrequest.reference.clone()) {
                return Err(invalid(DUPLICATE_REFERENCE));
            }
            Ok(subrequest)
        })
        .collect()
}

fn read_one(call: &Call<'_>, entry: &Value) -> Result<Subrequest, ApiError> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let method = match text("method") {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "PATCH" => Method::PATCH,
        "DELETE" => Method::DELETE,
        "PUT" => Method::PUT,
        "HEAD" => Method::HEAD,
        other => {
            return Err(invalid(format!(
                "Invalid method: {other}. Methods are case-sensitive."
            )));
        }
    };
    let url = text("url").to_owned();
    if !url.starts_with("/services/data/") {
        return Err(invalid(format!(
            "The url must start with /services/data/vXX.X/: {url}"
        )));
    }
    let reference = text("referenceId").to_owned();
    if !is_reference(&reference) && (reference.is_empty() || call.version.number() >= STRICT_REFERENCES) {
        return Err(invalid(format!(
            "Provided referenceId ('{reference}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_')."
        )));
    }
    Ok(Subrequest {
        method,
        url,
        reference,
        body: entry.get("body").cloned().unwrap_or(Value::Null),
        headers: headers(entry.get("httpHeaders"))?,
    })
}

fn is_reference(text: &str) -> bool {
    text.bytes()
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The headers that belong to the whole request.
const WHOLE_ONLY: &[&str] = &["accept", "authorization", "content-type"];

fn headers(given: Option<&Value>) -> Result<Vec<(String, String)>, ApiError> {
    let given = given.and_then(Value::as_object).into_iter().flatten();
    given
        .map(|(name, value)| {
            if WHOLE_ONLY.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(invalid(format!(
                    "The header {name} isn't allowed in a subrequest."
                )));
            }
            Ok((
                name.clone(),
                value.as_str().map_or_else(|| value.to_string(), str::to_owned),
            ))
        })
        .collect()
}

fn check_large(subrequests: &[Subrequest]) -> Result<(), ApiError> {
    if subrequests
        .iter()
        .filter(|subrequest| subrequest.is_large())
        .count()
        <= MAX_LARGE
    {
        return Ok(());
    }
    let message = format!("The maximum number of query and sObject Collections subrequests is {MAX_LARGE}.");
    Err(ApiError::bad("LIMIT_EXCEEDED", message))
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::bad("INVALID_INPUT", message)
}

impl Subrequest {
    /// Returns the address.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the segments of the path after the version.
    fn place(&self) -> Vec<String> {
        let request = Request::new(self.method.clone(), &self.url);
        request
            .segments()
            .into_iter()
            .skip(3)
            .filter(|segment| segment != "tooling")
            .collect()
    }

    fn is_large(&self) -> bool {
        let place = self.place();
        match place.first().map(String::as_str) {
            Some("query" | "queryAll") => true,
            Some("composite") => place.get(1).is_some_and(|next| next == "sobjects"),
            _ => false,
        }
    }

    fn is_collection(&self) -> bool {
        self.place()
            .starts_with(&["composite".to_owned(), "sobjects".to_owned()])
    }

    /// What a node of a graph may be: a record, or a place to create one.
    pub(super) fn is_record(&self) -> bool {
        let place = self.place();
        place.first().is_some_and(|first| first == "sobjects")
            && (2..=4).contains(&place.len())
            && place.get(2).is_none_or(|next| next != "describe")
    }

    /// What can't be part of a composite request.
    fn is_nested(&self) -> bool {
        let place = self.place();
        match place.first().map(String::as_str) {
            Some("composite") => place
                .get(1)
                .is_none_or(|next| next != "sobjects" && next != "tree"),
            Some("metadata") => true,
            _ => false,
        }
    }

    /// Does the subrequest.
    fn run(&self, tx: &mut Tx<'_>, call: &Call<'_>, answers: &Answers) -> Result<Response, ApiError> {
        if self.is_nested() {
            return Err(ApiError::not_found());
        }
        let request = self.request(call, answers)?;
        run_request(tx, call, &request)
    }

    fn request(&self, call: &Call<'_>, answers: &Answers) -> Result<Request, ApiError> {
        let mut filler = answers.filler();
        let mut request = Request::new(self.method.clone(), &filler.fill(&self.url)?);
        request.remote = call.request.remote;
        request.headers = own_headers(call);
        for (name, value) in &self.headers {
            let value = filler.fill(value)?;
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
                request.headers.insert(name, value);
            }
        }
        if !self.body.is_null() {
            request.body = Bytes::from(filler.fill_value(&self.body)?.to_string());
        }
        Ok(request)
    }
}

/// The headers of the whole request that hold for each subrequest too.
pub(super) fn own_headers(call: &Call<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in ["sforce-query-options", "sforce-call-options"] {
        if let Some(value) = call.request.headers.get(name) {
            headers.insert(HeaderName::from_static(name), value.clone());
        }
    }
    headers
}

/// Dispatches a request made from a subrequest.
pub(super) fn run_request(tx: &mut Tx<'_>, call: &Call<'_>, request: &Request) -> Result<Response, ApiError> {
    let segments = request.segments();
    let version = Version::parse(segments.get(2).map_or("", String::as_str))?;
    dispatch(tx, &Call::new(request, call.caller, version, &segments))
}

/// Each subrequest stands for itself.
pub(super) fn apart(tx: &mut Tx<'_>, call: &Call<'_>, subrequests: &[Subrequest]) -> (Vec<Value>, bool) {
    let mut answers = Answers::default();
    let mut all_fine = true;
    let results = subrequests
        .iter()
        .map(|subrequest| {
            let outcome = tx.separate(|tx| subrequest.run(tx, call, &answers));
            all_fine &= outcome.as_ref().is_ok_and(|response| response.status < 400);
            shown(subrequest, outcome, &mut answers)
        })
        .collect();
    (results, all_fine)
}

/// All subrequests stay or none.
///
/// Rows of a failed collection still show what became of each of them, although all are taken back.
pub(super) fn together(tx: &mut Tx<'_>, call: &Call<'_>, subrequests: &[Subrequest]) -> (Vec<Value>, bool) {
    let mut results: Vec<Value> = Vec::new();
    let done: Result<(), usize> = tx.separate(|tx| {
        let mut answers = Answers::default();
        for (at, subrequest) in subrequests.iter().enumerate() {
            let outcome = tx.savepoint(|tx| subrequest.run(tx, call, &answers));
            let fine = outcome.as_ref().is_ok_and(|response| response.status < 400);
            let result = shown(subrequest, outcome, &mut answers);
            let fine = fine && !(subrequest.is_collection() && has_failed_row(&result["body"]));
            results.push(result);
            if !fine {
                return Err(at);
            }
        }
        Ok(())
    });
    let Err(failed) = done else { return (results, true) };
    let halted = subrequests.iter().enumerate().map(|(at, subrequest)| {
        if at == failed {
            results[at].clone()
        } else {
            halted(subrequest)
        }
    });
    (halted.collect(), false)
}

fn has_failed_row(body: &Value) -> bool {
    body.as_array()
        .into_iter()
        .flatten()
        .any(|row| row["success"] == false)
}

fn halted(subrequest: &Subrequest) -> Value {
    halted_by(
        subrequest,
        "The transaction was rolled back since another operation in the same transaction failed.",
    )
}

/// The answer of a subrequest that was not done, or not kept.
pub(super) fn halted_by(subrequest: &Subrequest, why: &str) -> Value {
    let error = ApiError::bad("PROCESSING_HALTED", why);
    result(subrequest, 400, &json!([error.to_json()]), &Map::new())
}

fn shown(subrequest: &Subrequest, outcome: Result<Response, ApiError>, answers: &mut Answers) -> Value {
    let response = outcome.unwrap_or_else(|error| Response::error(&error));
    let body: Value = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    if response.status < 400 {
        answers.keep(&subrequest.reference, &body);
    }
    let location = response
        .headers
        .iter()
        .filter(|(name, _)| name == "location")
        .filter_map(|(_, value)| value.to_str().ok())
        .map(|value| ("Location".to_owned(), Value::from(value)));
    result(subrequest, response.status, &body, &location.collect())
}

fn result(subrequest: &Subrequest, status: u16, body: &Value, headers: &Map<String, Value>) -> Value {
    json!({"body": body, "httpHeaders": headers, "httpStatusCode": status, "referenceId": subrequest.reference})
}
