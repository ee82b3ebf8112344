//! Several calls at once.

use std::future::Future;

use tokio::task::JoinSet;

use crate::error::{Error, Result};

/// Runs all of `work` at once and gives the results in the order of `work`. The first error ends the rest.
/// How many are really on the wire is bounded by the connection.
pub(crate) async fn all_in_parallel<T, Fut>(operation: &str, work: Vec<Fut>) -> Result<Vec<T>>
where
    T: Send + 'static,
    Fut: Future<Output = Result<T>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (at, future) in work.into_iter().enumerate() {
        tasks.spawn(async move { (at, future.await) });
    }
    let mut results = Vec::with_capacity(tasks.len());
    while let Some(joined) = tasks.join_next().await {
        let (at, result) = match joined {
            Ok(done) => done,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(error) => {
                let problem = error.to_string();
                return Err(Error::Truncated {
                    operation: operation.to_owned(),
                    problem,
                });
            }
        };
        results.push((at, result?));
    }
    results.sort_by_key(|(at, _)| *at);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
