//! The two ways to use an org.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::instance::InstanceUrl;
use crate::transport::{Call, Connection, Reply, Usage};
use crate::version::ApiVersion;

/// Reads from an org, and has no way to write: GETs, queries, composite calls of GETs, describes, and what
/// the Metadata API retrieves, reads, lists and checks.
#[derive(Clone)]
pub struct Reader {
    pub(crate) connection: Arc<Connection>,
}

/// Writes to an org: rows, deployments, credentials.
#[derive(Clone)]
pub struct Writer {
    pub(crate) connection: Arc<Connection>,
}

impl Writer {
    /// What reads from the same org: after a lost answer one has to look.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader {
            connection: Arc::clone(&self.connection),
        }
    }

    /// The version of the API in use.
    #[must_use]
    pub fn version(&self) -> ApiVersion {
        self.connection.version
    }
}

impl Reader {
    /// The version of the API in use.
    #[must_use]
    pub fn version(&self) -> ApiVersion {
        self.connection.version
    }

    /// The address of the org, as it named itself.
    pub async fn url(&self) -> InstanceUrl {
        self.connection.session().await.url.clone()
    }

    /// The consumer key of the app that is signed in through, where the login itself names it.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.connection.client_id()
    }

    /// What was used so far, by everything that shares the connection.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.connection.courier.meter.usage()
    }

    /// Gets any path of the org, such as `/services/apexrest/customer`, and gives the answer as it is.
    ///
    /// # Errors
    /// Those of any call; statuses that are no success are errors.
    pub async fn get(&self, path: &str) -> Result<Reply> {
        let call = Call::get(format!("get {}", path.split('?').next().unwrap_or(path)), path)?;
        self.connection.call(&call).await
    }

    /// Gets a path below the version's (`/limits`) and reads it as JSON.
    ///
    /// # Errors
    /// Those of any call; [`Error::Unreadable`](crate::Error::Unreadable) when it is no `T`.
    pub async fn get_json<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let call = Call::get(format!("get {path}"), &self.connection.data(path))?;
        let reply = self.connection.call(&call).await?;
        reply.json(&call.operation)
    }
}
