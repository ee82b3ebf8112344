//! A network on which one request goes wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use hallpass_salesforce::BoxFuture;
use hallpass_salesforce::transport::{HttpOptions, HttpSend, ReqwestSend, TransportError, TransportFailure};
use http::{Request, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The org does it, and its answer is lost.
    Lost,
    /// The org does it, and the process that asked is gone.
    Killed,
    /// An error of the org, which did nothing.
    ServerError,
    /// A gateway's page.
    Unavailable,
    /// From here on, the org is gone.
    Away,
    /// The rows, or what is asked for, are locked.
    Locked,
    /// The session has ended.
    Expired,
    /// The org does it, and the answer breaks off, although it says that it is whole.
    CutShort,
    /// The org does it, and a page for people comes back.
    PageForPeople,
    /// Queries answer that there is more, and then there is not.
    NoNextPage,
    /// Another host is to be asked.
    Redirected,
    /// The org's calls of today are used up from here on.
    UsedUp,
}

impl Fault {
    /// All of them.
    pub(super) const ALL: [Self; 12] = [
        Self::Lost,
        Self::Killed,
        Self::ServerError,
        Self::Unavailable,
        Self::Away,
        Self::Locked,
        Self::Expired,
        Self::CutShort,
        Self::PageForPeople,
        Self::NoNextPage,
        Self::Redirected,
        Self::UsedUp,
    ];

    /// Whether an apply gets over it by itself, wherever it happens.
    pub(super) fn is_got_over(self) -> bool {
        matches!(
            self,
            Self::Lost | Self::ServerError | Self::Unavailable | Self::Locked | Self::Expired
        )
    }

    /// Whether it lasts.
    fn lasts(self) -> bool {
        matches!(self, Self::Away | Self::UsedUp)
    }
}

/// Sends over the real network, but for one request.
pub(super) struct Saboteur {
    inner: ReqwestSend,
    plan: Option<(usize, Fault)>,
    seen: AtomicUsize,
    killed: Notify,
}

impl Saboteur {
    /// One that only counts.
    pub(super) fn harmless() -> Arc<Self> {
        Self::new(None)
    }

    /// One that does this to the request after so many.
    pub(super) fn at(request: usize, fault: Fault) -> Arc<Self> {
        Self::new(Some((request, fault)))
    }

    fn new(plan: Option<(usize, Fault)>) -> Arc<Self> {
        Arc::new(Self {
            inner: ReqwestSend::new(HttpOptions::default()),
            plan,
            seen: AtomicUsize::new(0),
            killed: Notify::new(),
        })
    }

    /// How many requests were sent.
    pub(super) fn requests(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }

    /// Completes when the process would be gone.
    pub(super) async fn killed(&self) {
        self.killed.notified().await;
    }

    async fn spoilt(
        &self,
        fault: Fault,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Bytes>, TransportError> {
        let asked = Asked::of(&request);
        match fault {
            Fault::Lost => {
                self.inner.send(request).await?;
                Err(TransportError::new(TransportFailure::Interrupted))
            }
            Fault::Killed => {
                self.inner.send(request).await?;
                self.killed.notify_one();
                std::future::pending().await
            }
            Fault::ServerError => Ok(answer(500, "text/html", "<html>500</html>")),
            Fault::Unavailable | Fault::Away => {
                Ok(answer(503, "text/html", "<html>Down for a moment</html>"))
            }
            Fault::Locked => match asked.locked() {
                Some(locked) => Ok(locked),
                None => self.inner.send(request).await,
            },
            Fault::Expired => match asked.expired() {
                Some(expired) => Ok(expired),
                None => self.inner.send(request).await,
            },
            Fault::CutShort => {
                let whole = self.inner.send(request).await?;
                let half = whole.body().len() / 2;
                Ok(whole.map(|body| body.slice(..half)))
            }
            Fault::PageForPeople => {
                self.inner.send(request).await?;
                Ok(answer(200, "text/html", "<html>Please log in</html>"))
            }
            Fault::NoNextPage => Ok(without_next_page(self.inner.send(request).await?)),
            Fault::Redirected => {
                let mut moved = answer(302, "text/html", "");
                let elsewhere = http::HeaderValue::from_static("https://elsewhere.example/");
                moved.headers_mut().insert("location", elsewhere);
                Ok(moved)
            }
            Fault::UsedUp => {
                match asked.refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.") {
                    Some(refused) => Ok(refused),
                    None => self.inner.send(request).await,
                }
            }
        }
    }
}

impl HttpSend for Saboteur {
    fn send(&self, request: Request<Vec<u8>>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let number = self.seen.fetch_add(1, Ordering::SeqCst);
        match self.plan {
            Some((at, fault)) if number == at || number > at && fault.lasts() => {
                Box::pin(self.spoilt(fault, request))
            }
            _ => self.inner.send(request),
        }
    }
}

/// What a request asks for, as far as refusals differ by it.
struct Asked {
    path: String,
    body: Value,
}

impl Asked {
    fn of(request: &Request<Vec<u8>>) -> Self {
        Self {
            path: request.uri().path().to_owned(),
            body: serde_json::from_slice(request.body()).unwrap_or(Value::Null),
        }
    }

    /// Refuses with a code; nothing where the request carries no token.
    fn refused(&self, status: u16, code: &str, message: &str) -> Option<Response<Bytes>> {
        if self.path == "/services/oauth2/token" || self.path == "/services/data" {
            return None;
        }
        if self.path.starts_with("/services/Soap/") {
            return Some(answer(500, "text/xml; charset=utf-8", &soap_fault(code, message)));
        }
        let body = json!([{ "errorCode": code, "message": message }]);
        Some(answer(
            status,
            "application/json;charset=UTF-8",
            &body.to_string(),
        ))
    }

    /// The session has ended, as each surface says it.
    fn expired(&self) -> Option<Response<Bytes>> {
        if self.path == "/services/oauth2/userinfo" {
            return Some(answer(403, "text/plain", "Bad_OAuth_Token"));
        }
        self.refused(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// The lock: of every row where rows are written, of the whole request elsewhere.
    fn locked(&self) -> Option<Response<Bytes>> {
        let parts = self.body["compositeRequest"].as_array();
        let is_write = |parts: &&Vec<Value>| parts.iter().any(|part| part["method"] != "GET");
        let Some(parts) = parts.filter(is_write) else {
            return self.refused(400, LOCKED, LOCKED_TEXT);
        };
        let parts: Vec<Value> = parts.iter().map(locked_part).collect();
        let body = json!({ "compositeResponse": parts });
        Some(answer(200, "application/json;charset=UTF-8", &body.to_string()))
    }
}

const LOCKED: &str = "UNABLE_TO_LOCK_ROW";
const LOCKED_TEXT: &str = "unable to obtain exclusive access to this record";

fn locked_part(part: &Value) -> Value {
    let rows = match part["body"]["records"].as_array() {
        Some(records) => records.len(),
        // A delete names its rows in the address.
        None => part["url"]
            .as_str()
            .map_or(0, |url| url.split("ids=").nth(1).map_or(1, ids)),
    };
    let error = json!({ "statusCode": LOCKED, "message": LOCKED_TEXT, "fields": [] });
    let row = json!({ "success": false, "errors": [error] });
    json!({ "body": vec![row; rows], "httpHeaders": {}, "httpStatusCode": 200, "referenceId": part["referenceId"] })
}

fn ids(parameter: &str) -> usize {
    parameter.split('&').next().unwrap_or_default().split(',').count()
}

/// Makes every query of a composite answer claim a next page that the org does not know.
fn without_next_page(whole: Response<Bytes>) -> Response<Bytes> {
    let Ok(mut body) = serde_json::from_slice::<Value>(whole.body()) else {
        return whole;
    };
    let parts = body.get_mut("compositeResponse").and_then(Value::as_array_mut);
    for part in parts.into_iter().flatten() {
        if part["body"]["records"].is_array() {
            part["body"]["done"] = Value::from(false);
            part["body"]["nextRecordsUrl"] =
                Value::from("/services/data/v66.0/query/01gxx0000000001AAA-2000");
        }
    }
    whole.map(|_| Bytes::from(body.to_string()))
}

fn soap_fault(code: &str, message: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:sf=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body><soapenv:Fault>\
         <faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring>\
         </soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
}

fn answer(status: u16, content_type: &str, body: &str) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", content_type)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .expect("an answer made of constants")
}
