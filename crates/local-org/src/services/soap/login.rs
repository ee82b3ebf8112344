//! `login`: username and password for a session.
//!
//! Source: SOAP API Developer Guide, login(). Versions from 65.0 on have none (Web Services Connector issue #363); it is
//! to end altogether.

use secrecy::ExposeSecret;
use serde_json::Value;

use super::envelope::typed;
use super::flavour::Flavour;
use super::people::user_info;
use crate::enforce::access_of;
use crate::services::metadata::xml::Element;
use crate::services::metadata::{Envelope, Fault};
use crate::services::oauth::{LoginVerdict, judge_login};
use crate::sessions::{Flow, SignIn, Source, fits_password, is_frozen, record_failure, sign_in};
use crate::store::{Org, Tx};
use crate::value::{Row, flag, id, text};

/// The first version without login.
const GONE_SINCE: u32 = 65;

/// What a recorded refusal says, whatever was wrong: who tries passwords learns nothing.
const REFUSED: &str = "Invalid username, password, security token; or user locked out.";

/// The results of a login and who it was.
type Told = (Vec<Element>, String);

/// Answers a login.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    flavour: Flavour,
    version: u32,
    envelope: &Envelope,
    source: &Source,
) -> Result<Told, Fault> {
    if version >= GONE_SINCE {
        // The first sentence is recorded.
        return Err(Fault::new(
            "INVALID_OPERATION",
            format!(
                "The SOAP Login operation is not available in the API version specified ({version}.0). Use an OAuth flow instead."
            ),
        ));
    }
    let operation = &envelope.operation;
    let username = operation.value("username").unwrap_or_default();
    let password = operation.value("password").unwrap_or_default();
    let user = tx
        .find_one("User", &[("Username", Value::from(username))])
        .ok_or_else(|| Fault::new("INVALID_LOGIN", REFUSED))?;
    if let Err((fault, status)) = check(tx, &user, password, source) {
        if let Some(user) = id(&user, "Id") {
            record_failure(tx, &user, "N/A", Flow::Soap, source, status);
        }
        return Err(fault);
    }
    let Some(user_id) = id(&user, "Id") else {
        return Err(Fault::new("INVALID_LOGIN", REFUSED));
    };
    let session = sign_in(
        tx,
        &SignIn {
            user: &user_id,
            app: None,
            consumer: None,
            flow: Flow::Soap,
            scopes: vec!["full".to_owned()],
            source,
            refresh: None,
        },
    );
    let result = result(tx, flavour, version, &user, session.token.expose_secret());
    Ok((vec![result], username.to_owned()))
}

/// Says whether the user may log in; if not, what is answered and what the login history says.
fn check(tx: &Tx<'_>, user: &Row, password: &str, source: &Source) -> Result<(), (Fault, &'static str)> {
    let refused = |status| (Fault::new("INVALID_LOGIN", REFUSED), status);
    let Some(user_id) = id(user, "Id") else {
        return Err(refused("Login invalid"));
    };
    if !fits_password(tx, &user_id, password) {
        return Err(refused("Invalid Password"));
    }
    if !flag(user, "IsActive") {
        return Err(refused("User is inactive"));
    }
    if is_frozen(tx, &user_id) {
        return Err(refused("User is frozen"));
    }
    match judge_login(tx, user, source) {
        LoginVerdict::Allowed => {}
        LoginVerdict::WrongPlace => {
            let fault = Fault::new(
                "LOGIN_DURING_RESTRICTED_DOMAIN",
                "cannot log in from current IP address",
            );
            return Err((fault, "Restricted IP"));
        }
        LoginVerdict::WrongTime => {
            let fault = Fault::new("LOGIN_DURING_RESTRICTED_TIME", "cannot log in at this time");
            return Err((fault, "Restricted time"));
        }
    }
    if !access_of(tx, &user_id).permission("ApiEnabled") {
        let fault = Fault::new("API_CURRENTLY_DISABLED", "API is disabled for this User");
        return Err((fault, "API is disabled for this User"));
    }
    Ok(())
}

fn result(tx: &Tx<'_>, flavour: Flavour, version: u32, user: &Row, token: &str) -> Element {
    let org = Org::id(tx).map_or_else(String::new, |id| id.short().to_owned());
    let url = |segment: &str| format!("{}/services/Soap/{segment}/{version}.0/{org}", tx.org.url());
    let mut info = user_info(tx, user);
    info.name = "userInfo".to_owned();
    let mut result = typed("result", "LoginResult");
    result.attributes.clear();
    result
        .with("metadataServerUrl", url("m"))
        .with("passwordExpired", "false")
        .with("sandbox", "false")
        .with("serverUrl", url(flavour.segment()))
        .with("sessionId", token)
        .with("userId", text(user, "Id"))
        .with_child(info)
}
