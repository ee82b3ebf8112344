//! The way of one call: control or not, fault, latency, work, log.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use super::caller::whose;
use super::encoding::{self, Encoding};
use super::shell::{Inside, MAX_BODY_BYTES};
use super::{Request, Response, handle};
use crate::error::ApiError;
use crate::services::event_log::{self, Circumstances};
use crate::services::{control, metadata};
use crate::store::{CallRecord, FaultAnswer, Org, stamp};

/// What becomes of a call.
pub(super) enum Reply {
    /// An answer goes back.
    Send(Response),
    /// Nothing goes back; the connection ends.
    Vanish,
}

/// Answers a call. `body` is the number of bytes allowed where there were more.
pub(super) async fn answer(
    inside: &Arc<Inside>,
    parts: http::request::Parts,
    body: Result<Bytes, usize>,
    remote: IpAddr,
) -> Reply {
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: body.as_ref().cloned().unwrap_or_default(),
        remote,
    };
    let inside = inside.clone();
    if control::is_control(&request) {
        return Reply::Send(blocking(move || control::handle(&inside.org, &inside.secret, &request)).await);
    }
    if let Err(most) = body {
        return Reply::Send(too_large(&request.path, most));
    }
    let request = match readable(request).await {
        Ok(request) => request,
        Err(refusal) => return Reply::Send(refusal),
    };
    tokio::time::sleep(inside.org.knobs.latency()).await;
    let started = Instant::now();
    let fault = inside.org.knobs.meet(request.method.as_str(), &target(&request));
    let (response, vanish) = match fault {
        Some(FaultAnswer::Reply {
            status,
            body,
            content_type,
            retry_after,
        }) => {
            let mut response = Response::text(status, &content_type, body);
            if let Some(seconds) = retry_after {
                response.set_header("retry-after", &seconds.to_string());
            }
            (response, false)
        }
        fault => {
            let (org, work) = (inside.clone(), request.clone());
            let encoding = Encoding::wanted(&request);
            let answer = move || encoding::encode(handle(&org.org, &work), encoding);
            (blocking(answer).await, fault.is_some())
        }
    };
    let status = response.status;
    let logged = inside.clone();
    let _ = tokio::task::spawn_blocking(move || log(&logged, &request, status, started)).await;
    if vanish {
        Reply::Vanish
    } else {
        Reply::Send(dated(&inside.org, response))
    }
}

/// The org's own clock, which may be moved, and not the machine's.
fn dated(org: &Org, response: Response) -> Response {
    let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
    match printer.timestamp_to_rfc9110_string(&org.now()) {
        Ok(date) => response.with_header("date", &date),
        Err(_) => response,
    }
}

/// Works off the runtime. A panic is a fault of ours, and answered as Salesforce answers its own.
async fn blocking(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        let text =
            "An unexpected error occurred. Please include this ErrorId if you contact support: 0-0 (0)";
        Response::error(&ApiError::new(500, "UNKNOWN_EXCEPTION", text))
    })
}

/// The request with its body as it was before the client compressed it.
async fn readable(request: Request) -> Result<Request, Response> {
    if !encoding::is_encoded(&request) {
        return Ok(request);
    }
    let path = request.path.clone();
    let read = tokio::task::spawn_blocking(move || encoding::decode(request, MAX_BODY_BYTES)).await;
    match read {
        Ok(Ok(request)) => Ok(request),
        Ok(Err(encoding::Unreadable::TooLarge)) => Err(too_large(&path, MAX_BODY_BYTES)),
        Ok(Err(encoding::Unreadable::Broken)) | Err(_) => Err(Response::error(&ApiError::bad(
            "MALFORMED_REQUEST",
            "The request body could not be decompressed",
        ))),
    }
}

fn too_large(path: &str, most: usize) -> Response {
    if path.starts_with("/services/Soap/") {
        return metadata::too_large(most);
    }
    let text = format!("The request is larger than {most} bytes");
    Response::error(&ApiError::new(413, "REQUEST_ENTITY_TOO_LARGE", text))
}

fn target(request: &Request) -> String {
    if request.query.is_empty() {
        request.path.clone()
    } else {
        format!("{}?{}", request.path, request.query)
    }
}

/// One line for each HTTP call, in a transaction of its own. Queries stay out: they can hold tokens.
fn log(inside: &Inside, request: &Request, status: u16, started: Instant) {
    let org = &inside.org;
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let whose = whose(org, request);
    let how = Circumstances {
        at: stamp(org.now()),
        ip: request.remote.to_string(),
        client: request.header("sforce-call-options").and_then(client),
        method: request.method.to_string(),
        status,
    };
    org.log_call(&CallRecord {
        at: how.at.clone(),
        method: how.method.clone(),
        path: request.path.clone(),
        status,
        user: whose.as_ref().map(|whose| whose.username.clone()),
        ms,
        counted: is_counted(&request.path),
    });
    if let (Some(whose), Some(event)) = (&whose, event_log::event(request)) {
        org.log_event(&event, whose, &how);
    }
}

/// What a client calls itself: `client=SforceCLI, defaultNamespace=x`.
fn client(options: &str) -> Option<String> {
    let mut pairs = options.split(',').filter_map(|option| option.split_once('='));
    let (_, name) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case("client"))?;
    Some(name.trim().to_owned())
}

/// Tokens, identity and the list of versions are free (REST API Developer Guide, Versions; API Request Limits).
fn is_counted(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    (path.starts_with("/services/data/")
        || path.starts_with("/services/Soap/")
        || path.starts_with("/services/async/")
        || path.starts_with("/services/apexrest"))
        && path != "/services/data"
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;

    use http::Method;
    use serde_json::Value;

    use super::{blocking, too_large};
    use crate::server::Response;
    use crate::store::Tx;
    use crate::testing::{admin, json, org, send, token, with};
    use crate::value::row;

    #[tokio::test]
    async fn a_panic_is_answered_as_a_fault_and_the_next_call_is_well() {
        let answer = blocking(|| panic!("a bug")).await;
        assert_eq!(
            (answer.status, &json(&answer)[0]["errorCode"]),
            (500, &Value::from("UNKNOWN_EXCEPTION"))
        );
        assert_eq!(blocking(|| Response::empty(204)).await.status, 204);
    }

    #[test]
    fn a_panic_in_a_transaction_takes_back_its_work_and_leaves_the_store_well() {
        let org = org();
        let token = token(&org, false);
        let sees_setup = |org: &crate::store::Org| with(org, |tx| admin(tx).access.permission("ViewSetup"));
        assert!(sees_setup(&org));
        let broken = std::panic::catch_unwind(AssertUnwindSafe(|| {
            with(&org, |tx: &mut Tx<'_>| {
                let by = admin(tx);
                crate::dml::insert(tx, &by, "Account", &row([("Name", "Half done".into())])).expect("a row");
                let assignments = tx.find(
                    "PermissionSetAssignment",
                    &[("AssigneeId", Value::from(&by.user_id))],
                );
                for id in assignments.iter().filter_map(|row| crate::value::id(row, "Id")) {
                    tx.delete_raw("PermissionSetAssignment", &id);
                }
                // What is computed now is of a state that never comes to be.
                assert!(!admin(tx).access.permission("ViewSetup"));
                panic!("a bug");
            });
        }));
        assert!(broken.is_err());
        assert!(sees_setup(&org), "the access of before");
        let query = "/services/data/v66.0/query?q=SELECT+COUNT()+FROM+Account+WHERE+Name='Half+done'";
        let (status, found) = send(&org, &token, Method::GET, query, None);
        assert_eq!((status, &found["totalSize"]), (200, &Value::from(0)), "{found}");
    }

    #[test]
    fn bodies_that_are_too_large_are_refused_in_the_words_of_their_surface() {
        let soap = too_large("/services/Soap/m/66.0", 5);
        let text = String::from_utf8_lossy(&soap.body).into_owned();
        assert_eq!(soap.status, 500);
        assert!(
            text.contains("LIMIT_EXCEEDED: Maximum size of request reached."),
            "{text}"
        );
        assert_eq!(too_large("/services/data/v66.0/composite", 5).status, 413);
    }
}
