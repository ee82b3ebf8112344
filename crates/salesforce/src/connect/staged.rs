//! A second pair of key and secret beside the first, for rotation (Connect REST API Developer Guide, OAuth
//! Staged Credentials; version 65.0 on).

use http::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::org::{Reader, Writer};
use crate::transport::{Call, Connection, Effect, Reply, segment};

/// A staged pair. Both it and the primary one are good until one is promoted or deleted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StagedCredentials {
    /// Its id.
    pub id: String,
    /// The consumer key.
    #[serde(default)]
    pub key: Option<String>,
    /// The consumer secret.
    #[serde(default)]
    pub secret: Option<SecretString>,
    /// `Active`, `Expired` or `Rotated`.
    #[serde(default)]
    pub state: Option<String>,
    /// When it ends, thirty days after it was made.
    #[serde(default)]
    pub expiration_date: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StagedResponse {
    staged_credentials: Vec<StagedCredentials>,
}

impl Reader {
    /// The staged pairs of a consumer; none where the org knows of nothing staged.
    ///
    /// # Errors
    /// Those of any call.
    pub async fn staged_credentials(
        &self,
        app_id: &RecordId,
        consumer_id: &str,
    ) -> Result<Vec<StagedCredentials>> {
        let call = Call::get(
            "read staged credentials",
            &staged_path(&self.connection, app_id, consumer_id),
        )?;
        match self.connection.call(&call).await {
            Ok(reply) => reply
                .secret_json::<StagedResponse>(&call.operation)
                .map(|response| response.staged_credentials),
            Err(Error::Api(error)) if error.status == 404 => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

impl Writer {
    /// Stages a new pair of key and secret.
    ///
    /// # Errors
    /// Those of any write.
    pub async fn stage_credentials(
        &self,
        app_id: &RecordId,
        consumer_id: &str,
    ) -> Result<Vec<StagedCredentials>> {
        // No body is documented, but without one the connection hangs.
        let path = staged_path(&self.connection, app_id, consumer_id);
        let reply = self
            .send("stage credentials", Method::POST, &path, Some(&json!({})))
            .await?;
        match reply.secret_json::<StagedResponse>("stage credentials") {
            Ok(staged) => Ok(staged.staged_credentials),
            Err(error) => Err(Error::OutcomeUnknown {
                operation: "stage credentials".to_owned(),
                source: Box::new(error),
            }),
        }
    }

    /// Makes a staged pair the primary one; the former primary one takes its place.
    ///
    /// # Errors
    /// Those of any write.
    pub async fn promote_credentials(
        &self,
        app_id: &RecordId,
        consumer_id: &str,
        staged_id: &str,
    ) -> Result<()> {
        let path = format!(
            "{}/{}",
            staged_path(&self.connection, app_id, consumer_id),
            segment(staged_id)
        );
        let command = json!({ "command": "rotate" });
        self.send("promote credentials", Method::PATCH, &path, Some(&command))
            .await
            .map(drop)
    }

    /// Deletes a staged pair, which ends it; one that is gone already is no error.
    ///
    /// # Errors
    /// Those of any write.
    pub async fn delete_staged_credentials(
        &self,
        app_id: &RecordId,
        consumer_id: &str,
        staged_id: &str,
    ) -> Result<()> {
        let path = format!(
            "{}/{}",
            staged_path(&self.connection, app_id, consumer_id),
            segment(staged_id)
        );
        match self
            .send("delete staged credentials", Method::DELETE, &path, None)
            .await
        {
            Err(Error::Api(error)) if error.status == 404 => Ok(()),
            other => other.map(drop),
        }
    }

    async fn send(
        &self,
        operation: &'static str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Reply> {
        let effect = if method == Method::DELETE {
            Effect::Idempotent
        } else {
            Effect::Write
        };
        let call = Call::json(operation, method, path, body, effect)?;
        self.connection.call(&call).await
    }
}

fn staged_path(connection: &Connection, app_id: &RecordId, consumer_id: &str) -> String {
    connection.data(&format!(
        "/apps/oauth/credentials/{app_id}/{}/staged",
        segment(consumer_id)
    ))
}
