//! Secrets: whatever hallpass prints, logs or keeps, none of them is in it.
//!
//! The values are known here: the org prints its own, and the sinks get the others.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Folder, Http, Knobs, Run, Served};

/// The fleet with an org that is reached by its address, so that hallpass's own secret is in its environment.
const FLEET: &str = "version: 1\nfleet: acme\norgs:\n  served:\n    url: URL\n    auth: { client_credentials: { \
                     client_id: \"${env:ID}\", client_secret: \"${env:SECRET}\" } }\n";

/// Everything that was printed, and everything that must not be in it.
struct Watch {
    folder: Folder,
    org: Served,
    heard: Vec<(String, String)>,
    secrets: Vec<String>,
}

impl Watch {
    fn new() -> Self {
        let folder = Folder::with_sample_fleet();
        let org = Served::start(
            &folder,
            &["--dir", "org", "--behaviour", "rest_client_secret_access=off"],
        );
        org.make_administrator(&Http::new(), "runner@hallpass.local");
        folder.write("specs/hallpass.yaml", &FLEET.replace("URL", org.url()));
        let secret = |whom: &str| text(&org.line[whom]["client_secret"]);
        let secrets = vec![secret("admin"), secret("runner")];
        Self {
            folder,
            org,
            heard: Vec::new(),
            secrets,
        }
    }

    /// Runs a command as loud as can be, and keeps what it says.
    fn run(&mut self, arguments: &[&str]) -> Run {
        let (id, secret) = (
            text(&self.org.line["runner"]["client_id"]),
            text(&self.org.line["runner"]["client_secret"]),
        );
        let variables = [
            ("ID", id.as_str()),
            ("SECRET", secret.as_str()),
            ("RUST_LOG", "trace"),
            ("RUST_BACKTRACE", "full"),
            ("PATH", "/usr/bin:/bin"),
        ];
        let run = self.folder.run_with(
            &[&["-vvv", "--log-format", "json"], arguments].concat(),
            &variables,
        );
        let called = arguments.join(" ");
        self.heard
            .push((format!("stdout of {called}"), run.stdout.clone()));
        self.heard
            .push((format!("stderr of {called}"), run.stderr.clone()));
        run
    }

    /// Takes the secret that a sink got, and takes the file away.
    fn take(&mut self, file: &str) {
        let path = self.folder.path(file);
        let found = fs::read_to_string(&path).unwrap();
        let secret = match serde_json::from_str::<Value>(&found) {
            Ok(document) if document["values"].is_array() => {
                let values = document["values"].as_array().unwrap();
                let held = values.iter().find(|one| one["key"] == "client_secret");
                text(&held.unwrap()["value"])
            }
            Ok(document) => text(&document["client_secret"]),
            Err(_) => {
                let line = found
                    .lines()
                    .find_map(|line| line.strip_prefix("SALESFORCE_CLIENT_SECRET="));
                line.unwrap().to_owned()
            }
        };
        assert!(secret.len() > 20);
        self.secrets.push(secret);
        fs::remove_file(path).unwrap();
    }

    /// Looks through all that was heard and all that was kept.
    fn look(mut self) {
        let log: Vec<String> = Knobs::of(&self.folder, "org")
            .log()
            .iter()
            .map(Value::to_string)
            .collect();
        self.heard.push(("the log of the org".to_owned(), log.join("\n")));
        files(&self.folder.path(""), &self.folder.path("org"), &mut self.heard);
        assert!(
            self.heard.iter().any(|(name, _)| name.contains("journal")),
            "no journal"
        );
        self.secrets.sort();
        self.secrets.dedup();
        // Those of the org itself, and of billing the one from before the rotation and the one from after it.
        assert_eq!(self.secrets.len(), 4);
        for (name, text) in &self.heard {
            for secret in &self.secrets {
                assert!(!text.contains(secret.as_str()), "a secret is in {name}");
            }
            assert!(!holds_token(text), "an access token is in {name}");
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// All files below a folder, but those of the org, which is the one that keeps secrets.
fn files(folder: &Path, but: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path == but {
            continue;
        }
        if path.is_dir() {
            files(&path, but, found);
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((
                path.display().to_string(),
                String::from_utf8_lossy(&bytes).into_owned(),
            ));
        }
    }
}

/// `00D`, the rest of an org's id, `!`: how access tokens begin.
fn holds_token(text: &str) -> bool {
    text.match_indices('!').any(|(at, _)| {
        let before = &text.as_bytes()[..at];
        let id = before
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        (15..=18).contains(&id) && text[at - id..].starts_with("00D")
    })
}

#[test]
fn no_secret_is_in_anything_that_hallpass_prints_logs_or_keeps() {
    let mut watch = Watch::new();
    watch.run(&["plan", "--out", "saved.plan"]).exits(0);
    watch.run(&["apply", "saved.plan"]).exits(0);
    watch.run(&["plan", "--json"]).exits(0);
    watch.run(&["drift", "--format", "markdown"]).exits(0);
    watch.run(&["explain", "billing", "--json"]).exits(0);
    let to_env = ["handover", "billing", "--to", "env", "billing.env"];
    watch.run(&to_env).exits(1);
    let open = "--with-secret-access";
    watch.run(&[&to_env[..], &[open]].concat()).exits(0);
    watch.take("billing.env");
    let postman = ["handover", "billing", open, "--json", "--to", "postman", "."];
    watch.run(&postman).exits(0);
    watch.take("billing.served.postman_environment.json");
    let exec = ["rotate", "billing", open, "--to", "exec", "--", "sh", "-c"];
    // A pair that is staged and not taken is no secret of anybody yet, but becomes one with the next run.
    watch
        .run(&[&exec[..], &["cat > /dev/null; echo refused; exit 1"]].concat())
        .exits(1);
    watch
        .run(&["rotate", "billing", open, "--status", "--json"])
        .exits(0);
    watch.run(&[&exec[..], &["cat > got.json"]].concat()).exits(0);
    let got = fs::read_to_string(watch.folder.path("got.json")).unwrap();
    let got: Value = serde_json::from_str(&got).unwrap();
    let credential = json!({ "client_id": got["client_id"], "client_secret": got["client_secret"] });
    watch.take("got.json");
    watch.folder.write("credential.json", &credential.to_string());
    let verify = [
        "verify",
        "billing",
        "--credential",
        "credential.json",
        "--evidence",
        "evidence",
    ];
    let _ = watch.run(&verify);
    fs::remove_file(watch.folder.path("credential.json")).unwrap();
    assert!(watch.folder.path("evidence").is_dir());
    watch.run(&["rotate", "billing", open, "--revoke-old"]).exits(0);
    watch.look();
}

#[test]
fn no_secret_is_in_what_is_said_of_answers_that_make_no_sense() {
    let mut watch = Watch::new();
    watch.run(&["apply", "--auto-approve"]).exits(0);
    let open = "--with-secret-access";
    let to = ["--to", "env", "billing.env"];
    watch
        .run(&[&["handover", "billing", open][..], &to].concat())
        .exits(0);
    watch.take("billing.env");
    let secret = watch.secrets.last().unwrap().clone();
    let knobs = Knobs::of(&watch.folder, "org");
    let odd = [
        (
            "/apps/oauth/credentials",
            format!(r#"{{"consumers":[{{"id":"{secret}","key":1}}]}}"#),
        ),
        (
            "part=keyandsecret",
            format!(r#"{{"key":["{secret}"],"secret":"{secret}"}}"#),
        ),
        ("part=keyandsecret", format!(r#"{{"secret":"{secret}""#)),
        ("/staged", format!(r#"{{"stagedCredentials":"{secret}"}}"#)),
        (
            "oauth2/token",
            format!(r#"{{"access_token":"{secret}","instance_url":7}}"#),
        ),
    ];
    for (path, body) in &odd {
        knobs.fault(&json!({ "path": path, "status": 200, "body": body, "times": 9 }));
        watch.run(&[&["handover", "billing", open][..], &to].concat());
        let _ = fs::remove_file(watch.folder.path("billing.env"));
        watch.run(&[&["rotate", "billing", open][..], &to].concat());
        let _ = fs::remove_file(watch.folder.path("billing.env"));
        knobs.calm();
    }
    for (name, text) in &watch.heard {
        for secret in &watch.secrets {
            assert!(!text.contains(secret.as_str()), "a secret is in {name}:\n{text}");
        }
    }
}
