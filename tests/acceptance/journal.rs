//! What an apply leaves behind and holds off: the journal, the lock, and the second look after a question.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::access::credentials;
use crate::support::{Folder, Http, Served};

const DIR: &[&str] = &["--dir", "specs/.hallpass/local-org"];
const APPLY: &[&str] = &["apply", "--org", "local", "--auto-approve"];

fn journals(folder: &Folder) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder.path("specs/.hallpass/journal")) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn lines(file: &PathBuf) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_write_is_told_before_and_after_with_what_was_there() {
    let folder = Folder::with_sample_fleet();
    folder.run(&["plan", "--org", "local"]).exits(0);
    assert!(journals(&folder).is_empty(), "a plan writes nothing");
    folder.run(APPLY).exits(0);
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Lead: [read]",
    );
    folder.run(APPLY).exits(0);
    folder.run(APPLY).exits(0).says("No changes.");
    let files = journals(&folder);
    assert_eq!(files.len(), 2, "{files:?}");
    let name = files[0].file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("20") && name.ends_with("-local.jsonl"), "{name}");

    let first = lines(&files[0]);
    let events: Vec<&str> = first.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!((events[0], *events.last().unwrap()), ("start", "end"));
    for (n, pair) in events[1..events.len() - 1].chunks(2).enumerate() {
        assert_eq!(pair, ["before", "after"], "call {}", n + 1);
    }
    assert!(
        first
            .iter()
            .all(|line| line["at"].as_str().unwrap().ends_with('Z'))
    );
    assert_eq!(first.last().unwrap()["done"], first[0]["changes"]);

    let second = lines(&files[1]);
    let row = &second[1]["rows"][0];
    assert_eq!(
        (row["object"].as_str(), row["verb"].as_str()),
        (Some("ObjectPermissions"), Some("update"))
    );
    assert_eq!(
        row["before"],
        json!({ "postman.object[Lead]": ["read", "create", "edit", "delete"] })
    );
    assert_eq!(row["fields"]["PermissionsDelete"], false);
    assert_eq!(second[2]["rows"][0]["done"], true);
}

#[test]
fn a_journal_is_for_its_owner_alone_and_holds_no_secret() {
    let folder = Folder::with_sample_fleet();
    folder.run(APPLY).exits(0);
    std::fs::remove_file(folder.path("specs/postman.yaml")).unwrap();
    folder.edit("specs/hallpass.yaml", "max_deletes: 10", "max_deletes: 50");
    folder.edit(
        "specs/hallpass.yaml",
        "max_delete_percent: 30",
        "max_delete_percent: 100",
    );
    let org = Served::start(&folder, DIR);
    let http = Http::new();
    let mut secrets: Vec<String> = ["PostmanIntegrationApp", "Billing_Integration"]
        .iter()
        .flat_map(|app| <[String; 2]>::from(credentials(&org, &http, app)))
        .collect();
    secrets.push(org.sign_in(&http, "runner"));
    drop(org);
    folder
        .run(&[APPLY, &["--prune", "--grace", "0d"]].concat())
        .exits(0);
    let files = journals(&folder);
    assert_eq!(files.len(), 2);
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        for secret in &secrets {
            assert!(
                !text.contains(secret.as_str()),
                "{} holds a secret",
                file.display()
            );
        }
        assert!(!text.contains("consumerSecret") && !text.contains("Bearer"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
    let images: Vec<Value> = lines(&files[1])
        .into_iter()
        .filter(|line| line["event"] == "image")
        .collect();
    let of = |address: &str| images.iter().find(|image| image["address"] == address).unwrap();
    let grants = of("postman.permission_set")["image"]["grants"]
        .as_array()
        .unwrap();
    assert!(
        grants.contains(
            &json!({ "address": "postman.object[Contact]", "verbs": ["read", "create", "edit", "delete"] })
        ),
        "{grants:?}"
    );
    let files = of("postman.app[PostmanIntegrationApp]")["image"]["files"]
        .as_array()
        .unwrap();
    assert!(files.len() >= 4, "{files:?}");
}

#[test]
fn without_a_journal_nothing_is_written() {
    let folder = Folder::with_sample_fleet();
    folder.run(&["plan", "--org", "local"]).exits(0);
    folder.write("specs/.hallpass/journal", "in the way");
    folder.run(APPLY).exits(1).complains("journal");
    let log = folder.log();
    assert!(
        log.iter()
            .all(|call| call["method"] != "DELETE" && call["method"] != "PATCH"),
        "{log:?}"
    );
    let org = Served::start(&folder, DIR);
    let users = org.query(&Http::new(), "SELECT Id FROM User WHERE Username LIKE 'billing%'");
    assert!(users.is_empty(), "{users:?}");
}

#[test]
fn a_second_apply_is_told_who_is_at_it() {
    let folder = Folder::with_sample_fleet();
    std::fs::create_dir(folder.path("specs/.hallpass")).unwrap();
    let mut held = File::create(folder.path("specs/.hallpass/apply.lock")).unwrap();
    held.try_lock().unwrap();
    held.write_all(b"process 4711 since 2026-11-22T08:00:00Z\n")
        .unwrap();
    folder
        .run(APPLY)
        .exits(1)
        .complains("another apply of this fleet is running here: process 4711 since 2026-11-22T08:00:00Z");
    folder.run(&["plan", "--org", "local"]).exits(0);
    drop(held);
    folder.run(APPLY).exits(0);
}

/// Whoever thinks for a while before saying yes says it to an org that may be another by then.
#[cfg(target_os = "linux")]
#[test]
fn an_org_that_moves_while_the_question_stands_is_not_written_to() {
    let folder = Folder::with_sample_fleet();
    let http = Http::new();
    let org = Served::start(&folder, DIR);
    folder.run(APPLY).exits(0);
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Lead: [read]",
    );
    let apply = format!("{} apply --org local", env!("CARGO_BIN_EXE_hallpass"));
    let mut asked = Command::new("script")
        .args(["-qec", &apply, "/dev/null"])
        .current_dir(folder.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = asked.stdout.take().unwrap();
    let mut said = String::new();
    while !said.contains("Only 'yes'") {
        let mut part = [0; 4096];
        let read = stdout.read(&mut part).unwrap();
        assert!(read > 0, "it ended without a question: {said}");
        said.push_str(&String::from_utf8_lossy(&part[..read]));
    }
    let row = &org.query(
        &http,
        "SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Lead' AND Parent.Name = 'Postman_Integration'",
    )[0];
    let url = format!(
        "{}/services/data/v66.0/sobjects/ObjectPermissions/{}",
        org.url(),
        row["Id"].as_str().unwrap()
    );
    let admin = org.sign_in(&http, "admin");
    let _ = http
        .send("PATCH", &url, &admin, &json!({ "PermissionsDelete": false }))
        .expect(204);
    asked.stdin.take().unwrap().write_all(b"yes\n").unwrap();
    stdout.read_to_string(&mut said).unwrap();
    assert_eq!(asked.wait().unwrap().code(), Some(6), "{said}");
    assert!(said.contains("postman.object[Lead] has changed"), "{said}");
}
