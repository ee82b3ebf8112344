//! Query jobs.

use http::Method;
use serde_json::{Value, json};

use super::world::World;
use crate::testing;

#[test]
fn answers_come_as_lines_page_by_page() {
    let world = World::new();
    for name in ["A", "B \"x\"", "C"] {
        world.json(Method::POST, "sobjects/Account", &json!({"Name": name}));
    }
    let soql = "SELECT Name, NumberOfEmployees, Owner.Username, CreatedDate FROM Account WHERE Name IN ('A','B \"x\"','C') ORDER BY Name";
    let job = json!({"operation": "query", "query": soql, "columnDelimiter": "CARET"});
    let (status, made) = world.json(Method::POST, "jobs/query", &job);
    assert_eq!(
        (status, &made["state"], &made["object"]),
        (200, &json!("UploadComplete"), &json!("Account")),
        "{made}"
    );
    let path = format!("jobs/query/{}", made["id"].as_str().expect("an Id"));
    let info = world.info(&path);
    assert_eq!(
        (&info["state"], &info["numberRecordsProcessed"], &info["jobType"]),
        (&json!("JobComplete"), &json!(3), &json!("V2Query"))
    );
    let mut locator = String::new();
    let mut pages = Vec::new();
    loop {
        let page = world.call(
            Method::GET,
            &format!("{path}/results?maxRecords=2{locator}"),
            "",
            "application/json",
        );
        let header = |name: &str| {
            let found = page.headers.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.to_str().expect("text").to_owned())
        };
        assert_eq!(header("content-type").as_deref(), Some("text/csv"));
        pages.push((
            header("sforce-numberofrecords").expect("a count"),
            String::from_utf8(page.body.clone()).expect("text"),
        ));
        let next = header("sforce-locator").expect("a locator");
        if next == "null" {
            break;
        }
        locator = format!("&locator={next}");
    }
    assert_eq!(pages.len(), 2);
    assert_eq!((pages[0].0.as_str(), pages[1].0.as_str()), ("2", "1"));
    let first: Vec<&str> = pages[0].1.lines().collect();
    assert_eq!(
        first[0],
        "\"Name\"^\"NumberOfEmployees\"^\"Owner.Username\"^\"CreatedDate\""
    );
    assert!(
        first[2].starts_with("\"B \"\"x\"\"\"^\"\"^\"admin@hallpass.local\"^\"20"),
        "{}",
        first[2]
    );
    assert!(first[2].ends_with("Z\""), "{}", first[2]);
    assert!(
        pages[1]
            .1
            .lines()
            .nth(1)
            .is_some_and(|line| line.starts_with("\"C\""))
    );
}

#[test]
fn results_are_for_whoever_asked() {
    let mut world = World::new();
    let job = json!({"operation": "queryAll", "query": "SELECT Id FROM User"});
    let (_, made) = world.json(Method::POST, "jobs/query", &job);
    let path = format!("jobs/query/{}", made["id"].as_str().expect("an Id"));
    world.token = testing::token(&world.org, true);
    assert!(matches!(world.get(&format!("{path}/results")).0, 403 | 404));
    let (_, list) = world.json(Method::GET, "jobs/query", &Value::Null);
    assert_eq!(list["records"].as_array().map(Vec::len), Some(0));
}
