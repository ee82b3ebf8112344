//! What holds in one org: an integration with the override of that org laid over it.
//!
//! Mappings are merged key by key, all the way down. Every other value takes the place of what was there, lists as a
//! whole. The one exception is `apps`: an item there is laid over the item that has its name, or added.

use std::sync::Arc;

use crate::yaml::{Entry, Node, Value};

/// The list whose items have names.
const APPS: &str = "apps";
/// The keys that hold the name of an app.
const APP_NAMES: [&str; 2] = ["external_client_app", "connected_app"];

/// Lays one tree over another; what comes from the upper one keeps its place.
pub(super) fn merged(below: &Node, above: &Node) -> Node {
    let (Value::Mapping(lower), Value::Mapping(upper)) = (&below.value, &above.value) else {
        return above.clone();
    };
    let kept = lower.iter().map(|entry| match find(upper, &entry.key) {
        None => entry.clone(),
        Some(over) => Entry {
            key: entry.key.clone(),
            key_place: over.key_place,
            value: Arc::new(value(&entry.key, &entry.value, &over.value)),
        },
    });
    let added = upper
        .iter()
        .filter(|entry| find(lower, &entry.key).is_none())
        .cloned();
    let entries = kept.chain(added).collect();
    Node::new(below.place, Value::Mapping(entries))
}

fn value(key: &str, below: &Node, above: &Node) -> Node {
    match (&below.value, &above.value) {
        (Value::List(lower), Value::List(upper)) if key == APPS => {
            Node::new(above.place, Value::List(apps(lower, upper)))
        }
        _ => merged(below, above),
    }
}

fn apps(lower: &[Arc<Node>], upper: &[Arc<Node>]) -> Vec<Arc<Node>> {
    let is_same = |one: &Node, other: &Node| app_name(one).is_some() && app_name(one) == app_name(other);
    let kept = lower
        .iter()
        .map(|app| match upper.iter().find(|over| is_same(app, over)) {
            Some(over) => Arc::new(merged(app, over)),
            None => Arc::clone(app),
        });
    let added = upper
        .iter()
        .filter(|over| !lower.iter().any(|app| is_same(app, over)));
    kept.chain(added.cloned()).collect()
}

/// Returns the key and the name of an app, as Salesforce compares names.
fn app_name(app: &Node) -> Option<(&'static str, String)> {
    APP_NAMES
        .into_iter()
        .find_map(|key| match &app.get(key)?.value.value {
            Value::Scalar(name) => Some((key, name.text.to_ascii_lowercase())),
            Value::Nothing | Value::List(_) | Value::Mapping(_) => None,
        })
}

fn find<'e>(entries: &'e [Entry], key: &str) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.key == key)
}

#[cfg(test)]
mod tests {
    use super::merged;
    use crate::diagnostic::Problems;
    use crate::yaml::{self, Node, Value};

    fn tree(text: &str) -> Node {
        yaml::parse(text, 0, &mut Problems::default()).documents.remove(0)
    }

    /// Writes a tree on one line.
    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Nothing => "~".to_owned(),
            Value::Scalar(scalar) => scalar.text.clone(),
            Value::List(items) => format!(
                "[{}]",
                items
                    .iter()
                    .map(|item| shown(item))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Value::Mapping(entries) => {
                let entry = |entry: &yaml::Entry| format!("{}: {}", entry.key, shown(&entry.value));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    #[test]
    fn mappings_merge_and_all_else_is_replaced() {
        for (below, above, both) in [
            (
                "{a: 1, b: {c: 2, d: 3}}",
                "{b: {d: 4, e: 5}}",
                "{a: 1, b: {c: 2, d: 4, e: 5}}",
            ),
            ("{a: [1, 2]}", "{a: [3]}", "{a: [3]}"),
            ("{a: none}", "{a: {b: 1}}", "{a: {b: 1}}"),
            ("{a: {b: 1}}", "{a: none}", "{a: none}"),
            ("{a: 1}", "{}", "{a: 1}"),
            (
                "{apps: [{external_client_app: A, scopes: [api]}, {connected_app: A}]}",
                "{apps: [{external_client_app: a, callback_url: x}, {external_client_app: B}]}",
                "{apps: [{external_client_app: a, scopes: [api], callback_url: x}, {connected_app: A}, {external_client_app: B}]}",
            ),
        ] {
            assert_eq!(
                shown(&merged(&tree(below), &tree(above))),
                both,
                "{below} and {above}"
            );
        }
    }

    #[test]
    fn what_is_laid_over_keeps_its_place() {
        let text = "---\n{a: {b: 1}}\n---\n{a: {b: 2}}\n";
        let trees = yaml::parse(text, 0, &mut Problems::default()).documents;
        let both = merged(&trees[0], &trees[1]);
        let inner = &both.get("a").unwrap().value;
        assert_eq!(&text[inner.get("b").unwrap().value.place.range()], "2");
        assert!(inner.get("b").unwrap().value.place.range().start > text.find("2").unwrap() - 1);
    }
}
