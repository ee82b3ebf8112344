//! The shape of answers.

use http::Method;
use serde_json::{Value, json};

use super::{BASE, QueryOptions, admin, ask, bare, put, refused, run, shared, with};
use crate::server::Request;
use crate::services::query::handle;
use crate::services::rest::{Call, Version};
use crate::store::Org;

#[test]
fn records_have_attributes_parents_children_and_compounds() {
    let org = bare();
    let owner = with(&org, |tx| admin(tx).user_id);
    let account = put(
        &org,
        "Account",
        &json!({"Name": "Acme", "OwnerId": owner.as_str(), "BillingCity": "Oslo", "BillingPostalCode": "0150",
               "AnnualRevenue": 5, "CreatedDate": "2022-03-17T16:21:26.000Z"}),
    );
    let contact = put(
        &org,
        "Contact",
        &json!({"LastName": "Berg", "Name": "Berg", "AccountId": account.as_str()}),
    );
    let alone = put(&org, "Contact", &json!({"LastName": "Alone", "Name": "Alone"}));

    let answer = ask(
        &org,
        "select id, name, annualrevenue, createddate, isdeleted, phone, billingaddress, owner.name, \
         (select lastname from contacts), (select id from opportunities) from account",
    );
    let expected = json!({
        "totalSize": 1, "done": true,
        "records": [{
            "attributes": {"type": "Account", "url": format!("{BASE}/sobjects/Account/{account}")},
            "Id": account.as_str(), "Name": "Acme", "AnnualRevenue": 5.0,
            "CreatedDate": "2022-03-17T16:21:26.000+0000", "IsDeleted": false, "Phone": null,
            "BillingAddress": {"city": "Oslo", "country": null, "countryCode": null, "geocodeAccuracy": null,
                "latitude": null, "longitude": null, "postalCode": "0150", "state": null, "stateCode": null,
                "street": null},
            "Owner": {
                "attributes": {"type": "User", "url": format!("{BASE}/sobjects/User/{owner}")},
                "Name": answer["records"][0]["Owner"]["Name"].clone(),
            },
            "Contacts": {"totalSize": 1, "done": true, "records": [{
                "attributes": {"type": "Contact", "url": format!("{BASE}/sobjects/Contact/{contact}")},
                "LastName": "Berg",
            }]},
            "Opportunities": null,
        }],
    });
    assert_eq!(answer, expected);
    assert!(answer["records"][0]["Owner"]["Name"].is_string());
    let keys: Vec<&String> = answer["records"][0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys[..4],
        ["attributes", "Id", "Name", "AnnualRevenue"],
        "keys have the order of the SELECT"
    );

    let parents = ask(
        &org,
        "SELECT Name, Account.Name, Account.BillingAddress FROM Contact ORDER BY Name",
    );
    assert_eq!(
        parents["records"][0]["Account"],
        Value::Null,
        "{alone} has no account"
    );
    assert_eq!(parents["records"][1]["Account"]["BillingAddress"]["city"], "Oslo");
}

#[test]
fn polymorphic_parents_say_what_they_are() {
    let org = bare();
    let lead = put(
        &org,
        "Lead",
        &json!({"LastName": "Lee", "Name": "Lee", "Company": "x", "Email": "lee@example.com"}),
    );
    let contact = put(&org, "Contact", &json!({"LastName": "Con", "Name": "Con"}));
    put(&org, "Task", &json!({"Subject": "a", "WhoId": lead.as_str()}));
    put(&org, "Task", &json!({"Subject": "b", "WhoId": contact.as_str()}));
    put(&org, "Task", &json!({"Subject": "c"}));
    let answer = ask(
        &org,
        "SELECT Subject, Who.Name, Who.Type FROM Task ORDER BY Subject",
    );
    let who: Vec<Value> = (0..3).map(|at| answer["records"][at]["Who"].clone()).collect();
    assert_eq!(who[0]["attributes"]["type"], "Lead");
    assert_eq!(
        (&who[0]["Name"], &who[0]["Type"]),
        (&json!("Lee"), &json!("Lead"))
    );
    assert_eq!(
        who[1]["attributes"]["url"],
        format!("{BASE}/sobjects/Contact/{contact}")
    );
    assert_eq!(who[2], Value::Null);
    assert_eq!(
        ask(&org, "SELECT Id FROM Task WHERE Who.Type = 'Lead'")["totalSize"],
        1
    );

    let typed = ask(
        &org,
        "SELECT TYPEOF Who WHEN Lead THEN Company, Email ELSE Name END FROM Task ORDER BY Subject",
    );
    assert_eq!(typed["records"][0]["Who"]["Company"], "x");
    assert_eq!(typed["records"][1]["Who"]["Name"], "Con");
    assert_eq!(typed["records"][1]["Who"]["Company"], Value::Null);
}

#[test]
fn permission_rows_are_found_through_their_parents() {
    let org = shared();
    let all = ask(
        org,
        "SELECT Id, Parent.Name, Parent.Label, Parent.Profile.Name FROM ObjectPermissions",
    );
    let of_profiles = ask(
        org,
        "SELECT Id, Parent.Profile.Name FROM ObjectPermissions WHERE Parent.IsOwnedByProfile = TRUE",
    );
    assert!(of_profiles["totalSize"].as_u64() > Some(0));
    assert!(of_profiles["totalSize"].as_u64() <= all["totalSize"].as_u64());
    assert!(of_profiles["records"][0]["Parent"]["Profile"]["Name"].is_string());
}

#[test]
fn columns_are_told_as_the_cli_reads_them() {
    let org = shared();
    let columns = |soql: &str| {
        with(org, |tx| {
            let caller = admin(tx);
            let mut options = QueryOptions::new(BASE);
            options.columns = true;
            run(tx, &caller, soql, &options).expect("columns")
        })
    };
    let answer = columns("SELECT Id, Owner.Profile.Name, (SELECT LastName FROM Contacts) FROM Account");
    assert_eq!(answer["entityName"], "Account");
    assert_eq!(answer["idSelected"], true);
    assert_eq!(answer["keyPrefix"], "001");
    let columns_of = &answer["columnMetadata"];
    assert_eq!(columns_of[0]["columnName"], "Id");
    assert_eq!(columns_of[0]["joinColumns"], json!([]));
    assert_eq!(columns_of[1]["columnName"], "Owner");
    assert_eq!(columns_of[1]["foreignKeyName"], "OwnerId");
    assert_eq!(columns_of[1]["joinColumns"][0]["columnName"], "Profile");
    assert_eq!(
        columns_of[1]["joinColumns"][0]["joinColumns"][0]["columnName"],
        "Name"
    );
    assert_eq!(columns_of[2]["aggregate"], true);
    assert_eq!(columns_of[2]["joinColumns"][0]["columnName"], "LastName");
    assert_eq!(answer.get("records"), None);

    let groups = columns("SELECT Name, COUNT(Id) FROM Account GROUP BY Name");
    assert_eq!(groups["groupBy"], true);
    assert_eq!(groups["columnMetadata"][0]["aggregate"], false);
    assert_eq!(groups["columnMetadata"][1]["columnName"], "expr0");
    assert_eq!(groups["columnMetadata"][1]["displayName"], "COUNT(Id)");
}

fn call(org: &Org, method: Method, target: &str, tooling: bool) -> (u16, Value) {
    with(org, |tx| {
        let caller = admin(tx);
        let request = Request::new(method, target);
        let mut segments = request.segments().split_off(3);
        segments.retain(|segment| segment != "tooling");
        let call = Call {
            request: &request,
            caller: &caller,
            version: Version::of(68),
            root: "v68.0".to_owned(),
            segments,
            tooling,
        };
        match handle(tx, &call) {
            Ok(response) => (response.status, crate::testing::json(&response)),
            Err(error) => (error.status, error.to_json()),
        }
    })
}

#[test]
fn endpoints_answer_queries_and_refuse_everything_else() {
    let org = shared();
    let ok = |target: &str, tooling: bool| call(org, Method::GET, target, tooling);
    assert_eq!(
        ok(
            "/services/data/v68.0/query?q=SELECT+Id+FROM+Profile+LIMIT+1",
            false
        )
        .0,
        200
    );
    assert_eq!(
        ok(
            "/services/data/v68.0/query/?q=SELECT+Id+FROM+Profile+LIMIT+1",
            false
        )
        .0,
        200
    );
    assert_eq!(
        ok("/services/data/v68.0/queryAll?q=SELECT+COUNT()+FROM+User", false).0,
        200
    );
    let (status, body) = ok(
        "/services/data/v68.0/tooling/query?q=SELECT+Id+FROM+ApexClass+LIMIT+1",
        true,
    );
    assert_eq!(status, 200);
    let url = body["records"][0]["attributes"]["url"]
        .as_str()
        .unwrap_or_default();
    assert!(
        url.starts_with("/services/data/v68.0/tooling/sobjects/ApexClass/"),
        "{body}"
    );

    let (status, body) = ok(
        "/services/data/v68.0/tooling/query?q=SELECT+Id+FROM+SetupEntityAccess",
        true,
    );
    assert_eq!((status, &body["errorCode"]), (400, &json!("INVALID_TYPE")));
    let (status, body) = ok("/services/data/v68.0/query", false);
    assert_eq!((status, &body["errorCode"]), (400, &json!("MALFORMED_QUERY")));
    let (status, body) = call(
        org,
        Method::POST,
        "/services/data/v68.0/query?q=SELECT+Id+FROM+User",
        false,
    );
    assert_eq!((status, &body["errorCode"]), (405, &json!("METHOD_NOT_ALLOWED")));
    assert_eq!(ok("/services/data/v68.0/query/a/b", false).0, 404);
}

#[test]
fn queries_are_reached_over_the_rest_api() {
    let org = shared();
    let token = crate::testing::token(org, false);
    let get = |target: &str| crate::testing::send(org, &token, Method::GET, target, None);
    let (status, body) = get("/services/data/v51.0/query?q=SELECT%20Id%20FROM%20Profile%20LIMIT%201");
    assert_eq!(status, 200, "{body}");
    let url = body["records"][0]["attributes"]["url"]
        .as_str()
        .unwrap_or_default();
    assert!(url.starts_with("/services/data/v51.0/sobjects/Profile/"), "{url}");
    let (status, body) = get("/services/data/v68.0/tooling/query/?q=SELECT%20Name%20FROM%20ApexClass");
    assert_eq!((status, &body["done"]), (200, &json!(true)), "{body}");
    let (status, body) = get("/services/data/v68.0/query?q=SELECT%20Nope%20FROM%20User");
    assert_eq!(
        (status, &body[0]["errorCode"]),
        (400, &json!("INVALID_FIELD")),
        "{body}"
    );
}

#[test]
fn unknown_objects_of_clients_are_refused_as_they_expect() {
    let org = shared();
    assert_eq!(
        refused(org, "SELECT Id FROM ScratchOrgInfo limit 1"),
        "INVALID_TYPE"
    );
    assert_eq!(refused(org, "SELECT Id, Nope FROM User"), "INVALID_FIELD");
}

#[test]
fn queries_of_the_cli_are_answered() {
    let org = shared();
    for soql in [
        "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization",
        "SELECT username, profileid, id FROM User",
        "select Id from PermissionSetLicense where DeveloperName = 'N' or MasterLabel = 'N'",
        "SELECT name FROM Profile WHERE Id IN (SELECT ProfileId FROM User WHERE username='admin@hallpass.local')",
        "SELECT FIELDS(ALL) FROM PermissionSet LIMIT 2",
        "SELECT FIELDS(ALL) FROM Account LIMIT 200",
        "SELECT Id, IsAssigned, License.Name FROM PermissionSet WHERE Type != 'Group' LIMIT 1",
    ] {
        let soql = soql.replace("IsAssigned, ", "");
        ask(org, &soql);
    }
    let profile = ask(
        org,
        "SELECT name FROM Profile WHERE Id IN (SELECT ProfileId FROM User WHERE username='admin@hallpass.local')",
    );
    assert_eq!(super::column(&profile, "Name"), ["System Administrator"]);
}

#[test]
fn distances_are_measured_from_the_parts_of_an_address() {
    let org = bare();
    for (name, place) in [
        ("Oakland", json!([37.8044, -122.2712])),
        ("New York", json!([40.7128, -74.0060])),
        ("Nowhere", json!([null, null])),
    ] {
        put(
            &org,
            "Account",
            &json!({"Name": name, "BillingLatitude": place[0], "BillingLongitude": place[1]}),
        );
    }
    let from = "DISTANCE(BillingAddress, GEOLOCATION(37.7749, -122.4194), 'mi')";
    let near = ask(
        &org,
        &format!("SELECT Name, {from} FROM Account WHERE {from} < 20"),
    );
    assert_eq!(near["totalSize"], 1);
    let miles = near["records"][0]["expr0"].as_f64().unwrap();
    assert!((miles - 8.3).abs() < 0.2, "{miles}");
    let sorted = ask(
        &org,
        &format!("SELECT Name FROM Account ORDER BY {from} NULLS LAST"),
    );
    let names: Vec<&str> = sorted["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["Name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Oakland", "New York", "Nowhere"]);
}

#[test]
fn explain_tells_the_plans_of_a_query_and_refuses_what_could_not_be_run() {
    let org = bare();
    let owner = with(&org, |tx| admin(tx).user_id);
    put(
        &org,
        "Account",
        &json!({"Name": "Acme", "OwnerId": owner.as_str()}),
    );
    put(
        &org,
        "Account",
        &json!({"Name": "Bolt", "OwnerId": owner.as_str()}),
    );
    let explained = |soql: &str| {
        with(&org, |tx| {
            let caller = admin(tx);
            let encoded: String = form_urlencoded::byte_serialize(soql.as_bytes()).collect();
            let request = Request::new(Method::GET, &format!("{BASE}/query?explain={encoded}"));
            let path = request.segments();
            let version = Version::parse("v66.0").unwrap();
            handle(tx, &Call::new(&request, &caller, version, &path))
                .map(|answer| -> Value { serde_json::from_slice(&answer.body).unwrap() })
        })
    };
    let answer = explained(&format!(
        "SELECT Name FROM Account WHERE OwnerId = '{owner}' AND Name = 'Acme'"
    ))
    .unwrap();
    let kinds: Vec<_> = answer["plans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|plan| {
            (
                plan["leadingOperationType"].clone(),
                plan["cardinality"].clone(),
                plan["fields"].clone(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            (json!("Index"), json!(1), json!(["OwnerId"])),
            (json!("TableScan"), json!(2), json!([])),
        ]
    );
    assert_eq!(answer["plans"][0]["sobjectType"], "Account");
    assert_eq!(
        explained("SELECT FROM Account").unwrap_err().code,
        "MALFORMED_QUERY"
    );
    assert_eq!(
        explained("SELECT count() FROM Account").unwrap()["plans"][0]["sobjectCardinality"],
        2
    );
}

#[test]
fn format_writes_for_the_caller_and_takes_aggregates() {
    let org = bare();
    let caller = with(&org, |tx| admin(tx).user_id);
    let values = json!({"LocaleSidKey": "de_DE", "TimeZoneSidKey": "Europe/Berlin"});
    let values = values
        .as_object()
        .cloned()
        .expect("an object")
        .into_iter()
        .collect();
    with(&org, |tx| tx.update_raw("User", &caller, values));
    for (amount, day) in [(44_000, "2015-12-28"), (1_000, "2016-01-02")] {
        put(
            &org,
            "Opportunity",
            &json!({"Name": "A", "StageName": "New", "Amount": amount, "CloseDate": day,
                   "CreatedDate": "2025-04-10T22:31:37.000Z"}),
        );
    }
    let answer = ask(
        &org,
        "SELECT Amount, FORMAT(Amount) shown, FORMAT(convertCurrency(Amount)) same, FORMAT(CloseDate) day, \
         FORMAT(CreatedDate) at, FORMAT(Name) name, FORMAT(Probability) none FROM Opportunity WHERE Amount > 2000",
    );
    let record = &answer["records"][0];
    let told = ["Amount", "shown", "same", "day", "at", "name", "none"].map(|key| record[key].clone());
    assert_eq!(
        json!(told),
        json!([
            44_000.0,
            "44.000,00 $",
            "44.000,00 $",
            "28.12.2015",
            "11.04.2025, 00:31",
            "A",
            null
        ])
    );
    let answer = ask(
        &org,
        "SELECT FORMAT(MIN(closedate)) Amt, FORMAT(SUM(Amount)) FROM opportunity",
    );
    let record = &answer["records"][0];
    assert_eq!(
        (&record["Amt"], &record["expr0"]),
        (&json!("28.12.2015"), &json!("45.000,00 $"))
    );
    assert_eq!(
        refused(&org, "SELECT convertCurrency(Name) FROM Account"),
        "MALFORMED_QUERY"
    );
}
