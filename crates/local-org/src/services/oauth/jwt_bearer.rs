//! The JWT bearer flow: an assertion signed with the app's key, for a user who approved the app or was given it.

use super::approval::is_admin_approved;
use super::assertion::{self, Claims, Fault, Judge};
use super::login::{self, Attempt};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::token::Granted;
use super::{client, scopes};
use crate::apps::{App, PermittedUsers};
use crate::facts::oauth::{ASSERTION_EXPIRY, JTI_REPLAY, MY_DOMAIN_AUDIENCE};
use crate::sessions::{Flow, approval_of, note_assertion};
use crate::store::Tx;
use crate::value::{Id, id};

/// Audiences besides the org's own address.
const LOGIN_HOSTS: [&str; 2] = ["https://login.salesforce.com", "https://test.salesforce.com"];

/// Reported as the most that clients go ahead.
const THREE_MINUTES: i64 = 180;

/// Grants a session by an assertion.
pub(super) fn grant(tx: &Tx<'_>, parameters: &Parameters, attempt: &mut Attempt) -> Result<Granted, Refusal> {
    attempt.flow = Some(Flow::JwtBearer);
    let text = parameters.required("assertion")?;
    let refused = |fault| refusal_of(tx, fault);
    let claims = assertion::read(text).map_err(refused)?;
    let app = client::find(tx, &claims.issuer)?;
    attempt.is_through(&app);
    let user = login::user_by_name(tx, &claims.subject);
    attempt.is_by(user.as_ref());
    if parameters.get("scope").is_some() {
        return Err(Refusal::scope_sent());
    }
    verify(tx, &app, text, &claims).map_err(refused)?;
    let user = user.ok_or_else(Refusal::never_approved)?;
    let user_id = id(&user, "Id").ok_or_else(Refusal::never_approved)?;
    login::check(tx, &app, &user, attempt)?;
    let scopes = approved_scopes(tx, &app, &user_id)?;
    note(tx, &claims)?;
    Ok(Granted {
        app,
        consumer: claims.issuer,
        user: user_id,
        flow: Flow::JwtBearer,
        scopes,
        approval: None,
        refresh_token: None,
        openid: None,
    })
}

/// The certificate is the switch of the flow: without one, nothing verifies.
fn verify(tx: &Tx<'_>, app: &App, text: &str, claims: &Claims) -> Result<(), Fault> {
    let certificate = app.certificate.as_deref().ok_or(Fault::Signature)?;
    if !assertion::is_signed_by(text, certificate) {
        return Err(Fault::Signature);
    }
    let behaviours = &tx.org.behaviours;
    let mut audiences = LOGIN_HOSTS.to_vec();
    if behaviours.is(&MY_DOMAIN_AUDIENCE, "accepted") {
        audiences.push(tx.org.url());
    }
    let max_seconds_ahead = behaviours
        .is(&ASSERTION_EXPIRY, "three_minutes")
        .then_some(THREE_MINUTES);
    Judge {
        now: tx.now(),
        audiences: &audiences,
        max_seconds_ahead,
    }
    .judge(claims)
}

/// The scopes that a user's session gets: all of the app's where an administrator decides, else those of the
/// user's own approval.
fn approved_scopes(tx: &Tx<'_>, app: &App, user: &Id) -> Result<Vec<String>, Refusal> {
    match app.permitted_users {
        PermittedUsers::AdminApproved if is_admin_approved(tx, app, user) => Ok(scopes::runtime(&app.scopes)),
        PermittedUsers::AdminApproved => Err(Refusal::not_approved_by_admin()),
        PermittedUsers::AllSelfAuthorized => approval_of(tx, user, &app.id)
            .map(|approval| approval.scopes)
            .ok_or_else(Refusal::never_approved),
    }
}

fn note(tx: &Tx<'_>, claims: &Claims) -> Result<(), Refusal> {
    let Some(jti) = &claims.id else { return Ok(()) };
    let is_new = note_assertion(tx, &claims.issuer, jti);
    let is_refused = !is_new && tx.org.behaviours.is(&JTI_REPLAY, "refused");
    if is_refused {
        Err(Refusal::assertion_replayed())
    } else {
        Ok(())
    }
}

fn refusal_of(tx: &Tx<'_>, fault: Fault) -> Refusal {
    match fault {
        Fault::Malformed => Refusal::bad_assertion(),
        Fault::Signature => Refusal::bad_signature(),
        Fault::Expired => Refusal::expired_assertion(),
        Fault::Audience => Refusal::bad_audience(&tx.org.behaviours),
    }
}
