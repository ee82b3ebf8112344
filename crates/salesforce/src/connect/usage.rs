//! Refresh tokens of external client apps (Connect REST API Developer Guide, OAuth Usage Resources). Tokens of client
//! credentials and JWT bearer are none: they end with their sessions.

use http::Method;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::org::{Reader, Writer};
use crate::transport::{Call, Connection, Effect};

#[derive(Deserialize)]
struct TokensResponse {
    #[serde(default)]
    tokens: Vec<Value>,
}

impl Reader {
    /// How many refresh tokens of an external client app a user holds, of the first hundred.
    ///
    /// # Errors
    /// Those of any call. An app that nobody holds a token of is no error.
    pub async fn refresh_tokens(&self, app_id: &RecordId, user_id: &RecordId) -> Result<usize> {
        let call = Call::get(
            "read the tokens of an app",
            &path(&self.connection, app_id, user_id),
        )?;
        match self.connection.call(&call).await {
            Ok(reply) => {
                let response: TokensResponse = reply.secret_json(&call.operation)?;
                Ok(response.tokens.len())
            }
            Err(Error::Api(error)) if error.status == 404 => Ok(0),
            Err(error) => Err(error),
        }
    }
}

impl Writer {
    /// Revokes all refresh tokens of an external client app that a user holds, and what came of them.
    ///
    /// # Errors
    /// Those of any write. That there are none is no error.
    pub async fn revoke_refresh_tokens(&self, app_id: &RecordId, user_id: &RecordId) -> Result<()> {
        let path = path(&self.connection, app_id, user_id);
        let call = Call::json(
            "revoke the tokens of an app",
            Method::DELETE,
            &path,
            None,
            Effect::Idempotent,
        )?;
        match self.connection.call(&call).await {
            Err(Error::Api(error)) if error.status == 404 => Ok(()),
            other => other.map(drop),
        }
    }
}

fn path(connection: &Connection, app_id: &RecordId, user_id: &RecordId) -> String {
    connection.data(&format!("/apps/oauth/usage/{app_id}/{user_id}/tokens"))
}
