//! Plans as files: each `tests/cases/*.case` says what was, what is wanted, what happened since, and the whole plan.
//!
//! A case is lines of input, a line `---`, and the plan as text. To add one, write the input and run the tests with
//! `UPDATE_CASES=1`, then read what was written. Input lines:
//!
//! - `# …` tells the story.
//! - `was NAME: Account read edit; Account.Phone read` is an integration that the org fulfils already.
//! - `now NAME: …` is the same integration as the spec has it now; without it, as it was.
//! - `desired {…}` and `live {…}` are JSON merge patches (RFC 7396), continued on indented lines; `{"known": …}` and its
//!   like replace a value as a whole.

mod case;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use case::Case;
use hallpass_model::Kind;

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("and can be listed").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "case"));
    files.sort();
    assert!(!files.is_empty());
    files
}

#[test]
fn every_case_gives_its_plan() {
    let mut wrong = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let case = Case::parse(&text);
        let found = case.plan_text();
        if std::env::var_os("UPDATE_CASES").is_some() {
            fs::write(&file, format!("{}---\n{found}", case.input)).unwrap();
        } else if found != case.expected {
            wrong.push(format!(
                "{}:\n{}",
                file.display(),
                similar(&case.expected, &found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_is_created_changed_or_deleted_in_some_case() {
    let plans: String = files()
        .iter()
        .map(|file| Case::parse(&fs::read_to_string(file).unwrap()).expected)
        .collect();
    let planned: BTreeSet<&str> = plans
        .lines()
        .filter(|line| ["+ ", "~ ", "- ", "< "].iter().any(|sign| line.starts_with(sign)))
        .filter_map(|line| line[2..].split_whitespace().next())
        .collect();
    for kind in Kind::ALL {
        let is_of = |address: &&str| {
            address
                .parse::<hallpass_model::Address>()
                .is_ok_and(|address| address.kind == kind)
        };
        assert!(planned.iter().any(is_of), "no case plans a change of {kind}");
    }
}

fn similar(expected: &str, found: &str) -> String {
    let missing = expected
        .lines()
        .filter(|line| !found.lines().any(|other| other == *line));
    let extra = found
        .lines()
        .filter(|line| !expected.lines().any(|other| other == *line));
    let missing = missing.map(|line| format!("  expected: {line}"));
    let extra = extra.map(|line| format!("  found:    {line}"));
    missing.chain(extra).collect::<Vec<_>>().join("\n")
}
