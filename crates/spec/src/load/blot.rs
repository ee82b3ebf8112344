//! Keeps literal secrets out of every message, whatever else is wrong with the file they stand in.

use crate::decode::has_placeholder;
use crate::source::{Place, Sources};
use crate::yaml::{Node, Parsed, Value};

/// Parts of keys whose values nobody may see.
const TELLING: [&str; 6] = [
    "secret",
    "token",
    "password",
    "auth_url",
    "authurl",
    "private_key",
];

/// Blots out the values of keys that sound like secrets.
///
/// Names decide and not the format: a secret under a misspelt key is still a secret. Where the text could not be
/// read as YAML there are no values, and whole lines go.
pub(crate) fn blot_secrets(text: &str, file: u32, parsed: &Parsed, sources: &mut Sources) {
    for tree in &parsed.documents {
        blot_tree(tree, false, sources);
    }
    if !parsed.is_whole {
        blot_lines(text, file, sources);
    }
}

fn blot_tree(node: &Node, is_secret: bool, sources: &mut Sources) {
    match &node.value {
        Value::Scalar(scalar) if holds_credentials(&scalar.text) => sources.blot(node.place),
        Value::Scalar(scalar) if is_secret && !has_placeholder(&scalar.text) => sources.blot(node.place),
        Value::Nothing | Value::Scalar(_) => {}
        Value::List(items) => {
            for item in items {
                blot_tree(item, is_secret, sources);
            }
        }
        Value::Mapping(entries) => {
            for entry in entries {
                let names_a_file = entry.key == "file" || entry.key.ends_with("_file");
                let is_secret = !names_a_file && (is_secret || sounds_secret(&entry.key));
                blot_tree(&entry.value, is_secret, sources);
            }
        }
    }
}

fn blot_lines(text: &str, file: u32, sources: &mut Sources) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((key, value)) = line.split_once(':')
            && (sounds_secret(line) || key.trim() == "key" || holds_credentials(value))
            && !has_placeholder(value)
        {
            sources.blot(Place::new(file, start + key.len() + 1..start + line.len()));
        }
        start += line.len();
    }
}

/// Returns whether a text is a URL with somebody's credentials in it, such as an SFDX auth URL.
fn holds_credentials(text: &str) -> bool {
    let authority = text
        .split_once("://")
        .map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    authority.is_some_and(|authority| authority.contains('@'))
}

fn sounds_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('-', "_");
    key == "key" || TELLING.iter().any(|part| key.contains(part))
}
