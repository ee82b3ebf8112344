//! The control endpoints of a local org that is being served.

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::{Folder, Http};

/// What turns faults and latency on and off.
pub(crate) struct Knobs {
    http: Http,
    url: String,
    secret: String,
}

impl Knobs {
    /// Those of the org that a process serves from this folder.
    pub(crate) fn of(folder: &Folder, dir: &str) -> Self {
        let owner = hallpass_local_org::owner(&folder.path(dir)).unwrap();
        let owner = owner.expect("the org is being served");
        Self {
            http: Http::new(),
            url: owner.url,
            secret: owner.secret.expose_secret().to_owned(),
        }
    }

    /// Makes every answer wait.
    pub(crate) fn delay(&self, milliseconds: u64) {
        self.turn("POST", "latency", &json!({ "milliseconds": milliseconds }));
    }

    /// Moves the org's clock ahead of this machine's, or behind it.
    pub(crate) fn clock(&self, seconds_ahead: i64) {
        self.turn("POST", "clock", &json!({ "seconds_ahead": seconds_ahead }));
    }

    /// Makes a user what cannot be deactivated, such as `default_workflow_user`, or nothing of the kind.
    pub(crate) fn duty(&self, username: &str, duty: Option<&str>) {
        self.turn("POST", "duties", &json!({ "username": username, "duty": duty }));
    }

    /// Follows the link in the mail about a user's new e-mail address.
    pub(crate) fn confirm(&self, username: &str) {
        self.turn("POST", "confirm", &json!({ "username": username }));
    }

    /// Adds a fault.
    pub(crate) fn fault(&self, fault: &Value) {
        self.turn("POST", "faults", fault);
    }

    /// Ends all faults and the delay.
    pub(crate) fn calm(&self) {
        self.turn("DELETE", "faults", &json!({}));
    }

    /// Returns the whole call log.
    pub(crate) fn log(&self) -> Vec<Value> {
        let answer = self.ask("GET", "log", &json!({}));
        answer.as_array().unwrap().clone()
    }

    fn turn(&self, method: &str, name: &str, body: &Value) {
        let _ = self.ask(method, name, body);
    }

    fn ask(&self, method: &str, name: &str, body: &Value) -> Value {
        let url = format!("{}/__local/{name}", self.url);
        let answer = self.http.control(method, &url, &self.secret, body);
        assert!(matches!(answer.status, 200 | 204), "{answer:?}");
        answer.body
    }
}
