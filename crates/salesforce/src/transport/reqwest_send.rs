//! The real network.

use std::error::Error as _;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};

use crate::env::BoxFuture;
use crate::instance::InstanceUrl;
use crate::transport::{Effect, HttpSend, TransportError, TransportFailure};

/// How long a connection is kept for the next call. Short, since a write that meets a connection which the
/// other side just closed has an unknown outcome.
const IDLE: Duration = Duration::from_secs(20);

/// How the network is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpOptions {
    /// The longest a connection may take to come about.
    pub connect_timeout: Duration,
    /// The longest a request that only reads may take as a whole. The org itself gives up executing a query after two minutes
    /// (Salesforce Developer Limits and Allocations Quick Reference, "SOQL and SOSL Limits").
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
            read_timeout: Duration::from_secs(150),
            write_timeout: Duration::from_secs(11 * 60),
            stall_timeout: Duration::from_secs(60),
            max_body_bytes: 256 << 20,
            extra_ca_pem: None,
            user_agent: concat!("hallpass/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Sends with `reqwest`: rustls, the operating system's roots and proxies, no redirects, no cookies.
///
/// Addresses on this machine never go through a proxy, whatever the environment says: it would get the
/// token, and could not reach them anyway.
#[derive(Clone, Debug)]
pub struct ReqwestSend {
    options: HttpOptions,
    /// One for each [`Route`], made at first use.
    clients: [OnceLock<reqwest::Client>; 3],
}

/// Ways to an address that differ in what they need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    /// `http` on this machine: no proxy and no certificates, so that it works, and at once, where the
    /// operating system has none.
    Plain,
    /// `https` on this machine: no proxy.
    Local,
    /// Anywhere else.
    Remote,
}

impl Route {
    fn of(uri: &http::Uri) -> Self {
        let local = InstanceUrl::of(uri).is_some_and(|url| url.is_loopback());
        match (local, uri.scheme_str()) {
            (true, Some("http")) => Self::Plain,
            (true, _) => Self::Local,
            (false, _) => Self::Remote,
        }
    }
}

impl ReqwestSend {
    /// A sender with its own pool of connections.
    #[must_use]
    pub fn new(options: HttpOptions) -> Self {
        Self {
            options,
            clients: Default::default(),
        }
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Bytes>, TransportError> {
        let timeout = match request.extensions().get::<Effect>() {
            Some(Effect::Read) => self.options.read_timeout,
            Some(Effect::Idempotent | Effect::Write) | None => self.options.write_timeout,
        };
        let client = self.client_for(Route::of(request.uri()))?;
        let mut request = reqwest::Request::try_from(request)
            .map_err(|error| TransportError::caused(TransportFailure::NotSent, error.without_url()))?;
        *request.timeout_mut() = Some(timeout);
        let mut answer = client.execute(request).await.map_err(failure_of)?;
        let mut whole = Response::new(Bytes::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        *whole.body_mut() = self.body_of(answer).await?;
        Ok(whole)
    }

    fn client_for(&self, route: Route) -> Result<&reqwest::Client, TransportError> {
        let slot = &self.clients[route as usize];
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let client = self
            .build(route)
            .map_err(|error| TransportError::caused(TransportFailure::NoTls, error))?;
        Ok(slot.get_or_init(|| client))
    }

    fn build(&self, route: Route) -> reqwest::Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.options.connect_timeout)
            .pool_idle_timeout(IDLE)
            .user_agent(self.options.user_agent.clone());
        if route != Route::Remote {
            builder = builder.no_proxy();
        }
        if route == Route::Plain {
            builder = builder.tls_certs_only([]);
        } else if let Some(pem) = &self.options.extra_ca_pem {
            builder = builder.tls_certs_merge(reqwest::Certificate::from_pem_bundle(pem)?);
        }
        builder.build()
    }

    async fn body_of(&self, mut answer: reqwest::Response) -> Result<Bytes, TransportError> {
        let mut body = BytesMut::new();
        loop {
            let chunk = tokio::time::timeout(self.options.stall_timeout, answer.chunk())
                .await
                .map_err(|stalled| TransportError::caused(TransportFailure::TimedOut, stalled))?
                .map_err(failure_of)?;
            let Some(chunk) = chunk else { break };
            if body.len() as u64 + chunk.len() as u64 > self.options.max_body_bytes {
                return Err(TransportError::new(TransportFailure::TooLarge {
                    limit: self.options.max_body_bytes,
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
    if is_about_trust(&error) {
        return TransportError::caused(TransportFailure::Untrusted, error.without_url());
    }
    let failure = match (error.is_connect() || error.is_builder(), error.is_timeout()) {
        (true, true) => TransportFailure::ConnectTimedOut,
        (true, false) => TransportFailure::NotSent,
        (false, true) => TransportFailure::TimedOut,
        (false, false) => TransportFailure::Interrupted,
    };
    // The address may hold a query text: errors name the operation instead.
    TransportError::caused(failure, error.without_url())
}

/// Whether the other side's certificate was refused. `rustls` says so at the end of the chain of causes.
fn is_about_trust(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.to_string().starts_with("invalid peer certificate") {
            return true;
        }
        cause = error.source();
    }
    false
}
