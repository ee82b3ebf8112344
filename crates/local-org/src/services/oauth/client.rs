//! Which app asks, and whether it is who it says.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::parameters::Claimed;
use super::refusal::Refusal;
use crate::apps::{self, App};
use crate::facts::apps::APP_PROPAGATION_DELAY;
use crate::services::connect::staged_key;
use crate::store::Tx;

/// Finds the app of a consumer key: known everywhere by now, complete, and on.
pub(super) fn find(tx: &Tx<'_>, key: &str) -> Result<App, Refusal> {
    let staged = || staged_key(tx, key).and_then(|(app, _)| apps::by_id(tx, &app));
    let app = apps::by_consumer_key(tx, key)
        .or_else(staged)
        .ok_or_else(Refusal::unknown_client)?;
    if !app.complete || is_spreading(tx, &app) {
        return Err(Refusal::unknown_client());
    }
    if app.enabled {
        Ok(app)
    } else {
        Err(Refusal::app_disabled())
    }
}

/// Finds the app that a client says it is, and checks its secret.
pub(super) fn proven(tx: &Tx<'_>, claimed: &Claimed) -> Result<App, Refusal> {
    let app = find(tx, &claimed.key)?;
    prove(tx, &app, claimed)?;
    Ok(app)
}

/// Checks the secret of the pair that the client named.
pub(super) fn prove(tx: &Tx<'_>, app: &App, claimed: &Claimed) -> Result<(), Refusal> {
    let expected = secret_of(tx, app, &claimed.key);
    match (&expected, &claimed.secret) {
        (Some(expected), Some(given)) if is_same(expected, given) => Ok(()),
        (_, None) => Err(Refusal::missing("client_secret")),
        _ => Err(Refusal::wrong_secret()),
    }
}

/// Returns the secret that belongs to a key: of the pair in use, or of the staged one.
pub(super) fn secret_of(tx: &Tx<'_>, app: &App, key: &str) -> Option<SecretString> {
    let in_use = app.consumer.as_ref().filter(|consumer| consumer.key == key);
    in_use
        .map(|consumer| consumer.secret.clone())
        .or_else(|| staged_key(tx, key).map(|(_, secret)| secret))
}

fn is_spreading(tx: &Tx<'_>, app: &App) -> bool {
    let delay = tx.org.behaviours.delay(&APP_PROPAGATION_DELAY);
    // A clock that was moved back makes no app unknown.
    !delay.is_zero()
        && app
            .changed
            .is_some_and(|changed| tx.now().duration_since(changed) < delay)
}

/// Compares digests, so that time tells nothing about the secret.
fn is_same(one: &SecretString, other: &SecretString) -> bool {
    Sha256::digest(one.expose_secret()) == Sha256::digest(other.expose_secret())
}
