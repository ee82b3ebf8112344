//! The one way to wait for something that the org does in its own time.

use std::future::Future;
use std::time::Duration;

use crate::env::{Env, elapsed};
use crate::error::{Error, Result};

/// How long to wait and how often to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The pause after the first look.
    pub first_pause: Duration,
    /// The longest pause; each is half as long again as the one before.
    pub longest_pause: Duration,
    /// When to give up.
    pub at_most: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(5),
            at_most: Duration::from_secs(30 * 60),
        }
    }
}

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Polled<T> {
    /// It is done.
    Done(T),
    /// Not yet; a word about how far it is.
    Waiting(String),
}

/// What is told while waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is waited for.
    pub what: String,
    /// How far it is.
    pub state: String,
    /// For how long already.
    pub waited: Duration,
    /// When it will be given up.
    pub at_most: Duration,
}

/// Looks until it is done: at once, then after growing pauses, and not longer than `patience` allows.
///
/// # Errors
/// What `look` fails with, and [`Error::TimedOut`] when the time is over.
pub async fn until<T, F, Fut>(
    env: &dyn Env,
    what: &str,
    patience: Patience,
    progress: &(dyn Fn(&Progress) + Send + Sync),
    mut look: F,
) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<Polled<T>>>,
{
    let start = env.now();
    let mut pause = patience.first_pause;
    loop {
        let state = match look().await? {
            Polled::Done(found) => return Ok(found),
            Polled::Waiting(state) => state,
        };
        let waited = elapsed(env, start);
        if waited >= patience.at_most {
            return Err(Error::TimedOut {
                what: what.to_owned(),
                after: waited,
            });
        }
        progress(&Progress {
            what: what.to_owned(),
            state,
            waited,
            at_most: patience.at_most,
        });
        env.sleep(pause.min(patience.at_most - waited)).await;
        pause = (pause + pause / 2).min(patience.longest_pause);
    }
}
