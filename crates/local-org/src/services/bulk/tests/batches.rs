//! The older API: jobs of batches.

use http::Method;
use serde_json::{Value, json};

use super::world::World;
use crate::server::{Request, Response, handle};
use crate::testing;

struct Client {
    world: World,
    kind: &'static str,
}

impl Client {
    fn of(kind: &'static str) -> Client {
        Client {
            world: World::new(),
            kind,
        }
    }

    fn call(&self, method: Method, path: &str, body: &str) -> Response {
        let mut request = Request::new(method, &format!("/services/async/59.0/{path}"));
        let token = self.world.token.parse().expect("a header");
        request.headers.insert("x-sfdc-session", token);
        let kind = self.kind.parse().expect("a header");
        request.headers.insert("content-type", kind);
        request.body = body.to_owned().into();
        handle(&self.world.org, &request)
    }

    fn text(&self, method: Method, path: &str, body: &str) -> String {
        String::from_utf8(self.call(method, path, body).body).expect("text")
    }

    fn json(&self, method: Method, path: &str, body: &Value) -> Value {
        let text = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        testing::json(&self.call(method, path, &text))
    }
}

#[test]
fn rows_come_and_go_as_json() {
    let client = Client::of("application/json");
    let job =
        json!({"operation": "insert", "object": "Account", "contentType": "JSON", "concurrencyMode": 0});
    let job = client.json(Method::POST, "job", &job);
    assert_eq!(
        (&job["state"], &job["contentType"]),
        (&json!("Open"), &json!("JSON")),
        "{job}"
    );
    let path = format!("job/{}", job["id"].as_str().expect("an Id"));
    let rows = json!([{"Name": "Batch 1", "Phone": null}, {"Phone": "2"}]);
    let batch = client.json(Method::POST, &format!("{path}/batch"), &rows);
    assert_eq!(batch["state"], "Queued");
    let one = format!("{path}/batch/{}", batch["id"].as_str().expect("an Id"));
    let batch = client.json(Method::GET, &one, &json!(""));
    assert_eq!(
        (
            &batch["state"],
            &batch["numberRecordsProcessed"],
            &batch["numberRecordsFailed"]
        ),
        (&json!("Completed"), &json!(2), &json!(1))
    );
    let results = client.json(Method::GET, &format!("{one}/result"), &json!(""));
    assert_eq!(
        (&results[0]["success"], &results[0]["created"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        results[1]["errors"][0],
        json!({"extendedErrorDetails": null, "fields": ["Name"], "statusCode": "REQUIRED_FIELD_MISSING",
               "message": "Required fields are missing: [Name]"})
    );
    assert_eq!(
        client.json(Method::GET, &format!("{one}/request"), &json!("")),
        rows
    );
    let closed = client.json(Method::POST, &path, &json!({"state": "Closed"}));
    assert_eq!(
        (&closed["state"], &closed["numberBatchesCompleted"]),
        (&json!("Closed"), &json!(1))
    );
    let late = client.call(Method::POST, &format!("{path}/batch"), "[]");
    assert_eq!(
        (late.status, &testing::json(&late)["exceptionCode"]),
        (400, &json!("InvalidJobState"))
    );

    let job = json!({"operation": "query", "object": "Account", "contentType": "JSON"});
    let job = client.json(Method::POST, "job", &job);
    let path = format!("job/{}/batch", job["id"].as_str().expect("an Id"));
    let soql = "SELECT Name, CreatedDate FROM Account WHERE Name = 'Batch 1'";
    let batch = client.json(Method::POST, &path, &json!(soql));
    let path = format!("{path}/{}/result", batch["id"].as_str().expect("an Id"));
    let results = client.json(Method::GET, &path, &json!(""));
    let path = format!("{path}/{}", results[0].as_str().expect("an Id"));
    let rows = client.json(Method::GET, &path, &json!(""));
    assert_eq!(rows[0]["Name"], "Batch 1");
    assert!(rows[0]["CreatedDate"].is_i64(), "{rows}");
}

#[test]
fn jobs_are_told_in_xml_and_rows_in_csv() {
    let client = Client::of("application/xml; charset=utf-8");
    let job = "\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<jobInfo xmlns=\"http://www.force.com/2009/06/asyncapi/dataload\">\n  <operation>insert</operation>\n  <object>Account</object>\n  <contentType>CSV</contentType>\n</jobInfo>";
    let told = client.text(Method::POST, "job", job);
    let id = |text: &str| {
        let (_, rest) = text.split_once("<id>").expect("an Id");
        rest.split('<').next().unwrap_or_default().to_owned()
    };
    assert!(
        told.contains("<state>Open</state>") && told.contains("asyncapi/dataload"),
        "{told}"
    );
    let path = format!("job/{}/batch", id(&told));
    let told = client.text(Method::POST, &path, "Name,Phone\r\nCsv 1,1\r\n,2\r\n");
    let one = format!("{path}/{}", id(&told));
    assert!(client.text(Method::GET, &path, "").contains("<batchInfoList"));
    assert!(
        client
            .text(Method::GET, &one, "")
            .contains("<state>Completed</state>")
    );
    let results = client.text(Method::GET, &format!("{one}/result"), "");
    let lines: Vec<&str> = results.lines().collect();
    assert_eq!(lines[0], r#""Id","Success","Created","Error""#);
    assert!(lines[1].ends_with(r#","true","true","""#), "{results}");
    assert!(
        lines[2].starts_with(r#""","false","false","REQUIRED_FIELD_MISSING"#),
        "{results}"
    );
    let bad = client.text(Method::POST, &path, "Nmae\nx\n");
    let bad = client.text(Method::GET, &format!("{path}/{}", id(&bad)), "");
    assert!(
        bad.contains("<state>Failed</state>") && bad.contains("Field name not found : Nmae"),
        "{bad}"
    );
}
