//! Answers that nobody expects, on the wire, as the binary meets and tells them.

use serde_json::{Value, json};

use crate::support::{Folder, Http, Knobs, Served};

const DIR: &str = "specs/.hallpass/local-org";
const APPLY: [&str; 4] = ["apply", "--org", "local", "--auto-approve"];

/// The sample fleet, a served org, and its knobs.
fn served() -> (Folder, Served, Knobs) {
    let folder = Folder::with_sample_fleet();
    let org = Served::start(&folder, &["--dir", DIR]);
    let knobs = Knobs::of(&folder, DIR);
    (folder, org, knobs)
}

/// Completes what was begun and expects that nothing is left.
fn converges(folder: &Folder) {
    folder.run(&APPLY).exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes. 25 things are as they should be.");
}

/// How many calls match the faults of these tests when the fleet is only read.
fn composites_of_reading(folder: &Folder, knobs: &Knobs) -> usize {
    folder.run(&["plan", "--org", "local"]).exits(0);
    let is_composite = |call: &&Value| call["path"].as_str().unwrap().ends_with("/composite");
    knobs.log().iter().filter(is_composite).count()
}

fn used_up(skip: usize) -> Value {
    let body = json!([{ "errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded." }]);
    json!({ "path": "/composite", "skip": skip, "times": 1000, "status": 403, "body": body.to_string() })
}

#[test]
fn the_calls_of_the_day_used_up_midway_stop_the_apply_and_it_says_what_is_done() {
    let (folder, _org, knobs) = served();
    let reading = composites_of_reading(&folder, &knobs);
    let before = knobs.log().len();
    knobs.fault(&used_up(reading + 3));
    let run = folder
        .run(&APPLY)
        .exits(3)
        .says("Applied: ")
        .says(" done, ")
        .says(" skipped");
    let run = run
        .says("the org's API calls of today are used up")
        .says("Next: ");
    assert!(!run.stdout.contains("failed billing.user"), "{}", run.stdout);
    let log = knobs.log().split_off(before);
    let refused = log.iter().filter(|call| call["status"] == 403).count();
    assert_eq!(refused, 1, "nothing more is asked: {log:#?}");
    knobs.calm();
    converges(&folder);
}

#[test]
fn the_calls_of_the_day_used_up_while_reading_are_an_error_and_nothing_is_written() {
    let (folder, org, knobs) = served();
    knobs.fault(&used_up(1));
    folder
        .run(&APPLY)
        .exits(1)
        .complains("the org's API calls of today are used up");
    nothing_is_written(&org);
}

#[test]
fn lost_answers_are_got_over() {
    let (folder, _org, knobs) = served();
    let reading = composites_of_reading(&folder, &knobs);
    for skip in [reading, reading + 2, reading + 4] {
        knobs.fault(&json!({ "path": "/composite", "skip": skip, "drop_reply": true }));
    }
    knobs.fault(&json!({ "path": "/deployRequest", "drop_reply": true }));
    converges(&folder);
}

#[test]
fn answers_that_are_none_are_told_and_nothing_is_written() {
    let page = "<html><title>Please log in</title></html>";
    let cases = [
        ("composite", 200, "text/html", page),
        (
            "composite",
            200,
            "application/json",
            "{\"compositeResponse\": [{\"body\":",
        ),
        (
            "composite",
            200,
            "application/json",
            "{\"compositeResponse\": []}",
        ),
        ("composite", 200, "application/json", "null"),
        ("composite", 200, "application/json", ""),
        ("composite", 302, "text/html", ""),
        ("composite", 418, "text/plain", "short and stout"),
        ("userinfo", 200, "text/html", page),
        ("userinfo", 200, "application/json", "[]"),
        (
            "/services/Soap/m",
            200,
            "text/xml",
            "<soapenv:Envelope><soapenv:Body>",
        ),
        ("/services/Soap/m", 200, "text/xml", "<a/>"),
        ("/services/Soap/m", 200, "application/json", "{}"),
        ("/services/Soap/m", 400, "text/html", page),
        ("oauth2/token", 200, "text/html", page),
        ("oauth2/token", 200, "application/json", "{\"access_token\": 1}"),
        (
            "oauth2/token",
            400,
            "application/json",
            "{\"error\": \"invalid_client\"}",
        ),
        ("oauth2/token", 403, "text/html", page),
    ];
    let (folder, org, knobs) = served();
    for (path, status, content_type, body) in cases {
        let fault = json!({ "path": path, "times": 1000, "status": status, "content_type": content_type, "body": body });
        knobs.fault(&fault);
        let run = folder.run(&APPLY);
        let told = format!(
            "{path} {status} {content_type} {body:?}: exit {}\n{}",
            run.code, run.stderr
        );
        assert_eq!(run.code, 1, "{told}");
        assert!(run.stderr.contains("\nerror: "), "{told}");
        assert!(!run.stderr.contains("panicked"), "{told}");
        knobs.calm();
    }
    nothing_is_written(&org);
    converges(&folder);
}

#[track_caller]
fn nothing_is_written(org: &Served) {
    let users = "SELECT Id FROM User WHERE Username LIKE '%.api@example.com'";
    assert_eq!(org.query(&Http::new(), users), Vec::<Value>::new());
}
