//! `hallpass org serve` as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use super::{Answer, Folder, Http};

/// A local org that runs until dropped.
pub(crate) struct Served {
    child: Child,
    /// The line that it printed when it was up.
    pub(crate) line: Value,
}

impl Served {
    /// Starts one with these further arguments.
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let all = [&["org", "serve", "--json"], arguments].concat();
        let mut child = folder
            .command(&all)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let line = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        Self { child, line }
    }

    /// Returns where it answers.
    pub(crate) fn url(&self) -> &str {
        self.line["url"].as_str().unwrap()
    }

    /// Returns the id of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, without a chance to clean up.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end and returns whether it ended well.
    pub(crate) fn wait(&mut self) -> bool {
        self.child.wait().unwrap().success()
    }

    /// Signs in as `admin` or `runner`.
    pub(crate) fn sign_in(&self, http: &Http, whom: &str) -> String {
        let who = &self.line[whom];
        let answer = http.token(
            self.url(),
            who["client_id"].as_str().unwrap(),
            who["client_secret"].as_str().unwrap(),
        );
        answer.expect(200).body["access_token"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Asks a query as the administrator and returns the records.
    pub(crate) fn query(&self, http: &Http, soql: &str) -> Vec<Value> {
        let token = self.sign_in(http, "admin");
        let answer: Answer = http.query(self.url(), &token, soql);
        answer.expect(200).body["records"].as_array().unwrap().clone()
    }

    /// Gives a user the profile of administrators: connected apps are for those who may customize the application, which
    /// hallpass by itself may not.
    pub(crate) fn make_administrator(&self, http: &Http, username: &str) {
        let id = |soql: &str| self.query(http, soql)[0]["Id"].as_str().unwrap().to_owned();
        let user = id(&format!("SELECT Id FROM User WHERE Username = '{username}'"));
        let profile = id("SELECT Id FROM Profile WHERE Name = 'System Administrator'");
        let url = format!("{}/services/data/v66.0/sobjects/User/{user}", self.url());
        let token = self.sign_in(http, "admin");
        let body = serde_json::json!({ "ProfileId": profile });
        let _ = http.send("PATCH", &url, &token, &body).expect(204);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
