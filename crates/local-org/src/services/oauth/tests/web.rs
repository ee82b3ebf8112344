//! The flows with a browser.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Method;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::server::Request;
use crate::services::metadata::Kind;
use crate::sessions::keep_password;
use crate::sessions::world::{Answer, USERNAME, World};

const AUTHORIZE: &str = "/services/oauth2/authorize";
const CALLBACK: &str = "https://localhost/callback";
const VERIFIER: &str = "a-verifier-that-is-long-enough-to-be-one-0123456789";

type Form = Vec<(&'static str, String)>;

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER.as_bytes()))
}

/// A world whose user has a password.
fn world() -> World {
    let world = World::new();
    world.work(|tx| keep_password(tx, &world.user, "correct horse"));
    world
}

fn wish(world: &World) -> Form {
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", world.app().consumer.unwrap().key),
        ("redirect_uri", CALLBACK.to_owned()),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256".to_owned()),
        ("state", "a b&c".to_owned()),
    ]
}

fn with(mut form: Form, name: &'static str, value: &str) -> Form {
    form.retain(|(key, _)| *key != name);
    if !value.is_empty() {
        form.push((name, value.to_owned()));
    }
    form
}

fn encoded(form: &Form) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}

fn open(world: &World, form: &Form) -> Answer {
    world.get(&format!("{AUTHORIZE}?{}", encoded(form)), None)
}

fn post(world: &World, form: &Form, cookie: Option<&str>) -> Answer {
    let mut request = Request::new(Method::POST, AUTHORIZE);
    if let Some(cookie) = cookie {
        request.headers.insert("cookie", cookie.parse().unwrap());
    }
    request.body = encoded(form).into();
    world.send(&request)
}

fn log_in(world: &World, form: &Form) -> (Answer, String) {
    let form = with(form.clone(), "username", USERNAME);
    let answer = post(world, &with(form, "password", "correct horse"), None);
    let cookie = answer.header("set-cookie").expect("a cookie");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    (answer, cookie)
}

/// The pairs behind `?` or `#` of the address that an answer leads to.
fn landed(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 302, "{}", answer.text);
    let address = answer.header("location").expect("an address");
    let rest = address.strip_prefix(CALLBACK).expect("the callback");
    form_urlencoded::parse(&rest.as_bytes()[1..])
        .into_owned()
        .collect()
}

fn told(answer: &Answer, name: &str) -> String {
    let pairs = landed(answer);
    let found = pairs.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

fn exchange(world: &World, code: &str, changes: &[(&'static str, &str)]) -> Answer {
    let consumer = world.app().consumer.unwrap();
    let mut form: Form = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("client_id", consumer.key),
        ("client_secret", consumer.secret.expose_secret().to_owned()),
        ("redirect_uri", CALLBACK.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
        ("code", code.to_owned()),
    ];
    for (name, value) in changes {
        form = with(form, name, value);
    }
    let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    world.post("/services/oauth2/token", &pairs)
}

fn code(world: &World) -> String {
    let (_, cookie) = log_in(world, &wish(world));
    told(
        &post(world, &with(wish(world), "decision", "allow"), Some(&cookie)),
        "code",
    )
}

#[test]
fn a_user_logs_in_allows_the_app_and_the_code_becomes_a_session() {
    let world = world();
    let page = open(&world, &wish(&world));
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("name=\"password\"") && page.text.contains("value=\"a b&amp;c\""),
        "{}",
        page.text
    );
    let (page, cookie) = log_in(&world, &wish(&world));
    assert!(
        page.text.contains("Allow Access?") && page.text.contains("<li>api</li>"),
        "{}",
        page.text
    );
    let landing = post(&world, &with(wish(&world), "decision", "allow"), Some(&cookie));
    assert_eq!(told(&landing, "state"), "a b&c");
    let session = exchange(&world, &told(&landing, "code"), &[]).json();
    assert_eq!(session["scope"], "api refresh_token");
    let token = session["access_token"].as_str().expect("a token");
    assert_eq!(world.caller(token).username, USERNAME);
    let consumer = world.app().consumer.unwrap();
    let again = world.post(
        "/services/oauth2/token",
        &[
            ("grant_type", "refresh_token"),
            (
                "refresh_token",
                session["refresh_token"].as_str().expect("a refresh token"),
            ),
            ("client_id", &consumer.key),
            ("client_secret", consumer.secret.expose_secret()),
        ],
    );
    assert_eq!(again.status, 200, "{}", again.text);
    // What was allowed once needs no second click.
    let again = post(&world, &wish(&world), Some(&cookie));
    assert!(!told(&again, "code").is_empty());
    let asked = post(&world, &with(wish(&world), "prompt", "consent"), Some(&cookie));
    assert!(asked.text.contains("Allow Access?"));
}

#[test]
fn the_cookie_opens_no_api() {
    let world = world();
    let (_, cookie) = log_in(&world, &wish(&world));
    let token = cookie.strip_prefix("sid=").expect("the cookie");
    let answer = world.get("/services/data/v66.0/limits", Some(token));
    assert_eq!(answer.status, 401);
}

#[test]
fn a_wrong_password_leads_back_to_the_form() {
    let world = world();
    let form = with(with(wish(&world), "username", USERNAME), "password", "wrong");
    let page = post(&world, &form, None);
    assert_eq!((page.status, page.header("set-cookie")), (200, None));
    assert!(page.text.contains("Please check your username and password"));
    assert!(
        !page.text.contains("wrong\""),
        "the password is not carried along"
    );
    assert_eq!(
        crate::value::text(&world.logins()[0], "Status"),
        "Invalid Password"
    );
    world.freeze();
    let form = with(form, "password", "correct horse");
    assert!(post(&world, &form, None).text.contains("Please check"));
}

#[test]
fn what_is_wrong_with_a_request_is_told_to_the_client_or_shown() {
    let world = world();
    for (name, value, error) in [
        ("response_type", "magic", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("scope", "full", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("prompt", "none", "immediate_unsuccessful"),
    ] {
        let answer = open(&world, &with(wish(&world), name, value));
        assert_eq!(told(&answer, "error"), error, "{name}={value}");
        assert_eq!(told(&answer, "state"), "a b&c");
    }
    for (name, value, error) in [
        ("client_id", "unknown", "invalid_client_id"),
        ("redirect_uri", "https://evil.example", "redirect_uri_mismatch"),
        ("redirect_uri", "", "redirect_uri_missing"),
    ] {
        let answer = open(&world, &with(wish(&world), name, value));
        assert_eq!(
            (answer.status, answer.header("location")),
            (400, None),
            "{name}={value}"
        );
        assert!(answer.text.contains(error), "{}", answer.text);
    }
}

#[test]
fn the_user_may_say_no_and_an_administrator_too() {
    let world = world();
    let (_, cookie) = log_in(&world, &wish(&world));
    let denied = post(&world, &with(wish(&world), "decision", "deny"), Some(&cookie));
    assert_eq!(
        (told(&denied, "error"), told(&denied, "error_description")),
        (
            "access_denied".to_owned(),
            "end-user denied authorization".to_owned()
        )
    );
    world.edit_app(
        Kind::OauthPolicies,
        "permittedUsersPolicyType",
        "AdminApprovedPreAuthorized",
    );
    let refused = post(&world, &with(wish(&world), "decision", "allow"), Some(&cookie));
    assert_eq!(told(&refused, "error"), "OAUTH_APP_ACCESS_DENIED");
    world.give(&world.set, &world.app().id, "ExternalClientApplication");
    let landed = post(&world, &wish(&world), Some(&cookie));
    assert!(!told(&landed, "code").is_empty(), "nobody has to click");
}

#[test]
fn codes_are_good_once_for_a_while_and_for_whoever_asked() {
    let world = world();
    for (changes, error, words) in [
        (
            &[("code_verifier", "another")][..],
            "invalid_grant",
            "invalid code verifier",
        ),
        (&[("code_verifier", "")], "invalid_grant", "invalid code verifier"),
        (
            &[("redirect_uri", "https://localhost/other")],
            "redirect_uri_mismatch",
            "redirect_uri must match configuration",
        ),
        (
            &[("client_secret", "wrong")],
            "invalid_client",
            "invalid client credentials",
        ),
        (
            &[("code", "aPrxUnknown")],
            "invalid_grant",
            "invalid authorization code",
        ),
    ] {
        let answer = exchange(&world, &code(&world), changes);
        assert_eq!(
            answer.refusal(),
            (400, error.to_owned(), words.to_owned()),
            "{changes:?}"
        );
    }
    let used = code(&world);
    assert_eq!(exchange(&world, &used, &[]).status, 200);
    assert_eq!(
        exchange(&world, &used, &[]).refusal().2,
        "expired authorization code"
    );
    let old = code(&world);
    world.move_clock(16 * 60);
    assert_eq!(
        exchange(&world, &old, &[]).refusal().2,
        "expired authorization code"
    );
}

#[test]
fn the_user_agent_flow_answers_in_the_fragment() {
    let world = world();
    let form = with(with(wish(&world), "response_type", "token"), "code_challenge", "");
    let (_, cookie) = log_in(&world, &form);
    let landing = post(&world, &with(form, "decision", "allow"), Some(&cookie));
    assert!(
        landing
            .header("location")
            .is_some_and(|at| at.starts_with("https://localhost/callback#access_token="))
    );
    assert_eq!(world.caller(&told(&landing, "access_token")).username, USERNAME);
    for name in [
        "instance_url",
        "id",
        "issued_at",
        "signature",
        "refresh_token",
        "state",
    ] {
        assert!(!told(&landing, name).is_empty(), "{name}");
    }
}

/// Checks a token by the published keys, as a client does, and returns its claims.
fn verified(world: &World, token: &str, audience: &str) -> Value {
    let keys: JwkSet = serde_json::from_value(world.get("/id/keys", None).json()).unwrap();
    let name = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
    let key = DecodingKey::from_jwk(keys.find(&name).unwrap()).unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_audience(&[audience]);
    rules.set_issuer(&["http://127.0.0.1:7000"]);
    jsonwebtoken::decode(token, &key, &rules).unwrap().claims
}

fn with_openid(world: &World) {
    world.edit_app(
        Kind::OauthSettings,
        "commaSeparatedOauthScopes",
        "Api, RefreshToken, OpenID",
    );
}

#[test]
fn the_scope_openid_brings_an_identity_token_that_the_published_keys_verify() {
    let world = world();
    with_openid(&world);
    let consumer = world.app().consumer.unwrap();
    let form = with(wish(&world), "nonce", "n-1");
    let (_, cookie) = log_in(&world, &form);
    let landing = post(&world, &with(form, "decision", "allow"), Some(&cookie));
    let session = exchange(&world, &told(&landing, "code"), &[]).json();
    let claims = verified(
        &world,
        session["id_token"].as_str().expect("a token"),
        &consumer.key,
    );
    assert_eq!(claims["sub"], session["id"]);
    assert_eq!(claims["nonce"], "n-1");
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        120
    );
    let digest = Sha256::digest(session["access_token"].as_str().unwrap().as_bytes());
    assert_eq!(claims["at_hash"], URL_SAFE_NO_PAD.encode(&digest[..16]));
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", session["refresh_token"].as_str().unwrap()),
        ("client_id", &consumer.key),
        ("client_secret", consumer.secret.expose_secret()),
    ];
    let again = world.post("/services/oauth2/token", &refresh).json();
    let claims = verified(
        &world,
        again["id_token"].as_str().expect("a token"),
        &consumer.key,
    );
    assert_eq!((&claims["sub"], &claims["nonce"]), (&session["id"], &Value::Null));
}

#[test]
fn the_user_agent_flow_tells_an_identity_token_to_those_who_ask_for_one() {
    let world = world();
    with_openid(&world);
    let consumer = world.app().consumer.unwrap();
    for (kind, is_told) in [("token", false), ("token id_token", true)] {
        let form = with(with(wish(&world), "response_type", kind), "code_challenge", "");
        let (_, cookie) = log_in(&world, &form);
        let landing = post(&world, &with(form, "decision", "allow"), Some(&cookie));
        let token = told(&landing, "id_token");
        assert_eq!(!token.is_empty(), is_told, "{kind}");
        if is_told {
            verified(&world, &token, &consumer.key);
        }
    }
}

#[test]
fn without_the_scope_there_is_no_identity_token() {
    let world = world();
    assert_eq!(
        exchange(&world, &code(&world), &[]).json()["id_token"],
        Value::Null
    );
}

#[test]
fn an_access_token_in_jwt_format_is_verified_by_the_published_keys() {
    let world = World::new();
    world.edit_app(Kind::GlobalOauthSettings, "isNamedUserJwtEnabled", "true");
    let token = world.token();
    let claims = verified(&world, &token, "http://127.0.0.1:7000");
    assert_eq!(claims["sub"], format!("uid:{}", world.user));
    assert_eq!(claims["client_id"], world.app().consumer.unwrap().key);
    let (signed, _) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode([7; 256]));
    assert_eq!(
        world.get("/services/data/v66.0/limits", Some(&forged)).status,
        401
    );
}

#[test]
fn discovery_names_what_there_is() {
    let world = world();
    let found: Value = world.get("/.well-known/openid-configuration", None).json();
    assert!(
        found["authorization_endpoint"]
            .as_str()
            .is_some_and(|at| at.ends_with(AUTHORIZE))
    );
    assert_eq!(found["code_challenge_methods_supported"][0], "S256");
}
