//! Rows and Ids.

use std::collections::BTreeMap;
use std::fmt;

/// One record: canonical field names to values, null where empty.
pub(crate) type Row = BTreeMap<String, serde_json::Value>;

/// A record's Id in its 18-character form.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id(String);

const CHECKSUM: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

impl Id {
    /// Reads an Id of 15 characters, or of 18 whose last three fit the others.
    pub(crate) fn parse(text: &str) -> Option<Id> {
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        match text.len() {
            15 => Some(Id(format!("{text}{}", checksum(text)))),
            // The suffix carries the case of the others, so Ids that lost their case still compare equal.
            18 => restore_case(text).map(Id),
            _ => None,
        }
    }

    /// Makes the Id with that prefix and number.
    pub(crate) fn make(prefix: &str, number: u64) -> Id {
        const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut rest = number;
        let mut tail = [b'0'; 9];
        for place in tail.iter_mut().rev() {
            *place = DIGITS[usize::try_from(rest % 62).unwrap_or_default()];
            rest /= 62;
        }
        let short = format!("{prefix:0<3}Hp0{}", String::from_utf8_lossy(&tail));
        Id(format!("{short}{}", checksum(&short)))
    }

    /// Returns all 18 characters.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the 15 characters without checksum.
    pub(crate) fn short(&self) -> &str {
        &self.0[..15]
    }

    /// Returns the key prefix, which tells the object.
    pub(crate) fn prefix(&self) -> &str {
        &self.0[..3]
    }
}

/// The three characters that carry the case of the fifteen others.
fn checksum(short: &str) -> String {
    short
        .as_bytes()
        .chunks(5)
        .map(|chunk| {
            let bits = chunk.iter().enumerate().fold(0_usize, |bits, (at, byte)| {
                bits | usize::from(byte.is_ascii_uppercase()) << at
            });
            char::from(CHECKSUM[bits])
        })
        .collect()
}

fn restore_case(text: &str) -> Option<String> {
    let (short, suffix) = text.split_at(15);
    let suffix = suffix.to_ascii_uppercase();
    let mut restored = String::with_capacity(18);
    for (chunk, mark) in short.as_bytes().chunks(5).zip(suffix.bytes()) {
        let bits = CHECKSUM.iter().position(|known| *known == mark)?;
        for (at, byte) in chunk.iter().enumerate() {
            let upper = bits >> at & 1 == 1;
            if upper && !byte.is_ascii_alphabetic() {
                return None;
            }
            restored.push(char::from(if upper {
                byte.to_ascii_uppercase()
            } else {
                byte.to_ascii_lowercase()
            }));
        }
    }
    restored.push_str(&suffix);
    Some(restored)
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&Id> for serde_json::Value {
    fn from(id: &Id) -> Self {
        serde_json::Value::String(id.0.clone())
    }
}

impl From<Id> for serde_json::Value {
    fn from(id: Id) -> Self {
        serde_json::Value::String(id.0)
    }
}

/// Returns a text value of a row, empty where there is none.
pub(crate) fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field)
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
}

/// Returns a boolean value of a row, false where there is none.
pub(crate) fn flag(row: &Row, field: &str) -> bool {
    row.get(field)
        .and_then(serde_json::Value::as_bool)
        .unwrap_or_default()
}

/// Returns a reference of a row.
pub(crate) fn id(row: &Row, field: &str) -> Option<Id> {
    Id::parse(text(row, field))
}

/// Makes a row from names and values.
pub(crate) fn row<const N: usize>(values: [(&str, serde_json::Value); N]) -> Row {
    values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn fifteen_and_eighteen_characters_are_the_same_id() {
        let short = Id::parse("001D000000IRFma").expect("fifteen characters");
        assert_eq!(short.as_str(), "001D000000IRFmaIAH");
        assert_eq!(Id::parse("001D000000IRFmaIAH"), Some(short.clone()));
        assert_eq!(
            Id::parse("001d000000irfmaIAH"),
            Some(short),
            "the suffix restores lost case"
        );
    }

    #[test]
    fn other_lengths_and_characters_are_no_ids() {
        for text in [
            "",
            "001",
            "001D000000IRFm",
            "001D000000IRFmaIA",
            "001D000000IRFm-IAH",
            "001D000000IRFma??!",
        ] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }

    #[test]
    fn made_ids_are_read_back() {
        let id = Id::make("0PS", 123_456_789);
        assert_eq!(Id::parse(id.as_str()), Some(id.clone()));
        assert_eq!(Id::parse(id.short()), Some(id.clone()));
        assert_eq!(id.prefix(), "0PS");
    }
}
