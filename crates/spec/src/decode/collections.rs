//! Lists and mappings with free keys.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::decode::text::fault_problem;
use crate::decode::{At, Cx, Decode, Rule};
use crate::diagnostic::{Problem, code};
use crate::source::Place;
use crate::yaml::{Node, Value};

impl<T: Decode> Decode for Vec<At<T>> {
    const WHAT: &'static str = "a list";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let items = cx.list(node, Self::WHAT)?;
        Some(items.iter().filter_map(|item| cx.at(item)).collect())
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": T::schema(generator) })
    }
}

/// A list of names, each at most once whatever its case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unique<T>(pub(crate) Vec<At<T>>);

impl<T: Decode + AsRef<str>> Decode for Unique<T> {
    const WHAT: &'static str = "a list";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let items: Vec<At<T>> = Decode::decode(node, cx)?;
        let mut known = Known::default();
        for item in &items {
            let name = item.value.as_ref();
            known.take(name, name.to_ascii_lowercase(), item.place, cx);
        }
        Some(Self(items))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": T::schema(generator), "uniqueItems": true })
    }
}

/// One text, or a list of them; unlike names, texts differ by case.
#[derive(Debug, Clone)]
pub(crate) struct OneOrMany<T>(pub(crate) Vec<At<T>>);

impl<T: Decode + AsRef<str>> Decode for OneOrMany<T> {
    const WHAT: &'static str = "a text or a list of texts";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        match &node.value {
            Value::List(_) => {
                let items: Vec<At<T>> = Decode::decode(node, cx)?;
                let mut known = Known::default();
                for item in &items {
                    let text = item.value.as_ref();
                    known.take(text, text.to_owned(), item.place, cx);
                }
                Some(Self(items))
            }
            _ => cx.at(node).map(|one| Self(vec![one])),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let one = T::schema(generator);
        let many = Unique::<T>::schema(generator);
        json_schema!({ "anyOf": [one, many] })
    }
}

/// A mapping from names, each at most once whatever its case, to values.
#[derive(Debug, Clone)]
pub(crate) struct Map<K, V> {
    pub(crate) entries: Vec<(At<String>, At<V>)>,
    keys: PhantomData<K>,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            keys: PhantomData,
        }
    }
}

impl<K: Rule, V: Decode> Decode for Map<K, V> {
    const WHAT: &'static str = "a mapping";

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let mut known = Known::default();
        let mut out = Self::default();
        for entry in cx.mapping(node, Self::WHAT)? {
            let key = At {
                value: entry.key.clone(),
                place: entry.key_place,
            };
            if let Some(fault) = K::fault(&key.value) {
                cx.push(fault_problem(fault, key.place));
            }
            known.take(&key.value, key.value.to_ascii_lowercase(), key.place, cx);
            if let Some(value) = cx.field(entry) {
                out.entries.push((key, value));
            }
        }
        Some(out)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": K::schema(),
            "additionalProperties": V::schema(generator),
        })
    }
}

/// Names that stood somewhere already, compared as Salesforce compares them.
#[derive(Default)]
struct Known(BTreeMap<String, (Place, String)>);

impl Known {
    /// Takes a name in; `folded` is what has to differ.
    fn take(&mut self, name: &str, folded: String, place: Place, cx: &mut Cx<'_>) {
        match self.0.get(&folded) {
            Some((first, spelling)) => {
                let problem = Problem::error(code::TWICE, place, format!("`{name}` stands here twice"))
                    .label("second time")
                    .related(*first, "first time");
                cx.push(if spelling == name {
                    problem
                } else {
                    problem.note("Salesforce compares names without case")
                });
            }
            None => {
                self.0.insert(folded, (place, name.to_owned()));
            }
        }
    }
}
