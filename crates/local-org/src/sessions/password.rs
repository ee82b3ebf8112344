//! Passwords: only what it takes to know one again.

use rusqlite::{OptionalExtension, params};

use super::token::digest;
use crate::random;
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

/// One row a user who has a password.
pub(crate) const PASSWORDS: &str =
    "CREATE TABLE IF NOT EXISTS _password (user TEXT PRIMARY KEY, salt TEXT NOT NULL, digest TEXT NOT NULL);";

/// Digests upon digests: a guess costs that many.
const ROUNDS: usize = 2_000;

fn stretched(salt: &str, password: &str) -> String {
    (0..ROUNDS).fold(format!("{salt}{password}"), |text, _| {
        digest(&format!("{salt}{text}"))
    })
}

/// Gives a user a password.
pub(crate) fn keep_password(tx: &Tx<'_>, user: &Id, password: &str) {
    let salt = random::alphanumeric(22);
    let digest = stretched(&salt, password);
    tx.conn()
        .prepare_cached(
            "INSERT INTO _password (user, salt, digest) VALUES (?1, ?2, ?3)
             ON CONFLICT (user) DO UPDATE SET salt = ?2, digest = ?3",
        )
        .or_abort()
        .execute(params![user.as_str(), salt, digest])
        .or_abort();
}

/// Says whether that is the user's password. A user who was never given one has none.
pub(crate) fn fits_password(tx: &Tx<'_>, user: &Id, password: &str) -> bool {
    let kept: Option<(String, String)> = tx
        .conn()
        .prepare_cached("SELECT salt, digest FROM _password WHERE user = ?1")
        .or_abort()
        .query_row([user.as_str()], |found| Ok((found.get(0)?, found.get(1)?)))
        .optional()
        .or_abort();
    // Digests of digests tell nothing by the time that comparing them takes.
    kept.is_some_and(|(salt, digest)| stretched(&salt, password) == digest)
}
