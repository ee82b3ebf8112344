//! Approvals: what a user let an app do, and the refresh token that came of it.
//!
//! Nobody clicks in the local org, so the control endpoint stands in for the approval page.

use rusqlite::params;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::keep::{self, words};
use super::token;
use crate::apps::App;
use crate::store::{OrAbort as _, Tx};
use crate::value::{Id, row, text};

/// An approval that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Approval {
    /// The digest of its refresh token.
    pub(crate) digest: String,
    /// The user.
    pub(crate) user: Id,
    /// The app.
    pub(crate) app: Id,
    /// The runtime names of the scopes.
    pub(crate) scopes: Vec<String>,
    /// When it was given.
    pub(crate) issued: jiff::Timestamp,
    /// When its refresh token was last used.
    pub(crate) last_used: jiff::Timestamp,
    /// Its OauthToken row.
    pub(crate) row: Id,
}

/// Lets a user approve an app, and returns the refresh token.
pub(crate) fn approve(tx: &mut Tx<'_>, user: &Id, app: &App, scopes: &[String]) -> SecretString {
    let (refresh, delete) = (token::refresh(), token::refresh());
    let now = tx.second();
    let shown = row([
        ("UserId", Value::from(user)),
        ("AppName", Value::from(app.label.as_str())),
        ("DeleteToken", Value::from(delete.expose_secret())),
        ("CreatedDate", Value::from(now.as_str())),
        ("LastUsedDate", Value::from(now.as_str())),
        ("UseCount", Value::from(1)),
    ]);
    let shown = tx.insert_raw("OauthToken", shown);
    tx.conn()
        .prepare_cached(
            "INSERT INTO _refresh_token (digest, user, app, scopes, issued, row, delete_digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .or_abort()
        .execute(params![
            token::digest(refresh.expose_secret()),
            user.as_str(),
            app.id.as_str(),
            scopes.join(" "),
            tx.now().to_string(),
            shown.as_str(),
            token::digest(delete.expose_secret()),
        ])
        .or_abort();
    refresh
}

/// Returns the approval that a refresh token, or the delete token beside it, stands for.
pub(crate) fn find_approval(tx: &Tx<'_>, refresh_token: &str) -> Option<Approval> {
    let digest = token::digest(refresh_token);
    one(tx, "digest = ?1 OR delete_digest = ?1", params![digest])
}

/// Returns an approval that a user gave an app.
pub(crate) fn approval_of(tx: &Tx<'_>, user: &Id, app: &Id) -> Option<Approval> {
    one(tx, "user = ?1 AND app = ?2", params![user.as_str(), app.as_str()])
}

/// Replaces the refresh token of an approval by a new one.
pub(crate) fn renew(tx: &Tx<'_>, approval: &Approval) -> SecretString {
    let fresh = token::refresh();
    let digest = token::digest(fresh.expose_secret());
    for sql in [
        "UPDATE _session SET refresh = ?2 WHERE refresh = ?1",
        "UPDATE _refresh_token SET digest = ?2 WHERE digest = ?1",
    ] {
        tx.conn()
            .prepare_cached(sql)
            .or_abort()
            .execute([&approval.digest, &digest])
            .or_abort();
    }
    fresh
}

/// Counts a use of a refresh token.
pub(crate) fn note_use(tx: &Tx<'_>, approval: &Approval) {
    tx.conn()
        .prepare_cached(
            "UPDATE \"OauthToken\" SET \"UseCount\" = \"UseCount\" + 1, \"LastUsedDate\" = ?1 WHERE \"Id\" = ?2",
        )
        .or_abort()
        .execute([tx.second().as_str(), approval.row.as_str()])
        .or_abort();
}

/// Takes an approval back, and ends the sessions that came of it.
pub(crate) fn withdraw(tx: &mut Tx<'_>, approval: &Approval) {
    for session in keep::made_from(tx, &approval.digest) {
        tx.delete_raw("AuthSession", &session);
    }
    tx.delete_raw("OauthToken", &approval.row);
    tx.conn()
        .prepare_cached("DELETE FROM _refresh_token WHERE digest = ?1")
        .or_abort()
        .execute([&approval.digest])
        .or_abort();
}

/// Returns all approvals that hold, oldest first.
pub(crate) fn approvals(tx: &Tx<'_>) -> Vec<Approval> {
    select(tx, "1", [])
}

fn one(tx: &Tx<'_>, condition: &str, values: impl rusqlite::Params) -> Option<Approval> {
    select(tx, condition, values).into_iter().next()
}

fn select(tx: &Tx<'_>, condition: &str, values: impl rusqlite::Params) -> Vec<Approval> {
    let sql = format!(
        "SELECT digest, user, app, scopes, issued, row FROM _refresh_token WHERE {condition} ORDER BY rowid"
    );
    let mut statement = tx.conn().prepare_cached(&sql).or_abort();
    let found = statement
        .query_map(values, |found| -> rusqlite::Result<[String; 6]> {
            Ok([
                found.get(0)?,
                found.get(1)?,
                found.get(2)?,
                found.get(3)?,
                found.get(4)?,
                found.get(5)?,
            ])
        })
        .or_abort();
    found.filter_map(|columns| read(tx, columns.or_abort())).collect()
}

fn read(tx: &Tx<'_>, [digest, user, app, scopes, issued, row]: [String; 6]) -> Option<Approval> {
    let row = Id::parse(&row)?;
    Some(Approval {
        digest,
        user: Id::parse(&user)?,
        app: Id::parse(&app)?,
        scopes: words(&scopes),
        issued: issued.parse().ok()?,
        last_used: last_used(tx, &row)?,
        row,
    })
}

/// The shown row tells when the token was last used, and that it was not deleted.
fn last_used(tx: &Tx<'_>, row: &Id) -> Option<jiff::Timestamp> {
    text(&tx.get("OauthToken", row)?, "LastUsedDate").parse().ok()
}
