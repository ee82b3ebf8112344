//! The tables behind tokens.

use rusqlite::{OptionalExtension, params};

use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

/// What the org keeps besides AuthSession: digests of tokens with what they stand for, approvals by users, the
/// assertions that were used, and the key that signs tokens in JWT format.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _session (
  digest TEXT PRIMARY KEY, auth_session TEXT NOT NULL, user TEXT NOT NULL, app TEXT, consumer TEXT,
  scopes TEXT NOT NULL, issued TEXT NOT NULL, refresh TEXT);
CREATE INDEX IF NOT EXISTS _session_auth_session ON _session (auth_session);
CREATE TABLE IF NOT EXISTS _refresh_token (
  digest TEXT PRIMARY KEY, user TEXT NOT NULL, app TEXT NOT NULL, scopes TEXT NOT NULL, issued TEXT NOT NULL,
  row TEXT NOT NULL, delete_digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS _signing_key (pem TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS _assertion (consumer TEXT NOT NULL, jti TEXT NOT NULL, PRIMARY KEY (consumer, jti));
";

/// What is kept of an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) auth_session: Id,
    pub(super) user: Id,
    pub(super) app: Option<Id>,
    pub(super) consumer: Option<String>,
    pub(super) scopes: Vec<String>,
    pub(super) issued: jiff::Timestamp,
    /// The digest of the refresh token that it was made from.
    pub(super) refresh: Option<String>,
}

pub(super) fn put(tx: &Tx<'_>, digest: &str, kept: &Kept) {
    tx.conn()
        .prepare_cached(
            "INSERT INTO _session (digest, auth_session, user, app, consumer, scopes, issued, refresh)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .or_abort()
        .execute(params![
            digest,
            kept.auth_session.as_str(),
            kept.user.as_str(),
            kept.app.as_ref().map(Id::as_str),
            kept.consumer,
            kept.scopes.join(" "),
            kept.issued.to_string(),
            kept.refresh,
        ])
        .or_abort();
}

pub(super) fn get(tx: &Tx<'_>, digest: &str) -> Option<Kept> {
    tx.conn()
        .prepare_cached(
            "SELECT auth_session, user, app, consumer, scopes, issued, refresh FROM _session WHERE digest = ?1",
        )
        .or_abort()
        .query_row([digest], |found| {
            let id = |at: usize| found.get::<_, String>(at).map(|text| Id::parse(&text));
            let app: Option<String> = found.get(2)?;
            let issued: String = found.get(5)?;
            Ok((id(0)?, id(1)?, app, found.get(3)?, words(&found.get::<_, String>(4)?), issued, found.get(6)?))
        })
        .optional()
        .or_abort()
        .and_then(|(auth_session, user, app, consumer, scopes, issued, refresh)| {
            Some(Kept {
                auth_session: auth_session?,
                user: user?,
                app: app.and_then(|text| Id::parse(&text)),
                consumer,
                scopes,
                issued: issued.parse().ok()?,
                refresh,
            })
        })
}

/// Returns the sessions that were made from a refresh token.
pub(super) fn made_from(tx: &Tx<'_>, refresh: &str) -> Vec<Id> {
    let mut statement = tx
        .conn()
        .prepare_cached("SELECT auth_session FROM _session WHERE refresh = ?1")
        .or_abort();
    let found = statement
        .query_map([refresh], |found| found.get::<_, String>(0))
        .or_abort();
    found.filter_map(|text| Id::parse(&text.or_abort())).collect()
}

/// Forgets expired sessions, and tokens whose session is gone.
pub(super) fn sweep(tx: &Tx<'_>) {
    let now = tx.stamp();
    tx.conn()
        .prepare_cached(
            "DELETE FROM \"AuthSession\"
             WHERE (julianday(?1) - julianday(\"LastModifiedDate\")) * 86400 > \"NumSecondsValid\"",
        )
        .or_abort()
        .execute([now])
        .or_abort();
    tx.conn()
        .prepare_cached("DELETE FROM _session WHERE auth_session NOT IN (SELECT \"Id\" FROM \"AuthSession\")")
        .or_abort()
        .execute([])
        .or_abort();
    // What was activated for a session ends with it.
    tx.conn()
        .prepare_cached(
            "DELETE FROM \"SessionPermSetActivation\"
             WHERE \"AuthSessionId\" NOT IN (SELECT \"Id\" FROM \"AuthSession\")",
        )
        .or_abort()
        .execute([])
        .or_abort();
}

/// Notes that an assertion was used; false when it had been before.
pub(crate) fn note_assertion(tx: &Tx<'_>, consumer: &str, jti: &str) -> bool {
    tx.conn()
        .prepare_cached("INSERT OR IGNORE INTO _assertion (consumer, jti) VALUES (?1, ?2)")
        .or_abort()
        .execute([consumer, jti])
        .or_abort()
        == 1
}

pub(super) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
