//! axum outside, `handle` inside: listening, stopping, and the way of one request through it.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use secrecy::SecretString;

use super::answer::{Reply, answer};
use super::authority::Authority;
use super::tls;
use crate::store::Org;

/// Bodies larger than this are refused (Metadata API Developer Guide, "Deploying and Retrieving Metadata with the
/// Zip File": 50 MB for SOAP messages, and so 39 MB for an archive before base64).
pub(super) const MAX_BODY_BYTES: usize = 50 * 1024 * 1024;

/// How long calls under way may take once the server is to stop; idle connections are closed at once.
const GRACE: Duration = Duration::from_secs(2);

/// Where to listen.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The address; a loopback one.
    pub(crate) host: IpAddr,
    /// The port; 0 takes a free one.
    pub(crate) port: u16,
    /// Who vouches for the server, where it speaks HTTPS.
    pub(crate) authority: Option<Authority>,
}

/// What every request meets.
pub(super) struct Inside {
    /// The org.
    pub(super) org: Arc<Org>,
    /// What the control endpoints ask for.
    pub(super) secret: SecretString,
}

/// A server in work.
pub(crate) struct Shell {
    /// Where it answers.
    pub(crate) address: SocketAddr,
    handle: Handle<SocketAddr>,
    task: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
}

impl Shell {
    /// Binds and begins to answer.
    ///
    /// # Errors
    /// When the address can't be bound, or no certificate can be made.
    pub(crate) async fn start(org: Arc<Org>, place: Place, secret: SecretString) -> std::io::Result<Shell> {
        let listener = TcpListener::bind((place.host, place.port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let handle = Handle::new();
        let service = Router::new()
            .fallback(one_call)
            .with_state(Arc::new(Inside { org, secret }))
            .into_make_service_with_connect_info::<SocketAddr>();
        let task = if let Some(authority) = &place.authority {
            let config = tls::config(authority, place.host).map_err(std::io::Error::other)?;
            let config = RustlsConfig::from_config(config);
            let server = axum_server::from_tcp_rustls(listener, config)?.handle(handle.clone());
            tokio::spawn(server.serve(service))
        } else {
            let server = axum_server::from_tcp(listener)?.handle(handle.clone());
            tokio::spawn(server.serve(service))
        };
        Ok(Shell {
            address,
            handle,
            task: Some(task),
        })
    }

    /// Ends the server: what is under way may end, nothing new begins.
    pub(crate) async fn stop(mut self) {
        self.handle.graceful_shutdown(Some(GRACE));
        if let Some(task) = self.task.take() {
            // How the server ended is of no use to anybody any more.
            let _ = task.await;
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

async fn one_call(
    State(inside): State<Arc<Inside>>,
    ConnectInfo(remote): ConnectInfo<SocketAddr>,
    request: axum::extract::Request,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY_BYTES)
        .await
        .map_err(|_| MAX_BODY_BYTES);
    match answer(&inside, parts, body, remote.ip()).await {
        Reply::Send(response) => response.into(),
        // Unwinding ends the task of this connection without a byte on the wire and, unlike a panic, without a word
        // on stderr: what a client sees is a server that went away.
        Reply::Vanish => std::panic::resume_unwind(Box::new("the connection is dropped on purpose")),
    }
}
