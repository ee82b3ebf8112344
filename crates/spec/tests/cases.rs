//! Folders of specs, each with what is told about it.
//!
//! `cases/<name>/` holds a fleet, `expected.txt` all of its diagnostics as text, and `desired.json`, where there are no
//! errors, what is desired in its first org; `desired.ORG.json` in another, where the file is there. With `UPDATE_CASES=1` both are written; read the difference before you
//! commit it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hallpass_spec::{CODES, load, render_text, resolve};

fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("tests/cases").expect("tests run in the folder of the crate");
    let mut cases: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    cases.sort();
    cases
}

/// Returns what the file does not say; writes it where that is asked for.
fn difference(path: &Path, actual: &str) -> Option<String> {
    if std::env::var_os("UPDATE_CASES").is_some() {
        std::fs::write(path, actual).expect("a case can be written");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    (expected != actual).then(|| format!("{} differs. Now it would be:\n{actual}", path.display()))
}

fn check(case: &Path) -> Vec<String> {
    let loaded = load(case);
    let text = render_text(loaded.diagnostics(), loaded.sources(), false);
    let mut differences = Vec::from_iter(difference(&case.join("expected.txt"), &text));
    if !loaded.has_errors() {
        for (n, org) in loaded.org_names().iter().enumerate() {
            let file = match n {
                0 => case.join("desired.json"),
                _ => case.join(format!("desired.{org}.json")),
            };
            if n > 0 && !file.exists() {
                continue;
            }
            let resolved = resolve(&loaded, org, &|_| None).unwrap_or_else(|errors| panic!("{errors:?}"));
            let desired = serde_json::to_string_pretty(&resolved.desired).expect("what is desired is data");
            differences.extend(difference(&file, &format!("{desired}\n")));
        }
    }
    differences
}

#[test]
fn every_case_is_told_as_expected() {
    let differences: Vec<_> = cases().iter().flat_map(|case| check(case)).collect();
    assert!(
        differences.is_empty(),
        "{}\nRead this, then run with UPDATE_CASES=1.",
        differences.join("\n")
    );
}

#[test]
fn a_fleet_is_told_the_same_twice() {
    for case in cases() {
        let (one, two) = (load(&case), load(&case));
        assert_eq!(one.diagnostics(), two.diagnostics());
        assert_eq!(one.digest(), two.digest());
    }
}

/// Codes of what can't lie in a folder of cases; `tests/folders.rs` and `tests/resolve.rs` have them.
const ELSEWHERE: [&str; 9] = [
    "HS001", "HS002", "HS003", "HS004", "HS005", "HS006", "HS007", "HS092", "HS093",
];

#[test]
fn every_code_has_a_case() {
    let told: BTreeSet<_> = cases()
        .iter()
        .flat_map(|case| load(case).diagnostics().to_vec())
        .map(|diagnostic| diagnostic.code)
        .collect();
    for facts in CODES {
        assert!(
            told.contains(facts.code) != ELSEWHERE.contains(&facts.code),
            "{} ({}) has no case, or one too many",
            facts.code,
            facts.meaning
        );
    }
}

#[test]
fn no_message_shows_a_secret() {
    for case in cases() {
        let loaded = load(&case);
        let text = render_text(loaded.diagnostics(), loaded.sources(), true);
        let json = hallpass_spec::to_json(loaded.diagnostics()).to_string();
        let sarif = hallpass_spec::to_sarif(loaded.diagnostics(), &[]).to_string();
        for shown in [text, json, sarif] {
            assert!(!shown.contains("hunter2"), "{}: {shown}", case.display());
        }
    }
}
