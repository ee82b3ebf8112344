//! A signed-in org: sends calls with a session that it renews, and tries again what may be.

use std::sync::Arc;

use tokio::sync::{Mutex, RwLock};

use crate::auth::{self, Login, Session};
use crate::error::{Error, Result};
use crate::transport::answer::{check, session_ended};
use crate::transport::retry::{Attempts, leaves_open, may_repeat};
use crate::transport::{Call, Courier, Effect, Reply};
use crate::version::ApiVersion;

/// One org, one login, one session at a time. Shared by readers and writers.
pub(crate) struct Connection {
    pub(crate) courier: Arc<Courier>,
    pub(crate) version: ApiVersion,
    login: Login,
    session: RwLock<Arc<Session>>,
    renewing: Mutex<()>,
}

impl Connection {
    pub(crate) fn new(courier: Arc<Courier>, login: Login, session: Session, version: ApiVersion) -> Self {
        Self {
            courier,
            version,
            login,
            session: RwLock::new(Arc::new(session)),
            renewing: Mutex::new(()),
        }
    }

    /// The consumer key that the login names.
    pub(crate) fn client_id(&self) -> Option<&str> {
        self.login.client_id()
    }

    /// The session in use.
    pub(crate) async fn session(&self) -> Arc<Session> {
        Arc::clone(&*self.session.read().await)
    }

    /// The path of the REST API with `rest` behind it.
    pub(crate) fn data(&self, rest: &str) -> String {
        format!("{}{rest}", self.version.data_path())
    }

    /// Sends a call, again where that is safe, and gives its successful answer.
    pub(crate) async fn call(&self, call: &Call) -> Result<Reply> {
        let mut attempts = Attempts::new(&*self.courier.env, &self.courier.retry);
        loop {
            let error = match self.attempt(call).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let again = may_repeat(call.effect, &error) && attempts.another(&call.operation, &error).await;
            if !again {
                return Err(as_outcome(call, error));
            }
        }
    }

    /// One attempt, with one renewal of the session when the org says that it ended.
    async fn attempt(&self, call: &Call) -> Result<Reply> {
        let session = self.session().await;
        let reply = self.send_as(call, &session).await?;
        if !session_ended(call, &reply) || !self.login.can_renew() {
            return check(call, reply);
        }
        let session = self.renew(&session).await?;
        let reply = self.send_as(call, &session).await?;
        check(call, reply)
    }

    async fn send_as(&self, call: &Call, session: &Session) -> Result<Reply> {
        let request = call.bind(&session.url, Some(&session.access_token))?;
        self.courier.send(call, request).await
    }

    /// Signs in again, unless somebody else just did.
    async fn renew(&self, ended: &Arc<Session>) -> Result<Arc<Session>> {
        let _turn = self.renewing.lock().await;
        let current = self.session().await;
        if !Arc::ptr_eq(&current, ended) {
            return Ok(current);
        }
        tracing::debug!(url = %ended.url, "the session ended; signing in again");
        let fresh = Arc::new(auth::sign_in(&self.courier, &self.login, Some(ended)).await?);
        *self.session.write().await = Arc::clone(&fresh);
        Ok(fresh)
    }
}

/// A write whose answer was lost is neither done nor not done.
fn as_outcome(call: &Call, error: Error) -> Error {
    if call.effect == Effect::Read || !leaves_open(&error) {
        return error;
    }
    Error::OutcomeUnknown {
        operation: call.operation.to_string(),
        source: Box::new(error),
    }
}
