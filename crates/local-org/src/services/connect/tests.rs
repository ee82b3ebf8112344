//! Credentials and usage, asked as a caller with chosen permissions.

use http::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::handle;
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::services::rest::{Call, Version};
use crate::sessions::approve;
use crate::sessions::world::{Answer, World};
use crate::value::row;

/// An org whose integration may see secrets.
fn world() -> World {
    let world = World::new();
    allow(
        &world,
        &[
            "ExternalClientAppDeveloper",
            "ViewClientSecret",
            "CustomizeApplication",
        ],
    );
    world
}

fn allow(world: &World, permissions: &[&str]) {
    world.work(|tx| {
        for permission in permissions {
            let name = format!("Permissions{permission}");
            tx.update_raw("PermissionSet", &world.set, row([(name.as_str(), json!(true))]));
        }
    });
}

/// Asks for something below `/services/data/vX/apps/oauth`.
fn ask(world: &World, method: Method, path: &str, version: u16, body: &str) -> Answer {
    let token = world.token_with(&["api"]);
    let caller = world.caller(&token);
    let mut request = Request::new(method, &format!("/services/data/v{version}.0/apps/oauth/{path}"));
    request.body = body.to_owned().into();
    let segments = request.segments().split_off(3);
    let root = format!("v{version}.0");
    let version = Version::of(version);
    let call = Call {
        request: &request,
        caller: &caller,
        version,
        root,
        segments,
        tooling: false,
    };
    let outcome: Result<Response, ApiError> = world.org.transaction(|tx| handle(tx, &call));
    Answer::of(&outcome.unwrap_or_else(|error| Response::error(&error)))
}

fn get(world: &World, path: &str) -> Answer {
    ask(world, Method::GET, path, 68, "")
}

/// The path of the app's consumer.
fn consumer_path(world: &World) -> String {
    let app = world.app();
    format!("credentials/{}/{}", app.id, app.consumer.unwrap().id)
}

#[test]
fn an_app_shows_its_consumer() {
    let world = world();
    let app = world.app();
    let body = get(&world, &format!("credentials/{}", app.id)).json();
    let consumer = &body["consumers"][0];
    assert_eq!(consumer["key"], app.consumer.as_ref().unwrap().key.as_str());
    assert_eq!(consumer.get("secret"), None);
    assert!(
        consumer["url"]
            .as_str()
            .unwrap()
            .ends_with(&consumer_path(&world)),
        "{body}"
    );
    assert!(body["nextPageUrl"].is_null());
}

#[test]
fn a_part_of_the_pair_is_shown_on_request() {
    let world = world();
    let consumer = world.app().consumer.unwrap();
    let (key, secret) = (json!(consumer.key), json!(consumer.secret.expose_secret()));
    for (part, shown_key, shown_secret) in [
        ("", &key, &Value::Null),
        ("?part=key", &key, &Value::Null),
        ("?part=secret", &Value::Null, &secret),
        ("?part=keyandsecret", &key, &secret),
    ] {
        let answer = get(&world, &format!("{}{part}", consumer_path(&world)));
        let body = answer.json();
        assert_eq!(
            (&body["key"], &body["secret"]),
            (shown_key, shown_secret),
            "{part}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(
        get(&world, &format!("{}?part=half", consumer_path(&world))).status,
        400
    );
}

#[test]
fn credentials_need_the_setting_and_both_permissions() {
    let code = |world: &World| {
        let answer = get(world, &consumer_path(world));
        (
            answer.status,
            answer.json()[0]["errorCode"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    let bare = World::new();
    assert_eq!(code(&bare), (403, "INSUFFICIENT_ACCESS".to_owned()));
    allow(&bare, &["ViewClientSecret"]);
    assert_eq!(code(&bare), (403, "INSUFFICIENT_ACCESS".to_owned()));
    allow(&bare, &["ExternalClientAppDeveloper"]);
    assert_eq!(get(&bare, &consumer_path(&bare)).status, 200);
    let off = World::with(&[("rest_client_secret_access", "off")]);
    allow(&off, &["ExternalClientAppDeveloper", "ViewClientSecret"]);
    assert_eq!(code(&off), (403, "FUNCTIONALITY_NOT_ENABLED".to_owned()));
}

#[test]
fn resources_begin_with_their_versions() {
    let world = world();
    let credentials = consumer_path(&world);
    let staged = format!("{credentials}/staged");
    for (path, version, status) in [
        ("usage", 58, 404),
        ("usage", 59, 200),
        (credentials.as_str(), 59, 404),
        (credentials.as_str(), 60, 200),
        (staged.as_str(), 64, 404),
    ] {
        assert_eq!(
            ask(&world, Method::GET, path, version, "").status,
            status,
            "{path} at {version}.0"
        );
    }
    assert_eq!(ask(&world, Method::POST, &staged, 65, "{}").status, 201);
}

/// Whether a pair signs in.
fn signs_in(world: &World, key: &str, secret: &str) -> bool {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", key),
        ("client_secret", secret),
    ];
    world.post("/services/oauth2/token", &form).status == 200
}

#[test]
fn a_staged_pair_works_beside_the_one_in_use_and_takes_its_place() {
    let world = world();
    let staged = format!("{}/staged", consumer_path(&world));
    assert_eq!(get(&world, &staged).status, 404, "an empty slot");
    let first = world.app().consumer.unwrap();
    let answer = ask(&world, Method::POST, &staged, 68, "{}");
    assert_eq!(answer.status, 201);
    let pair = answer.json()["stagedCredentials"][0].clone();
    let (key, secret) = (pair["key"].as_str().unwrap(), pair["secret"].as_str().unwrap());
    assert_eq!(pair["state"], "Active");
    assert_eq!(
        ask(&world, Method::POST, &staged, 68, "{}").status,
        400,
        "one slot"
    );
    assert!(signs_in(&world, key, secret) && signs_in(&world, &first.key, first.secret.expose_secret()));
    assert!(
        !signs_in(&world, key, first.secret.expose_secret()),
        "a key has its own secret"
    );

    let one = format!("{staged}/{}", pair["id"].as_str().unwrap());
    assert_eq!(
        ask(&world, Method::PATCH, &one, 68, r#"{"command":"dance"}"#).status,
        400
    );
    let rotated = ask(&world, Method::PATCH, &one, 68, r#"{"command":"rotate"}"#).json();
    assert_eq!(
        (&rotated["state"], &rotated["key"]),
        (&json!("Rotated"), &json!(first.key))
    );
    assert_eq!(world.app().consumer.unwrap().key, key);
    assert!(signs_in(&world, key, secret) && signs_in(&world, &first.key, first.secret.expose_secret()));

    let former = format!("{staged}/{}", rotated["id"].as_str().unwrap());
    assert_eq!(get(&world, &former).json()["key"], first.key);
    assert_eq!(ask(&world, Method::DELETE, &former, 68, "").status, 204);
    assert_eq!(ask(&world, Method::DELETE, &former, 68, "").status, 404);
    assert!(
        !signs_in(&world, &first.key, first.secret.expose_secret()),
        "the former pair is revoked"
    );
    assert_eq!(world.work(|tx| tx.count("SetupAuditTrail", &[])), 3);
}

#[test]
fn a_staged_pair_is_not_known_before_it_has_spread() {
    let world = World::with(&[("app_propagation_delay", "60")]);
    allow(&world, &["ExternalClientAppDeveloper", "ViewClientSecret"]);
    world.move_clock(120);
    let staged = format!("{}/staged", consumer_path(&world));
    let pair = ask(&world, Method::POST, &staged, 68, "{}").json()["stagedCredentials"][0].clone();
    let (key, secret) = (pair["key"].as_str().unwrap(), pair["secret"].as_str().unwrap());
    assert!(!signs_in(&world, key, secret));
    world.move_clock(181);
    assert!(signs_in(&world, key, secret));
}

#[test]
fn an_org_may_show_the_secret_of_a_staged_pair_only_once() {
    let world = World::with(&[("staged_secret", "once")]);
    allow(&world, &["ExternalClientAppDeveloper", "ViewClientSecret"]);
    let staged = format!("{}/staged", consumer_path(&world));
    let secret = |answer: Answer| answer.json()["stagedCredentials"][0]["secret"].clone();
    assert!(secret(ask(&world, Method::POST, &staged, 68, "{}")).is_string());
    assert!(secret(get(&world, &staged)).is_null());
}

#[test]
fn a_staged_pair_expires_after_thirty_days() {
    let world = world();
    let staged = format!("{}/staged", consumer_path(&world));
    let pair = ask(&world, Method::POST, &staged, 68, "").json()["stagedCredentials"][0].clone();
    let (key, secret) = (pair["key"].as_str().unwrap(), pair["secret"].as_str().unwrap());
    world.move_clock(30 * 86_400 + 1);
    assert!(!signs_in(&world, key, secret));
    assert_eq!(
        get(&world, &staged).json()["stagedCredentials"][0]["state"],
        "Expired"
    );
    let one = format!("{staged}/{}", pair["id"].as_str().unwrap());
    assert_eq!(
        ask(&world, Method::PATCH, &one, 68, r#"{"command":"rotate"}"#).status,
        404
    );
    assert_eq!(
        ask(&world, Method::POST, &staged, 68, "").status,
        201,
        "the slot is free again"
    );
}

#[test]
fn usage_is_about_refresh_tokens_only() {
    let world = world();
    world.token();
    assert_eq!(get(&world, "usage").json()["apps"], json!([]));
    let app = world.app();
    world.work(|tx| approve(tx, &world.user, &app, &["api".to_owned()]));
    let body = get(&world, "usage?pageSize=1").json();
    assert_eq!(body["apps"][0]["identifier"], app.id.as_str());
    assert!(body["nextPageUrl"].is_null());
    let users = get(&world, &format!("usage/{}/users", app.id)).json();
    assert_eq!(users["users"][0]["id"], world.user.as_str());
    let tokens = format!("usage/{}/{}/tokens", app.id, world.user);
    assert_eq!(get(&world, &tokens).json()["tokens"].as_array().unwrap().len(), 1);
    assert_eq!(ask(&world, Method::DELETE, &tokens, 68, "").status, 204);
    assert_eq!(get(&world, "usage").json()["apps"], json!([]));
}
