//! `/composite`: several requests in one call.
//!
//! Its answer has HTTP 200 whatever happens inside; each part has a status of its own (REST API
//! Developer Guide, Composite). The parts run in the order given, because `collateSubrequests` is off.

use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::error::{ApiError, Error, Result};
use crate::org::Reader;
use crate::transport::{Attempts, Call, Connection, Effect, Reply, errors_in_json, may_repeat};

/// The most parts of one composite call (REST API Developer Guide, Composite).
pub const MAX_SUBREQUESTS: usize = 25;

/// The most queries or collections among them.
pub const MAX_QUERIES: usize = 5;

/// One part, before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// For errors: `query User`.
    pub(crate) operation: String,
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) reference: String,
    pub(crate) body: Option<Value>,
}

impl Part {
    /// A GET.
    pub(crate) fn get(operation: impl Into<String>, url: String, at: usize) -> Self {
        Self {
            operation: operation.into(),
            method: Method::GET,
            url,
            reference: format!("r{at}"),
            body: None,
        }
    }
}

/// The answer to one part.
#[derive(Clone, Debug)]
pub struct SubReply {
    /// For errors.
    pub operation: String,
    /// The HTTP status of the part.
    pub status: u16,
    /// Its body, JSON.
    pub body: Bytes,
}

impl SubReply {
    /// The body, if the part succeeded; the org's error, if not.
    ///
    /// # Errors
    /// [`Error::Api`] with the first error of the part.
    pub fn success(&self) -> Result<&[u8]> {
        match self.error() {
            Some(error) => Err(error.into()),
            None => Ok(&self.body),
        }
    }

    /// The error of the part, if it failed.
    #[must_use]
    pub fn error(&self) -> Option<ApiError> {
        if (200..300).contains(&self.status) {
            return None;
        }
        let spoken = errors_in_json(&self.operation, self.status, &self.body);
        Some(spoken.into_iter().next().unwrap_or_else(|| ApiError {
            operation: self.operation.clone(),
            status: self.status,
            code: format!("HTTP_{}", self.status),
            message: String::new(),
            fields: Vec::new(),
            request_id: None,
        }))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompositeResponse<'a> {
    #[serde(borrow)]
    composite_response: Vec<PartResponse<'a>>,
}

/// The bodies stay in the bytes of the whole answer: pages of rows are large.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PartResponse<'a> {
    #[serde(borrow)]
    body: &'a RawValue,
    http_status_code: u16,
    reference_id: String,
}

/// The call that carries `parts`.
pub(crate) fn composite_call(
    connection: &Connection,
    operation: String,
    parts: &[Part],
    effect: Effect,
) -> Result<Call> {
    if parts.len() > MAX_SUBREQUESTS {
        let problem = format!("{} parts do not fit into one composite call", parts.len());
        return Err(Error::BadRequest { operation, problem });
    }
    let requests: Vec<Value> = parts.iter().map(part_json).collect();
    let body = json!({ "allOrNone": false, "collateSubrequests": false, "compositeRequest": requests });
    Call::json(
        operation,
        Method::POST,
        &connection.data("/composite"),
        Some(&body),
        effect,
    )
}

fn part_json(part: &Part) -> Value {
    let mut request = json!({
        "method": part.method.as_str(),
        "url": part.url,
        "referenceId": part.reference,
    });
    if let Some(body) = &part.body {
        request["body"] = body.clone();
    }
    request
}

/// Reads the answer: one reply for each part, in the order of the parts.
pub(crate) fn read_composite(operation: &str, parts: &[Part], reply: &Reply) -> Result<Vec<SubReply>> {
    let response: CompositeResponse<'_> = reply.json(operation)?;
    let same = response.composite_response.len() == parts.len()
        && response
            .composite_response
            .iter()
            .zip(parts)
            .all(|(reply, part)| reply.reference_id == part.reference);
    if !same {
        return Err(reply.unreadable(operation, "its parts are not those of the request"));
    }
    let replies = response
        .composite_response
        .iter()
        .zip(parts)
        .map(|(answer, part)| SubReply {
            operation: part.operation.clone(),
            status: answer.http_status_code,
            body: reply.body.slice_ref(answer.body.get().as_bytes()),
        });
    Ok(replies.collect())
}

impl Connection {
    /// Sends `parts` and reads their answers.
    pub(crate) async fn composite(
        &self,
        operation: String,
        parts: &[Part],
        effect: Effect,
    ) -> Result<Vec<SubReply>> {
        let call = composite_call(self, operation, parts, effect)?;
        let reply = self.call(&call).await?;
        read_composite(&call.operation, parts, &reply).map_err(|error| match effect {
            Effect::Read => error,
            Effect::Idempotent | Effect::Write => Error::OutcomeUnknown {
                operation: call.operation.to_string(),
                source: Box::new(error),
            },
        })
    }

    /// Sends GETs and reads their answers. Parts that fail in a way that passes are asked for again.
    pub(crate) async fn composite_read(&self, operation: String, parts: &[Part]) -> Result<Vec<SubReply>> {
        let mut replies = self.composite(operation.clone(), parts, Effect::Read).await?;
        let mut attempts = Attempts::new(&*self.courier.env, &self.courier.retry);
        loop {
            let failed: Vec<(usize, Error)> = replies
                .iter()
                .enumerate()
                .filter_map(|(at, reply)| Some((at, passing_error(reply)?)))
                .collect();
            let Some((_, why)) = failed.first() else { break };
            if !attempts.another(&operation, why).await {
                break;
            }
            let again: Vec<Part> = failed.iter().map(|(at, _)| parts[*at].clone()).collect();
            let fresh = self.composite(operation.clone(), &again, Effect::Read).await?;
            for ((at, _), reply) in failed.iter().zip(fresh) {
                replies[*at] = reply;
            }
        }
        Ok(replies)
    }
}

fn passing_error(reply: &SubReply) -> Option<Error> {
    let error = Error::from(reply.error()?);
    may_repeat(Effect::Read, &error).then_some(error)
}

/// What a call is for that carries several parts: each word once, with its number.
pub(crate) fn joined_operations(parts: &[Part]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for part in parts {
        match counted
            .iter_mut()
            .find(|(operation, _)| *operation == part.operation)
        {
            Some((_, count)) => *count += 1,
            None => counted.push((&part.operation, 1)),
        }
    }
    let words = counted.into_iter().map(|(operation, count)| match count {
        1 => operation.to_owned(),
        count => format!("{operation} ({count} pages)"),
    });
    words.collect::<Vec<_>>().join(", ")
}

impl Reader {
    /// Asks queries that somebody wrote, five to a call, one call after the other; of each the first page.
    ///
    /// # Errors
    /// Those of the calls. What a query says is in its [`SubReply`].
    pub async fn ask_queries<S: AsRef<str>>(&self, soqls: &[S]) -> Result<Vec<SubReply>> {
        let mut replies = Vec::with_capacity(soqls.len());
        for some in soqls.chunks(MAX_QUERIES) {
            let parts: Vec<Part> = some
                .iter()
                .enumerate()
                .map(|(at, soql)| {
                    let query: String = form_urlencoded::byte_serialize(soql.as_ref().as_bytes()).collect();
                    let url = self.connection.data(&format!("/query?q={query}"));
                    Part::get("ask a query of the spec", url, at)
                })
                .collect();
            let operation = format!("ask {} queries of the spec", parts.len());
            replies.extend(self.connection.composite_read(operation, &parts).await?);
        }
        Ok(replies)
    }

    /// Gets several resources in one call; `paths` are those behind the version, such as
    /// `/sobjects/User/describe`. At most [`MAX_SUBREQUESTS`].
    ///
    /// # Errors
    /// Those of the call. What a part says is in its [`SubReply`].
    pub async fn get_many(&self, paths: &[String]) -> Result<Vec<SubReply>> {
        let parts: Vec<Part> = paths
            .iter()
            .enumerate()
            .map(|(at, path)| Part::get(format!("get {path}"), self.connection.data(path), at))
            .collect();
        let operation = format!("get {} resources", parts.len());
        self.connection.composite_read(operation, &parts).await
    }
}
