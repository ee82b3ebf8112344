//! Apex REST (Apex Developer Guide, Exposing Apex Classes as REST Web Services).

use http::Method;

use crate::error::Result;
use crate::org::Reader;
use crate::transport::{Call, Effect, Reply};

const BASE: &str = "/services/apexrest";

impl Reader {
    /// Gets a path below `/services/apexrest`, as declared. This runs the code behind it.
    ///
    /// # Errors
    /// Those of any call; statuses that are no success are errors.
    pub async fn get_apex_rest(&self, path: &str) -> Result<Reply> {
        let shown = path.split('?').next().unwrap_or(path);
        let call = Call::get(format!("get {BASE}{shown}"), &format!("{BASE}{path}"))?;
        self.connection.call(&call).await
    }

    /// Asks a path below `/services/apexrest` with a method that no Apex method can be annotated with, so that no code
    /// runs: what comes back is the org's own opinion of the caller and the address.
    ///
    /// # Errors
    /// Those of any call; statuses that are no success are errors, and what is expected.
    pub async fn probe_apex_rest(&self, path: &str) -> Result<Reply> {
        let path = path.split('?').next().unwrap_or(path);
        let (operation, path) = (format!("probe {BASE}{path}"), format!("{BASE}{path}"));
        let call = Call::with_body(operation, Method::OPTIONS, &path, None, Effect::Read)?;
        self.connection.call(&call).await
    }
}
