//! `repeat: 1000`: one entry that stands for many, with `<n>` for the number of each.

use super::node::{Content, Entry, Node};

const KEY: &str = "repeat";
const MARK: &str = "<n>";

/// Returns the entries of a mapping, those with `repeat` as often as they say.
pub(super) fn entries(node: &Node) -> impl Iterator<Item = Entry> {
    node.entries().iter().flat_map(|entry| {
        (0..times(&entry.value)).map(|number| match number_of(&entry.value, number) {
            None => entry.clone(),
            Some(number) => Entry {
                key: entry.key.replace(MARK, &number),
                place: entry.place,
                value: numbered(&entry.value, &number),
            },
        })
    })
}

/// Returns the items of a list, those with `repeat` as often as they say.
pub(super) fn items(node: &Node) -> impl Iterator<Item = Node> {
    node.items().iter().flat_map(|item| {
        (0..times(item)).map(|number| match number_of(item, number) {
            None => item.clone(),
            Some(number) => numbered(item, &number),
        })
    })
}

fn times(node: &Node) -> u64 {
    node.get(KEY)
        .and_then(|times| times.to_json().as_u64())
        .unwrap_or(1)
}

fn number_of(node: &Node, number: u64) -> Option<String> {
    node.get(KEY).map(|_| number.to_string())
}

fn numbered(node: &Node, number: &str) -> Node {
    let content = match &node.content {
        Content::Scalar { text, quoted } => Content::Scalar {
            text: text.replace(MARK, number),
            quoted: *quoted,
        },
        Content::List(items) => Content::List(items.iter().map(|item| numbered(item, number)).collect()),
        Content::Mapping(entries) => {
            let kept = entries.iter().filter(|entry| entry.key != KEY);
            let entry = |entry: &Entry| Entry {
                key: entry.key.replace(MARK, number),
                place: entry.place,
                value: numbered(&entry.value, number),
            };
            Content::Mapping(kept.map(entry).collect())
        }
    };
    Node {
        place: node.place,
        content,
    }
}
