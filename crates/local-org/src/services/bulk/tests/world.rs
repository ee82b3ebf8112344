//! An org, a token, and calls with text in their bodies.

use http::Method;
use serde_json::{Value, json};

use crate::server::{Request, Response, handle};
use crate::store::Org;
use crate::testing;

pub(super) struct World {
    pub(super) org: Org,
    pub(super) token: String,
}

impl World {
    pub(super) fn new() -> World {
        let org = testing::org();
        let token = testing::token(&org, false);
        World { org, token }
    }

    pub(super) fn call(&self, method: Method, path: &str, body: &str, kind: &str) -> Response {
        let mut request = Request::new(method, &format!("/services/data/v66.0/{path}"));
        let bearer = format!("Bearer {}", self.token);
        request
            .headers
            .insert("authorization", bearer.parse().expect("a header"));
        request
            .headers
            .insert("content-type", kind.parse().expect("a header"));
        request.body = body.to_owned().into();
        handle(&self.org, &request)
    }

    pub(super) fn json(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let response = self.call(method, path, &body.to_string(), "application/json; charset=utf-8");
        (response.status, testing::json(&response))
    }

    pub(super) fn get(&self, path: &str) -> (u16, String) {
        let response = self.call(Method::GET, path, "", "application/json");
        (response.status, String::from_utf8(response.body).expect("text"))
    }

    /// Makes an ingest job, fills it, hands it over, and returns its path.
    pub(super) fn load(&self, job: &Value, data: &str) -> String {
        let (status, made) = self.json(Method::POST, "jobs/ingest", job);
        assert_eq!((status, &made["state"]), (200, &json!("Open")), "{made}");
        let path = format!("jobs/ingest/{}", made["id"].as_str().expect("an Id"));
        let put = self.call(Method::PUT, &format!("{path}/batches"), data, "text/csv");
        assert_eq!((put.status, put.body.len()), (201, 0));
        let (status, closed) = self.json(Method::PATCH, &path, &json!({"state": "UploadComplete"}));
        assert_eq!((status, &closed["state"]), (200, &json!("UploadComplete")));
        path
    }

    pub(super) fn info(&self, path: &str) -> Value {
        self.json(Method::GET, path, &Value::Null).1
    }
}
