//! What a token is worth at the other endpoints, and what ends it.

use std::net::Ipv4Addr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::server::Request;
use crate::services::metadata::Kind;
use crate::sessions::world::{Answer, USERNAME, World};
use crate::sessions::{AuthFailure, authenticate, end_with_user};
use crate::value::id;

const USERINFO: &str = "/services/oauth2/userinfo";

fn identity_path(world: &World) -> String {
    let org = world.work(|tx| id(&tx.find_one("Organization", &[]).unwrap(), "Id").unwrap());
    format!("/id/{org}/{}", world.user)
}

#[test]
fn userinfo_tells_about_the_user_of_the_token() {
    let world = World::new();
    let token = world.token();
    let body = world.get(USERINFO, Some(&token)).json();
    assert_eq!(body["preferred_username"], USERNAME);
    assert_eq!(body["user_id"], world.user.as_str());
    assert_eq!(body["user_type"], "STANDARD");
    assert_eq!(
        body["utcOffset"], -28_800_000,
        "Los Angeles without daylight saving time"
    );
    assert!(
        body["urls"]["rest"]
            .as_str()
            .unwrap()
            .ends_with("/services/data/v{version}/")
    );
    assert!(body["sub"].as_str().unwrap().ends_with(&identity_path(&world)));
}

#[test]
fn identity_takes_the_token_from_the_query_as_well() {
    let world = World::new();
    let (token, path) = (world.token(), identity_path(&world));
    let by_query = world.get(&format!("{path}?format=json&oauth_token={token}"), None);
    assert_eq!(by_query.json()["username"], USERNAME);
    assert_eq!(
        world.get(&path, Some(&token)).json()["user_id"],
        world.user.as_str()
    );
    let wrong_org = path.replacen("/id/00D", "/id/00E", 1);
    assert_eq!(world.get(&wrong_org, Some(&token)).text, "Wrong_Org");
}

#[test]
fn a_bad_token_is_plain_text_at_userinfo_and_identity() {
    let world = World::new();
    for path in [USERINFO.to_owned(), identity_path(&world)] {
        for token in [None, Some("nonsense"), Some("00D000000000001!AQfalse")] {
            let answer = world.get(&path, token);
            assert_eq!(
                (answer.status, answer.text.as_str()),
                (403, "Bad_OAuth_Token"),
                "{path}"
            );
        }
    }
}

/// What ends a token.
type Ending = fn(&World, &str);

fn refused(world: &World, token: &str) -> Option<AuthFailure> {
    world.work(|tx| authenticate(tx, token, Ipv4Addr::LOCALHOST.into()).err())
}

#[test]
fn a_token_stands_for_its_user_until_something_ends_it() {
    let endings: [(&str, Ending); 5] = [
        ("revocation", |world, token| {
            assert_eq!(
                world.post("/services/oauth2/revoke", &[("token", token)]).status,
                200
            );
        }),
        ("deleting the session", |world, _| {
            world.work(|tx| {
                let session = id(&tx.find_one("AuthSession", &[]).unwrap(), "Id").unwrap();
                tx.delete_raw("AuthSession", &session);
            });
        }),
        ("time", |world, _| world.move_clock(2 * 3_600 + 1)),
        ("deactivation", |world, _| {
            world.edit_user("IsActive", json!(false));
        }),
        ("revocation by address", |world, token| {
            assert_eq!(
                world
                    .get(&format!("/services/oauth2/revoke?token={token}"), None)
                    .status,
                200
            );
        }),
    ];
    for (name, end) in endings {
        let world = World::new();
        let token = world.token();
        assert_eq!(world.caller(&token).username, USERNAME);
        end(&world, &token);
        assert_eq!(refused(&world, &token), Some(AuthFailure::Invalid), "{name}");
    }
}

#[test]
fn sessions_do_not_come_back_with_their_user() {
    let world = World::new();
    let token = world.token();
    world.edit_user("IsActive", json!(false));
    world.work(|tx| end_with_user(tx, &world.user));
    world.edit_user("IsActive", json!(true));
    assert_eq!(refused(&world, &token), Some(AuthFailure::Invalid));
}

#[test]
fn the_session_that_asks_is_the_current_one() {
    let world = World::new();
    let tokens = [world.token(), world.token()];
    for token in &tokens {
        let asking = world.caller(token).session.unwrap().id;
        let current = world.work(|tx| tx.find("AuthSession", &[("IsCurrent", json!(true))]));
        let current: Vec<_> = current.iter().filter_map(|row| id(row, "Id")).collect();
        assert_eq!(current, [asking]);
    }
}

#[test]
fn what_need_not_end_a_token_is_a_switch() {
    let freeze: fn(&World) = World::freeze;
    let deactivate: fn(&World) = |world| world.edit_user("IsActive", json!(false));
    let disable: fn(&World) = |world| world.edit_app(Kind::Policies, "isEnabled", "false");
    for (behaviours, act, lives) in [
        (&[][..], freeze, true),
        (&[("freeze_ends_sessions", "on")][..], freeze, false),
        (&[("deactivation_ends_sessions", "off")][..], deactivate, true),
        (&[][..], disable, true),
        (&[("disabled_app_sessions", "ended")][..], disable, false),
    ] {
        let world = World::with(behaviours);
        let token = world.token();
        act(&world);
        assert_eq!(refused(&world, &token).is_none(), lives, "{behaviours:?}");
    }
}

#[test]
fn use_keeps_a_session_alive() {
    let world = World::new();
    let token = world.token();
    for minutes in [50, 110, 170, 230] {
        world.move_clock(minutes * 60);
        assert_eq!(refused(&world, &token), None, "after {minutes} minutes");
    }
    world.move_clock(500 * 60);
    assert_eq!(refused(&world, &token), Some(AuthFailure::Invalid));
}

#[test]
fn the_rest_api_wants_scope_and_permission() {
    let world = World::new();
    assert_eq!(refused(&world, &world.token_with(&["api"])), None);
    assert_eq!(refused(&world, &world.token_with(&["full"])), None);
    assert_eq!(
        refused(&world, &world.token_with(&["openid", "id"])),
        Some(AuthFailure::NotForApi)
    );
    let set = world.profile_set.clone();
    world.work(|tx| {
        tx.update_raw(
            "PermissionSet",
            &set,
            crate::value::row([("PermissionsApiEnabled", json!(false))]),
        );
    });
    assert_eq!(
        refused(&world, &world.token_with(&["api"])),
        Some(AuthFailure::ApiDisabled)
    );
}

#[test]
fn revoking_answers_scripts_too() {
    let world = World::new();
    let token = world.token();
    let scripted = world.get(
        &format!("/services/oauth2/revoke?token={token}&callback=done"),
        None,
    );
    assert_eq!((scripted.status, scripted.text.as_str()), (200, "done({});"));
}

fn introspect(world: &World, token: &str, secret: &str) -> Answer {
    let consumer = world.app().consumer.unwrap();
    let mut request = Request::new(Method::POST, "/services/oauth2/introspect");
    request.body = format!("token={token}").into();
    let basic = STANDARD.encode(format!("{}:{secret}", consumer.key));
    request
        .headers
        .insert("authorization", format!("Basic {basic}").parse().unwrap());
    world.send(&request)
}

#[test]
fn introspection_shows_a_token_to_its_app_alone() {
    let world = World::new();
    let secret = world.app().consumer.unwrap().secret.expose_secret().to_owned();
    let mine = world.token();
    let body = introspect(&world, &mine, &secret).json();
    assert_eq!(
        (&body["active"], &body["scope"], &body["username"]),
        (&json!(true), &json!("api"), &json!(USERNAME))
    );
    assert_eq!(
        body["exp"].as_i64().unwrap() - body["iat"].as_i64().unwrap(),
        7_200
    );
    let inactive: Value = json!({"active": false});
    assert_eq!(introspect(&world, "nonsense", &secret).json(), inactive);
    let foreign = world.token_with(&["api"]);
    assert_eq!(introspect(&world, &foreign, &secret).json(), inactive);
    world.edit_app(Kind::GlobalOauthSettings, "isIntrospectAllTokens", "true");
    assert_eq!(introspect(&world, &foreign, &secret).json()["active"], true);
    assert_eq!(introspect(&world, &mine, "wrong").status, 401);
}

#[test]
fn discovery_names_the_endpoints() {
    let body = World::new().get("/.well-known/openid-configuration", None).json();
    assert_eq!(
        body["token_endpoint"],
        "http://127.0.0.1:7000/services/oauth2/token"
    );
    assert_eq!(World::new().get("/services/oauth2/magic", None).status, 404);
}
