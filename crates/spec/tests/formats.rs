//! Diagnostics for machines, and what the schemas and the cases owe each other.

use std::path::Path;

use hallpass_spec::{CODES, load, schemas, to_json, to_sarif};
use serde_json::Value;

#[test]
fn json_counts_and_places() {
    let loaded = load(Path::new("tests/cases/grants"));
    let json = to_json(loaded.diagnostics());
    assert_eq!(json["format_version"], "1.0");
    assert_eq!(
        json["summary"],
        serde_json::json!({ "errors": 7, "warnings": 2, "waived": 0 })
    );
    let first = &json["diagnostics"][0];
    assert_eq!(first["path"], "tests/cases/grants/a.yaml");
    assert_eq!(
        (first["line"].as_u64(), first["column"].as_u64()),
        (Some(6), Some(15))
    );
    assert_eq!(first["hints"][0], "write `Account: [read, edit]`");
}

#[test]
fn sarif_names_rules_that_it_lists() {
    let loaded = load(Path::new("tests/cases/texts"));
    let sarif = to_sarif(loaded.diagnostics(), &[]);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(
        run["tool"]["driver"]["rules"].as_array().unwrap().len(),
        CODES.len()
    );
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(
            region["startLine"].as_u64() >= Some(1)
                && region["endLine"].as_u64() >= region["startLine"].as_u64()
        );
    }
}

/// Every key that the format knows, from the schemas.
fn keys(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                found.extend(properties.keys().cloned());
            }
            members.values().for_each(|member| keys(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_the_schemas_stands_in_a_case() {
    let mut texts = String::new();
    for case in std::fs::read_dir("tests/cases").unwrap() {
        for file in std::fs::read_dir(case.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|end| end == "yaml") {
                texts.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut found = Vec::new();
    for schema in [schemas().fleet, schemas().integration, schemas().bundle] {
        keys(&serde_json::from_str(&schema).unwrap(), &mut found);
    }
    let unused: Vec<_> = found
        .iter()
        .filter(|key| !texts.contains(&format!("{key}:")))
        .collect();
    assert!(unused.is_empty(), "no case has {unused:?}");
}
