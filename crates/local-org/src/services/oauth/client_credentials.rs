//! The client credentials flow: the app logs in as the run-as user of its policies.

use super::approval::is_admin_approved;
use super::login::{self, Attempt};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::token::Granted;
use super::{client, scopes};
use crate::apps::{App, PermittedUsers};
use crate::facts::oauth::CC_PREAUTHORIZATION;
use crate::sessions::Flow;
use crate::store::Tx;
use crate::value::{Id, Row, id};

/// Grants a session to an app by its key and secret.
pub(super) fn grant(tx: &Tx<'_>, parameters: &Parameters, attempt: &mut Attempt) -> Result<Granted, Refusal> {
    attempt.flow = Some(Flow::ClientCredentials);
    let claimed = parameters.client()?;
    let app = client::proven(tx, &claimed)?;
    attempt.is_through(&app);
    let run_as = run_as(tx, &app)?;
    attempt.is_by(Some(&run_as.row));
    if parameters.get("scope").is_some() {
        return Err(Refusal::scope_sent());
    }
    login::check(tx, &app, &run_as.row, attempt)?;
    let is_bound = tx.org.behaviours.is(&CC_PREAUTHORIZATION, "applied")
        && app.permitted_users == PermittedUsers::AdminApproved;
    if is_bound && !is_admin_approved(tx, &app, &run_as.id) {
        return Err(Refusal::not_approved_by_admin());
    }
    let scopes = scopes::for_client_credentials(&app.scopes);
    if scopes.is_empty() {
        return Err(Refusal::no_scopes());
    }
    let flow = Flow::ClientCredentials;
    Ok(Granted {
        app,
        consumer: claimed.key,
        user: run_as.id,
        flow,
        scopes,
        approval: None,
        refresh_token: None,
        openid: None,
    })
}

struct RunAs {
    id: Id,
    row: Row,
}

/// The three switches: the flow in the settings, the flow in the policies, the user.
fn run_as(tx: &Tx<'_>, app: &App) -> Result<RunAs, Refusal> {
    if !app.client_credentials_setting || !app.client_credentials_policy {
        return Err(Refusal::flow_off(&tx.org.behaviours));
    }
    let username = app.run_as.as_deref().ok_or_else(Refusal::no_run_as)?;
    let row = login::user_by_name(tx, username).ok_or_else(Refusal::no_run_as)?;
    let id = id(&row, "Id").ok_or_else(Refusal::no_run_as)?;
    Ok(RunAs { id, row })
}
