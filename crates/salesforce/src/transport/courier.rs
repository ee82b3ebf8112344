//! Sends a request once: bounded, counted, measured and told to the log.

use std::sync::Arc;

use http::Request;
use tokio::sync::Semaphore;

use crate::env::{Env, elapsed};
use crate::error::{Error, Result};
use crate::instance::InstanceUrl;
use crate::transport::answer::check;
use crate::transport::meter::Meter;
use crate::transport::retry::{Attempts, may_repeat};
use crate::transport::{Authorize, Call, HttpSend, Reply, RetryPolicy};

/// How calls are sent.
#[derive(Clone, Debug)]
pub(crate) struct CourierOptions {
    pub(crate) retry: RetryPolicy,
    pub(crate) max_calls: Option<u64>,
    pub(crate) max_in_flight: usize,
    /// Sent as `Sforce-Call-Options: client=…`; the org's event log names callers by it.
    pub(crate) client_name: String,
}

/// The network, the world and the counters of one org handle.
pub(crate) struct Courier {
    pub(crate) env: Arc<dyn Env>,
    pub(crate) retry: RetryPolicy,
    pub(crate) meter: Meter,
    sender: Arc<dyn HttpSend>,
    permits: Semaphore,
    client_name: String,
}

impl Courier {
    pub(crate) fn new(sender: Arc<dyn HttpSend>, env: Arc<dyn Env>, options: CourierOptions) -> Self {
        Self {
            env,
            sender,
            retry: options.retry,
            meter: Meter::new(options.max_calls),
            permits: Semaphore::new(options.max_in_flight.max(1)),
            client_name: options.client_name,
        }
    }

    /// Sends `request`, which is `call` bound to an address and a session, once.
    pub(crate) async fn send(&self, call: &Call, mut request: Request<Vec<u8>>) -> Result<Reply> {
        let operation = || call.operation.to_string();
        let host = request.uri().host().unwrap_or_default().to_owned();
        self.add_headers(call, &mut request);
        let _permit = self.permits.acquire().await.map_err(|_| Error::BadRequest {
            operation: operation(),
            problem: "the connection is closed".into(),
        })?;
        let counted = call.authorize != Authorize::Nobody;
        let _under_way =
            self.meter
                .start(counted, request.body().len())
                .map_err(|limit| Error::LimitReached {
                    operation: operation(),
                    limit,
                })?;
        let start = self.env.now();
        let answer = self.sender.send(request).await;
        let ms = elapsed(&*self.env, start).as_millis();
        let (method, path) = (call.request.method(), call.path());
        match answer {
            Ok(answer) => {
                let (parts, body) = answer.into_parts();
                self.meter.received(&parts.headers, body.len());
                let status = parts.status.as_u16();
                tracing::info!(%method, path, status, ms, bytes = body.len(), "{}", call.operation);
                Ok(Reply {
                    status: parts.status,
                    headers: parts.headers,
                    body,
                })
            }
            Err(source) => {
                tracing::warn!(%method, path, ms, failure = %source.failure, "{}", call.operation);
                Err(Error::Unreachable {
                    operation: operation(),
                    host,
                    source,
                })
            }
        }
    }

    /// Sends a call that nobody signed, and that may be repeated, until it is answered or given up.
    pub(crate) async fn send_repeating(&self, call: &Call, url: &InstanceUrl) -> Result<Reply> {
        let mut attempts = Attempts::new(&*self.env, &self.retry);
        loop {
            let error = match self
                .send(call, call.bind(url, None)?)
                .await
                .and_then(|reply| check(call, reply))
            {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if !(may_repeat(call.effect, &error) && attempts.another(&call.operation, &error).await) {
                return Err(error);
            }
        }
    }

    fn add_headers(&self, call: &Call, request: &mut Request<Vec<u8>>) {
        request.extensions_mut().insert(call.effect);
        let headers = request.headers_mut();
        let accept = match call.authorize {
            Authorize::SoapSession => "text/xml",
            Authorize::Nobody | Authorize::Bearer => "application/json",
        };
        headers
            .entry(http::header::ACCEPT)
            .or_insert_with(|| http::HeaderValue::from_static(accept));
        if let Ok(client) = http::HeaderValue::from_str(&format!("client={}", self.client_name)) {
            headers.insert("sforce-call-options", client);
        }
    }
}
