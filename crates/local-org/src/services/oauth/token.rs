//! The token endpoint.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::login::{self, Attempt};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::routes::{no_store, refuse};
use super::{client, client_credentials, jwt_bearer, refresh, signature, userinfo, web};
use crate::apps::App;
use crate::server::{Request, Response};
use crate::sessions::{self, Approval, Flow, SignIn, Source, renew, sign_in};
use crate::store::Tx;
use crate::value::{Id, text};

/// What a flow grants: a session of a user, through an app.
#[derive(Debug)]
pub(super) struct Granted {
    /// The app.
    pub(super) app: App,
    /// The consumer key that it asked with.
    pub(super) consumer: String,
    /// The user.
    pub(super) user: Id,
    /// The flow.
    pub(super) flow: Flow,
    /// The runtime names of the scopes.
    pub(super) scopes: Vec<String>,
    /// The approval whose refresh token was used, or is new.
    pub(super) approval: Option<Approval>,
    /// A refresh token to be told.
    pub(super) refresh_token: Option<SecretString>,
    /// Whether an identity token is told, too.
    pub(super) openid: Option<OpenId>,
}

/// That an identity token is wanted, and what it is to repeat.
#[derive(Debug)]
pub(super) struct OpenId {
    /// What the client sent to know its own request by.
    pub(super) nonce: Option<String>,
}

impl OpenId {
    /// Returns that one is wanted, if the scopes say so.
    pub(super) fn of(scopes: &[String], nonce: Option<String>) -> Option<OpenId> {
        scopes
            .iter()
            .any(|scope| scope == "openid")
            .then_some(OpenId { nonce })
    }
}

/// Answers `/services/oauth2/token`.
pub(super) fn answer(tx: &mut Tx<'_>, request: &Request) -> Response {
    if request.method != http::Method::POST {
        return refuse(&Refusal::must_post());
    }
    let parameters = Parameters::of(request);
    let mut attempt = Attempt::new(Source::of(tx.org, request));
    match grant(tx, &parameters, &mut attempt) {
        Ok(granted) => respond(tx, &granted, &attempt.source),
        Err(refusal) => {
            attempt.record(tx, &refusal);
            refuse(&refusal)
        }
    }
}

fn grant(tx: &mut Tx<'_>, parameters: &Parameters, attempt: &mut Attempt) -> Result<Granted, Refusal> {
    match parameters.required("grant_type")? {
        "client_credentials" => client_credentials::grant(tx, parameters, attempt),
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => jwt_bearer::grant(tx, parameters, attempt),
        "authorization_code" => web::grant(tx, parameters, attempt),
        "refresh_token" => refresh::grant(tx, parameters, attempt),
        "password" => Err(refuse_password(tx, parameters, attempt)),
        _ => Err(Refusal::unknown_grant_type()),
    }
}

/// The flow is off by default in orgs and about to be retired, so it is refused before any password is looked at.
fn refuse_password(tx: &Tx<'_>, parameters: &Parameters, attempt: &mut Attempt) -> Refusal {
    attempt.flow = Some(Flow::Password);
    if let Some(username) = parameters.get("username") {
        attempt.is_by(login::user_by_name(tx, username).as_ref());
    }
    Refusal::password()
}

fn respond(tx: &mut Tx<'_>, granted: &Granted, source: &Source) -> Response {
    let body = issue(tx, granted, source);
    let mut response = no_store(Response::json(200, &Value::Object(body)));
    response.user = tx
        .get("User", &granted.user)
        .map(|user| text(&user, "Username").to_owned());
    response
}

/// Begins the session, and returns all that the client is told of it.
pub(super) fn issue(tx: &mut Tx<'_>, granted: &Granted, source: &Source) -> Map<String, Value> {
    let session = sign_in(
        tx,
        &SignIn {
            user: &granted.user,
            app: Some(&granted.app),
            consumer: Some(&granted.consumer),
            flow: granted.flow,
            scopes: granted.scopes.clone(),
            source,
            refresh: granted.approval.as_ref().map(|approval| approval.digest.clone()),
        },
    );
    let identity = userinfo::identity_url(tx, &granted.user);
    let issued_at = session.issued.as_millisecond().to_string();
    let secret = client::secret_of(tx, &granted.app, &granted.consumer);
    let signed = secret
        .map(|secret| signature::sign(&secret, &identity, &issued_at))
        .unwrap_or_default();
    let id_token = granted.openid.as_ref().map(|openid| {
        let about = sessions::Identity {
            subject: &identity,
            consumer: &granted.consumer,
            nonce: openid.nonce.as_deref(),
        };
        sessions::identity(tx, &about, &session)
    });
    let mut body = Map::new();
    let mut say = |name: &str, value: String| body.insert(name.to_owned(), Value::String(value));
    say("access_token", session.token.expose_secret().to_owned());
    say("signature", signed);
    say("scope", granted.scopes.join(" "));
    if let Some(token) = &id_token {
        say("id_token", token.expose_secret().to_owned());
    }
    say("instance_url", tx.org.url().to_owned());
    say("id", identity);
    say("token_type", "Bearer".to_owned());
    say("issued_at", issued_at);
    if granted.scopes.iter().any(|scope| scope == "sfap_api") {
        say("api_instance_url", "https://api.salesforce.com".to_owned());
    }
    if let Some(token) = &granted.refresh_token {
        say("refresh_token", token.expose_secret().to_owned());
    } else if let Some(approval) = granted
        .approval
        .as_ref()
        .filter(|_| granted.app.rotates_refresh_tokens)
    {
        say("refresh_token", renew(tx, approval).expose_secret().to_owned());
    }
    body
}
