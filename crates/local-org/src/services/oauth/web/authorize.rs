//! `/services/oauth2/authorize`: who are you, may the app, and off you go.

use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::super::login::{self, Attempt};
use super::super::parameters::Parameters;
use super::super::refusal::Refusal;
use super::super::token::{self, Granted, OpenId};
use super::approve::{Will, will};
use super::wish::{self, ResponseType, Wish, Wrong};
use super::{codes, exchange, page};
use crate::server::{Request, Response};
use crate::sessions::{
    Flow, SignIn, Source, approve, find_approval, fits_password, is_frozen, live, record_failure, sign_in,
};
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

/// The cookie that a browser is known by.
const COOKIE: &str = "sid";

/// The user in front of the browser, and the cookie that tells so where it is new.
struct Visitor {
    row: Row,
    id: Id,
    cookie: Option<SecretString>,
}

/// Answers it, by GET and POST alike.
pub(in super::super) fn answer(tx: &mut Tx<'_>, request: &Request) -> Response {
    if !matches!(request.method, Method::GET | Method::POST) {
        return page::refused(&Refusal::must_post());
    }
    let parameters = Parameters::of(request);
    let wish = match wish::read(tx, &parameters) {
        Ok(wish) => wish,
        Err(Wrong::Page(refusal)) => return page::refused(&refusal),
        Err(Wrong::Told(redirect, refusal)) => return see(&redirect.refusing(&refusal)),
    };
    let source = Source::of(tx.org, request);
    let visitor = match visitor(tx, request, &parameters, &wish, &source) {
        Ok(visitor) => visitor,
        Err(answer) => return *answer,
    };
    let mut response = decide(tx, &parameters, &wish, &visitor, source);
    response.user = Some(text(&visitor.row, "Username").to_owned());
    if let Some(cookie) = &visitor.cookie {
        let cookie = format!(
            "{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax",
            cookie.expose_secret()
        );
        response.set_header("set-cookie", &cookie);
    }
    response
}

/// Finds out who is there, or answers with the page that asks.
fn visitor(
    tx: &mut Tx<'_>,
    request: &Request,
    parameters: &Parameters,
    wish: &Wish,
    source: &Source,
) -> Result<Visitor, Box<Response>> {
    let posted = request.method == Method::POST;
    if posted && parameters.get("username").is_some() {
        return log_in(tx, parameters, source)
            .ok_or_else(|| Box::new(page::login(parameters.pairs(), hint(parameters), true)));
    }
    let known = cookie(request)
        .and_then(|token| live(tx, token))
        .filter(|_| posted || !wish.prompts("login"));
    match known {
        Some(session) => Ok(Visitor {
            id: session.user_id,
            row: session.user,
            cookie: None,
        }),
        None if wish.prompts("none") => {
            Err(Box::new(see(&wish.redirect.refusing(&Refusal::not_immediate()))))
        }
        None => Err(Box::new(page::login(parameters.pairs(), hint(parameters), false))),
    }
}

fn hint(parameters: &Parameters) -> &str {
    parameters
        .get("username")
        .or_else(|| parameters.get("login_hint"))
        .unwrap_or_default()
}

fn cookie(request: &Request) -> Option<&str> {
    request.header("cookie")?.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })
}

/// Begins a session of the browser. Its scope opens pages, and no API.
fn log_in(tx: &mut Tx<'_>, parameters: &Parameters, source: &Source) -> Option<Visitor> {
    let row = login::user_by_name(tx, parameters.get("username")?)?;
    let user = id(&row, "Id")?;
    let status = if !fits_password(tx, &user, parameters.get("password").unwrap_or_default()) {
        Some("Invalid Password")
    } else if !flag(&row, "IsActive") {
        Some("User is inactive")
    } else if is_frozen(tx, &user) {
        Some("User is frozen")
    } else {
        None
    };
    if let Some(status) = status {
        record_failure(tx, &user, "Browser", Flow::Page, source, status);
        return None;
    }
    let session = sign_in(
        tx,
        &SignIn {
            user: &user,
            app: None,
            consumer: None,
            flow: Flow::Page,
            scopes: vec!["web".to_owned()],
            source,
            refresh: None,
        },
    );
    Some(Visitor {
        row,
        id: user,
        cookie: Some(session.token),
    })
}

fn decide(
    tx: &mut Tx<'_>,
    parameters: &Parameters,
    wish: &Wish,
    visitor: &Visitor,
    source: Source,
) -> Response {
    let mut attempt = Attempt::new(source);
    attempt.flow = Some(Flow::WebServer);
    attempt.is_through(&wish.app);
    attempt.is_by(Some(&visitor.row));
    let decision = parameters.get("decision");
    let will = login::check(tx, &wish.app, &visitor.row, &attempt)
        .and_then(|()| will(tx, wish, &visitor.id, decision));
    match will {
        Err(refusal) => see(&wish.redirect.refusing(&refusal)),
        Ok(Will::ToBeAsked) if wish.prompts("none") => {
            see(&wish.redirect.refusing(&Refusal::not_immediate()))
        }
        Ok(Will::ToBeAsked) => page::approval(
            parameters.pairs(),
            &wish.app.label,
            text(&visitor.row, "Username"),
            &wish.scopes,
        ),
        Ok(Will::Given) => match wish.kind {
            ResponseType::Code => {
                let code = codes::make(tx, wish, &visitor.id);
                see(&wish.redirect.with(&[("code", code.expose_secret())]))
            }
            ResponseType::Token | ResponseType::TokenAndIdentity => {
                hand_out(tx, wish, &visitor.id, &attempt.source)
            }
        },
    }
}

/// The user-agent flow: the whole answer of the token endpoint, in the fragment.
fn hand_out(tx: &mut Tx<'_>, wish: &Wish, user: &Id, source: &Source) -> Response {
    let refresh_token =
        exchange::wants_refresh(&wish.scopes).then(|| approve(tx, user, &wish.app, &wish.scopes));
    let approval = refresh_token
        .as_ref()
        .and_then(|token| find_approval(tx, token.expose_secret()));
    let granted = Granted {
        app: wish.app.clone(),
        consumer: wish.consumer.clone(),
        user: user.clone(),
        flow: Flow::UserAgent,
        scopes: wish.scopes.clone(),
        approval,
        refresh_token,
        openid: (wish.kind == ResponseType::TokenAndIdentity)
            .then(|| OpenId::of(&wish.scopes, wish.nonce.clone()))
            .flatten(),
    };
    let told = token::issue(tx, &granted, source);
    let pairs: Vec<(&str, &str)> = told
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    debug_assert!(told.values().all(Value::is_string), "a fragment holds text alone");
    see(&wish.redirect.with(&pairs))
}

fn see(address: &str) -> Response {
    Response::empty(302)
        .with_header("location", address)
        .with_header("cache-control", "no-store")
}
