//! The handle itself.

use std::sync::Arc;

use crate::auth::{self, Login, LoginError, Session, TokenIdentity};
use crate::env::{Env, SystemEnv};
use crate::error::{Error, Result};
use crate::instance::InstanceUrl;
use crate::org::{OrgOptions, Reader, Writer, versions};
use crate::transport::{Connection, Courier, CourierOptions, HttpSend, ReqwestSend, Usage};
use crate::version::ApiVersion;

/// A signed-in org.
///
/// What it gives out decides what can be done: a [`Reader`] cannot write. Copies share session, budget and
/// counters.
#[derive(Clone)]
pub struct Org {
    connection: Arc<Connection>,
    url: InstanceUrl,
    identity: Option<TokenIdentity>,
    scopes: Vec<String>,
}

impl Org {
    /// Signs in over the network.
    ///
    /// # Errors
    /// When the login cannot be used, the org is not reached, or refuses.
    pub async fn connect(login: Login, options: OrgOptions) -> Result<Self> {
        let sender = ReqwestSend::new(options.http.clone());
        Self::connect_with(login, options, Arc::new(sender), Arc::new(SystemEnv)).await
    }

    /// Signs in with another network, clock and randomness.
    ///
    /// # Errors
    /// When the login cannot be used, or the org refuses.
    pub async fn connect_with(
        login: Login,
        options: OrgOptions,
        sender: Arc<dyn HttpSend>,
        env: Arc<dyn Env>,
    ) -> Result<Self> {
        let courier = Arc::new(Courier::new(
            sender,
            env,
            CourierOptions {
                retry: options.retry,
                max_calls: options.max_api_calls,
                max_in_flight: options.max_in_flight,
                client_name: options.client_name.clone(),
            },
        ));
        let (session, version) = sign_in_and_negotiate(&courier, &login, &options).await?;
        tracing::debug!(url = %session.url, %version, "signed in");
        Ok(Self::of(courier, login, session, version))
    }

    /// Signs in to the same org in another way, besides: over the same network and the same counters, in the same
    /// version. The handle holds this one token and never gets another, so that [`Org::sign_out`] ends all that this began.
    ///
    /// # Errors
    /// When the login cannot be used, or the org refuses.
    pub async fn beside(&self, login: &Login) -> Result<Self> {
        let courier = Arc::clone(&self.connection.courier);
        let session = auth::sign_in(&courier, login, None).await?;
        let held = Login::AccessToken {
            url: session.url.clone(),
            token: session.access_token.clone(),
        };
        Ok(Self::of(courier, held, session, self.version()))
    }

    fn of(courier: Arc<Courier>, login: Login, session: Session, version: ApiVersion) -> Self {
        Self {
            url: session.url.clone(),
            identity: session.identity.clone(),
            scopes: session.scopes.clone(),
            connection: Arc::new(Connection::new(courier, login, session, version)),
        }
    }

    /// Gives this handle, and those beside it, so many more calls than `max_api_calls` said: for work whose cost is known
    /// only after the org was read.
    pub fn allow_more(&self, calls: u32) {
        self.connection.courier.meter.allow_more(u64::from(calls));
    }

    /// What reads.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader {
            connection: Arc::clone(&self.connection),
        }
    }

    /// What writes. Keep it away from code that decides.
    #[must_use]
    pub fn writer(&self) -> Writer {
        Writer {
            connection: Arc::clone(&self.connection),
        }
    }

    /// The address of the org, as it named itself.
    #[must_use]
    pub fn url(&self) -> &InstanceUrl {
        &self.url
    }

    /// The version of the API in use.
    #[must_use]
    pub fn version(&self) -> ApiVersion {
        self.connection.version
    }

    /// Org and user that the token stands for, where the sign-in told; else ask [`Reader::identity`].
    #[must_use]
    pub fn token_identity(&self) -> Option<&TokenIdentity> {
        self.identity.as_ref()
    }

    /// What the token may be used for, by runtime name; empty where the sign-in did not tell.
    #[must_use]
    pub fn granted_scopes(&self) -> &[String] {
        &self.scopes
    }

    /// The clock, sleep and randomness of this org's calls.
    #[must_use]
    pub fn env(&self) -> Arc<dyn Env> {
        Arc::clone(&self.connection.courier.env)
    }

    /// What was used so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.connection.courier.meter.usage()
    }

    /// Ends the session. Not for tokens that belong to somebody else, such as the `sf` CLI.
    ///
    /// # Errors
    /// Those of any call; a session that ended already is no error.
    pub async fn sign_out(self) -> Result<()> {
        let session = self.connection.session().await;
        auth::revoke(&self.connection.courier, &session).await
    }
}

/// Where the address is known before the token, both are asked for at once. The login hosts serve every org,
/// so that the address comes with the token there.
async fn sign_in_and_negotiate(
    courier: &Courier,
    login: &Login,
    options: &OrgOptions,
) -> Result<(Session, ApiVersion)> {
    let Some(url) = login.url().filter(|url| !url.is_login_host()) else {
        let session = auth::sign_in(courier, login, None).await?;
        let version = versions::negotiate(courier, &session.url, options.version).await?;
        return Ok((session, version));
    };
    let (session, version) = tokio::join!(
        auth::sign_in(courier, login, None),
        versions::negotiate(courier, url, options.version)
    );
    // A refused sign-in says more than a list that did not come.
    Ok((session?, version?))
}

impl From<crate::auth::BadAuthUrl> for Error {
    fn from(error: crate::auth::BadAuthUrl) -> Self {
        Self::Login(LoginError::AuthUrl(error))
    }
}
