//! The manifests hold the architecture; this holds the manifests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Every dependency of every crate of ours: what it is built with, and after the bar what only its tests use.
///
/// Pure crates (`model`, `access`, `spec`, `policy`, `plan`, `soql`) have no async runtime, HTTP or clock here.
/// `salesforce` and `local-org` share no crate of ours: one wrong belief must not hide in both.
const ALLOWED: &str = include_str!("architecture.txt");

#[test]
fn every_dependency_is_on_the_list() {
    assert_eq!(
        actual(),
        parse(ALLOWED),
        "left: the manifests; right: tests/acceptance/architecture.txt. A new arrow is a decision: put it there."
    );
}

#[test]
fn salesforce_and_local_org_share_nothing_of_ours() {
    let arrows = parse(ALLOWED);
    let ours = |name: &str| {
        let line = &arrows[name].0;
        line.split_whitespace()
            .filter(|dependency| dependency.starts_with("hallpass-"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(ours("hallpass-salesforce"), Vec::<String>::new());
    assert_eq!(ours("hallpass-local-org"), ["hallpass-soql"]);
    assert_eq!(ours("hallpass-soql"), Vec::<String>::new());
}

/// A mistake of the planner must not be one of those who look at its plans.
#[test]
fn the_second_opinion_and_the_planner_share_no_code() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plan/src");
    let mut files = Vec::new();
    rust_files(&sources, &mut files);
    let check = sources.join("check");
    let mut looked_at = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        let code: Vec<&str> = text.lines().filter(is_code).collect();
        let inside = file.strip_prefix(&check).ok();
        let ways_out: &[&str] = match inside.and_then(Path::to_str) {
            Some("tests.rs") => continue,
            Some("mod.rs") => &["crate::", "super::", "hallpass_plan", "#[path", "include!"],
            Some(_) => &["crate::", "super::super", "hallpass_plan", "#[path", "include!"],
            // The front door, and laws that hold of both.
            None if file.ends_with("lib.rs") || file.starts_with(sources.join("laws")) => continue,
            None => &["crate::check", "super::check"],
        };
        looked_at += 1;
        for way in ways_out {
            let found = code.iter().find(|line| line.contains(way));
            assert_eq!(found, None, "{} has `{way}`", file.display());
        }
    }
    assert!(looked_at > 40, "{looked_at}");
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn no_acceptance_file_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/acceptance");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(
                main.contains(&format!("mod {module};")),
                "tests/acceptance/{name} is not in main.rs"
            );
        }
    }
}

type Arrows = BTreeMap<String, (String, String)>;

fn parse(list: &str) -> Arrows {
    list.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, dependencies) = line
                .split_once(':')
                .expect("a line is `crate: dependencies | of tests`");
            let (normal, tests) = dependencies.split_once('|').unwrap_or((dependencies, ""));
            let tidy = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
            (name.to_owned(), (tidy(normal), tidy(tests)))
        })
        .collect()
}

fn actual() -> Arrows {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--no-deps",
            "--offline",
            "--locked",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let of = |kind: Option<&str>| {
                let mut names: Vec<_> = package["dependencies"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|dependency| dependency["kind"].as_str() == kind)
                    .map(|dependency| {
                        dependency["rename"]
                            .as_str()
                            .unwrap_or(dependency["name"].as_str().unwrap())
                            .to_owned()
                    })
                    .collect();
                names.sort_unstable();
                names.join(" ")
            };
            assert_eq!(of(Some("build")), "", "no build scripts of ours");
            (
                package["name"].as_str().unwrap().to_owned(),
                (of(None), of(Some("dev"))),
            )
        })
        .collect()
}
