//! Revocation. Source: help page "Revoke OAuth Tokens". Who holds a token may revoke it: no client is asked for.

use super::parameters::Parameters;
use super::refusal::Refusal;
use super::routes::{no_store, refuse};
use crate::server::{Request, Response};
use crate::sessions;
use crate::store::Tx;

/// Answers `/services/oauth2/revoke`.
pub(super) fn answer(tx: &mut Tx<'_>, request: &Request) -> Response {
    let parameters = Parameters::of(request);
    let token = match parameters.required("token") {
        Ok(token) => token,
        Err(refusal) => return refuse(&refusal),
    };
    if !sessions::revoke(tx, token) {
        return refuse(&Refusal::unknown_token(&tx.org.behaviours));
    }
    no_store(match parameters.get("callback") {
        Some(callback) if is_identifier(callback) => {
            Response::text(200, "text/javascript;charset=UTF-8", format!("{callback}({{}});"))
        }
        _ => Response::empty(200),
    })
}

/// A callback is written into a script, so it may be a name and nothing else.
fn is_identifier(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'$'))
}
