//! YAML as trees that know where their values stand.

use serde_json::Value;

/// A line and a column, both counted from one; columns are characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) content: Content,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A text, a number, a truth value, or nothing.
    Scalar {
        text: String,
        /// Whether it is a text whatever it looks like.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Mapping(Vec<Entry>),
}

/// One key of a mapping with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) place: Place,
    pub(crate) value: Node,
}

impl Node {
    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// Returns the entries; none where it is no mapping.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            Content::Scalar { .. } | Content::List(_) => &[],
        }
    }

    /// Returns the items; none where it is no list.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            Content::Scalar { .. } | Content::Mapping(_) => &[],
        }
    }

    /// Returns the text of a scalar, empty for everything else.
    pub(crate) fn text(&self) -> &str {
        match &self.content {
            Content::Scalar { text, .. } => text,
            Content::List(_) | Content::Mapping(_) => "",
        }
    }

    /// Returns the text of a key's value, where there is one.
    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key).map(Node::text).filter(|text| !text.is_empty())
    }

    /// Whether the value of a key is `true`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|node| node.to_json() == Value::Bool(true))
    }

    /// Returns the value of a scalar as JSON; null for everything else.
    pub(crate) fn to_json(&self) -> Value {
        let Content::Scalar { text, quoted } = &self.content else {
            return Value::Null;
        };
        if *quoted {
            return Value::from(text.as_str());
        }
        match text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => Value::Null,
            "true" | "True" | "TRUE" => Value::Bool(true),
            "false" | "False" | "FALSE" => Value::Bool(false),
            text => number(text).unwrap_or_else(|| Value::from(text)),
        }
    }

    /// Returns what it is, with its article, for messages.
    pub(crate) fn what(&self) -> &'static str {
        match &self.content {
            Content::List(_) => "a list",
            Content::Mapping(_) => "a mapping",
            Content::Scalar { .. } => match self.to_json() {
                Value::Null => "nothing",
                Value::Bool(_) => "true or false",
                Value::Number(_) => "a number",
                _ => "a text",
            },
        }
    }
}

/// Reads a number. Digits after a zero are no number but a code, such as a postal one.
fn number(text: &str) -> Option<Value> {
    let digits = text.trim_start_matches(['-', '+']);
    let looks = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    let coded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if !looks || coded {
        return None;
    }
    text.parse::<i64>().map(Value::from).ok().or_else(|| {
        text.parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Value::from)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Content, Node, Place};

    #[test]
    fn plain_scalars_are_what_they_look_like() {
        for (text, value) in [
            ("5", json!(5)),
            ("-2.5", json!(-2.5)),
            ("1e3", json!(1000.0)),
            ("true", json!(true)),
            ("~", json!(null)),
            ("", json!(null)),
            ("00123", json!("00123")),
            ("+49 30", json!("+49 30")),
            ("2027-03-31", json!("2027-03-31")),
            ("inf", json!("inf")),
        ] {
            let node = |quoted| Node {
                place: Place::default(),
                content: Content::Scalar {
                    text: text.to_owned(),
                    quoted,
                },
            };
            assert_eq!(node(false).to_json(), value, "{text}");
            assert_eq!(node(true).to_json(), json!(text));
        }
    }
}
