//! Words: values of which the format knows a few.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::json;

use crate::decode::context::listed;
use crate::decode::text::{fault_problem, text_of};
use crate::decode::{Cx, Decode, Fault, nearest};
use crate::diagnostic::code;
use crate::yaml::Node;

/// A type whose values are words.
pub(crate) trait Word: Copy + 'static {
    /// What it is, as a noun with its article.
    const NOUN: &'static str;
    /// Each word, its value, and what it means.
    const WORDS: &'static [(&'static str, Self, &'static str)];

    /// Says more about a word that is none of them, where there is more to say.
    fn explain(_word: &str) -> Option<Fault> {
        None
    }
}

impl<W: Word> Decode for W {
    const WHAT: &'static str = W::NOUN;

    fn decode(node: &Node, cx: &mut Cx<'_>) -> Option<Self> {
        let text = text_of(node, W::NOUN, cx)?;
        let found = W::WORDS.iter().find(|(word, ..)| *word == text);
        if found.is_none() {
            let fault = W::explain(text).unwrap_or_else(|| unknown::<W>(text));
            cx.push(fault_problem(fault, node.place));
        }
        found.map(|(_, value, _)| *value)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        let words = W::WORDS
            .iter()
            .map(|(word, _, meaning)| json!({ "const": word, "description": meaning }));
        json_schema!({ "type": "string", "oneOf": words.collect::<Vec<_>>() })
    }
}

fn unknown<W: Word>(text: &str) -> Fault {
    let known: Vec<_> = W::WORDS.iter().map(|(word, ..)| *word).collect();
    let fault = Fault::new(
        code::UNKNOWN_WORD,
        format!("`{text}` is not {}", W::NOUN),
        "unknown word",
    );
    match nearest(text, known.iter().copied()) {
        Some(near) => fault.instead(Some(near)),
        None => fault.hint(format!("it is one of {}", listed(&known))),
    }
}

/// Declares the words of a type.
macro_rules! words {
    ($type:ty = $noun:literal { $($word:literal => $value:expr, $meaning:literal;)+ } $(explain $explain:path)?) => {
        impl $crate::decode::Word for $type {
            const NOUN: &'static str = $noun;
            const WORDS: &'static [(&'static str, Self, &'static str)] = &[$(($word, $value, $meaning)),+];
            $(
                fn explain(word: &str) -> Option<$crate::decode::Fault> {
                    $explain(word)
                }
            )?
        }
    };
}
pub(crate) use words;
