//! Consumer key and secret (Connect REST API Developer Guide, OAuth Credentials Resources).

use secrecy::SecretString;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::org::Reader;
use crate::transport::{Call, segment};

/// A consumer of an app: what has a key and a secret. Apps have one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Consumer {
    /// Its id, which starts with `888`.
    pub id: String,
    /// The consumer key, the `client_id` of OAuth.
    pub key: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
}

/// Key and secret of a consumer.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct ConsumerCredentials {
    /// The consumer key.
    pub key: String,
    /// The consumer secret; nothing where the org did not give it.
    #[serde(default)]
    pub secret: Option<SecretString>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConsumersResponse {
    consumers: Vec<Consumer>,
    #[serde(default)]
    next_page_url: Option<String>,
}

impl Reader {
    /// The consumers of an external client app.
    ///
    /// # Errors
    /// Those of any call; the org refuses where its setting for secrets over REST is off, or the user lacks
    /// the permissions (External Client App Developer, View Client Secret).
    pub async fn consumers(&self, app_id: &RecordId) -> Result<Vec<Consumer>> {
        let path = self.connection.data(&format!("/apps/oauth/credentials/{app_id}"));
        let call = Call::get("read the consumers of an app", &path)?;
        let reply = self.connection.call(&call).await?;
        let response: ConsumersResponse = reply.secret_json(&call.operation)?;
        match response.next_page_url {
            None => Ok(response.consumers),
            Some(_) => Err(Error::Truncated {
                operation: call.operation.to_string(),
                problem: "the app has more consumers than fit into one answer".to_owned(),
            }),
        }
    }

    /// Key and secret of a consumer.
    ///
    /// # Errors
    /// As for [`Reader::consumers`].
    pub async fn consumer_credentials(
        &self,
        app_id: &RecordId,
        consumer_id: &str,
    ) -> Result<ConsumerCredentials> {
        let path = format!(
            "/apps/oauth/credentials/{app_id}/{}?part=keyandsecret",
            segment(consumer_id)
        );
        let call = Call::get("read the secret of an app", &self.connection.data(&path))?;
        let reply = self.connection.call(&call).await?;
        reply.secret_json(&call.operation)
    }
}
