//! Budgets, counting and waiting.

use std::sync::Mutex;
use std::time::Duration;

use hallpass_salesforce::soql::Soql;
use hallpass_salesforce::transport::{OrgCalls, Patience, Polled, Progress, until};
use hallpass_salesforce::{Error, Limit, OrgOptions};
use serde_json::json;

use crate::support::{Answer, error, world};

#[tokio::test]
async fn the_budget_stops_before_the_call() {
    let mut options = OrgOptions::default();
    options.max_api_calls = Some(2);
    let page = || Answer::Json(200, json!({"totalSize": 0, "done": true, "records": []}));
    let world = world(options, move |_, _| page()).await;
    let reader = world.org.reader();
    let query = Soql::select(["Id"]).from("User");
    for _ in 0..2 {
        reader.query(&query).await.unwrap();
    }
    let stopped = reader.query(&query).await.unwrap_err();
    assert!(
        matches!(
            stopped,
            Error::LimitReached {
                limit: Limit::Budget { max: 2 },
                ..
            }
        ),
        "{stopped:?}"
    );
    assert_eq!(world.net.seen().len(), 2);
}

#[tokio::test]
async fn the_org_s_own_limit_is_not_argued_with() {
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Json(
            403,
            error("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        )
    })
    .await;
    let stopped = world
        .org
        .reader()
        .query(&Soql::select(["Id"]).from("User"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            stopped,
            Error::LimitReached {
                limit: Limit::OrgDaily { .. },
                ..
            }
        ),
        "{stopped:?}"
    );
    assert_eq!(world.net.seen().len(), 1);
}

#[tokio::test]
async fn usage_counts_calls_bytes_and_what_the_org_tells() {
    let world = world(OrgOptions::default(), |_, _| {
        Answer::Header(
            200,
            "sforce-limit-info",
            "api-usage=18/5000".into(),
            json!({"totalSize": 0, "done": true, "records": []}),
        )
    })
    .await;
    let before = world.org.usage();
    world
        .org
        .reader()
        .query(&Soql::select(["Id"]).from("User"))
        .await
        .unwrap();
    let usage = world.org.usage();
    assert_eq!((before.calls, usage.calls), (0, 1));
    assert_eq!(usage.round_trips, before.round_trips + 1);
    assert!(usage.bytes_received > before.bytes_received);
    assert_eq!(
        usage.org,
        Some(OrgCalls {
            used: 18,
            limit: 5000
        })
    );
}

#[tokio::test]
async fn waiting_has_a_bound_and_shows_itself() {
    let world = world(OrgOptions::default(), |_, _| Answer::Json(200, json!({}))).await;
    let shown = Mutex::new(Vec::new());
    let patience = Patience {
        at_most: Duration::from_secs(20),
        ..Patience::default()
    };
    let progress = |progress: &Progress| shown.lock().unwrap().push(progress.waited);
    let late = until::<(), _, _>(&*world.env, "the group", patience, &progress, || async {
        Ok(Polled::Waiting("Updating".into()))
    })
    .await
    .unwrap_err();
    assert!(
        matches!(late, Error::TimedOut { after, .. } if after >= Duration::from_secs(20)),
        "{late:?}"
    );
    assert!(world.env.slept() < Duration::from_secs(21));
    let shown = shown.into_inner().unwrap();
    assert!(shown.len() > 4 && shown.is_sorted(), "{shown:?}");

    let done = until(&*world.env, "the group", patience, &|_| {}, || async {
        Ok(Polled::Done(7))
    })
    .await;
    assert_eq!(done.unwrap(), 7);
}
