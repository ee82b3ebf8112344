//! Reading rows.

use hallpass_salesforce::rows::Described;
use hallpass_salesforce::soql::{Soql, eq, is_in};
use hallpass_salesforce::{Error, OrgOptions};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Answer, composite, error, world};

fn query(object: &str) -> Soql {
    Soql::select(["Id"]).from(object).order_by("Id")
}

/// A page of one row that names its query, and where it goes on.
fn page(name: &str, next: Option<&str>) -> Value {
    let mut page = json!({"totalSize": 99, "done": next.is_none(), "records": [{"Name": name}]});
    if let Some(next) = next {
        page["nextRecordsUrl"] = json!(format!("/services/data/v68.0/query/{next}"));
    }
    page
}

fn names(found: &hallpass_salesforce::QueryResult<hallpass_salesforce::Record>) -> Vec<&str> {
    found.rows.iter().map(|row| row.text("Name").unwrap()).collect()
}

#[tokio::test]
async fn a_single_query_is_a_get_and_is_read_to_its_last_page() {
    let world = world(OrgOptions::default(), |seen, _| {
        assert_eq!(seen.method, "GET");
        Answer::Json(
            200,
            match seen.path.as_str() {
                "/services/data/v68.0/query?q=SELECT+Id+FROM+User+ORDER+BY+Id" => page("1", Some("01g-1")),
                "/services/data/v68.0/query/01g-1" => page("2", Some("01g-2")),
                "/services/data/v68.0/query/01g-2" => page("3", None),
                other => panic!("{other}"),
            },
        )
    })
    .await;
    let found = world.org.reader().query(&query("User")).await.unwrap();
    assert_eq!(names(&found), ["1", "2", "3"]);
    assert_eq!(found.total_size, 99);
}

#[tokio::test]
async fn queries_and_their_further_pages_ride_five_to_a_call() {
    let world = world(OrgOptions::default(), |seen, _| {
        let answer = |url: &str| {
            let name = url
                .rsplit(['+', '/'])
                .nth(if url.contains("?q=") { 3 } else { 0 })
                .unwrap();
            match name.strip_suffix("-more") {
                Some(name) => page(&format!("{name}2"), None),
                None => page(&format!("{name}1"), Some(&format!("{name}-more"))),
            }
        };
        // The sixth travels alone.
        if seen.method == "GET" {
            return Answer::Json(200, answer(&seen.path));
        }
        assert_eq!(seen.path, "/services/data/v68.0/composite");
        assert_eq!(seen.json()["collateSubrequests"], false);
        assert_eq!(seen.json()["compositeRequest"].as_array().unwrap().len(), 5);
        composite(seen, |method, url, _| {
            assert_eq!(method, "GET");
            (200, answer(url))
        })
    })
    .await;
    let queries: Vec<Soql> = ["A", "B", "C", "D", "E", "F"]
        .iter()
        .map(|object| query(object))
        .collect();
    let found = world.org.reader().query_many(&queries).await.unwrap();
    let all: Vec<Vec<&str>> = found.iter().map(names).collect();
    assert_eq!(
        all,
        [
            ["A1", "A2"],
            ["B1", "B2"],
            ["C1", "C2"],
            ["D1", "D2"],
            ["E1", "E2"],
            ["F1", "F2"]
        ]
    );
    assert_eq!(world.net.seen().len(), 4);
    assert_eq!(
        world.org.usage().round_trips,
        3,
        "one to sign in, one for each page"
    );
}

#[tokio::test]
async fn the_sixth_query_travels_beside_the_five() {
    let world = world(OrgOptions::default(), |seen, _| match seen.method.as_str() {
        "GET" => Answer::Json(200, page("x", None)),
        _ => composite(seen, |_, _, _| (200, page("x", None))),
    })
    .await;
    let queries: Vec<Soql> = (0..6).map(|n| query(&format!("O{n}"))).collect();
    world.org.reader().query_many(&queries).await.unwrap();
    assert_eq!(world.net.seen().len(), 2);
}

#[tokio::test]
async fn a_long_query_travels_in_a_body() {
    let world = world(OrgOptions::default(), |seen, _| {
        composite(seen, |_, _, _| (200, page("x", None)))
    })
    .await;
    let many = (0..2_000).map(|n| format!("value-{n}"));
    let long = query("User").filter(is_in("Name", many));
    world.org.reader().query(&long).await.unwrap();
    assert_eq!(world.net.seen()[0].method, "POST");
}

#[tokio::test]
async fn one_refused_query_fails_alone_or_all() {
    let world = world(OrgOptions::default(), |seen, _| match seen.method.as_str() {
        "GET" => Answer::Json(
            400,
            error("INVALID_TYPE", "sObject type 'Nope' is not supported."),
        ),
        _ => composite(seen, |_, url, _| match url.contains("Nope") {
            true => (
                400,
                error("INVALID_TYPE", "sObject type 'Nope' is not supported."),
            ),
            false => (200, page("x", None)),
        }),
    })
    .await;
    let reader = world.org.reader();
    let both = [query("User"), query("Nope")];
    let each = reader.query_each(&both).await.unwrap();
    assert!(each[0].is_ok());
    let Err(Error::Api(refused)) = &each[1] else {
        panic!()
    };
    assert_eq!((refused.operation.as_str(), refused.status), ("query Nope", 400));
    assert!(refused.is_missing());
    assert!(reader.query_many(&both).await.is_err());
    let alone = reader.query_each(&both[1..]).await.unwrap();
    assert_eq!(alone[0].as_ref().unwrap_err().code(), Some("INVALID_TYPE"));
}

#[tokio::test]
async fn an_answer_that_ends_early_is_an_error() {
    let endings = [
        json!({"totalSize": 2, "done": false, "records": []}),
        json!({"totalSize": 2, "done": false, "records": [], "nextRecordsUrl": "/services/data/v68.0/query/01g-1"}),
        json!({"totalSize": 1, "done": true, "records": [
            {"Assignments": {"totalSize": 300, "done": false, "nextRecordsUrl": "/x", "records": []}}]}),
    ];
    for ending in endings {
        let world = world(OrgOptions::default(), move |_, _| {
            Answer::Json(200, ending.clone())
        })
        .await;
        let error = world.org.reader().query(&query("User")).await.unwrap_err();
        assert!(matches!(error, Error::Truncated { .. }), "{error:?}");
    }
    for text in [r#"{"totalSize":2,"done":true,"records":[{"Id":"#, "<html>", ""] {
        let world = world(OrgOptions::default(), move |_, _| Answer::Text(200, text.into())).await;
        let error = world.org.reader().query(&query("User")).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_composite_with_other_parts_is_not_believed() {
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Json(
            200,
            json!({"compositeResponse": [{"body": {}, "httpStatusCode": 200, "referenceId": "r0"}]}),
        )
    })
    .await;
    let error = world
        .org
        .reader()
        .query_many(&[query("A"), query("B")])
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_part_that_fails_in_a_way_that_passes_is_asked_for_again_alone() {
    let world = world(OrgOptions::default(), |seen, so_far| {
        composite(seen, |_, url, _| match (url.contains("FROM+B"), so_far) {
            (true, 0) => (503, error("SERVER_UNAVAILABLE", "Server Unavailable")),
            (true, _) => (200, page("b", None)),
            (false, _) => (200, page("a", None)),
        })
    })
    .await;
    let found = world
        .org
        .reader()
        .query_many(&[query("A"), query("B")])
        .await
        .unwrap();
    assert_eq!((names(&found[0]), names(&found[1])), (vec!["a"], vec!["b"]));
    let seen = world.net.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[1].json()["compositeRequest"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn rows_are_read_into_types() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Grant {
        field: String,
        permissions_edit: bool,
    }
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Json(
            200,
            json!({"totalSize": 1, "done": true, "records": [
            {"attributes": {"type": "FieldPermissions"}, "Field": "Account.Phone", "PermissionsEdit": true}]}),
        )
    })
    .await;
    let found = world
        .org
        .reader()
        .query_as::<Grant>(&query("FieldPermissions"))
        .await
        .unwrap();
    assert_eq!(
        found.rows,
        [Grant {
            field: "Account.Phone".into(),
            permissions_edit: true
        }]
    );
}

#[tokio::test]
async fn counting_reads_the_size() {
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Json(200, json!({"totalSize": 17, "done": true, "records": []}))
    })
    .await;
    let counted = Soql::count_of("User").filter(eq("IsActive", true));
    assert_eq!(world.org.reader().count(&counted).await.unwrap(), 17);
}

#[tokio::test]
async fn describes_ride_25_to_a_call_and_missing_objects_are_no_error() {
    let world = world(OrgOptions::default(), |seen, _| {
        composite(seen, |_, url, _| match url {
            "/services/data/v68.0/sobjects/Nope/describe" => {
                (404, error("NOT_FOUND", "The requested resource does not exist"))
            }
            url => {
                let name = url.split('/').nth(5).unwrap();
                (200, json!({"name": name, "fields": [{"name": "Phone", "type": "phone", "permissionable": true}]}))
            }
        })
    })
    .await;
    let mut objects: Vec<String> = (0..29).map(|n| format!("O{n}__c")).collect();
    objects.push("Nope".into());
    let described = world.org.reader().describe_many(&objects).await.unwrap();
    assert_eq!(described.len(), 30);
    assert_eq!(described[28].object().unwrap().name, "O28__c");
    assert!(
        described[0]
            .object()
            .unwrap()
            .field("phone")
            .unwrap()
            .permissionable
    );
    assert!(matches!(&described[29], Described::Missing(error) if error.status == 404));
    assert_eq!(world.net.seen().len(), 2);
}
