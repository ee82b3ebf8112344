//! Introspection (RFC 7662): an app asks whether a token is alive.

use secrecy::SecretString;
use serde_json::{Value, json};

use super::parameters::{Claimed, Parameters};
use super::refusal::Refusal;
use super::routes::{no_store, refuse};
use super::{client, userinfo};
use crate::apps::App;
use crate::server::{Request, Response};
use crate::sessions::{Approval, LiveSession, find_approval, live};
use crate::store::Tx;
use crate::value::text;

/// Answers `/services/oauth2/introspect`.
pub(super) fn answer(tx: &mut Tx<'_>, request: &Request) -> Response {
    if request.method != http::Method::POST {
        return refuse(&Refusal::must_post());
    }
    let parameters = Parameters::of(request);
    match introspect(tx, &parameters) {
        Ok(body) => no_store(Response::json(200, &body)),
        Err(refusal) => refuse(&refusal),
    }
}

fn introspect(tx: &Tx<'_>, parameters: &Parameters) -> Result<Value, Refusal> {
    let claimed = parameters.client().map_err(|_| Refusal::unproven_client())?;
    let app = client::proven(tx, &with_secret(claimed)).map_err(|_| Refusal::unproven_client())?;
    let token = parameters.required("token")?;
    let may_see = |owner: Option<&crate::value::Id>| app.introspects_all_tokens || owner == Some(&app.id);
    if let Some(session) = live(tx, token).filter(|session| may_see(session.info.app.as_ref())) {
        return Ok(of_session(tx, &session));
    }
    if let Some(approval) = find_approval(tx, token).filter(|approval| may_see(Some(&approval.app))) {
        return Ok(of_approval(tx, &app, &approval));
    }
    Ok(json!({"active": false}))
}

/// A client without a secret is as unproven as one with a wrong secret.
fn with_secret(claimed: Claimed) -> Claimed {
    let secret = claimed.secret.unwrap_or_else(|| SecretString::from(""));
    Claimed {
        key: claimed.key,
        secret: Some(secret),
    }
}

fn of_session(tx: &Tx<'_>, session: &LiveSession) -> Value {
    let issued = session.issued.as_second();
    json!({
        "active": true,
        "scope": session.info.scopes.join(" "),
        "client_id": session.consumer,
        "username": text(&session.user, "Username"),
        "sub": userinfo::identity_url(tx, &session.user_id),
        "token_type": "access_token",
        "exp": session.expires.as_second(),
        "iat": issued,
        "nbf": issued,
    })
}

fn of_approval(tx: &Tx<'_>, app: &App, approval: &Approval) -> Value {
    let issued = approval.issued.as_second();
    let username = tx
        .get("User", &approval.user)
        .map(|user| text(&user, "Username").to_owned());
    json!({
        "active": true,
        "scope": approval.scopes.join(" "),
        "client_id": app.consumer.as_ref().map(|consumer| consumer.key.as_str()),
        "username": username,
        "sub": userinfo::identity_url(tx, &approval.user),
        "token_type": "refresh_token",
        "iat": issued,
        "nbf": issued,
    })
}
