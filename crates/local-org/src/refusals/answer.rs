//! What was answered, and whether that is what the table says.

use serde_json::Value;

use super::stage::Stage;
use super::table::Answer;
use crate::server::Response;
use crate::services::metadata::xml::{self, Element};

/// An answer of the org.
#[derive(Debug, Default)]
pub(super) struct Answered {
    status: u16,
    text: String,
    /// The pairs of the address that the answer leads to.
    landed: Vec<(String, String)>,
    is_uncached: bool,
    /// The status of each row that the login history got.
    pub(super) logins: Vec<String>,
}

/// An error as it stands in an answer.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    code: Option<String>,
    text: Option<String>,
    fields: Option<Vec<String>>,
}

impl Answered {
    pub(super) fn of(response: &Response) -> Answered {
        Answered {
            status: response.status,
            text: String::from_utf8_lossy(&response.body).into_owned(),
            landed: landed(response),
            is_uncached: response
                .headers
                .iter()
                .any(|(name, value)| name == "cache-control" && value == "no-store"),
            logins: Vec::new(),
        }
    }

    /// Whether a step went well.
    pub(super) fn is_good(&self) -> bool {
        let landed_well = !self.landed.is_empty() && self.landed.iter().all(|(name, _)| name != "error");
        ((200..300).contains(&self.status) || landed_well)
            && !self.text.contains("<status>Failed</status>")
            && !self.text.contains("\"success\":false")
    }

    /// The body as JSON, or the pairs of the address that the answer leads to.
    pub(super) fn json(&self) -> Value {
        if self.landed.is_empty() {
            return serde_json::from_str(&self.text).unwrap_or_default();
        }
        let pairs = self.landed.iter();
        pairs
            .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
            .collect()
    }

    /// The first element of a SOAP body.
    pub(super) fn xml(&self) -> Element {
        let envelope = xml::parse(self.text.as_bytes()).expect("XML");
        envelope.child("Body").expect("a body").children[0].clone()
    }

    fn is_soap(&self) -> bool {
        self.text.contains("<soapenv:Envelope")
    }

    /// Reads the error at a place.
    fn told(&self, at: &str) -> Told {
        if self.is_soap() {
            let mut steps = at.split('/').filter(|step| !step.is_empty());
            let found = steps.try_fold(self.xml(), |found, step| found.child(step).cloned());
            let value = |name| found.as_ref()?.value(name).map(str::to_owned);
            return Told {
                code: value("faultcode").or_else(|| value("statusCode")),
                text: value("faultstring").or_else(|| value("message")),
                fields: None,
            };
        }
        if !self.landed.is_empty() {
            let pair = |name| self.landed.iter().find(|(known, _)| known == name);
            return Told {
                code: pair("error").map(|(_, value)| value.clone()),
                text: pair("error_description").map(|(_, value)| value.clone()),
                fields: None,
            };
        }
        let body = self.json();
        let found = match body.pointer(at) {
            Some(Value::Array(list)) => list.first().cloned().unwrap_or_default(),
            Some(found) => found.clone(),
            None => Value::Null,
        };
        if !found.is_object() {
            return Told {
                text: Some(self.text.clone()),
                ..Told::default()
            };
        }
        let first = |names: [&str; 4]| {
            let value = names.iter().find_map(|name| found[name].as_str());
            value.map(str::to_owned)
        };
        let texts = |list: &Vec<Value>| list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Told {
            code: first(["errorCode", "statusCode", "error", "exceptionCode"]),
            text: first(["message", "error_description", "error_uri", "exceptionMessage"]),
            fields: found["fields"].as_array().map(texts),
        }
    }

    fn problems(&self) -> Vec<String> {
        let answer = self.xml();
        let details = answer.child("result").and_then(|result| result.child("details"));
        let failures = details
            .into_iter()
            .flat_map(|details| details.all("componentFailures"));
        failures
            .map(|failure| {
                let value = |name| failure.value(name).unwrap_or_default();
                format!(
                    "{} {} {}: {}",
                    value("problemType"),
                    value("componentType"),
                    value("fullName"),
                    value("problem")
                )
            })
            .collect()
    }

    /// Compares with what the table says; returns what differs.
    pub(super) fn differs(&self, expected: &Answer, stage: &Stage) -> Vec<String> {
        let Answer {
            status,
            at,
            code,
            text,
            fields,
            body,
            problems,
            login,
        } = expected;
        let mut wrong = Vec::new();
        let mut check = |what: &str, is_right: bool, found: String| {
            if !is_right {
                wrong.push(format!("{what} is {found}"));
            }
        };
        let told = self.told(at);
        check("the status", self.status == *status, self.status.to_string());
        if *status >= 300 || code.is_some() {
            check("the code", told.code == *code, format!("{:?}", told.code));
        }
        if let Some(text) = text {
            let text = stage.fill(text);
            check(
                "the text",
                reads_as(told.text.as_deref(), &text),
                format!("{:?}", told.text),
            );
        }
        if fields.is_some() {
            check(
                "the list of fields",
                told.fields == *fields,
                format!("{:?}", told.fields),
            );
        }
        if let Some(body) = body {
            let body = stage.fill_value(body);
            check(
                "the body",
                holds(&self.json(), &body),
                self.text.chars().take(2_000).collect(),
            );
        }
        if let Some(problems) = problems {
            let problems: Vec<String> = problems.iter().map(|problem| stage.fill(problem)).collect();
            let found = self.problems();
            let is_right = found.len() == problems.len()
                && found
                    .iter()
                    .zip(&problems)
                    .all(|(found, wanted)| reads_as(Some(found), wanted));
            check("the list of problems", is_right, format!("{found:#?}"));
        }
        if told.code.is_some() && self.text.starts_with("{\"error\"") {
            check("the answer", self.is_uncached, "kept in caches".to_owned());
            let logins: Vec<String> = login.iter().cloned().collect();
            check(
                "the login history",
                self.logins == logins,
                format!("{:?}", self.logins),
            );
        }
        wrong
    }
}

/// The pairs behind `?` or `#` of the address that an answer leads to.
fn landed(response: &Response) -> Vec<(String, String)> {
    let location = response
        .headers
        .iter()
        .find(|(name, _)| name == "location")
        .and_then(|(_, value)| value.to_str().ok())
        .filter(|_| response.status == 302);
    let pairs = location.and_then(|address| address.split_once(['?', '#']));
    pairs.map_or_else(Vec::new, |(_, pairs)| {
        form_urlencoded::parse(pairs.as_bytes()).into_owned().collect()
    })
}

/// Whether a text is the wanted one, where `${any}` stands for anything.
fn reads_as(found: Option<&str>, wanted: &str) -> bool {
    let Some(mut rest) = found else { return false };
    let mut pieces = wanted.split("${any}").peekable();
    let first = pieces.next().unwrap_or_default();
    match rest.strip_prefix(first) {
        Some(after) => rest = after,
        None => return false,
    }
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

/// Whether `found` holds what `wanted` says.
fn holds(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (_, Value::String(any)) if any == "${any}" => true,
        (Value::Object(found), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| holds(found.get(name).unwrap_or(&Value::Null), wanted)),
        (Value::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len()
                && found
                    .iter()
                    .zip(wanted)
                    .all(|(found, wanted)| holds(found, wanted))
        }
        _ => found == wanted,
    }
}
