//! What rows and lines come to.

use std::collections::BTreeSet;

use hallpass_model::{IntegrationName, Username};
use hallpass_salesforce::RecordId;
use jiff::Timestamp;

use super::{Asked, LogFile, LoginRow, Subject, Tally, UsageRecords, Verdict, tally, weigh};

const USER: &str = "005000000000001AAA";
const LOG: &str = "\"EVENT_TYPE\",\"USER_ID\",\"API_FAMILY\",\"API_RESOURCE\",\"HTTP_METHOD\",\"STATUS_CODE\",\"ENTITY_NAME\",\"CONNECTED_APP_NAME\"\n\
\"ApiTotalUsage\",\"005000000000001\",\"REST\",\"/v66.0/sobjects/Account/001\",\"GET\",\"200\",\"Account\",\"Billing\"\n\
\"ApiTotalUsage\",\"005000000000001\",\"REST\",\"/v66.0/sobjects/Account/001\",\"PATCH\",\"403\",\"Account\",\"Billing\"\n\
\"ApiTotalUsage\",\"005000000000001\",\"REST\",\"/v66.0/sobjects/Lead\",\"POST\",\"201\",\"\",\"Billing\"\n\
\"ApiTotalUsage\",\"005000000000001\",\"REST\",\"/v66.0/query\",\"GET\",\"200\",\"Account;Contact\",\"Billing\"\n\
\"ApiTotalUsage\",\"005000000000001\",\"REST\",\"/v66.0/composite\",\"POST\",\"200\",\"\",\"Other\"\n\
\"ApiTotalUsage\",\"005000000000001\",\"SOAP\",\"query\",\"POST\",\"200\",\"Lead\",\"Billing\"\n\
\"ApiTotalUsage\",\"005000000000009\",\"REST\",\"/v66.0/query\",\"GET\",\"200\",\"Case\",\"Billing\"\n";

fn asked() -> Asked {
    Asked {
        now: at("2026-11-22T10:00:00Z"),
        days: 30,
        max_file_bytes: 1_000,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn subject() -> Subject {
    Subject {
        integration: IntegrationName::new("billing").unwrap(),
        username: Username::from("billing.api@example.com"),
        user: Some(RecordId::parse(USER).unwrap()),
        apps: ["billing".to_owned()].into(),
        can_log_in: true,
    }
}

fn login(time: &str, status: &str, app: &str) -> LoginRow {
    LoginRow {
        user: RecordId::parse(USER).unwrap(),
        at: at(time),
        status: status.to_owned(),
        address: "203.0.113.9".to_owned(),
        app: app.to_owned(),
        kind: "Remote Access 2.0".to_owned(),
    }
}

#[test]
fn calls_are_counted_by_object_and_verb_and_only_those_of_the_users() {
    let mut found = Tally::default();
    let users = BTreeSet::from(["005000000000001".to_owned()]);
    tally(LOG.as_bytes(), &users, &mut found).unwrap();
    let records = UsageRecords {
        tally: found,
        files: vec![LogFile {
            day: "2026-11-21".to_owned(),
            bytes: 10,
            skipped: None,
        }],
        ..UsageRecords::default()
    };
    let report = weigh(&[subject()], &records, &asked());
    assert_eq!(report.calls.days, ["2026-11-21"]);
    let one = &report.integrations[0];
    assert_eq!((one.verdict, one.total_calls), (Verdict::Used, 6));
    let calls: Vec<String> = one
        .calls
        .iter()
        .map(|call| format!("{} {} {} {}", call.object, call.verb, call.calls, call.failed))
        .collect();
    assert_eq!(
        calls,
        [
            "(composite) POST 1 0",
            "Account GET 2 0",
            "Account PATCH 1 1",
            "Contact GET 1 0",
            "Lead POST 1 0",
            "Lead query 1 0"
        ]
    );
}

#[test]
fn a_file_of_another_shape_is_an_error_and_never_a_panic() {
    let users = BTreeSet::from(["005000000000001".to_owned()]);
    for text in ["", "A,B\n1,2\n", "\"USER_ID\n", "\u{0}\u{1}"] {
        assert!(
            tally(text.as_bytes(), &users, &mut Tally::default()).is_err(),
            "{text:?}"
        );
    }
    tally(
        b"USER_ID\n005000000000001AAA,x,y\n\n",
        &users,
        &mut Tally::default(),
    )
    .unwrap();
}

#[test]
fn logins_say_when_from_where_why_not_and_through_what() {
    let records = UsageRecords {
        logins: vec![
            login("2026-11-20T10:00:00Z", "Success", "Billing"),
            login("2026-11-21T10:00:00Z", "Success", "BILLING"),
            login("2026-11-21T11:00:00Z", "Restricted IP", "Billing"),
            login("2026-11-21T12:00:00Z", "Success", "Data Loader"),
            login("2026-11-21T13:00:00Z", "Invalid Password", "Data Loader"),
        ],
        ..UsageRecords::default()
    };
    let report = weigh(&[subject()], &records, &asked());
    let one = &report.integrations[0];
    assert_eq!(one.logins, 3);
    assert_eq!(one.last_login.as_ref().unwrap().at, "2026-11-21T12:00Z");
    let failures: Vec<_> = one.failures.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(failures, ["Invalid Password", "Restricted IP"]);
    assert_eq!(one.addresses[0].count, 5);
    assert_eq!(one.elsewhere.len(), 1);
    let other = &one.elsewhere[0];
    assert_eq!(
        (other.app.as_str(), other.succeeded, other.refused),
        ("Data Loader", 1, 1)
    );
}

#[test]
fn an_integration_of_which_nothing_is_seen_is_unused_new_or_missing() {
    let id = RecordId::parse(USER).unwrap();
    let made = |text: &str| UsageRecords {
        users: [(id.clone(), (Some(at(text)), None))].into(),
        ..UsageRecords::default()
    };
    let verdict = |subject: &Subject, records: &UsageRecords| {
        weigh(std::slice::from_ref(subject), records, &asked()).integrations[0].verdict
    };
    assert_eq!(
        verdict(&subject(), &made("2025-01-01T00:00:00Z")),
        Verdict::Unused
    );
    assert_eq!(verdict(&subject(), &made("2026-11-21T00:00:00Z")), Verdict::New);
    let gone = Subject {
        user: None,
        ..subject()
    };
    assert_eq!(verdict(&gone, &UsageRecords::default()), Verdict::Missing);
    let refused = UsageRecords {
        logins: vec![login("2026-11-21T11:00:00Z", "Restricted IP", "Billing")],
        ..UsageRecords::default()
    };
    assert_eq!(verdict(&subject(), &refused), Verdict::Failing);
}

#[test]
fn the_window_is_never_longer_than_what_the_org_keeps() {
    let long = Asked {
        days: 4_000,
        ..asked()
    };
    let report = weigh(&[], &UsageRecords::default(), &long);
    assert_eq!(report.logins.days, 180);
    assert_eq!(report.logins.from, "2026-05-26T10:00Z");
}
