//! Composite, collections, batch, graphs and trees.

use http::Method;
use serde_json::{Value, json};

use crate::store::Org;
use crate::testing::{org, send, token, with};

fn composite(org: &Org, token: &str, body: Value) -> (u16, Value) {
    send(
        org,
        token,
        Method::POST,
        "/services/data/v66.0/composite",
        Some(body),
    )
}

fn sub(method: &str, path: &str, reference: &str, body: Value) -> Value {
    let mut entry =
        json!({"method": method, "url": format!("/services/data/v66.0/{path}"), "referenceId": reference});
    if !body.is_null() {
        entry["body"] = body;
    }
    entry
}

fn statuses(answer: &Value) -> Vec<u64> {
    let list = answer["compositeResponse"].as_array().expect("a list");
    list.iter()
        .filter_map(|entry| entry["httpStatusCode"].as_u64())
        .collect()
}

fn accounts(org: &Org) -> i64 {
    with(org, |tx| tx.count("Account", &[]))
}

#[test]
fn later_subrequests_use_values_of_earlier_ones() {
    let org = org();
    let token = token(&org, false);
    let (status, answer) = composite(
        &org,
        &token,
        json!({"compositeRequest": [
            sub("POST", "sobjects/Account", "acc", json!({"Name": "Made"})),
            sub("POST", "sobjects/Contact", "con", json!({"LastName": "Of", "AccountId": "@{acc.id}"})),
            sub("GET", "sobjects/Contact/@{con.id}?fields=AccountId", "got", Value::Null),
            sub("GET", "sobjects/Account/@{nobody.id}", "lost", Value::Null),
        ]}),
    );
    assert_eq!(status, 200);
    assert_eq!(statuses(&answer), [201, 201, 200, 400], "{answer}");
    let list = &answer["compositeResponse"];
    assert_eq!(list[2]["body"]["AccountId"], list[0]["body"]["id"]);
    assert!(
        list[0]["httpHeaders"]["Location"]
            .as_str()
            .is_some_and(|place| place.contains("/sobjects/Account/001"))
    );
    assert_eq!(
        list[3]["body"][0]["message"],
        "Invalid reference specified. No value for nobody.id found in nobody."
    );
}

#[test]
fn all_or_none_takes_everything_back() {
    let org = org();
    let token = token(&org, false);
    let before = accounts(&org);
    let requests = json!([
        sub("POST", "sobjects/Account", "a", json!({"Name": "One"})),
        sub("POST", "sobjects/Account", "b", json!({})),
        sub("POST", "sobjects/Account", "c", json!({"Name": "Three"})),
    ]);
    let (_, answer) = composite(
        &org,
        &token,
        json!({"allOrNone": true, "compositeRequest": requests}),
    );
    assert_eq!(statuses(&answer), [400, 400, 400]);
    let list = &answer["compositeResponse"];
    assert_eq!(list[0]["body"][0]["errorCode"], "PROCESSING_HALTED");
    assert_eq!(list[1]["body"][0]["errorCode"], "REQUIRED_FIELD_MISSING");
    assert_eq!(accounts(&org), before);
    let (_, answer) = composite(&org, &token, json!({"compositeRequest": requests}));
    assert_eq!(statuses(&answer), [201, 400, 201]);
    assert_eq!(accounts(&org), before + 2);
}

#[test]
fn trees_name_all_that_is_wrong_with_them() {
    let org = org();
    let token = token(&org, false);
    let leaf = |reference: Value, name: &str| json!({"attributes": {"type": "Account", "referenceId": reference}, "Name": name});
    let plant = |records: Vec<Value>| {
        let path = "/services/data/v66.0/composite/tree/Account";
        send(
            &org,
            &token,
            Method::POST,
            path,
            Some(json!({"records": records})),
        )
    };
    let (status, refused) = plant(vec![
        leaf(json!("a"), ""),
        leaf(json!("b"), "fine"),
        leaf(json!("c"), ""),
    ]);
    let named: Vec<&str> = refused["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter_map(|result| result["referenceId"].as_str())
        .collect();
    assert_eq!((status, named), (400, vec!["a", "c"]));
    let (status, refused) = plant(vec![leaf(json!("a"), "x"), leaf(json!("a"), "y")]);
    assert_eq!(
        (status, &refused["results"][0]["errors"][0]["message"]),
        (400, &json!("Duplicate ReferenceId provided in the request."))
    );
    let (status, refused) = plant(vec![leaf(Value::Null, "x")]);
    assert_eq!((status, &refused[0]["errorCode"]), (403, &json!("INVALID_INPUT")));
}
#[test]
fn blocks_of_rows_stand_or_fall_alone_under_a_lenient_composite() {
    let org = org();
    let token = token(&org, false);
    let rows = |names: &[&str], all_or_none: bool| {
        let records: Vec<Value> = names
            .iter()
            .map(|name| json!({"attributes": {"type": "Account"}, "Name": name}))
            .collect();
        json!({"allOrNone": all_or_none, "records": records})
    };
    let before = accounts(&org);
    let (_, answer) = composite(
        &org,
        &token,
        json!({"compositeRequest": [
            sub("POST", "composite/sobjects", "good", rows(&["A", "B"], true)),
            sub("POST", "composite/sobjects", "bad", rows(&["C", ""], true)),
            sub("POST", "sobjects/PermissionSet", "set", json!({"Name": "Beside", "Label": "Beside"})),
        ]}),
    );
    assert_eq!(
        statuses(&answer),
        [200, 200, 201],
        "setup rows may stand beside: {answer}"
    );
    let bad = &answer["compositeResponse"][1]["body"];
    assert_eq!(
        bad[0]["errors"][0]["statusCode"],
        "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    );
    assert_eq!(bad[1]["errors"][0]["statusCode"], "REQUIRED_FIELD_MISSING");
    assert_eq!(accounts(&org), before + 2);

    let (_, answer) = composite(
        &org,
        &token,
        json!({"allOrNone": true, "compositeRequest": [
            sub("POST", "composite/sobjects", "x", rows(&["D", ""], false)),
            sub("POST", "sobjects/Account", "y", json!({"Name": "E"})),
        ]}),
    );
    assert_eq!(statuses(&answer), [200, 400]);
    assert_eq!(
        answer["compositeResponse"][0]["body"][0]["success"], true,
        "a row taken back still shows success"
    );
    assert_eq!(accounts(&org), before + 2);
}

#[test]
fn collections_read_change_upsert_and_delete() {
    let org = org();
    let token = token(&org, false);
    let base = "/services/data/v66.0/composite/sobjects";
    let call = |method, path: &str, body| send(&org, &token, method, &format!("{base}{path}"), body);
    let record =
        |name: &str, key: &str| json!({"attributes": {"type": "Account"}, "Name": name, "Erp_Key__c": key});
    let (_, made) = call(
        Method::PATCH,
        "/Account/Erp_Key__c",
        Some(json!({"records": [record("New", "k1"), record("Acme 2", "ERP-0000")]})),
    );
    assert_eq!(
        (&made[0]["created"], &made[1]["created"]),
        (&json!(true), &json!(false)),
        "{made}"
    );
    let ids: Vec<&str> = made
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["id"].as_str())
        .collect();
    let change = json!({"attributes": {"type": "Account"}, "id": ids[0], "Phone": "1"});
    let (_, changed) = call(Method::PATCH, "", Some(json!({"records": [change]})));
    assert_eq!(changed[0]["success"], true, "{changed}");
    let wanted = json!({"ids": [ids[0], "001000000000000AAA"], "fields": ["phone", "Name"]});
    let (_, read) = call(Method::POST, "/Account", Some(wanted));
    assert_eq!(
        (&read[0]["Phone"], &read[1]),
        (&json!("1"), &Value::Null),
        "{read}"
    );
    let (_, deleted) = call(Method::DELETE, &format!("?ids={},x", ids[0]), None);
    assert_eq!(
        (&deleted[0]["success"], &deleted[1]["success"]),
        (&json!(true), &json!(false)),
        "{deleted}"
    );
}

#[test]
fn batch_halts_only_when_asked_to() {
    let org = org();
    let token = token(&org, false);
    let requests = json!([
        {"method": "GET", "url": "v66.0/nonsense"},
        {"method": "POST", "url": "v66.0/sobjects/Account", "richInput": {"Name": "Batched"}},
    ]);
    let path = "/services/data/v66.0/composite/batch";
    let (_, halted) = send(
        &org,
        &token,
        Method::POST,
        path,
        Some(json!({"haltOnError": true, "batchRequests": requests})),
    );
    assert_eq!(
        (&halted["hasErrors"], &halted["results"][1]["statusCode"]),
        (&json!(true), &json!(412))
    );
    let (_, whole) = send(
        &org,
        &token,
        Method::POST,
        path,
        Some(json!({"batchRequests": requests})),
    );
    assert_eq!(
        (
            &whole["results"][0]["statusCode"],
            &whole["results"][1]["statusCode"]
        ),
        (&json!(404), &json!(201))
    );
}

#[test]
fn graphs_and_trees_stay_whole_or_not_at_all() {
    let org = org();
    let token = token(&org, false);
    let before = accounts(&org);
    let graph = |id: &str, second: Value| {
        json!({"graphId": id, "compositeRequest": [
            sub("POST", "sobjects/Account", "a", json!({"Name": id})),
            sub("POST", "sobjects/Contact", "c", second),
        ]})
    };
    let body = json!({"graphs": [graph("good", json!({"LastName": "X", "AccountId": "@{a.id}"})), graph("bad", json!({}))]});
    let (_, answer) = send(
        &org,
        &token,
        Method::POST,
        "/services/data/v66.0/composite/graph",
        Some(body),
    );
    assert_eq!(
        (
            &answer["graphs"][0]["isSuccessful"],
            &answer["graphs"][1]["isSuccessful"]
        ),
        (&json!(true), &json!(false)),
        "{answer}"
    );
    assert_eq!(accounts(&org), before + 1);
    let tree = |last: &str| {
        json!({"records": [{
            "attributes": {"type": "Account", "referenceId": "r1"}, "Name": "Tree",
            "Contacts": {"records": [{"attributes": {"type": "Contact", "referenceId": "r2"}, "LastName": last}]},
        }]})
    };
    let path = "/services/data/v66.0/composite/tree/Account";
    assert_eq!(send(&org, &token, Method::POST, path, Some(tree("Leaf"))).0, 201);
    let (status, refused) = send(&org, &token, Method::POST, path, Some(tree("")));
    assert_eq!(
        (status, &refused["results"][0]["referenceId"]),
        (400, &json!("r2"))
    );
    assert_eq!(accounts(&org), before + 2);
}
