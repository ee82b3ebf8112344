//! axum outside, `handle` inside.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Request, Response, handle};
use crate::store::Org;

/// Bodies larger than this are refused.
const MAX_BODY_BYTES: usize = 50 * 1024 * 1024;

/// A server in work.
pub(crate) struct Shell {
    /// Where it answers.
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

impl Shell {
    /// Binds and begins to answer.
    ///
    /// # Errors
    /// When the address can't be bound.
    pub(crate) async fn start(org: Arc<Org>, host: IpAddr, port: u16) -> std::io::Result<Shell> {
        let listener = TcpListener::bind((host, port)).await?;
        let address = listener.local_addr()?;
        let (stop, mut stopped) = watch::channel(false);
        let service = Router::new()
            .fallback(answer)
            .with_state(org)
            .into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move {
            tokio::select! {
                served = axum::serve(listener, service) => if let Err(error) = served {
                    tracing::error!(%error, "the server ended");
                },
                _ = stopped.changed() => {}
            }
        });
        Ok(Shell { address, stop, task })
    }

    /// Ends the server.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

async fn answer(
    State(org): State<Arc<Org>>,
    ConnectInfo(remote): ConnectInfo<SocketAddr>,
    request: axum::extract::Request,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MAX_BODY_BYTES).await else {
        return send(Response::empty(413));
    };
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
        remote: remote.ip(),
    };
    let response = tokio::task::spawn_blocking(move || handle(&org, &request)).await;
    send(response.unwrap_or_else(|_| Response::empty(500)))
}

fn send(response: Response) -> axum::response::Response {
    let mut answer = axum::response::Response::new(Body::from(response.body));
    *answer.status_mut() = http::StatusCode::from_u16(response.status).unwrap_or_default();
    for (name, value) in response.headers {
        answer.headers_mut().append(name, value);
    }
    answer
}
