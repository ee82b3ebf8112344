//! Staged pairs of key and secret: one a consumer, thirty days, beside the pair in use.
//! Source: Connect REST API Developer Guide, OAuth Staged Credentials.

use rusqlite::{OptionalExtension, params};
use secrecy::{ExposeSecret, SecretString};

use crate::apps::{self, Consumer};
use crate::facts::apps::APP_PROPAGATION_DELAY;
use crate::store::{OrAbort as _, Tx, stamp};
use crate::value::Id;

/// The table of staged pairs.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _staged_credential (
  id TEXT PRIMARY KEY, app TEXT NOT NULL UNIQUE, key TEXT NOT NULL UNIQUE, secret TEXT NOT NULL, state TEXT NOT NULL,
  created_at TEXT NOT NULL, created_by TEXT, expires_at TEXT NOT NULL);
";

/// How long a pair stays in the slot.
const DAYS: i64 = 30;

/// What the Ids of staged pairs begin with; nothing tells what those of real ones do.
const PREFIX: &str = "8Ap";

/// A pair in the slot.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) id: Id,
    pub(super) key: String,
    pub(super) secret: SecretString,
    pub(super) created_at: String,
    pub(super) created_by: Option<Id>,
    pub(super) expires_at: String,
    state: String,
}

impl Pair {
    /// `Active` when new, `Rotated` for the former pair in use, `Expired` after its time.
    pub(super) fn state(&self, now: jiff::Timestamp) -> &str {
        if self.is_live(now) { &self.state } else { "Expired" }
    }

    /// Whether clients may still sign in with it.
    pub(super) fn is_live(&self, now: jiff::Timestamp) -> bool {
        self.expires_at > stamp(now)
    }
}

/// Returns the app and the secret of a key that is in the slot and live.
pub(crate) fn staged_key(tx: &Tx<'_>, key: &str) -> Option<(Id, SecretString)> {
    let app: Option<String> = tx
        .conn()
        .prepare_cached("SELECT app FROM _staged_credential WHERE key = ?1")
        .or_abort()
        .query_row([key], |found| found.get(0))
        .optional()
        .or_abort();
    let app = Id::parse(&app?)?;
    let pair = of_app(tx, &app).filter(|pair| pair.is_live(tx.now()) && !is_spreading(tx, pair))?;
    Some((app, pair.secret))
}

/// A new pair spreads as a new app does; one that was in use before is known everywhere.
fn is_spreading(tx: &Tx<'_>, pair: &Pair) -> bool {
    let delay = tx.org.behaviours.delay(&APP_PROPAGATION_DELAY);
    let since = tx.now().checked_sub(delay).unwrap_or(jiff::Timestamp::MIN);
    !delay.is_zero() && pair.state == "Active" && pair.created_at > stamp(since)
}

/// Returns what is in the slot of an app.
pub(super) fn of_app(tx: &Tx<'_>, app: &Id) -> Option<Pair> {
    tx.conn()
        .prepare_cached(
            "SELECT id, key, secret, state, created_at, created_by, expires_at FROM _staged_credential WHERE app = ?1",
        )
        .or_abort()
        .query_row([app.as_str()], |found| {
            let (id, by): (String, Option<String>) = (found.get(0)?, found.get(5)?);
            Ok(Pair {
                id: Id::parse(&id).ok_or(rusqlite::Error::InvalidQuery)?,
                key: found.get(1)?,
                secret: SecretString::from(found.get::<_, String>(2)?),
                state: found.get(3)?,
                created_at: found.get(4)?,
                created_by: by.as_deref().and_then(Id::parse),
                expires_at: found.get(6)?,
            })
        })
        .optional()
        .or_abort()
}

/// Puts a new pair into the slot, which must be free or expired.
pub(super) fn stage(tx: &Tx<'_>, app: &Id) -> Option<Pair> {
    if of_app(tx, app).is_some_and(|pair| pair.is_live(tx.now())) {
        return None;
    }
    let key = format!("3MVG9{}", crate::random::alphanumeric(80));
    let secret: String = crate::random::bytes(32)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    put(tx, app, &key, &SecretString::from(secret), "Active");
    of_app(tx, app)
}

/// Makes the pair in the slot the one in use; the former one takes its place.
pub(super) fn promote(tx: &mut Tx<'_>, app: &Id, in_use: &Consumer, staged: &Pair) -> Option<Pair> {
    discard(tx, app);
    apps::set_credentials(tx, app, &staged.key, &staged.secret);
    put(tx, app, &in_use.key, &in_use.secret, "Rotated");
    of_app(tx, app)
}

/// Empties the slot.
pub(super) fn discard(tx: &Tx<'_>, app: &Id) {
    tx.conn()
        .prepare_cached("DELETE FROM _staged_credential WHERE app = ?1")
        .or_abort()
        .execute([app.as_str()])
        .or_abort();
}

fn put(tx: &Tx<'_>, app: &Id, key: &str, secret: &SecretString, state: &str) {
    let number: u64 = tx
        .meta("staged_credentials")
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    tx.set_meta("staged_credentials", &(number + 1).to_string());
    let end = tx
        .now()
        .checked_add(jiff::SignedDuration::from_hours(24 * DAYS))
        .unwrap_or(jiff::Timestamp::MAX);
    tx.conn()
        .prepare_cached(
            "INSERT OR REPLACE INTO _staged_credential
               (id, app, key, secret, state, created_at, created_by, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .or_abort()
        .execute(params![
            Id::make(PREFIX, number).as_str(),
            app.as_str(),
            key,
            secret.expose_secret(),
            state,
            tx.stamp(),
            tx.actor().map(Id::as_str),
            stamp(end),
        ])
        .or_abort();
}
