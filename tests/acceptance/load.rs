//! The local org under load: many clients at once, and an end without a warning.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::support::{Folder, Http, Served};

const DATA: &str = "/services/data/v66.0";

/// Makes accounts, all of them or none, and returns their Ids.
fn make(http: &Http, org: &str, token: &str, names: &[String]) -> Option<Vec<String>> {
    let records: Vec<Value> = names
        .iter()
        .map(|name| json!({ "attributes": { "type": "Account" }, "Name": name }))
        .collect();
    let body = json!({ "allOrNone": true, "records": records });
    let answer = http.attempt("POST", &format!("{org}{DATA}/composite/sobjects"), token, &body)?;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let ids = answer.body.as_array().unwrap().iter();
    Some(ids.map(|row| row["id"].as_str().unwrap().to_owned()).collect())
}

/// Reads a query to its end and returns the names, checking that the pages agree with the total.
fn read_all(http: &Http, org: &str, token: &str) -> Vec<String> {
    let mut page = http
        .query(org, token, "SELECT Name FROM Account WHERE Name LIKE 'load-%'")
        .expect(200)
        .body;
    let total = page["totalSize"].as_u64().unwrap();
    let mut names = Vec::new();
    loop {
        for record in page["records"].as_array().unwrap() {
            names.push(record["Name"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["nextRecordsUrl"].as_str() else {
            break;
        };
        page = http
            .send("GET", &format!("{org}{next}"), token, &Value::Null)
            .expect(200)
            .body;
    }
    assert_eq!(names.len() as u64, total, "pages hold what the first one said");
    names
}

#[test]
fn thirty_two_clients_at_once_lose_nothing_and_see_whole_writes_only() {
    const WRITERS: usize = 16;
    const ROUNDS: usize = 4;
    const ROWS: usize = 40;
    let folder = Folder::with(&[]);
    let served = Served::start(&folder, &["--dir", "org"]);
    let token = served.sign_in(&Http::new(), "admin");
    // Ten cursors may be open at a time, for each user.
    let runner = served.sign_in(&Http::new(), "runner");
    let (url, token, readers) = (served.url(), token.as_str(), [token.as_str(), runner.as_str()]);
    let writing = AtomicBool::new(true);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                scope.spawn(move || {
                    let http = Http::new();
                    for round in 0..ROUNDS {
                        let names: Vec<String> = (0..ROWS)
                            .map(|row| format!("load-{writer}-{round}-{row}"))
                            .collect();
                        make(&http, url, token, &names).expect("an answer");
                    }
                })
            })
            .collect();
        for reader in 0..WRITERS {
            let (token, writing) = (readers[reader % readers.len()], &writing);
            scope.spawn(move || {
                let http = Http::new();
                let mut before = 0;
                while writing.load(Ordering::Acquire) {
                    let names = read_all(&http, url, token);
                    assert_eq!(names.len() % ROWS, 0, "writes are seen whole or not at all");
                    assert!(names.len() >= before, "what was seen stays");
                    before = names.len();
                }
            });
        }
        let outcomes: Vec<_> = writers
            .into_iter()
            .map(std::thread::ScopedJoinHandle::join)
            .collect();
        writing.store(false, Ordering::Release);
        assert!(outcomes.iter().all(Result::is_ok));
    });
    let mut names = read_all(&Http::new(), url, token);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), WRITERS * ROUNDS * ROWS);
    let log = folder.run(&["org", "log", "--dir", "org", "--json"]).exits(0);
    let failed: Vec<&str> = log
        .stdout
        .lines()
        .filter(|line| line.contains("\"status\":5"))
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_process_is_killed() {
    const DIR: &str = "specs/.hallpass/local-org";
    let folder = Folder::with_sample_fleet();
    let mut served = Served::start(&folder, &["--dir", DIR]);
    // Users, sets, rows and deployed apps.
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let token = served.sign_in(&Http::new(), "admin");
    let acknowledged = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let url = served.url().to_owned();
        let (token, acknowledged) = (&token, &acknowledged);
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let url = url.clone();
                scope.spawn(move || {
                    let http = Http::new();
                    for row in 0.. {
                        let names = [format!("load-{writer}-{row}")];
                        let Some(ids) = make(&http, &url, token, &names) else {
                            break;
                        };
                        acknowledged.lock().unwrap().extend(ids);
                    }
                })
            })
            .collect();
        while acknowledged.lock().unwrap().len() < 40 && writers.iter().all(|writer| !writer.is_finished()) {
            std::thread::yield_now();
        }
        served.kill();
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 40, "writers were at work");
    assert!(
        folder.path(&format!("{DIR}/owner.json")).exists(),
        "nobody cleaned up"
    );
    // The note of the dead process stops nobody.
    folder.run(&["org", "token", "--dir", DIR]).exits(0);
    let served = Served::start(&folder, &["--dir", DIR]);
    folder
        .run(&["org", "serve", "--dir", DIR])
        .exits(1)
        .complains(served.url());
    let http = Http::new();
    let found = http
        .query(
            served.url(),
            &token,
            "SELECT Id FROM Account WHERE Name LIKE 'load-%'",
        )
        .expect(200);
    let found: Vec<&str> = found.body["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["Id"].as_str().unwrap())
        .collect();
    for id in &acknowledged {
        assert!(found.contains(&id.as_str()), "{id} is lost");
    }
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
}
