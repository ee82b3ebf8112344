//! Refresh tokens.

use super::client;
use super::login::{self, Attempt};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::token::{Granted, OpenId};
use crate::apps::{App, RefreshPolicy};
use crate::sessions::{Approval, Flow, digest, find_approval, note_use};
use crate::store::Tx;

/// Grants a session by a refresh token.
pub(super) fn grant(tx: &Tx<'_>, parameters: &Parameters, attempt: &mut Attempt) -> Result<Granted, Refusal> {
    attempt.flow = Some(Flow::Refresh);
    let token = parameters.required("refresh_token")?;
    let claimed = parameters.client()?;
    let app = client::find(tx, &claimed.key)?;
    attempt.is_through(&app);
    if app.secret_required_for_refresh || claimed.secret.is_some() {
        client::prove(tx, &app, &claimed)?;
    }
    if parameters.get("scope").is_some() {
        return Err(Refusal::scope_sent());
    }
    let approval = find_approval(tx, token)
        .filter(|approval| approval.app == app.id && approval.digest == digest(token))
        .ok_or_else(Refusal::refresh_expired)?;
    let user = login::user(tx, &approval.user);
    attempt.is_by(user.as_ref());
    let user = user
        .filter(|_| is_fresh(tx, &app, &approval))
        .ok_or_else(Refusal::refresh_expired)?;
    login::check(tx, &app, &user, attempt)?;
    note_use(tx, &approval);
    let (user, scopes) = (approval.user.clone(), approval.scopes.clone());
    let approval = Some(approval);
    Ok(Granted {
        app,
        consumer: claimed.key,
        user,
        flow: Flow::Refresh,
        openid: OpenId::of(&scopes, None),
        scopes,
        approval,
        refresh_token: None,
    })
}

fn is_fresh(tx: &Tx<'_>, app: &App, approval: &Approval) -> bool {
    match app.refresh_policy {
        RefreshPolicy::Infinite => true,
        RefreshPolicy::Zero => false,
        RefreshPolicy::Lifetime(limit) => tx.now().duration_since(approval.issued) <= limit,
        RefreshPolicy::Inactivity(limit) => tx.now().duration_since(approval.last_used) <= limit,
    }
}
