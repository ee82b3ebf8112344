//! Signing in with what is new, as the integration would.

use hallpass_model::{RecordId as UserId, Username};
use hallpass_salesforce::transport::{Patience, Polled, Progress, until};
use hallpass_salesforce::{Env, Error, InstanceUrl, Org};

use super::{Event, RotateError};
use crate::credential::{Credential, Key};
use crate::token::{Interrupt, Interrupted, is_interrupted, with_token};

/// Whose sign-in is to be proved, and how long that may take.
pub struct Proof<'a> {
    /// The org, signed in to as whoever runs hallpass.
    pub org: &'a Org,
    /// Clock and sleep.
    pub env: &'a dyn Env,
    /// The org's My Domain address.
    pub url: &'a InstanceUrl,
    /// The integration's user.
    pub username: &'a Username,
    /// Its id.
    pub user_id: &'a UserId,
    /// What is new takes a while until it is known everywhere.
    pub patience: Patience,
}

impl Proof<'_> {
    /// Signs in, looks whose token it is, and ends it. `what` is what is proved, in two words.
    ///
    /// # Errors
    /// When no token is given in time, or it is somebody else's.
    pub async fn run(
        &self,
        what: &'static str,
        credential: &Credential,
        tell: &(dyn Fn(&Event) + Send + Sync),
        interrupt: &Interrupt,
    ) -> Result<(), RotateError> {
        let login = credential.login(self.url, self.username);
        let progress = |progress: &Progress| tell(&Event::Waiting(progress.clone()));
        let held = until(self.env, what, self.patience, &progress, || async {
            if is_interrupted(interrupt) {
                return Ok(Polled::Done(None));
            }
            let held = with_token(self.org, &login, interrupt, async |org: &Org| {
                org.token_identity().map(|identity| identity.user_id.to_string())
            });
            match held.await {
                Ok(held) => Ok(Polled::Done(Some(held))),
                Err(error) if is_not_known_yet(&error, &credential.key) => Ok(Polled::Waiting(
                    error.oauth().map(|told| told.error.clone()).unwrap_or_default(),
                )),
                Err(error) => Err(error),
            }
        })
        .await
        .map_err(|error| RotateError::Proof(what, Box::new(error)))?;
        let held = held.ok_or(Interrupted)?;
        if held.revoked.is_err() {
            tell(&Event::Unrevoked);
        }
        match held.done? {
            Some(found) if found != self.user_id.to_string() => Err(RotateError::Somebody {
                what,
                found,
                wanted: self.user_id.to_string(),
            }),
            _ => Ok(()),
        }
    }
}

/// What the token endpoint says of something that has not reached it.
fn is_not_known_yet(error: &Error, key: &Key) -> bool {
    let told = error.oauth();
    match told.map(|told| told.error.as_str()) {
        Some("invalid_client_id" | "invalid_client") => true,
        // A certificate that is not there yet gives no word of its own.
        Some("invalid_grant") => {
            matches!(key, Key::PrivateKey(_))
                && told.is_some_and(|told| told.description.contains("assertion"))
        }
        _ => false,
    }
}
