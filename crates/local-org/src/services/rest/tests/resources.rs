//! Versions, resources, describe, limits.

use http::Method;
use serde_json::{Value, json};

use crate::server::{Request, handle};
use crate::testing::{json as body_of, org, send, token, with};
use crate::value::{id, row, text};

#[test]
fn the_list_of_versions_needs_no_token_and_ends_with_an_alias() {
    let org = org();
    let answer = handle(&org, &Request::new(Method::GET, "/services/data/"));
    let list = body_of(&answer);
    let last = list
        .as_array()
        .and_then(|list| list.last())
        .cloned()
        .unwrap_or_default();
    assert_eq!(
        last,
        json!({"label": "Latest Release", "url": "/services/data/latest", "version": "68.0"})
    );
    assert!(answer.headers.iter().all(|(name, _)| name != "sforce-limit-info"));
}

#[test]
fn signed_in_answers_tell_the_usage_and_who_asked() {
    let org = org();
    let token = token(&org, true);
    let mut request = Request::new(Method::GET, "/services/data/v51.0/");
    request.headers.insert(
        "authorization",
        format!("Bearer {token}").parse().expect("a header"),
    );
    let answer = handle(&org, &request);
    assert!(
        answer
            .headers
            .iter()
            .any(|(name, value)| name == "sforce-limit-info" && value == "api-usage=1/310000")
    );
    assert_eq!(answer.user.as_deref(), Some("runner@hallpass.local"));
    let map = body_of(&answer);
    assert_eq!(map["sobjects"], "/services/data/v51.0/sobjects");
    assert!(
        map["identity"]
            .as_str()
            .is_some_and(|url| url.contains("/id/00D")),
        "{map}"
    );
}

#[test]
fn calls_without_a_good_token_or_version_are_refused() {
    let org = org();
    let good = token(&org, true);
    for (token, path, status, code) in [
        ("bad", "/services/data/v66.0/sobjects", 401, "INVALID_SESSION_ID"),
        (good.as_str(), "/services/data/v30.0/sobjects", 410, "GONE"),
        (good.as_str(), "/services/data/v99.0/sobjects", 404, "NOT_FOUND"),
        (good.as_str(), "/services/nonsense", 404, "NOT_FOUND"),
    ] {
        let (got, answer) = send(&org, token, Method::GET, path, None);
        assert_eq!(
            (got, answer[0]["errorCode"].as_str()),
            (status, Some(code)),
            "{path}"
        );
    }
    let long = format!("/services/data/v66.0/query?q={}", "x".repeat(17_000));
    assert_eq!(send(&org, &good, Method::GET, &long, None).0, 414);
}

fn field<'d>(described: &'d Value, name: &str) -> &'d Value {
    let fields = described["fields"].as_array().expect("fields");
    fields
        .iter()
        .find(|field| field["name"] == name)
        .unwrap_or(&Value::Null)
}

#[test]
fn describe_says_what_the_data_says() {
    let org = org();
    let token = token(&org, false);
    let get = |path: &str| {
        send(
            &org,
            &token,
            Method::GET,
            &format!("/services/data/v66.0/sobjects{path}"),
            None,
        )
        .1
    };
    let account = get("/account/describe");
    assert_eq!(
        (&account["name"], &account["keyPrefix"]),
        (&json!("Account"), &json!("001"))
    );
    let phone = field(&account, "Phone");
    assert_eq!(
        (&phone["type"], &phone["permissionable"], &phone["updateable"]),
        (&json!("phone"), &json!(true), &json!(true))
    );
    assert_eq!(field(&account, "Name")["permissionable"], false);
    assert_eq!(
        field(&account, "BillingCity")["compoundFieldName"],
        "BillingAddress"
    );
    assert_eq!(field(&account, "ParentId")["referenceTo"], json!(["Account"]));
    assert!(
        account["childRelationships"]
            .as_array()
            .expect("children")
            .iter()
            .any(|child| child["relationshipName"] == "Contacts")
    );
    let invoice = get("/Invoice__c/describe");
    assert_eq!(field(&invoice, "Overdue__c")["calculated"], true);
    assert_eq!(field(&invoice, "External_Id__c")["externalId"], true);
    let fields = get("/FieldPermissions/describe");
    let values = field(&fields, "Field")["picklistValues"]
        .as_array()
        .expect("values")
        .len();
    assert!(values > 300, "{values}");
    let sets = get("/PermissionSet/describe");
    assert_eq!(field(&sets, "PermissionsApiEnabled")["type"], "boolean");
    let global = get("");
    assert!(global["sobjects"].as_array().expect("objects").len() > 60);
}

#[test]
fn the_least_privilege_identity_describes_what_it_may_grant() {
    let org = org();
    let token = token(&org, true);
    for object in [
        "Account",
        "Contact",
        "Lead",
        "Invoice__c",
        "PermissionSet",
        "User",
        "ExternalClientApplication",
    ] {
        let path = format!("/services/data/v66.0/sobjects/{object}/describe");
        assert_eq!(send(&org, &token, Method::GET, &path, None).0, 200, "{object}");
    }
    let (_, account) = send(
        &org,
        &token,
        Method::GET,
        "/services/data/v66.0/sobjects/Account/describe",
        None,
    );
    assert_eq!(field(&account, "AnnualRevenue")["permissionable"], true);
    assert_eq!(
        field(&account, "AnnualRevenue")["updateable"],
        false,
        "it may read and not write"
    );
    let create = send(
        &org,
        &token,
        Method::POST,
        "/services/data/v66.0/sobjects/Account",
        Some(json!({"Name": "x"})),
    );
    assert_eq!(create.0, 400);
}

#[test]
fn limits_need_view_setup_and_count_calls() {
    let org = org();
    let token = token(&org, true);
    let limits = || send(&org, &token, Method::GET, "/services/data/v66.0/limits/", None);
    assert_ne!(
        limits().1["DataStorageMB"],
        Value::Null,
        "whoever manages users sees it"
    );
    with(&org, |tx| {
        let set = tx.find_one("PermissionSet", &[("Name", json!(crate::seed::RUNNER_SET))]);
        let set = set.and_then(|set| id(&set, "Id")).expect("the runner's set");
        tx.update_raw(
            "PermissionSet",
            &set,
            row([("PermissionsManageUsers", json!(false))]),
        );
    });
    let (status, limits) = limits();
    assert_eq!(
        (status, &limits["DailyApiRequests"]["Max"]),
        (200, &json!(310_000))
    );
    assert_eq!(limits["DataStorageMB"], Value::Null, "that needs Manage Users");
}

#[test]
fn only_account_rows_have_tags_and_conditions() {
    let org = org();
    let token = token(&org, false);
    let first = |object: &str| {
        let row = with(&org, |tx| tx.find_one(object, &[])).expect("a row of the seed");
        format!("/services/data/v66.0/sobjects/{object}/{}", text(&row, "Id"))
    };
    let call = |method: Method, path: &str, condition: Option<(&'static str, &str)>| {
        let mut request = Request::new(method, path);
        request.headers.insert(
            "authorization",
            format!("Bearer {token}").parse().expect("a header"),
        );
        if let Some((name, value)) = condition {
            request.headers.insert(name, value.parse().expect("a header"));
        }
        request.body = "{}".into();
        let answer = handle(&org, &request);
        let tag = answer.headers.iter().find(|(name, _)| name == "etag");
        (
            answer.status,
            tag.and_then(|(_, value)| value.to_str().ok()).map(str::to_owned),
        )
    };
    let account = first("Account");
    let (_, tag) = call(Method::GET, &account, None);
    let tag = tag.expect("a tag");
    assert_eq!(call(Method::GET, &account, Some(("if-none-match", &tag))).0, 304);
    assert_eq!(
        call(Method::GET, &account, Some(("if-none-match", "\"other\""))).0,
        200
    );
    assert_eq!(
        call(Method::PATCH, &account, Some(("if-match", "\"other\""))).0,
        412
    );
    assert_eq!(call(Method::PATCH, &account, Some(("if-match", &tag))).0, 204);
    assert_eq!(call(Method::GET, &first("PermissionSet"), None), (200, None));
}
