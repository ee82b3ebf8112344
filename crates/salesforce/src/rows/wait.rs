//! Asking a query until its rows are as they should be.

use super::{QueryResult, Record};
use crate::error::Result;
use crate::org::Reader;
use crate::soql::Soql;
use crate::transport::{Patience, Polled, Progress, until};

impl Reader {
    /// Asks a query until `look` finds in its rows what it waits for.
    ///
    /// # Errors
    /// Those of any query, and [`Error::TimedOut`](crate::Error::TimedOut) when `patience` ends before.
    pub async fn query_until<T>(
        &self,
        soql: &Soql,
        what: &str,
        patience: Patience,
        progress: &(dyn Fn(&Progress) + Send + Sync),
        look: impl Fn(&QueryResult<Record>) -> Polled<T> + Sync,
    ) -> Result<T> {
        let env = &*self.connection.courier.env;
        until(env, what, patience, progress, || async {
            self.query(soql).await.map(|found| look(&found))
        })
        .await
    }
}
