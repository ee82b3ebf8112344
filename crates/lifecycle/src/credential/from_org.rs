//! The credential of an app as the org itself holds it (Connect REST API Developer Guide, OAuth Credentials Resources).

use hallpass_model::{ApiName, AppKind, Flow, LiveApp};
use hallpass_salesforce::{Error, Reader, RecordId};

use super::{Credential, Key};

/// Why the org gives no credential of an app.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoCredential {
    /// Secrets of connected apps are shown on a page of Setup and nowhere else.
    #[error("the org shows the secret of connected app {0} in Setup only")]
    ConnectedApp(ApiName),
    /// Only whoever made it has the private key.
    #[error("the private key of app {0} is not in the org")]
    PrivateKey(ApiName),
    /// The app has no consumer, or not one.
    #[error("app {app} has {count} consumers, and it needs one")]
    Consumers {
        /// The app.
        app: ApiName,
        /// How many.
        count: usize,
    },
    /// The consumer was given without its secret.
    #[error("the org does not show the secret of app {0}")]
    Hidden(ApiName),
    /// The org refused, or was not reached.
    #[error("read the secret of app {app}")]
    Org {
        /// The app.
        app: ApiName,
        /// What it said.
        #[source]
        source: Error,
    },
}

impl NoCredential {
    /// Returns what to do about it.
    #[must_use]
    pub fn fix(&self) -> &'static str {
        match self {
            Self::ConnectedApp(_) | Self::PrivateKey(_) => {
                "give it with --credential FILE, or --credential - for stdin"
            }
            Self::Consumers { .. } => "look at the app in Setup, External Client App Manager",
            Self::Hidden(_) | Self::Org { .. } => {
                "in Setup, External Client App Settings, turn on \"Allow access to External Client App consumer secrets via REST API\", and \
                 give the user of hallpass the permission View Client Secret; or give the credential with --credential FILE"
            }
        }
    }
}

/// Reads the credential of an app from the org. It goes to the caller and nowhere else.
///
/// # Errors
/// When the app is of a kind or flow whose secret the org does not have or show.
pub async fn from_org(reader: &Reader, app: &LiveApp, flow: &Flow) -> Result<Credential, NoCredential> {
    let name = || app.name.clone();
    match (app.kind, flow) {
        (AppKind::ConnectedApp, _) => return Err(NoCredential::ConnectedApp(name())),
        (AppKind::ExternalClientApp, Flow::JwtBearer(_)) => return Err(NoCredential::PrivateKey(name())),
        (AppKind::ExternalClientApp, Flow::ClientCredentials | Flow::AsItIs) => {}
    }
    let failed = |source: Error| NoCredential::Org { app: name(), source };
    let id = RecordId::parse(app.id.as_str()).map_err(|_| NoCredential::Hidden(name()))?;
    let consumers = reader.consumers(&id).await.map_err(failed)?;
    let [consumer] = consumers.as_slice() else {
        let count = consumers.len();
        return Err(NoCredential::Consumers { app: name(), count });
    };
    let found = reader
        .consumer_credentials(&id, &consumer.id)
        .await
        .map_err(failed)?;
    let secret = found.secret.ok_or_else(|| NoCredential::Hidden(name()))?;
    Ok(Credential {
        client_id: found.key,
        key: Key::Secret(secret),
    })
}
