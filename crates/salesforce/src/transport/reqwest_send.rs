//! The real network.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};

use crate::env::BoxFuture;
use crate::transport::{Effect, HttpSend, TransportError, TransportFailure};

/// How the network is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpOptions {
    /// The longest a connection may take to come about.
    pub connect_timeout: Duration,
    /// The longest a request that only reads may take as a whole.
    pub read_timeout: Duration,
    /// The longest a request that writes may take as a whole. The org itself gives up after ten minutes
    /// (REST API Developer Guide, "API Request Limits and Allocations"), and a write that is given up
    /// earlier has an unknown outcome.
    pub write_timeout: Duration,
    /// The longest silence in the middle of an answer.
    pub stall_timeout: Duration,
    /// The largest answer taken, decompressed.
    pub max_body_bytes: u64,
    /// Certificates in PEM to trust besides the operating system's.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// The `User-Agent`.
    pub user_agent: String,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(20),
            read_timeout: Duration::from_secs(3 * 60),
            write_timeout: Duration::from_secs(11 * 60),
            stall_timeout: Duration::from_secs(60),
            max_body_bytes: 256 << 20,
            extra_ca_pem: None,
            user_agent: concat!("hallpass/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Sends with `reqwest`: rustls, the operating system's roots and proxies, no redirects, no cookies.
#[derive(Clone, Debug)]
pub struct ReqwestSend {
    client: reqwest::Client,
    read_timeout: Duration,
    write_timeout: Duration,
    stall_timeout: Duration,
    max_body_bytes: u64,
}

impl ReqwestSend {
    /// A sender with its own pool of connections.
    ///
    /// # Errors
    /// When TLS cannot be set up: no root certificates on this machine, or extra ones that are not PEM.
    pub fn new(options: &HttpOptions) -> Result<Self, TransportError> {
        let not_sent = |error| TransportError::caused(TransportFailure::NotSent, error);
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(options.connect_timeout)
            .user_agent(options.user_agent.clone());
        if let Some(pem) = &options.extra_ca_pem {
            let extra = reqwest::Certificate::from_pem_bundle(pem).map_err(not_sent)?;
            builder = builder.tls_certs_merge(extra);
        }
        let client = builder.build().map_err(not_sent)?;
        Ok(Self {
            client,
            read_timeout: options.read_timeout,
            write_timeout: options.write_timeout,
            stall_timeout: options.stall_timeout,
            max_body_bytes: options.max_body_bytes,
        })
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Bytes>, TransportError> {
        let timeout = match request.extensions().get::<Effect>() {
            Some(Effect::Read) => self.read_timeout,
            Some(Effect::Idempotent | Effect::Write) | None => self.write_timeout,
        };
        let mut request = reqwest::Request::try_from(request)
            .map_err(|error| TransportError::caused(TransportFailure::NotSent, error.without_url()))?;
        *request.timeout_mut() = Some(timeout);
        let mut answer = self.client.execute(request).await.map_err(failure_of)?;
        let mut whole = Response::new(Bytes::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        *whole.body_mut() = self.body_of(answer).await?;
        Ok(whole)
    }

    async fn body_of(&self, mut answer: reqwest::Response) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        loop {
            let chunk = tokio::time::timeout(self.stall_timeout, answer.chunk())
                .await
                .map_err(|stalled| TransportError::caused(TransportFailure::TimedOut, stalled))?
                .map_err(failure_of)?;
            let Some(chunk) = chunk else { break };
            if body.len() as u64 + chunk.len() as u64 > self.max_body_bytes {
                return Err(TransportError::new(TransportFailure::TooLarge {
                    limit: self.max_body_bytes,
                }));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

impl HttpSend for ReqwestSend {
    fn send(&self, request: Request<Vec<u8>>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn failure_of(error: reqwest::Error) -> TransportError {
    let failure = match (error.is_connect() || error.is_builder(), error.is_timeout()) {
        (true, true) => TransportFailure::ConnectTimedOut,
        (true, false) => TransportFailure::NotSent,
        (false, true) => TransportFailure::TimedOut,
        (false, false) => TransportFailure::Interrupted,
    };
    // The address may hold a query text: errors name the operation instead.
    TransportError::caused(failure, error.without_url())
}
