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

#[test]
fn a_describe_is_sent_again_only_after_the_schema_or_somebodys_access_changed() {
    let org = org();
    let token = token(&org, false);
    let mut clock = 0;
    let mut later = |seconds: i64| {
        clock += seconds * 1_000;
        org.knobs.set_clock_offset(clock);
    };
    let ask = |path: &str, header: &'static str, at: &str| {
        let mut request = Request::new(Method::GET, &format!("{BASE}/{path}"));
        let bearer = format!("Bearer {token}");
        request
            .headers
            .insert("authorization", bearer.parse().expect("a header"));
        request.headers.insert(header, at.parse().expect("a header"));
        let answer = handle(&org, &request);
        let told = answer.headers.iter().find(|(name, _)| name == "last-modified");
        let told = told.and_then(|(_, value)| value.to_str().ok());
        assert!(answer.status != 304 || answer.body.is_empty());
        (answer.status, told.unwrap_or_default().to_owned())
    };
    let past = "Mon, 23 Mar 2015 00:00:00 GMT";
    // The first change, so that there is a time to tell.
    let set = |name: &str| {
        let body = json!({"Name": name, "Label": name});
        let (status, _) = send(
            &org,
            &token,
            Method::POST,
            &format!("{BASE}/sobjects/PermissionSet"),
            Some(body),
        );
        assert_eq!(status, 201);
    };
    set("One");
    for path in [
        "sobjects",
        "sobjects/Account/describe",
        "sobjects/Account/describe/layouts",
    ] {
        later(10);
        let (status, told) = ask(path, "if-modified-since", past);
        assert_eq!(status, 200, "{path}");
        later(10);
        assert_eq!(
            ask(path, "if-modified-since", &told),
            (304, told.clone()),
            "{path}"
        );
        assert_eq!(ask(path, "if-unmodified-since", &told).0, 200, "{path}");
        assert_eq!(ask(path, "if-unmodified-since", past).0, 412, "{path}");
        // Rows of data are no metadata.
        let account = Some(json!({"Name": "A"}));
        send(
            &org,
            &token,
            Method::POST,
            &format!("{BASE}/sobjects/Account"),
            account,
        );
        assert_eq!(ask(path, "if-modified-since", &told).0, 304, "{path}");
        set(&format!("After_{}", path.replace('/', "_")));
        assert_eq!(ask(path, "if-modified-since", &told).0, 200, "{path}");
    }
}

#[test]
fn business_objects_have_a_layout_and_a_compact_layout_of_what_the_caller_sees() {
    let org = org();
    let token = token(&org, false);
    let get = |path: &str| {
        send(
            &org,
            &token,
            Method::GET,
            &format!("{BASE}/sobjects/{path}"),
            None,
        )
    };
    let (_, described) = get("Account/describe");
    for (name, tail) in [("layouts", "layouts"), ("compactLayouts", "compactLayouts")] {
        let url = described["urls"][name].as_str().expect("an address").to_owned();
        assert!(url.ends_with(tail), "{url}");
        assert_eq!(send(&org, &token, Method::GET, &url, None).0, 200);
    }
    let master = described["recordTypeInfos"][0]["urls"]["layout"]
        .as_str()
        .expect("an address");
    let (status, layout) = send(&org, &token, Method::GET, master, None);
    assert_eq!(status, 200);
    let (_, all) = get("Account/describe/layouts");
    assert_eq!(all["layouts"], json!([layout]));
    let first = &layout["detailLayoutSections"][0]["layoutRows"][0]["layoutItems"][0];
    assert_eq!(first["layoutComponents"][0]["type"], "Field");
    let (_, compact) = get("Account/describe/compactLayouts/primary");
    assert_eq!(compact["fieldItems"][0]["layoutComponents"][0]["value"], "Name");
    for path in [
        "PermissionSet/describe/layouts",
        "Account/describe/layouts/012000000000001AAA",
        "Account/describe/compactLayouts/none",
    ] {
        assert_eq!(get(path).0, 404, "{path}");
    }
}
