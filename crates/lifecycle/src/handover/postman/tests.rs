//! Collections as Postman reads them: checked by the rules of the format, as its schema for v2.1.0 states them.

use hallpass_model::build::{desired, id, integration, live_of};
use hallpass_model::{ApexRest, ApexSoap, ApiName, FieldFacts, Live, ObjectFacts};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::{Exercise, collection, environment};
use crate::handover::Parcel;
use crate::handover::parcel::tests::{SECRET, jwt, parcel};

fn world() -> (hallpass_model::Integration, Live) {
    let mut one = integration(
        "billing",
        &[
            ("Account", "read create edit"),
            ("Account.Phone", "read edit"),
            ("Account.AnnualRevenue", "read"),
            ("Contact", "read"),
            ("class CustomerWS", "use"),
        ],
    );
    one.verify.queries = vec!["SELECT Id FROM Account WHERE Name LIKE 'A&B%'".to_owned()];
    one.verify.apex_rest = vec![ApexRest {
        get: "/customer?full=1".to_owned(),
    }];
    one.verify.apex_soap = vec![ApexSoap {
        class: "ns__CustomerWS".into(),
        operation: "ping".to_owned(),
    }];
    let desired = desired([one.clone()]);
    let mut live = live_of(&desired);
    let account: &mut ObjectFacts = live.catalog.objects.get_mut(&ApiName::from("Account")).unwrap();
    let open = FieldFacts {
        permissionable: true,
        ..FieldFacts::default()
    };
    account.fields.insert("Fax".into(), open);
    live.catalog
        .apex_classes
        .insert("CustomerWS".into(), id("01p", 1));
    (one, live)
}

fn exercise() -> Exercise {
    let (one, live) = world();
    Exercise::of(&one, &live)
}

fn made(parcel: &Parcel) -> Value {
    serde_json::from_str(&collection(parcel, &exercise())).unwrap()
}

/// All requests with the names of the folders that they are in.
fn requests(items: &Value, path: &str) -> Vec<(String, Value)> {
    let items = items.as_array().expect("items are a list");
    let each = items.iter().flat_map(|item| {
        let path = format!("{path}/{}", item["name"].as_str().expect("items have a name"));
        match item.get("item") {
            Some(inner) => requests(inner, &path),
            None => vec![(path, item.clone())],
        }
    });
    each.collect()
}

fn paths(collection: &Value) -> Vec<String> {
    requests(&collection["item"], "")
        .into_iter()
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn a_collection_tries_all_that_is_granted_and_some_that_is_not() {
    assert_eq!(
        paths(&made(&parcel())),
        [
            "/Sign in",
            "/Granted/Account/Describe Account",
            "/Granted/Account/Read Account",
            "/Granted/Contact/Describe Contact",
            "/Granted/Contact/Read Contact",
            "/Granted/Declared queries/Query 1",
            "/Granted/Apex REST/GET /customer?full=1",
            "/Granted/Apex SOAP/ns__CustomerWS.ping",
            "/Refused/Read Opportunity, which is not granted",
            "/Refused/Read Account.Fax, which is not granted",
            "/Refused/Read the setup audit trail",
            "/Refused/Ask the Metadata API",
            "/Writes/Create Account",
            "/Writes/Edit Account",
            "/Sign out",
        ]
    );
}

#[test]
fn a_query_names_the_granted_fields_and_no_other() {
    let collection = made(&parcel());
    let of = |name: &str| {
        let all = requests(&collection["item"], "");
        let found = all.into_iter().find(|(path, _)| path.ends_with(name)).unwrap().1;
        found["request"]["url"]["query"][0]["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        of("Read Account"),
        "SELECT Id, AnnualRevenue, Phone FROM Account LIMIT 5"
    );
    assert_eq!(of("Read Contact"), "SELECT Id FROM Contact LIMIT 5");
}

#[test]
fn a_class_of_a_package_is_called_below_its_namespace() {
    let all = requests(&made(&parcel())["item"], "");
    let (_, soap) = all
        .into_iter()
        .find(|(path, _)| path.contains("ns__CustomerWS"))
        .unwrap();
    assert_eq!(
        soap["request"]["url"],
        "{{instance_url}}/services/Soap/class/ns/CustomerWS"
    );
}

#[test]
fn only_the_environment_holds_the_secret() {
    let text = collection(&parcel(), &exercise());
    assert!(!text.contains(SECRET) && !text.contains("3MVG9abc"));
    let environment: Value = serde_json::from_str(environment(&parcel()).expose_secret()).unwrap();
    for variable in environment["values"].as_array().unwrap() {
        let is_secret = matches!(variable["key"].as_str(), Some("client_secret" | "access_token"));
        let kind = if is_secret { "secret" } else { "default" };
        assert_eq!(variable["type"], kind, "{variable}");
        assert!(is_secret || variable["value"] != SECRET, "{variable}");
    }
}

#[test]
fn an_app_with_a_certificate_hands_over_no_key() {
    let text = environment(&jwt());
    assert!(!text.expose_secret().contains("client_secret"));
    let all = requests(&made(&jwt())["item"], "");
    assert!(all[0].1.to_string().contains("{{assertion}}"));
}

#[test]
fn variables_that_are_used_are_there() {
    for parcel in [parcel(), jwt()] {
        let text = collection(&parcel, &exercise());
        let environment: Value = serde_json::from_str(environment(&parcel).expose_secret()).unwrap();
        let known: Vec<&str> = environment["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|variable| variable["key"].as_str().unwrap())
            .collect();
        for used in text
            .split("{{")
            .skip(1)
            .map(|rest| rest.split("}}").next().unwrap())
        {
            let is_made_in_the_run = used == "record" || used.starts_with("created_");
            assert!(is_made_in_the_run || known.contains(&used), "{used}");
        }
    }
}

/// The rules of the format, for the parts of it that are used here.
#[test]
fn a_collection_is_of_the_format() {
    for parcel in [parcel(), jwt()] {
        let collection = made(&parcel);
        let info = &collection["info"];
        assert!(info["name"].is_string() && info["description"].is_string());
        assert_eq!(
            info["schema"],
            "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
        );
        check_keys(&collection, &["info", "item", "auth"]);
        check_auth(&collection["auth"]);
        for (path, item) in requests(&collection["item"], "") {
            check_keys(&item, &["name", "event", "request", "response"]);
            assert_eq!(item["response"], Value::Array(Vec::new()));
            check_request(&item["request"]);
            check_events(&item["event"]);
            let has_tests =
                item["event"].as_array().unwrap().iter().any(|event| {
                    event["listen"] == "test" && event["script"].to_string().contains("pm.test(")
                });
            assert!(has_tests, "{path} tests nothing");
        }
    }
}

#[track_caller]
fn check_keys(value: &Value, known: &[&str]) {
    for key in value.as_object().expect("an object").keys() {
        assert!(known.contains(&key.as_str()), "{key} in {value}");
    }
}

fn check_request(request: &Value) {
    check_keys(
        request,
        &["method", "header", "url", "description", "body", "auth"],
    );
    assert!(matches!(
        request["method"].as_str(),
        Some("GET" | "POST" | "PATCH" | "DELETE")
    ));
    for header in request["header"].as_array().unwrap() {
        assert!(header["key"].is_string() && header["value"].is_string());
    }
    let url = &request["url"];
    let is_text = |value: &Value| value.is_string();
    assert!(
        url.is_string()
            || url["raw"].is_string()
                && url["host"].as_array().unwrap().iter().all(is_text)
                && url["path"].as_array().unwrap().iter().all(is_text)
                && url["query"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|one| is_text(&one["key"]) && is_text(&one["value"])),
        "{url}"
    );
    if let Some(body) = request.get("body") {
        let mode = body["mode"].as_str().unwrap();
        check_keys(body, &["mode", mode]);
        match mode {
            "raw" => assert!(body["raw"].is_string()),
            "urlencoded" => {
                for field in body["urlencoded"].as_array().unwrap() {
                    check_keys(field, &["key", "value", "type"]);
                }
            }
            other => panic!("{other} is no mode that is used"),
        }
    }
    if let Some(auth) = request.get("auth") {
        check_auth(auth);
    }
}

fn check_auth(auth: &Value) {
    match auth["type"].as_str() {
        Some("noauth") => check_keys(auth, &["type"]),
        Some("oauth2") => {
            check_keys(auth, &["type", "oauth2"]);
            for member in auth["oauth2"].as_array().unwrap() {
                check_keys(member, &["key", "value", "type"]);
            }
        }
        other => panic!("{other:?} is no way to authorize that is used"),
    }
}

fn check_events(events: &Value) {
    for event in events.as_array().unwrap() {
        check_keys(event, &["listen", "script"]);
        assert!(matches!(event["listen"].as_str(), Some("prerequest" | "test")));
        check_keys(&event["script"], &["type", "exec"]);
        assert_eq!(event["script"]["type"], "text/javascript");
        assert!(
            event["script"]["exec"]
                .as_array()
                .unwrap()
                .iter()
                .all(Value::is_string)
        );
    }
}
