//! Somebody wants the program to end: work stops, and what was begun is put away first.

use std::pin::pin;

use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use hallpass_salesforce::BoxFuture;

/// Gives a future that completes when somebody wants the program to end, also if that was before it was asked for.
pub type Interrupt = dyn Fn() -> BoxFuture<'static, ()> + Send + Sync;

/// Nobody interrupts.
pub const NEVER: &Interrupt = &|| Box::pin(std::future::pending());

/// Somebody wanted the program to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// Whether somebody wanted the program to end already.
#[must_use]
pub fn is_interrupted(interrupt: &Interrupt) -> bool {
    interrupt().now_or_never().is_some()
}

/// Completes with `work`, unless somebody interrupts it.
///
/// # Errors
/// [`Interrupted`]; the work is dropped where it stands.
pub async fn unless<T>(interrupt: &Interrupt, work: impl Future<Output = T>) -> Result<T, Interrupted> {
    match select(pin!(work), interrupt()).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(((), _)) => Err(Interrupted),
    }
}
