//! Consumer keys and secrets in use. Staged pairs are kept by the Connect service, which promotes them here.

use rusqlite::{OptionalExtension, params};
use secrecy::{ExposeSecret as _, SecretString};

use crate::services::metadata::documents::new_id;
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _app_secret (
  app TEXT PRIMARY KEY, consumer TEXT NOT NULL UNIQUE, key TEXT NOT NULL UNIQUE, secret TEXT NOT NULL);
";

/// One consumer of an app: what a client signs in with.
#[derive(Debug, Clone)]
pub(crate) struct Consumer {
    /// Id, `888…`.
    pub(crate) id: Id,
    /// Consumer key.
    pub(crate) key: String,
    /// Consumer secret.
    pub(crate) secret: SecretString,
}

/// The Id of the app that has `key`.
pub(crate) fn app_with_key(tx: &Tx<'_>, key: &str) -> Option<Id> {
    column(tx, "SELECT app FROM _app_secret WHERE key = ?1", key)
}

/// The consumer of an app.
pub(crate) fn of_app(tx: &Tx<'_>, app: &Id) -> Option<Consumer> {
    ensure(tx);
    let found: Option<(String, String, String)> = tx
        .conn()
        .prepare_cached("SELECT consumer, key, secret FROM _app_secret WHERE app = ?1")
        .or_abort()
        .query_row([app.as_str()], |found| {
            Ok((found.get(0)?, found.get(1)?, found.get(2)?))
        })
        .optional()
        .or_abort();
    let (consumer, key, secret) = found?;
    Some(Consumer {
        id: Id::parse(&consumer)?,
        key,
        secret: SecretString::from(secret),
    })
}

/// Makes the consumer of an app where it has none yet, with `key` and `secret` where given, and returns its Id.
pub(crate) fn create(tx: &Tx<'_>, app: &Id, key: Option<&str>, secret: Option<&str>) -> Id {
    if let Some(consumer) = of_app(tx, app) {
        return consumer.id;
    }
    let consumer = new_id(tx, "888");
    let pair = Pair::new(key, secret);
    tx.conn()
        .prepare_cached("INSERT INTO _app_secret (consumer, app, key, secret) VALUES (?1, ?2, ?3, ?4)")
        .or_abort()
        .execute(params![
            consumer.as_str(),
            app.as_str(),
            pair.key,
            pair.secret.expose_secret()
        ])
        .or_abort();
    consumer
}

/// Replaces key, secret or both by new ones.
pub(crate) fn regenerate(tx: &Tx<'_>, app: &Id, key: bool, secret: bool) {
    let Some(old) = of_app(tx, app) else { return };
    let fresh = Pair::new(None, None);
    let key = if key { &fresh.key } else { &old.key };
    let secret = if secret { &fresh.secret } else { &old.secret };
    set_credentials(tx, app, key, secret);
}

/// Gives an app another key and secret: what promoting staged credentials does.
pub(crate) fn set_credentials(tx: &Tx<'_>, app: &Id, key: &str, secret: &SecretString) {
    ensure(tx);
    tx.conn()
        .prepare_cached("UPDATE _app_secret SET key = ?2, secret = ?3 WHERE app = ?1")
        .or_abort()
        .execute(params![app.as_str(), key, secret.expose_secret()])
        .or_abort();
}

/// Forgets key and secret of an app that is deleted.
pub(crate) fn forget_app(tx: &Tx<'_>, app: &Id) {
    ensure(tx);
    tx.conn()
        .prepare_cached("DELETE FROM _app_secret WHERE app = ?1")
        .or_abort()
        .execute([app.as_str()])
        .or_abort();
}

fn ensure(tx: &Tx<'_>) {
    tx.conn().execute_batch(TABLES).or_abort();
}

struct Pair {
    key: String,
    secret: SecretString,
}

impl Pair {
    /// Random ones look like Salesforce's: keys begin with `3MVG9`, secrets are 64 hexadecimal digits.
    fn new(key: Option<&str>, secret: Option<&str>) -> Self {
        let random_key = || format!("3MVG9{}", crate::random::alphanumeric(80));
        let random_secret = || {
            crate::random::bytes(32)
                .iter()
                .map(|byte| format!("{byte:02X}"))
                .collect::<String>()
        };
        Self {
            key: key.map_or_else(random_key, str::to_owned),
            secret: SecretString::from(secret.map_or_else(random_secret, str::to_owned)),
        }
    }
}

fn column(tx: &Tx<'_>, sql: &str, value: &str) -> Option<Id> {
    ensure(tx);
    let found: Option<String> = tx
        .conn()
        .prepare_cached(sql)
        .or_abort()
        .query_row([value], |found| found.get(0))
        .optional()
        .or_abort();
    found.as_deref().and_then(Id::parse)
}
