//! An org made of a few rows: it takes what it is given, and what a test says it refuses or loses.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use hallpass_salesforce::transport::{HttpSend, TransportError, TransportFailure};
use hallpass_salesforce::{BoxFuture, Env, InstanceUrl, Login, Org, OrgOptions};
use http::{Request, Response};
use serde_json::{Map, Value, json};

/// What is done with a call that writes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is done and answered.
    Answered,
    /// It is done, and the answer is lost.
    LostAfter,
    /// It is lost on the way.
    LostBefore,
    /// There is no network.
    NoNetwork,
}

/// What a row, or the files of an app, are refused with: code and text.
pub(crate) type Refusal = Option<(&'static str, &'static str)>;

type FateOf = Box<dyn Fn(&str) -> Fate + Send + Sync>;
type RefusalOf = Box<dyn Fn(&str, &Value) -> Refusal + Send + Sync>;

pub(crate) struct FakeOrg {
    /// By the text of the call, which comes once: a call that is lost is not lost again.
    fate: FateOf,
    lost: Mutex<Vec<String>>,
    /// By object and row; deploys are of the object `deploy`, their row being the file's path.
    refusal: RefusalOf,
    rows: Mutex<BTreeMap<String, Vec<Map<String, Value>>>>,
    calls: Mutex<Vec<String>>,
    deploys: Mutex<Vec<(bool, Value)>>,
}

impl FakeOrg {
    pub(crate) fn new(
        fate: impl Fn(&str) -> Fate + Send + Sync + 'static,
        refusal: impl Fn(&str, &Value) -> Refusal + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            fate: Box::new(fate),
            lost: Mutex::default(),
            refusal: Box::new(refusal),
            rows: Mutex::default(),
            calls: Mutex::default(),
            deploys: Mutex::default(),
        })
    }

    pub(crate) async fn connect(self: &Arc<Self>) -> Org {
        let login = Login::AccessToken {
            url: InstanceUrl::parse("https://acme.my.salesforce.com").unwrap(),
            token: "00D000000000001!token".to_owned().into(),
        };
        let sender: Arc<dyn HttpSend> = self.clone();
        Org::connect_with(
            login,
            OrgOptions::default(),
            sender,
            Arc::new(StillClock::default()),
        )
        .await
        .unwrap()
    }

    /// How many rows of an object there are.
    pub(crate) fn count(&self, object: &str) -> usize {
        self.rows.lock().unwrap().get(object).map_or(0, Vec::len)
    }

    /// The value of a column of the first row.
    pub(crate) fn value(&self, object: &str, column: &str) -> Value {
        self.rows.lock().unwrap()[object][0][column].clone()
    }

    pub(crate) fn put(&self, object: &str, row: &Value) {
        let row = row.as_object().unwrap().clone();
        self.rows
            .lock()
            .unwrap()
            .entry(object.to_owned())
            .or_default()
            .push(row);
    }

    /// The calls that wrote rows, as `POST 2 User, PATCH 1 PermissionSet`.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> Result<(u16, Value), TransportError> {
        let path = request.uri().path();
        let body = String::from_utf8_lossy(request.body()).into_owned();
        if path == "/services/data" {
            return Ok((
                200,
                json!([{"label": "x", "url": "/services/data/v68.0", "version": "68.0"}]),
            ));
        }
        if path.ends_with("/query") {
            return Ok((200, self.query(request.uri().query().unwrap_or_default())));
        }
        if path.contains("/metadata/deployRequest/") {
            return Ok((200, self.deploy_status(path)));
        }
        let fate = self.fate_of(&body);
        let lost = |failure| Err(TransportError::new(failure));
        match fate {
            Fate::NoNetwork => return lost(TransportFailure::NotSent),
            Fate::LostBefore => return lost(TransportFailure::Interrupted),
            Fate::Answered | Fate::LostAfter => {}
        }
        let answer = match path.ends_with("/metadata/deployRequest") {
            true => (201, self.deploy(&body)),
            false => (200, self.composite(&body)),
        };
        if fate == Fate::LostAfter {
            lost(TransportFailure::Interrupted)
        } else {
            Ok(answer)
        }
    }

    fn fate_of(&self, body: &str) -> Fate {
        let fate = (self.fate)(body);
        let mut lost = self.lost.lock().unwrap();
        let is_loss = matches!(fate, Fate::LostAfter | Fate::LostBefore);
        if is_loss && lost.iter().any(|seen| seen == body) {
            return Fate::Answered;
        }
        lost.push(body.to_owned());
        fate
    }

    /// Gives all rows of the object: whoever asks has to find the one that is meant.
    fn query(&self, query: &str) -> Value {
        let object = query.split("FROM+").nth(1).unwrap().split('+').next().unwrap();
        let rows = self.rows.lock().unwrap().get(object).cloned().unwrap_or_default();
        json!({"totalSize": rows.len(), "done": true, "records": rows})
    }

    fn composite(&self, body: &str) -> Value {
        let body: Value = serde_json::from_str(body).unwrap();
        let mut told = Vec::new();
        let parts: Vec<Value> = body["compositeRequest"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| {
                let method = part["method"].as_str().unwrap();
                let url = part["url"].as_str().unwrap();
                let results: Vec<Value> = match (method, url.split_once("/query?q=")) {
                    ("GET", Some((_, query))) => {
                        return json!({"referenceId": part["referenceId"], "httpStatusCode": 200, "httpHeaders": {},
                            "body": self.query(query)});
                    }
                    ("DELETE", _) => {
                        let ids: Vec<&str> =
                            url.split("ids=").nth(1).unwrap().split('&').next().unwrap().split(',').collect();
                        told.push(format!("DELETE {}", ids.len()));
                        ids.into_iter().map(|id| self.delete(id)).collect()
                    }
                    _ => {
                        let records = part["body"]["records"].as_array().unwrap();
                        let object = records[0]["attributes"]["type"].as_str().unwrap();
                        told.push(format!("{method} {} {object}", records.len()));
                        records.iter().map(|record| self.write(object, record)).collect()
                    }
                };
                json!({"referenceId": part["referenceId"], "httpStatusCode": 200, "httpHeaders": {}, "body": results})
            })
            .collect();
        if !told.is_empty() {
            self.calls.lock().unwrap().push(told.join(", "));
        }
        json!({"compositeResponse": parts})
    }

    fn write(&self, object: &str, record: &Value) -> Value {
        if let Some((code, message)) = (self.refusal)(object, record) {
            return json!({"success": false, "errors": [{"statusCode": code, "message": message, "fields": []}]});
        }
        let mut rows = self.rows.lock().unwrap();
        let number: usize = rows.values().map(Vec::len).sum::<usize>() + 1;
        let of_object = rows.entry(object.to_owned()).or_default();
        let mut fields = record.as_object().unwrap().clone();
        fields.remove("attributes");
        if let Some(id) = fields.remove("id") {
            match of_object.iter_mut().find(|row| row["Id"] == id) {
                Some(row) => row.extend(fields),
                None => of_object.push(
                    [("Id".to_owned(), id.clone())]
                        .into_iter()
                        .chain(fields)
                        .collect(),
                ),
            }
            return json!({"id": id, "success": true, "errors": []});
        }
        // A prefix of digits needs no thought about the checksum of an id.
        let id = format!("777{number:012}AAA");
        fields.insert("Id".to_owned(), id.clone().into());
        of_object.push(fields);
        json!({"id": id, "success": true, "errors": []})
    }

    fn delete(&self, id: &str) -> Value {
        if let Some((code, message)) = (self.refusal)("delete", &json!(id)) {
            return json!({"success": false, "errors": [{"statusCode": code, "message": message, "fields": []}]});
        }
        for rows in self.rows.lock().unwrap().values_mut() {
            rows.retain(|row| row["Id"] != id);
        }
        json!({"id": id, "success": true, "errors": []})
    }

    /// Files are told by the names of their components, which stand unpacked in a zip's directory.
    fn deploy(&self, body: &str) -> Value {
        let mut deploys = self.deploys.lock().unwrap();
        let failures: Vec<Value> = ["Billing_Integration", "Postman_Integration"]
            .into_iter()
            .filter(|app| body.contains(&format!("externalClientApps/{app}.eca")))
            .filter_map(|app| {
                let (_, problem) = (self.refusal)("deploy", &json!(app))?;
                Some(json!({"componentType": "ExtlClntAppOauthConfigurablePolicies", "fullName": format!("{app}_oauthPlcy"),
                    "fileName": "x", "success": false, "problem": problem, "problemType": "Error"}))
            })
            .collect();
        if failures.is_empty() {
            for app in ["Billing_Integration", "Postman_Integration"] {
                if body.contains(&format!("externalClientApps/{app}.eca")) {
                    let row = json!({"Id": format!("888{:012}AAA", app.len()), "DeveloperName": app});
                    self.put("ExternalClientApplication", &row);
                }
            }
        }
        deploys.push((failures.is_empty(), Value::from(failures)));
        json!({"id": format!("0Af{:012}", deploys.len())})
    }

    fn deploy_status(&self, path: &str) -> Value {
        let number: usize = path.rsplit("0Af").next().unwrap().parse().unwrap();
        let deploys = self.deploys.lock().unwrap();
        let (success, failures) = &deploys[number - 1];
        json!({"id": "0Af", "deployResult": {"id": "0Af", "done": true, "success": success,
            "status": if *success { "Succeeded" } else { "Failed" },
            "details": {"componentFailures": failures, "componentSuccesses": []}}})
    }

    pub(crate) fn deploys(&self) -> Vec<bool> {
        self.deploys
            .lock()
            .unwrap()
            .iter()
            .map(|(success, _)| *success)
            .collect()
    }
}

impl HttpSend for FakeOrg {
    fn send(&self, request: Request<Vec<u8>>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let answer = self.answer(&request).map(|(status, body)| {
            Response::builder()
                .status(status)
                .body(Bytes::from(body.to_string()))
                .unwrap()
        });
        Box::pin(async move { answer })
    }
}

/// A clock that only sleeping moves.
#[derive(Default)]
struct StillClock(AtomicI64);

impl Env for StillClock {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0
            .fetch_add(i64::try_from(duration.as_millis()).unwrap(), Ordering::SeqCst);
        Box::pin(async {})
    }

    fn random(&self) -> u64 {
        4
    }
}
