//! Signing in and out.

use serde_json::{Value, json};

use super::world::{World, fault, inner};
use crate::sessions::keep_password;
use crate::testing::with;
use crate::value::{id, row};

fn login(password: &str) -> String {
    format!("<login><username>admin@hallpass.local</username><password>{password}</password></login>")
}

fn with_password() -> World {
    let world = World::new();
    with(&world.org, |tx| {
        let user = tx.find_one("User", &[("Username", json!("admin@hallpass.local"))]);
        let user = user.and_then(|user| id(&user, "Id")).expect("the administrator");
        keep_password(tx, &user, "correct horse");
    });
    world
}

#[test]
fn a_password_gives_a_session_that_works_and_can_be_ended() {
    let mut world = with_password();
    let (status, text) = world.text("u/59.0", "", &login("correct horse"));
    assert_eq!(status, 200, "{text}");
    let result = inner(&text).child("result").expect("a result").clone();
    let info = result.child("userInfo").expect("who it is");
    assert_eq!(info.value("userName"), Some("admin@hallpass.local"));
    let url = result.value("serverUrl").expect("where to go");
    assert!(url.contains("/services/Soap/u/59.0/00D"), "{url}");
    world.token = result.value("sessionId").expect("a session").to_owned();
    let me = world.partner("<getUserInfo/>");
    let me = me.child("result").expect("a result");
    assert_eq!(me.value("userId"), result.value("userId"));
    assert_eq!(me.children.len(), info.children.len());
    assert_eq!(world.partner("<logout/>").name, "logoutResponse");
    assert_eq!(
        world.partner("<getServerTimestamp/>").value("faultcode"),
        Some("sf:INVALID_SESSION_ID")
    );
}

#[test]
fn refused_logins_say_why_only_where_the_password_was_right() {
    let world = with_password();
    let change = |object: &str, field: &str, value: Value| {
        with(&world.org, |tx| {
            let user = tx.find_one("User", &[("Username", json!("admin@hallpass.local"))]);
            let user = user.and_then(|user| id(&user, "Id")).expect("the administrator");
            let target = if object == "User" {
                user
            } else {
                let found = tx.find_one(object, &[("UserId", Value::from(&user))]);
                found.and_then(|row| id(&row, "Id")).expect("its row")
            };
            tx.update_raw(object, &target, row([(field, value)]));
        });
    };
    let code = |path: &str, password: &str| fault(&world.text(path, "", &login(password)).1);
    let refused = ("sf:INVALID_LOGIN".to_owned(), "LoginFault".to_owned());
    assert_eq!(code("u/59.0", "wrong"), refused);
    assert_eq!(code("c/64.0", ""), refused);
    assert_eq!(
        code("u/65.0", "correct horse"),
        ("sf:INVALID_OPERATION".to_owned(), "LoginFault".to_owned())
    );
    change("UserLogin", "IsFrozen", json!(true));
    assert_eq!(code("u/59.0", "correct horse"), refused);
    change("UserLogin", "IsFrozen", json!(false));
    change("User", "IsActive", json!(false));
    assert_eq!(code("u/59.0", "correct horse"), refused);
    let statuses = with(&world.org, |tx| {
        let rows = tx.find("LoginHistory", &[("LoginType", json!("Other Apex API"))]);
        rows.iter()
            .map(|row| crate::value::text(row, "Status").to_owned())
            .collect::<Vec<_>>()
    });
    assert_eq!(
        statuses,
        [
            "Invalid Password",
            "Invalid Password",
            "User is frozen",
            "User is inactive"
        ]
    );
}

#[test]
fn passwords_are_set_and_reset_over_soap() {
    let world = World::new();
    let me = world.partner("<getUserInfo/>");
    let user = me
        .child("result")
        .and_then(|me| me.value("userId"))
        .expect("an Id")
        .to_owned();
    let set = |password: &str| {
        format!("<setPassword><userId>{user}</userId><password>{password}</password></setPassword>")
    };
    assert_eq!(
        world.partner(&set("short")).value("faultcode"),
        Some("sf:INVALID_NEW_PASSWORD")
    );
    assert_eq!(world.partner(&set("long enough")).name, "setPasswordResponse");
    assert_eq!(world.text("u/59.0", "", &login("long enough")).0, 200);
    let reset = world.partner(&format!("<resetPassword><userId>{user}</userId></resetPassword>"));
    let made = reset
        .child("result")
        .and_then(|result| result.value("password"))
        .expect("a password");
    assert_eq!(world.text("u/59.0", "", &login("long enough")).0, 500);
    assert_eq!(world.text("u/59.0", "", &login(made)).0, 200);
}
