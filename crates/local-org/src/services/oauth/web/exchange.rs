//! A code for a session.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::super::client;
use super::super::login::{self, Attempt};
use super::super::parameters::Parameters;
use super::super::refusal::Refusal;
use super::super::token::{Granted, OpenId};
use super::codes::{self, Code, Found};
use crate::apps::App;
use crate::sessions::{Flow, approve, find_approval};
use crate::store::Tx;

/// Grants a session by an authorization code.
pub(in super::super) fn grant(
    tx: &mut Tx<'_>,
    parameters: &Parameters,
    attempt: &mut Attempt,
) -> Result<Granted, Refusal> {
    use secrecy::ExposeSecret as _;
    attempt.flow = Some(Flow::WebServer);
    let given = parameters.required("code")?;
    let claimed = parameters.client()?;
    let app = client::find(tx, &claimed.key)?;
    attempt.is_through(&app);
    if app.secret_required_for_code || claimed.secret.is_some() {
        client::prove(tx, &app, &claimed)?;
    }
    let code = match codes::take(tx, given) {
        Found::Good(code) if code.app == app.id => code,
        Found::Expired => return Err(Refusal::code_expired()),
        Found::Good(_) | Found::Unknown => return Err(Refusal::code_unknown()),
    };
    check(&app, &code, parameters)?;
    let user = login::user(tx, &code.user).ok_or_else(Refusal::code_unknown)?;
    attempt.is_by(Some(&user));
    login::check(tx, &app, &user, attempt)?;
    let refresh_token = wants_refresh(&code.scopes).then(|| approve(tx, &code.user, &app, &code.scopes));
    let approval = refresh_token
        .as_ref()
        .and_then(|token| find_approval(tx, token.expose_secret()));
    Ok(Granted {
        app,
        consumer: claimed.key,
        user: code.user,
        flow: Flow::WebServer,
        openid: OpenId::of(&code.scopes, code.nonce),
        scopes: code.scopes,
        approval,
        refresh_token,
    })
}

/// Whether the scopes ask for a refresh token.
pub(super) fn wants_refresh(scopes: &[String]) -> bool {
    scopes
        .iter()
        .any(|scope| matches!(scope.as_str(), "refresh_token" | "offline_access"))
}

fn check(app: &App, code: &Code, parameters: &Parameters) -> Result<(), Refusal> {
    if parameters.get("redirect_uri") != Some(code.redirect.as_str()) {
        return Err(Refusal::redirect_mismatch());
    }
    match (&code.challenge, parameters.get("code_verifier")) {
        (None, None) if !app.requires_pkce => Ok(()),
        (Some(challenge), Some(verifier)) if is_answer(challenge, verifier) => Ok(()),
        _ => Err(Refusal::bad_verifier()),
    }
}

/// RFC 7636: the challenge is the digest of the verifier.
fn is_answer(challenge: &str, verifier: &str) -> bool {
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    digest == challenge.trim_end_matches('=')
}
