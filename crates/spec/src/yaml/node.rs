//! The tree of a document.

use std::sync::Arc;

use crate::source::Place;

/// A value with its place.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
    /// How many nodes this is, with everything below and aliases counted each time.
    pub(crate) weight: u64,
    /// How many levels this has, with those behind aliases.
    pub(crate) height: usize,
}

#[derive(Clone)]
pub(crate) enum Value {
    Nothing,
    Scalar(Scalar),
    List(Vec<Arc<Node>>),
    Mapping(Vec<Entry>),
}

#[derive(Clone)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    /// In quotes, a block, or tagged as text: never a number or a boolean.
    pub(crate) quoted: bool,
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) value: Arc<Node>,
}

impl Node {
    /// Makes a node of what is complete.
    pub(crate) fn new(place: Place, value: Value) -> Self {
        let below: Vec<&Node> = match &value {
            Value::Nothing | Value::Scalar(_) => Vec::new(),
            Value::List(items) => items.iter().map(|item| &**item).collect(),
            Value::Mapping(entries) => entries.iter().map(|entry| &*entry.value).collect(),
        };
        let weight = below
            .iter()
            .fold(1, |sum: u64, node| sum.saturating_add(node.weight));
        let height = below.iter().map(|node| node.height).max().unwrap_or_default();
        Self {
            place,
            weight,
            height: height + 1,
            value,
        }
    }

    /// Returns what this is, as a noun for messages.
    pub(crate) fn what(&self) -> &'static str {
        match &self.value {
            Value::Nothing => "nothing",
            Value::List(_) => "a list",
            Value::Mapping(_) => "a mapping",
            Value::Scalar(scalar) if scalar.flag().is_some() => "a boolean",
            Value::Scalar(scalar) if scalar.is_number() => "a number",
            Value::Scalar(_) => "a text",
        }
    }

    /// Returns the value of a key, if this is a mapping that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Mapping(entries) => entries.iter().find(|entry| entry.key == key),
            Value::Nothing | Value::Scalar(_) | Value::List(_) => None,
        }
    }
}

impl Scalar {
    /// Returns the boolean that this is; `yes`, `no`, `on` and `off` are texts.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self.text.as_str() {
            _ if self.quoted => None,
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// Returns the whole number that this is. `010` and `1_000` are texts: nobody agrees on their value.
    pub(crate) fn whole_number(&self) -> Option<i64> {
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = digits.len() > 1 && digits.starts_with('0');
        (!self.quoted && plain && !leading_zero).then(|| self.text.parse().ok())?
    }

    pub(crate) fn is_number(&self) -> bool {
        let number_like = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
                && text.bytes().any(|byte| byte.is_ascii_digit())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
                && text.parse::<f64>().is_ok()
        };
        let leading_zero = self.text.len() > 1 && self.text.starts_with('0') && !self.text.starts_with("0.");
        !self.quoted && !leading_zero && number_like(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Scalar;

    #[test]
    fn words_that_other_tools_take_for_booleans_or_numbers_stay_text() {
        let plain = |text: &str| Scalar {
            text: text.to_owned(),
            quoted: false,
        };
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "010",
            "1_000",
            "0x1f",
            "2026-12-31",
            "1.2.3.4",
            "00D",
            "NaN",
            "-",
        ] {
            assert!(plain(text).flag().is_none() && !plain(text).is_number(), "{text}");
        }
        for (text, number) in [("1", Some(1)), ("-7", Some(-7)), ("1.5", None), ("1e3", None)] {
            assert_eq!(plain(text).whole_number(), number, "{text}");
            assert!(plain(text).is_number(), "{text}");
        }
        assert_eq!(plain("true").flag(), Some(true));
    }
}
