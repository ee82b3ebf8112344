//! Calls become lines, days become files, and files go.

use http::Method;
use serde_json::Value;

use super::event;
use super::write::{Circumstances, Whose};
use crate::server::Request;
use crate::store::Org;
use crate::testing::{admin, org_with, send, token, with};

fn called(target: &str) -> Option<(String, String, String)> {
    let found = event(&Request::new(Method::GET, target))?;
    Some((found.family.to_owned(), found.resource, found.entity))
}

#[test]
fn a_call_is_of_a_family_and_about_an_object() {
    let cases = [
        (
            "/services/data/v66.0/sobjects/Account/001000000000001",
            "REST",
            "Account",
        ),
        ("/services/data/v66.0/sobjects", "REST", ""),
        (
            "/services/data/v66.0/query?q=SELECT+Id,(SELECT+Id+FROM+Contacts)+FROM+Account",
            "REST",
            "Account",
        ),
        (
            "/services/data/v66.0/query?q=select+Id+from+Lead+where+Id+IN+(SELECT+X+FROM+Y)",
            "REST",
            "Lead",
        ),
        ("/services/data/v66.0/query?q=nonsense", "REST", ""),
        ("/services/data/v66.0/composite", "REST", ""),
        ("/services/data/v66.0/jobs/query", "Bulk", ""),
        ("/services/apexrest/customer", "ApexREST", ""),
    ];
    for (target, family, entity) in cases {
        let (found_family, _, found_entity) = called(target).unwrap();
        assert_eq!(
            (found_family.as_str(), found_entity.as_str()),
            (family, entity),
            "{target}"
        );
    }
    for target in [
        "/services/data",
        "/services/data/v66.0",
        "/services/oauth2/token",
        "/services/Soap/m/66.0",
    ] {
        assert_eq!(called(target), None, "{target}");
    }
}

#[test]
fn a_soap_call_is_named_and_so_is_what_it_queries() {
    let mut request = Request::new(Method::POST, "/services/Soap/u/66.0");
    request.body = "<e:Envelope><e:Body><u:query><u:queryString>SELECT Id FROM Lead</u:queryString></u:query></e:Body></e:Envelope>"
        .into();
    let found = event(&request).unwrap();
    assert_eq!(
        (found.family, found.resource.as_str(), found.entity.as_str()),
        ("SOAP", "query", "Lead")
    );
}

/// Writes a call of the administrator down, a day ago or more.
fn call(org: &Org, days_ago: i64) {
    let whose = with(org, |tx| {
        let by = admin(tx);
        Whose {
            user: by.user_id,
            username: by.username,
            app: None,
        }
    });
    let at = org.now() - jiff::SignedDuration::from_hours(24 * days_ago);
    let how = Circumstances {
        at: crate::store::stamp(at),
        ip: "203.0.113.9".to_owned(),
        client: Some("tests/1".to_owned()),
        method: "GET".to_owned(),
        status: 200,
    };
    let event = event(&Request::new(
        Method::GET,
        "/services/data/v66.0/sobjects/Account",
    ))
    .unwrap();
    with(org, |tx| super::write(tx.conn(), &event, &whose, &how).unwrap());
}

fn files(org: &Org) -> Vec<Value> {
    let token = token(org, false);
    let query = "/services/data/v66.0/query?q=SELECT+EventType,LogDate,LogFile,LogFileLength+FROM+EventLogFile+ORDER+BY+LogDate";
    let (status, found) = send(org, &token, Method::GET, query, None);
    assert_eq!(status, 200, "{found}");
    found["records"].as_array().unwrap().clone()
}

#[test]
fn yesterday_is_a_file_and_today_is_none_yet() {
    let org = org_with(&[]);
    call(&org, 0);
    call(&org, 1);
    call(&org, 1);
    call(&org, 3);
    let files = files(&org);
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(files[0]["EventType"], "ApiTotalUsage");
    let place = files[0]["LogFile"].as_str().unwrap();
    let mut request = Request::new(Method::GET, place);
    let bearer = format!("Bearer {}", token(&org, false));
    request.headers.insert("authorization", bearer.parse().unwrap());
    let answer = crate::server::handle(&org, &request);
    assert_eq!(answer.status, 200);
    let text = String::from_utf8(answer.body).unwrap();
    assert_eq!(files[0]["LogFileLength"].as_f64().unwrap() as usize, text.len());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("\"EVENT_TYPE\",\"TIMESTAMP\""), "{text}");
    assert!(
        lines[1].contains("\"203.0.113.9\",\"tests/1\",\"REST\",\"66.0\""),
        "{text}"
    );
    assert!(lines[1].contains("\"GET\",\"200\",\"Account\""), "{text}");
}

#[test]
fn an_org_with_the_add_on_keeps_files_for_thirty_days() {
    let org = org_with(&[("event_log_retention", "30")]);
    for days in [1, 3, 30, 31] {
        call(&org, days);
    }
    assert_eq!(files(&org).len(), 3);
}
