//! Authorization codes: good for one use and a quarter of an hour.

use jiff::SignedDuration;
use rusqlite::{OptionalExtension, params};
use secrecy::{ExposeSecret, SecretString};

use super::wish::Wish;
use crate::random;
use crate::sessions::digest;
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

/// Codes are known by their digests; a used one is remembered, to be told from an unknown one.
pub(crate) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _code (
  digest TEXT PRIMARY KEY, user TEXT NOT NULL, app TEXT NOT NULL, redirect TEXT NOT NULL, scopes TEXT NOT NULL,
  challenge TEXT, issued TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS _code_nonce (digest TEXT PRIMARY KEY, nonce TEXT NOT NULL);
";

/// Source: help page "OAuth 2.0 Web Server Flow": the code expires after 15 minutes.
const LIFE: SignedDuration = SignedDuration::from_mins(15);

/// What a code stands for.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) user: Id,
    pub(super) app: Id,
    pub(super) redirect: String,
    pub(super) scopes: Vec<String>,
    pub(super) challenge: Option<String>,
    pub(super) nonce: Option<String>,
}

/// What became of a code that somebody brings.
#[derive(Debug)]
pub(super) enum Found {
    Good(Code),
    /// Used, or too old.
    Expired,
    Unknown,
}

/// Makes a code.
pub(super) fn make(tx: &Tx<'_>, wish: &Wish, user: &Id) -> SecretString {
    let code = SecretString::from(format!("aPrx{}", random::alphanumeric(80)));
    let digest = digest(code.expose_secret());
    if let Some(nonce) = &wish.nonce {
        tx.conn()
            .prepare_cached("INSERT INTO _code_nonce (digest, nonce) VALUES (?1, ?2)")
            .or_abort()
            .execute([&digest, nonce])
            .or_abort();
    }
    tx.conn()
        .prepare_cached(
            "INSERT INTO _code (digest, user, app, redirect, scopes, challenge, issued)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .or_abort()
        .execute(params![
            digest,
            user.as_str(),
            wish.app.id.as_str(),
            wish.redirect.uri,
            wish.scopes.join(" "),
            wish.challenge,
            tx.now().to_string(),
        ])
        .or_abort();
    code
}

/// Uses a code up, whatever comes of it.
pub(super) fn take(tx: &Tx<'_>, code: &str) -> Found {
    let digest = digest(code);
    let found = tx
        .conn()
        .prepare_cached(
            "SELECT user, app, redirect, scopes, challenge, issued, used, nonce
             FROM _code LEFT JOIN _code_nonce USING (digest) WHERE digest = ?1",
        )
        .or_abort()
        .query_row([&digest], |found| {
            let text = |at: usize| found.get::<_, String>(at);
            let id = |at: usize| text(at).map(|text| Id::parse(&text));
            let scopes: Vec<String> = text(3)?.split_whitespace().map(str::to_owned).collect();
            let (user, app, redirect) = (id(0)?, id(1)?, text(2)?);
            let (challenge, nonce) = (found.get(4)?, found.get(7)?);
            let code = user.zip(app).map(|(user, app)| Code {
                user,
                app,
                redirect,
                scopes,
                challenge,
                nonce,
            });
            Ok((code, text(5)?, found.get::<_, bool>(6)?))
        })
        .optional()
        .or_abort();
    let Some((Some(code), issued, used)) = found else {
        return Found::Unknown;
    };
    tx.conn()
        .prepare_cached("UPDATE _code SET used = 1 WHERE digest = ?1")
        .or_abort()
        .execute([&digest])
        .or_abort();
    let is_old = issued
        .parse::<jiff::Timestamp>()
        .is_ok_and(|issued| tx.now().duration_since(issued) > LIFE);
    if used || is_old {
        Found::Expired
    } else {
        Found::Good(code)
    }
}
