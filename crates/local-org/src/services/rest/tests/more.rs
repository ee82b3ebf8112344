//! Conditions on time, what hangs on a row, changes since, passwords.

use http::Method;
use serde_json::{Value, json};

use crate::server::{Request, handle};
use crate::testing::{org, send, token};

const BASE: &str = "/services/data/v66.0";

#[test]
fn rows_are_read_again_only_when_they_changed() {
    let org = org();
    let token = token(&org, false);
    let (_, made) = send(
        &org,
        &token,
        Method::POST,
        &format!("{BASE}/sobjects/Contact"),
        Some(json!({"LastName": "A"})),
    );
    let path = format!("{BASE}/sobjects/Contact/{}", made["id"].as_str().expect("an Id"));
    let ask = |method: Method, header: &'static str, at: &str| {
        let mut request = Request::new(method, &path);
        let bearer = format!("Bearer {token}");
        request
            .headers
            .insert("authorization", bearer.parse().expect("a header"));
        request.headers.insert(header, at.parse().expect("a header"));
        request.body = "{\"LastName\": \"B\"}".into();
        handle(&org, &request)
    };
    let (past, future) = ("Tue, 10 Aug 2010 00:00:00 GMT", "Fri, 10 Aug 2090 00:00:00 GMT");
    let read = ask(Method::GET, "if-modified-since", past);
    assert_eq!(read.status, 200);
    let told = read.headers.iter().find(|(name, _)| name == "last-modified");
    let told = told
        .and_then(|(_, value)| value.to_str().ok())
        .expect("a time")
        .to_owned();
    assert!(told.ends_with(" GMT"), "{told}");
    for (method, header, at, status) in [
        (Method::GET, "if-modified-since", told.as_str(), 304),
        (Method::GET, "if-modified-since", future, 304),
        (Method::GET, "if-modified-since", "nonsense", 200),
        (Method::GET, "if-unmodified-since", past, 412),
        (Method::PATCH, "if-unmodified-since", past, 412),
        (Method::PATCH, "if-unmodified-since", future, 204),
    ] {
        assert_eq!(
            ask(method.clone(), header, at).status,
            status,
            "{method} {header}: {at}"
        );
    }
}

#[test]
fn parents_and_children_have_addresses_of_their_own() {
    let org = org();
    let token = token(&org, false);
    let ask = |method: Method, path: &str, body: Option<Value>| {
        send(&org, &token, method, &format!("{BASE}/sobjects/{path}"), body)
    };
    let made = |(_, answer): (u16, Value)| answer["id"].as_str().expect("an Id").to_owned();
    let account = made(ask(Method::POST, "Account", Some(json!({"Name": "Parent"}))));
    let contact = made(ask(
        Method::POST,
        "Contact",
        Some(json!({"LastName": "Child", "AccountId": account})),
    ));
    let (status, parent) = ask(
        Method::GET,
        &format!("Contact/{contact}/Account?fields=Name"),
        None,
    );
    assert_eq!(
        (status, &parent["Name"], parent.get("Phone")),
        (200, &json!("Parent"), None)
    );
    let (status, children) = ask(
        Method::GET,
        &format!("Account/{account}/Contacts?fields=LastName"),
        None,
    );
    assert_eq!((status, &children["totalSize"]), (200, &json!(1)));
    assert_eq!(children["records"][0]["LastName"], json!("Child"));
    assert_eq!(
        ask(Method::GET, &format!("Account/{account}/Contacts"), None).1["records"][0]["Id"],
        json!(contact)
    );
    assert_eq!(
        ask(
            Method::PATCH,
            &format!("Contact/{contact}/Account"),
            Some(json!({"Phone": "1"}))
        )
        .0,
        204
    );
    assert_eq!(
        ask(Method::GET, &format!("Account/{account}"), None).1["Phone"],
        json!("1")
    );
    assert_eq!(
        ask(Method::GET, &format!("Contact/{contact}/ReportsTo"), None).0,
        404
    );
    assert_eq!(
        ask(Method::GET, &format!("Account/{account}/Nothing"), None).0,
        404
    );
    assert_eq!(
        ask(Method::POST, &format!("Account/{account}/Contacts"), None).0,
        405
    );
}

#[test]
fn windows_of_changes_are_checked() {
    let org = org();
    let token = token(&org, false);
    for (object, window, status, code) in [
        ("Account", "", 400, "MISSING_ARGUMENT"),
        (
            "Account",
            "?start=2010-01-01T00:00:00Z&end=2010-01-02T00:00:00Z",
            400,
            "INVALID_REPLICATION_DATE",
        ),
        (
            "Account",
            "?start=2090-01-01T00:00:00Z&end=2090-01-02T00:00:00Z",
            400,
            "INVALID_REPLICATION_DATE",
        ),
        ("Account", "?start=x&end=y", 400, "INVALID_REPLICATION_DATE"),
        ("PermissionSet", "", 400, "INVALID_TYPE_FOR_OPERATION"),
        ("Nothing", "", 404, "NOT_FOUND"),
    ] {
        for resource in ["updated", "deleted"] {
            let path = format!("{BASE}/sobjects/{object}/{resource}/{window}");
            let (got, answer) = send(&org, &token, Method::GET, &path, None);
            assert_eq!(
                (got, answer[0]["errorCode"].as_str()),
                (status, Some(code)),
                "{path}"
            );
        }
    }
}
