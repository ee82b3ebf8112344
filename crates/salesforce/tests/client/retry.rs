//! What is tried again, and what is not.

use std::time::Duration;

use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::transport::TransportFailure;
use hallpass_salesforce::{Error, OrgOptions};
use serde_json::{Value, json};

use crate::support::{Answer, composite, error, world};

fn empty_page() -> Value {
    json!({"totalSize": 0, "done": true, "records": []})
}

fn fields() -> serde_json::Map<String, Value> {
    json!({"Name": "x"}).as_object().unwrap().clone()
}

/// The failures of a network or a server that pass.
fn passing() -> Vec<fn() -> Answer> {
    vec![
        || Answer::Lost(TransportFailure::NotSent),
        || Answer::Lost(TransportFailure::TimedOut),
        || Answer::Lost(TransportFailure::Interrupted),
        || Answer::Text(502, "<html>Bad Gateway</html>".into()),
        || Answer::Json(503, error("SERVER_UNAVAILABLE", "Server Unavailable")),
        || Answer::Json(500, error("UNKNOWN_EXCEPTION", "An unexpected error occurred.")),
        || {
            Answer::Json(
                403,
                error(
                    "REQUEST_LIMIT_EXCEEDED",
                    "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                ),
            )
        },
    ]
}

#[tokio::test]
async fn a_read_survives_what_passes() {
    for failure in passing() {
        let world = world(OrgOptions::default(), move |_, so_far| {
            if so_far < 2 {
                failure()
            } else {
                Answer::Json(200, empty_page())
            }
        })
        .await;
        let found = world.org.reader().query(&Soql::select(["Id"]).from("User")).await;
        assert!(found.is_ok(), "{found:?}");
        assert_eq!(world.net.seen().len(), 3);
        assert!(!world.env.slept().is_zero());
    }
}

#[tokio::test]
async fn retries_are_bounded() {
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Lost(TransportFailure::NotSent)
    })
    .await;
    let error = world
        .org
        .reader()
        .query(&Soql::select(["Id"]).from("User"))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert_eq!(world.net.seen().len(), 5);
}

#[tokio::test]
async fn an_org_that_hangs_is_given_up_within_minutes() {
    let options = OrgOptions::default();
    let (one, all) = (options.http.read_timeout, Duration::from_secs(6 * 60));
    let world = world(options, move |_, _| Answer::Hangs(one)).await;
    let query = Soql::select(["Id"]).from("User");
    let error = world.org.reader().query(&query).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert_eq!(
        world.net.seen().len(),
        2,
        "a second try may meet an org that answers"
    );
    assert!(world.env.slept() <= all, "{:?}", world.env.slept());
}

#[tokio::test]
async fn a_write_is_repeated_only_when_it_surely_was_not_done() {
    // (failure, tried again?)
    let rows: Vec<(fn() -> Answer, bool)> = vec![
        (|| Answer::Lost(TransportFailure::NotSent), true),
        (|| Answer::Lost(TransportFailure::ConnectTimedOut), true),
        (
            || {
                Answer::Json(
                    400,
                    error("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access"),
                )
            },
            true,
        ),
        (|| Answer::Lost(TransportFailure::TimedOut), false),
        (|| Answer::Lost(TransportFailure::Interrupted), false),
        (|| Answer::Text(502, String::new()), false),
        (|| Answer::Json(503, error("SERVER_UNAVAILABLE", "")), false),
        (|| Answer::Text(200, "{\"id\":\"00".into()), false),
        (|| Answer::Text(200, "<html>".into()), false),
    ];
    for (failure, again) in rows {
        let world = world(OrgOptions::default(), move |_, so_far| match so_far {
            0 => failure(),
            _ => Answer::Json(
                201,
                json!({"id": "0PS000000000020GAA", "success": true, "errors": []}),
            ),
        })
        .await;
        let made = world.org.writer().create("PermissionSet", &fields()).await;
        match again {
            true => assert_eq!(made.unwrap().as_str(), "0PS000000000020GAA"),
            false => assert!(made.unwrap_err().is_outcome_unknown()),
        }
        assert_eq!(world.net.seen().len(), if again { 2 } else { 1 });
    }
}

#[tokio::test]
async fn an_unknown_outcome_keeps_what_the_org_said() {
    let world = world(OrgOptions::default(), |seen, _| match seen.method.as_str() {
        "POST" => Answer::Json(500, error("UNKNOWN_EXCEPTION", "ErrorId: 1-2")),
        _ => Answer::Json(400, error("FIELD_INTEGRITY_EXCEPTION", "depends on")),
    })
    .await;
    let lost = world.org.writer().create("User", &fields()).await.unwrap_err();
    assert!(lost.is_outcome_unknown());
    assert_eq!(lost.code(), Some("UNKNOWN_EXCEPTION"));
    let id = hallpass_salesforce::RecordId::parse("005000000000010").unwrap();
    let refused = world
        .org
        .writer()
        .update("User", &id, &fields())
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Api(_)), "{refused:?}");
}

#[tokio::test]
async fn locked_rows_of_a_collection_are_written_again_alone() {
    use hallpass_salesforce::rows::Collection;
    let done = |n: usize| json!({"id": format!("01k00000000000{n}AAA"), "success": true, "errors": []});
    let locked = || json!({"success": false, "errors": [{"statusCode": "UNABLE_TO_LOCK_ROW", "message": "", "fields": []}]});
    let world = world(OrgOptions::default(), move |seen, so_far| {
        composite(seen, |_, _, _| match so_far {
            0 => (200, json!([done(1), locked(), done(3)])),
            _ => (200, json!([done(2)])),
        })
    })
    .await;
    let rows = Collection::create("FieldPermissions", vec![fields(), fields(), fields()]).unwrap();
    let outcomes = world.org.writer().write(&[rows]).await.unwrap();
    let ids: Vec<&str> = outcomes[0].iter().map(|row| row.id().unwrap().as_str()).collect();
    assert_eq!(
        ids,
        ["01k000000000001AAA", "01k000000000002AAA", "01k000000000003AAA"]
    );
    let seen = world.net.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        seen[1].json()["compositeRequest"][0]["body"]["records"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
