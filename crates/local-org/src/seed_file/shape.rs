//! Whether a tree has the shape of a seed.
//!
//! The JSON Schema that editors use is the declaration: this reads the few keywords that it is written with, and
//! tells what does not fit with its place and with what was probably meant.

use std::sync::OnceLock;

use serde_json::Value;

use super::node::{Content, Node};
use super::problem::SeedProblem;

/// The JSON Schema of seed files.
pub const SEED_SCHEMA: &str = include_str!("../../data/seed.schema.json");

/// Tells everything about the tree that is not as the schema says.
pub(super) fn check(node: &Node) -> Vec<SeedProblem> {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    let root = SCHEMA.get_or_init(|| serde_json::from_str(SEED_SCHEMA).expect("the embedded schema is JSON"));
    let mut checker = Checker {
        root,
        problems: Vec::new(),
    };
    checker.node(root, node, "the seed");
    checker.problems
}

struct Checker<'s> {
    root: &'s Value,
    problems: Vec<SeedProblem>,
}

impl<'s> Checker<'s> {
    fn tell(&mut self, node: &Node, message: String) {
        self.problems.push(SeedProblem::at(node.place, message));
    }

    fn node(&mut self, schema: &'s Value, node: &Node, name: &str) {
        let schema = match schema["$ref"].as_str() {
            Some(pointer) => self
                .root
                .pointer(pointer.trim_start_matches('#'))
                .unwrap_or(&Value::Null),
            None => schema,
        };
        if !self.fits(schema, node, name) {
            return;
        }
        match &node.content {
            Content::Mapping(_) => self.mapping(schema, node, name),
            Content::List(items) => {
                for item in items {
                    self.node(&schema["items"], item, name);
                }
            }
            Content::Scalar { .. } => self.scalar(schema, node, name),
        }
    }

    fn fits(&mut self, schema: &Value, node: &Node, name: &str) -> bool {
        let wanted: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        let fits = wanted.iter().any(|wanted| is_a(wanted, node));
        if !fits {
            let words: Vec<&str> = wanted.iter().map(|wanted| word(wanted)).collect();
            let message = format!("{name} takes {}, and this is {}", words.join(" or "), node.what());
            self.tell(node, message);
        }
        fits
    }

    fn mapping(&mut self, schema: &'s Value, node: &Node, name: &str) {
        let known = schema["properties"].as_object();
        let title = schema["title"].as_str().unwrap_or(name);
        for entry in node.entries() {
            let inner = format!("`{}`", entry.key);
            match known.and_then(|known| known.get(&entry.key)) {
                Some(inside) => self.node(inside, &entry.value, &inner),
                None if schema["additionalProperties"].is_object() => {
                    self.node(&schema["additionalProperties"], &entry.value, &inner);
                }
                None => {
                    let keys: Vec<&str> = known.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
                    let message = format!("{title} has no key {inner}{}", meant(&entry.key, &keys));
                    self.problems.push(SeedProblem::at(entry.place, message));
                }
            }
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for key in required.filter_map(Value::as_str) {
            if node.get(key).is_none() {
                self.tell(node, format!("{title} needs `{key}`"));
            }
        }
    }

    fn scalar(&mut self, schema: &Value, node: &Node, name: &str) {
        let value = node.to_json();
        if let Some(one) = schema.get("const").filter(|one| **one != value) {
            self.tell(node, format!("{name} must be {one}"));
        }
        // The one kind of pattern that the schema has is a single word.
        let word = schema["pattern"]
            .as_str()
            .map(|pattern| pattern.trim_matches(['^', '$']));
        let choices: Vec<&str> = schema["enum"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .chain(word)
            .collect();
        if !choices.is_empty() && !choices.contains(&node.text()) {
            let message = format!(
                "{name} can't be `{}`{}",
                node.text(),
                meant(node.text(), &choices)
            );
            self.tell(node, message);
        }
        let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
        if let Some(number) = value.as_i64()
            && (least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most))
        {
            let bounds = format!("{} to {}", least.unwrap_or_default(), most.unwrap_or(i64::MAX));
            self.tell(node, format!("{name} takes {bounds}"));
        }
    }
}

fn is_a(wanted: &str, node: &Node) -> bool {
    match (&node.content, wanted) {
        (Content::Mapping(_), "object") | (Content::List(_), "array") => true,
        (Content::Scalar { .. }, wanted) => match node.to_json() {
            Value::Null => wanted == "null",
            Value::Bool(_) => wanted == "boolean",
            // A number may stand where a text is wanted: an alias or a postal code.
            Value::Number(number) => {
                matches!(wanted, "string" | "number") || wanted == "integer" && number.is_i64()
            }
            _ => wanted == "string",
        },
        _ => false,
    }
}

fn word(kind: &str) -> &str {
    match kind {
        "object" => "a mapping",
        "array" => "a list",
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        _ => "nothing",
    }
}

/// Returns `; did you mean …?`, or what there is.
pub(super) fn meant(written: &str, known: &[&str]) -> String {
    let folded = |text: &str| -> String {
        text.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let limit = (folded(written).chars().count() / 3).clamp(1, 4);
    let nearest = known
        .iter()
        .map(|known| (strsim::osa_distance(&folded(written), &folded(known)), known))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, known)| (*distance, known.len()));
    match nearest {
        Some((_, known)) => format!("; did you mean `{known}`?"),
        None if known.len() <= 24 => {
            let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
            format!("; there is {}", known.join(", "))
        }
        None => String::new(),
    }
}
