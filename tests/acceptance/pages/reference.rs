//! The reference of the spec: its keys are those of the JSON Schemas, and its examples are valid.

use serde_json::Value;

use super::{assert_page, table, with_block};
use crate::support::{Folder, repository};

#[test]
fn the_page_of_the_spec_holds_every_key_of_the_schemas() {
    let path = repository().join("docs/spec.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    for (name, mapping) in mappings() {
        let keys = keys(&page, &mapping);
        page = with_block(&page, &format!("keys: {name}"), &keys);
    }
    assert_page(&path, &page);
}

#[test]
fn the_examples_of_the_page_are_valid_and_hold_every_key() {
    let page = std::fs::read_to_string(repository().join("docs/spec.md")).unwrap();
    let examples: Vec<_> = page.split("```yaml\n# ").skip(1).collect();
    let files: Vec<_> = examples
        .iter()
        .map(|example| {
            let (name, text) = example.split_once('\n').unwrap();
            (name, text.split("```").next().unwrap())
        })
        .collect();
    for (name, mapping) in &mappings() {
        for (key, _) in mapping["properties"].as_object().unwrap() {
            let held = files.iter().any(|(_, text)| text.contains(&format!("{key}:")));
            assert!(held, "no example holds {key} of {name}");
        }
    }
    let folder = Folder::with(&files);
    let certificate = repository().join("crates/spec/tests/cases/design/keys/loader.pem");
    folder.write(
        "specs/billing.pem",
        &std::fs::read_to_string(certificate).unwrap(),
    );
    folder.run(&["validate"]).exits(0);
}

#[test]
fn the_example_of_the_readme_is_valid() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, example) = readme.split_once("```yaml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let folder = Folder::with_sample_fleet();
    folder.write("specs/billing.yaml", example);
    folder.run(&["validate"]).exits(0);
}

/// Every mapping that can stand in a spec, by the name of its type.
fn mappings() -> Vec<(String, Value)> {
    let schemas = hallpass_spec::schemas();
    let mut mappings = Vec::new();
    for (name, text) in [
        ("fleet", schemas.fleet),
        ("integration", schemas.integration),
        ("bundle", schemas.bundle),
    ] {
        let mut schema: Value = serde_json::from_str(&text).unwrap();
        let definitions = schema["definitions"].take();
        mappings.push((name.to_owned(), schema));
        mappings.extend(definitions.as_object().unwrap().clone());
    }
    mappings
}

/// Describes the keys of a mapping: a table, what excludes what, and the words that some of them take.
fn keys(page: &str, mapping: &Value) -> String {
    let properties = mapping["properties"].as_object().unwrap();
    let required = |key: &str| list(&mapping["required"]).iter().any(|one| one == key);
    let rows = properties.iter().map(|(key, schema)| {
        let (description, default) = description(schema);
        let absent = match required(key) {
            true => "**required**",
            false => default,
        };
        [
            format!("`{key}`"),
            takes(page, schema),
            absent.to_owned(),
            description.to_owned(),
        ]
    });
    let mut text = table(["key", "takes", "if absent", ""], rows);
    text += &choice(mapping);
    for (key, schema) in properties {
        let words = words(schema);
        if words.len() > 1 {
            text += &format!("\n`{key}` takes these words:\n\n");
            for word in words {
                let (name, meaning) = (word["const"].as_str().unwrap(), word["description"].as_str());
                text += &format!("- `{name}`: {}\n", meaning.unwrap_or_default());
            }
        }
    }
    text
}

/// Splits what a key is for from what holds where it is absent.
fn description(schema: &Value) -> (&str, &str) {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_once(" Default: ")
        .map_or((text, ""), |(text, default)| {
            (text, default.trim_end_matches('.'))
        })
}

fn choice(mapping: &Value) -> String {
    if mapping["maxProperties"] == 1 {
        return "\nExactly one of them.\n".to_owned();
    }
    let keys = |one: &Value| {
        let keys: Vec<_> = list(&one["required"])
            .iter()
            .map(|key| format!("`{}`", key.as_str().unwrap()))
            .collect();
        keys.join(" with ")
    };
    let choices: Vec<_> = list(&mapping["oneOf"]).iter().map(keys).collect();
    match choices.is_empty() {
        true => String::new(),
        false => format!("\nEither {}.\n", choices.join(" or ")),
    }
}

/// The words that a key takes, or the items of its list.
fn words(schema: &Value) -> &[Value] {
    let own = list(&schema["oneOf"]);
    let below = ["items", "additionalProperties"].map(|key| &schema[key]);
    match below.into_iter().find(|below| below.is_object()) {
        Some(below) if own.is_empty() => words(below),
        _ => own,
    }
}

/// Says in words what values a schema takes.
fn takes(page: &str, schema: &Value) -> String {
    let part = |key: &str| takes(page, &schema[key]);
    if let Some(name) = schema["$ref"].as_str() {
        return link(page, name.rsplit('/').next().unwrap());
    }
    if let [one] = list(&schema["allOf"]) {
        return takes(page, one);
    }
    if let [one, other] = list(&schema["anyOf"]) {
        return match is_placeholder(other) {
            true => format!("{}, [placeholders](#values-from-outside)", takes(page, one)),
            false => format!("{} or {}", takes(page, one), takes(page, other)),
        };
    }
    // The one mapping without a name of its own is the integration once more.
    if schema["properties"].is_object() {
        return format!("keys of {}", link(page, "integration"));
    }
    if !schema["const"].is_null() {
        return format!("`{}`", schema["const"]).replace('"', "");
    }
    match (list(&schema["oneOf"]), list(&schema["enum"])) {
        ([one], _) => return part_of_word(one),
        ([], []) => {}
        ([], words) => {
            return words
                .iter()
                .map(|word| format!("`{}`", word.as_str().unwrap()))
                .collect::<Vec<_>>()
                .join(", ");
        }
        _ => return "word, see below".to_owned(),
    }
    let size = |key: &str| schema[key].as_u64();
    match schema["type"].as_str() {
        Some("array") => format!("list of {}", part("items")),
        Some("object") => format!("names, each with {}", part("additionalProperties")),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("integer") => format!("{} to {}", size("minimum").unwrap(), size("maximum").unwrap()),
        _ if schema["format"] == "date" => "day".to_owned(),
        _ => text(schema),
    }
}

/// Says what a text is, by the pattern that it fits, and how long it may be.
fn text(schema: &Value) -> String {
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    let what = PATTERNS
        .iter()
        .find(|(part, _)| pattern.contains(part))
        .map_or("text", |(_, what)| what);
    // The length of an API name is that of Salesforce, and nobody counts it.
    match schema["maxLength"].as_u64().filter(|_| what == "text") {
        Some(most) => format!("{what}, at most {most} characters"),
        None => what.to_owned(),
    }
}

/// What fits a pattern that holds such a part.
const PATTERNS: [(&str, &str); 4] = [
    ("A-Za-z0-9_]*[A-Za-z0-9])?$", "API name"),
    ("^[A-Za-z](_?[A-Za-z0-9])*$", "API name"),
    ("@[^@", "`name@domain`"),
    ("^https?:", "URL"),
];

fn part_of_word(word: &Value) -> String {
    format!("`{}`", word["const"].as_str().unwrap())
}

fn is_placeholder(schema: &Value) -> bool {
    schema["pattern"]
        .as_str()
        .is_some_and(|pattern| pattern.contains("env:"))
}

/// Leads to the heading above the keys of a mapping.
fn link(page: &str, name: &str) -> String {
    let (above, _) = page
        .split_once(&format!("<!-- keys: {name} -->"))
        .unwrap_or_else(|| panic!("no block holds the keys of {name}"));
    let heading = above.lines().rfind(|line| line.starts_with('#')).unwrap();
    format!(
        "[{}](#{})",
        heading.trim_start_matches('#').trim(),
        anchor(heading)
    )
}

/// Returns what a heading is called in links.
pub(super) fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    text.chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
