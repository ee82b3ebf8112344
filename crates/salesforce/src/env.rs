//! What the client takes from the world besides the network: time, sleep and randomness.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;

/// A boxed future, as object-safe asynchronous traits need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Clock, sleep and randomness, so that tests decide about all three.
pub trait Env: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// A number nobody has to be surprised by, but that differs from call to call: jitter, the
    /// `jti` of an assertion, the boundary of a multipart body. Not for keys.
    fn random(&self) -> u64;
}

/// The real clock, tokio's sleep and the operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEnv;

impl Env for SystemEnv {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self) -> u64 {
        // The standard library seeds each hasher's keys from the operating system.
        RandomState::new().build_hasher().finish()
    }
}

/// The time since `start`, never negative.
pub(crate) fn elapsed(env: &dyn Env, start: Timestamp) -> Duration {
    Duration::try_from(env.now().duration_since(start)).unwrap_or_default()
}
