//! What decoding needs, and what it gives.

use schemars::{Schema, SchemaGenerator};

use crate::decode::nearest;
use crate::diagnostic::{Problem, Problems, code};
use crate::source::Place;
use crate::yaml::{Entry, Node, Value};

/// A value that knows where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

/// A type of the format.
pub(crate) trait Decode: Sized {
    /// What it is, as a noun with its article.
    const WHAT: &'static str;

    /// Reads the value; every problem goes into the context, and what is unusable is `None`.
    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self>;

    /// Describes what [`decode`](Self::decode) takes.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

/// Collects problems and secrets while a document is decoded.
pub(crate) struct Cx<'p> {
    pub(crate) problems: &'p mut Problems,
    /// The key whose value is being read, for messages.
    key: String,
    /// Where keys of other mappings belong, for keys that stand in the wrong one.
    homes: &'static [Home],
}

/// A mapping, and the keys that belong into it.
pub(crate) struct Home {
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [&'static str],
}

impl<'p> Cx<'p> {
    pub(crate) fn new(problems: &'p mut Problems, homes: &'static [Home]) -> Self {
        Self {
            problems,
            key: String::new(),
            homes,
        }
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Decodes a node and keeps its place.
    pub(crate) fn at<T: Decode>(&mut self, node: &Node) -> Option<At<T>> {
        T::decode(node, self).map(|value| At {
            value,
            place: node.place,
        })
    }

    /// Decodes the value of a key.
    pub(crate) fn field<T: Decode>(&mut self, entry: &Entry) -> Option<At<T>> {
        let outer = std::mem::replace(&mut self.key, entry.key.clone());
        let value = self.at(&entry.value);
        self.key = outer;
        value
    }

    /// Returns the entries, or tells that this is no mapping.
    pub(crate) fn mapping<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Mapping(entries) => Some(entries),
            _ => {
                let hint = matches!(node.value, Value::Nothing).then_some("write `{}` for an empty mapping");
                self.wrong_type(node, what, hint);
                None
            }
        }
    }

    /// Returns the items, or tells that this is no list.
    pub(crate) fn list<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [std::sync::Arc<Node>]> {
        match &node.value {
            Value::List(items) => Some(items),
            Value::Scalar(scalar) => {
                let hint = format!("write `[{}]` for a list of one", scalar.text);
                self.wrong_type(node, what, Some(hint.as_str()));
                None
            }
            _ => {
                self.wrong_type(node, what, Some("write `[]` for an empty list"));
                None
            }
        }
    }

    pub(crate) fn wrong_type(&mut self, node: &Node, wanted: &str, hint: Option<&str>) {
        let found = node.what();
        let subject = match self.key.as_str() {
            "" => "the document".to_owned(),
            key => format!("`{key}`"),
        };
        let mut problem = Problem::error(
            code::WRONG_TYPE,
            node.place,
            format!("{subject} takes {wanted}, and this is {found}"),
        )
        .label(format!("{found} instead of {wanted}"));
        let needs_hint = matches!(node.value, Value::Nothing | Value::Scalar(_));
        if let Some(hint) = hint.filter(|_| needs_hint) {
            problem = problem.hint(hint);
        }
        self.push(problem);
    }

    /// Tells that a key is unknown, and returns the one that was probably meant.
    pub(crate) fn unknown_key(
        &mut self,
        entry: &Entry,
        what: &str,
        known: &[&'static str],
    ) -> Option<&'static str> {
        let key = &entry.key;
        let problem = Problem::error(
            code::UNKNOWN_KEY,
            entry.key_place,
            format!("{what} has no key `{key}`"),
        )
        .label("unknown key");
        let home = self.homes.iter().find(|home| home.keys.contains(&key.as_str()));
        let near = nearest(key, known.iter().copied());
        let problem = match (near, home) {
            (Some(near), _) => problem.suggest(near),
            (None, Some(home)) => problem.hint(format!("`{key}` belongs into {}", home.name)),
            (None, None) => problem.hint(format!("its keys are {}", listed(known))),
        };
        self.push(problem);
        near
    }

    pub(crate) fn missing_key(&mut self, node: &Node, what: &str, key: &str) {
        self.push(
            Problem::error(code::MISSING_KEY, node.place, format!("{what} needs `{key}`"))
                .label(format!("`{key}` is missing from this mapping")),
        );
    }
}

/// Lists words for a message.
pub(crate) fn listed(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
