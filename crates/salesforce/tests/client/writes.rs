//! Writing rows.

use hallpass_salesforce::rows::{Collection, RowOutcome, Step};
use hallpass_salesforce::transport::TransportFailure;
use hallpass_salesforce::{Error, OrgOptions, RecordId};
use serde_json::{Map, Value, json};

use crate::support::{Answer, composite, error, world};

fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn id() -> RecordId {
    RecordId::parse("01k000000000001").unwrap()
}

#[tokio::test]
async fn collections_ride_one_call_in_order_each_for_itself() {
    let world = world(OrgOptions::default(), |seen, _| {
        let body = seen.json();
        assert_eq!(
            (&body["allOrNone"], &body["collateSubrequests"]),
            (&json!(false), &json!(false))
        );
        composite(seen, |method, _, _| match method {
            "POST" => (
                200,
                json!([{"id": "110000000000001AAA", "success": true, "errors": []}]),
            ),
            "PATCH" => (400, error("INVALID_FIELD", "No such column")),
            _ => (
                200,
                json!([{"id": "01k000000000001AAA", "success": false, "errors": [
                {"statusCode": "ENTITY_IS_DELETED", "message": "entity is deleted", "fields": []}]}]),
            ),
        })
    })
    .await;
    let outcomes = world
        .org
        .writer()
        .write(&[
            Collection::create(
                "ObjectPermissions",
                vec![fields(&json!({"SobjectType": "Account"}))],
            )
            .unwrap()
            .all_or_none(),
            Collection::update("FieldPermissions", vec![(id(), fields(&json!({"X": 1})))]).unwrap(),
            Collection::delete("FieldPermissions", vec![id()]).unwrap(),
        ])
        .await
        .unwrap();
    assert!(outcomes[0][0].is_done());
    assert_eq!(outcomes[1][0].errors()[0].code, "INVALID_FIELD");
    assert_eq!(outcomes[2][0].errors()[0].code, "ENTITY_IS_DELETED");
    assert_eq!(world.net.seen().len(), 1);
}

#[tokio::test]
async fn a_lost_or_broken_answer_to_a_collection_is_an_unknown_outcome() {
    let answers: Vec<fn() -> Answer> = vec![
        || Answer::Lost(TransportFailure::Interrupted),
        || Answer::Text(200, "{\"compositeResponse\":[".into()),
        || {
            Answer::Json(
                200,
                json!({"compositeResponse": [{"body": [], "httpStatusCode": 200, "referenceId": "c0"}]}),
            )
        },
        || {
            Answer::Json(
                200,
                json!({"compositeResponse": [{"body": null, "httpStatusCode": 500, "referenceId": "c0"}]}),
            )
        },
    ];
    for answer in answers {
        let world = world(OrgOptions::default(), move |_, _| answer()).await;
        let rows = Collection::delete("FieldPermissions", vec![id()]).unwrap();
        let error = world.org.writer().write(&[rows]).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{error:?}");
        assert_eq!(world.net.seen().len(), 1);
    }
}

#[tokio::test]
async fn more_than_five_collections_are_refused_before_anything_is_sent() {
    let world = world(OrgOptions::default(), |_, _| panic!("nothing is sent")).await;
    let rows = Collection::delete("X", vec![id()]).unwrap();
    for count in [0, 6] {
        let error = world
            .org
            .writer()
            .write(&vec![rows.clone(); count])
            .await
            .unwrap_err();
        assert!(matches!(error, Error::BadRequest { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn steps_build_on_each_other() {
    let world = world(OrgOptions::default(), |seen, _| {
        let parts = seen.json();
        assert_eq!(parts["compositeRequest"][1]["body"]["ParentId"], "@{set.id}");
        composite(seen, |_, _, at| match at {
            0 => (
                201,
                json!({"id": "0PS000000000020GAA", "success": true, "errors": []}),
            ),
            1 => (400, error("FIELD_INTEGRITY_EXCEPTION", "depends on")),
            _ => (204, Value::Null),
        })
    })
    .await;
    let set = Step::create("set", "PermissionSet", fields(&json!({"Name": "A"})));
    let grant = Step::create(
        "grant",
        "ObjectPermissions",
        fields(&json!({"ParentId": set.id_reference()})),
    );
    let gone = Step::delete("gone", "FieldPermissions", id());
    let outcomes = world.org.writer().steps(&[set, grant, gone]).await.unwrap();
    assert_eq!(outcomes[0].id().unwrap().as_str(), "0PS000000000020GAA");
    assert_eq!(outcomes[1].errors()[0].code, "FIELD_INTEGRITY_EXCEPTION");
    assert_eq!(outcomes[2], RowOutcome::Done(Some(id())));
    let bad = world
        .org
        .writer()
        .steps(&[Step::delete("not-good", "X", id())])
        .await
        .unwrap_err();
    assert!(matches!(bad, Error::BadRequest { .. }), "{bad:?}");
}

#[tokio::test]
async fn a_row_that_is_gone_already_is_deleted() {
    for (status, code) in [
        (404, "ENTITY_IS_DELETED"),
        (404, "NOT_FOUND"),
        (400, "ENTITY_IS_DELETED"),
    ] {
        let world = world(OrgOptions::default(), move |_, _| {
            Answer::Json(status, error(code, ""))
        })
        .await;
        world
            .org
            .writer()
            .delete("FieldPermissions", &id())
            .await
            .unwrap();
    }
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Json(400, error("DELETE_FAILED", "it is in use"))
    })
    .await;
    assert_eq!(
        world
            .org
            .writer()
            .delete("PermissionSet", &id())
            .await
            .unwrap_err()
            .code(),
        Some("DELETE_FAILED")
    );
}

#[tokio::test]
async fn rows_that_stay_locked_are_told_with_those_that_were_written() {
    let locked = json!({"success": false, "errors": [
        {"statusCode": "UNABLE_TO_LOCK_ROW", "message": "unable to obtain exclusive access", "fields": []}]});
    let done = json!({"id": "01k000000000001AAA", "success": true, "errors": []});
    // Locked for ever; and locked, then out of calls: what was written is never untold.
    for budget in [None, Some(1)] {
        let (done, locked) = (done.clone(), locked.clone());
        let mut options = OrgOptions::default();
        options.max_api_calls = budget;
        let world = world(options, move |seen, so_far| {
            composite(seen, |_, _, _| match so_far {
                0 => (200, json!([done, locked])),
                _ => (200, json!([locked])),
            })
        })
        .await;
        let rows = Collection::delete("FieldPermissions", vec![id(), id()]).unwrap();
        let outcomes = world.org.writer().write(&[rows]).await.unwrap();
        assert!(outcomes[0][0].is_done());
        assert_eq!(outcomes[0][1].errors()[0].code, "UNABLE_TO_LOCK_ROW");
    }
}
