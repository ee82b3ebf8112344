//! Mappings with fixed keys: one declaration for type, decoder and schema.

use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use crate::source::Place;

/// Declares a mapping of the format.
///
/// Every key is `required`, `required_unless_retired`, `required_unless_used` (where bundles may stand for it) or
/// `optional`, and is an `Option` in the type either way: a spec with problems is looked at to its end. A key that is
/// a word of Rust is written as `r#use`. The doc comments are the reference that users read, in their editors and in the book.
macro_rules! mapping {
    (@also) => { serde_json::Value::Null };
    (@also $also:tt) => { serde_json::json!($also) };
    (
        $(#[doc = $doc:literal])+
        struct $name:ident = $what:literal {
            $( $(#[doc = $key_doc:literal])+ $need:ident $key:ident: $type:ty, )+
        }
        $(also $also:tt)?
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default)]
        pub(crate) struct $name {
            #[doc = "Where the mapping stands."]
            at: $crate::source::Place,
            #[doc = "The known keys that stand in it, those with unusable values too."]
            written: Vec<&'static str>,
            $( $(#[doc = $key_doc])+ pub(crate) $key: Option<$crate::decode::At<$type>>, )+
        }

        impl $crate::decode::Mapping for $name {
            const KEYS: &'static [&'static str] = &[$($crate::decode::bare(stringify!($key))),+];

            fn place(&self) -> $crate::source::Place {
                self.at
            }

            fn written(&self) -> &[&'static str] {
                &self.written
            }
        }

        impl $crate::decode::Decode for $name {
            const WHAT: &'static str = $what;

            fn decode(node: &$crate::yaml::Node, cx: &mut $crate::decode::Cx<'_>) -> Option<Self> {
                let entries = cx.mapping(node, "a mapping")?;
                let mut meant = Vec::new();
                let mut out = Self { at: node.place, ..Self::default() };
                for entry in entries {
                    match entry.key.as_str() {
                        $(
                            key if key == $crate::decode::bare(stringify!($key)) => {
                                out.written.push($crate::decode::bare(stringify!($key)));
                                out.$key = cx.field(entry);
                            }
                        )+
                        _ => meant.extend(cx.unknown_key(entry, $what, <Self as $crate::decode::Mapping>::KEYS)),
                    }
                }
                for (key, need) in [$(($crate::decode::bare(stringify!($key)), stringify!($need))),+] {
                    let is_needed = match need {
                        "required" => true,
                        "required_unless_retired" => !out.written.contains(&"retire"),
                        "required_unless_used" => !out.written.iter().any(|key| ["retire", "use"].contains(key)),
                        _ => false,
                    };
                    if is_needed && !out.written.contains(&key) && !meant.contains(&key) {
                        cx.missing_key(node, $what, key);
                    }
                }
                Some(out)
            }

            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                generator.subschema_for::<Self>()
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut properties = serde_json::Map::new();
                let mut required: Vec<&str> = Vec::new();
                $(
                    let schema = <$type as $crate::decode::Decode>::schema(generator);
                    let doc = concat!($($key_doc, "\n"),+);
                    properties.insert($crate::decode::bare(stringify!($key)).to_owned(), $crate::decode::property(schema, doc));
                    if stringify!($need) == "required" {
                        required.push(stringify!($key));
                    }
                )+
                let also = $crate::decode::mapping!(@also $($also)?);
                $crate::decode::object_schema(concat!($($doc, "\n"),+), properties, &required, also)
            }
        }
    };
}
pub(crate) use mapping;

/// A mapping with fixed keys.
pub(crate) trait Mapping {
    /// The keys that it knows.
    const KEYS: &'static [&'static str];

    /// Returns where it stands.
    fn place(&self) -> Place;

    /// Returns the known keys that stand in it, those with unusable values too.
    fn written(&self) -> &[&'static str];

    /// Returns whether a key stands in it, whatever its value.
    fn has(&self, key: &str) -> bool {
        self.written().contains(&key)
    }
}

/// Returns a key as users write it: Rust marks its own words with `r#`.
pub(crate) const fn bare(key: &'static str) -> &'static str {
    match key.as_bytes() {
        [b'r', b'#', ..] => key.split_at(2).1,
        _ => key,
    }
}

/// Adds the description of a key to the schema of its value.
pub(crate) fn property(schema: Schema, doc: &str) -> Value {
    let mut schema = schema;
    schema.insert("description".to_owned(), Value::String(described(doc)));
    schema.to_value()
}

/// Makes the schema of a mapping with fixed keys; `also` holds further keywords.
pub(crate) fn object_schema(
    doc: &str,
    properties: Map<String, Value>,
    required: &[&str],
    also: Value,
) -> Schema {
    let mut schema = json_schema!({
        "description": described(doc),
        "type": "object",
        "additionalProperties": false,
    });
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if let Value::Object(more) = also {
        for (keyword, value) in more {
            schema.insert(keyword, value);
        }
    }
    schema
}

/// Joins the lines of a doc comment; empty lines stay as ends of paragraphs.
fn described(doc: &str) -> String {
    let mut text = String::new();
    for line in doc.lines().map(str::trim) {
        match (line, text.ends_with('\n') || text.is_empty()) {
            ("", _) => text.push('\n'),
            (line, true) => text.push_str(line),
            (line, false) => {
                text.push(' ');
                text.push_str(line);
            }
        }
    }
    text.trim().to_owned()
}
