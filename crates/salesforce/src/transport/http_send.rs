//! The seam between building requests and a network.

use std::error::Error as StdError;

use bytes::Bytes;
use http::{Request, Response};

use crate::env::BoxFuture;

/// Sends one request and brings back one whole answer.
///
/// The real one is [`ReqwestSend`](super::ReqwestSend); tests put their own here. An
/// implementation must not follow redirects: the request carries a token.
pub trait HttpSend: Send + Sync {
    /// Sends `request`, whose address is absolute, and reads the answer to its end.
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, std::result::Result<Response<Bytes>, TransportError>>;
}

/// Why no whole answer came back.
#[derive(Debug, thiserror::Error)]
#[error("{failure}")]
pub struct TransportError {
    /// What happened, as far as the caller can act on it.
    pub failure: TransportFailure,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kept an answer from coming back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportFailure {
    /// The request could not be put on the wire at all, so it was not done.
    #[error("no connection")]
    NotSent,
    /// This machine has no network that can be used: no root certificates, or extra ones that are not PEM.
    #[error("TLS cannot be set up here (are there root certificates on this machine?)")]
    NoTls,
    /// The other side's certificate is not trusted here, so the request was not sent.
    #[error("its certificate is not trusted here (an authority of your own is named by `ca_file`)")]
    Untrusted,
    /// Connecting took too long, so the request was not done.
    #[error("no connection in time")]
    ConnectTimedOut,
    /// The answer did not come, or stopped coming, in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke after the request had, or may have, left.
    #[error("the connection broke before the whole answer was there")]
    Interrupted,
    /// The answer is larger than anything expected.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The cap.
        limit: u64,
    },
}

impl TransportError {
    /// An error without a cause to tell.
    #[must_use]
    pub fn new(failure: TransportFailure) -> Self {
        Self {
            failure,
            source: None,
        }
    }

    /// An error with what caused it.
    #[must_use]
    pub fn caused(failure: TransportFailure, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure,
            source: Some(source.into()),
        }
    }

    /// Whether the org may have got the request.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self.failure {
            TransportFailure::NotSent
            | TransportFailure::NoTls
            | TransportFailure::Untrusted
            | TransportFailure::ConnectTimedOut => false,
            TransportFailure::TimedOut
            | TransportFailure::Interrupted
            | TransportFailure::TooLarge { .. } => true,
        }
    }
}
