//! Ids of records: 15 characters that differ by case, or 18 that do not.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a record, always in its 18-character form.
///
/// The last three characters say which of the first fifteen are upper case, so that two ids never
/// differ by case alone. Fifteen-character ids are completed; a wrong checksum is an error, since
/// it means that something changed the case on the way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(String);

/// Why a text is not the id of a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadRecordId {
    /// Neither 15 nor 18 characters, or others than letters and digits.
    #[error("`{0}` is not a record id: ids have 15 or 18 letters and digits")]
    Shape(String),
    /// The last three characters do not fit the others.
    #[error("`{0}` is not a record id: its checksum does not fit, so its case was changed")]
    Checksum(String),
}

impl RecordId {
    /// Reads an id of 15 or 18 characters.
    ///
    /// # Errors
    /// When the text has another length, other characters, or a checksum that does not fit.
    pub fn parse(text: &str) -> Result<Self, BadRecordId> {
        let shaped = matches!(text.len(), 15 | 18) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if !shaped {
            return Err(BadRecordId::Shape(shortened(text)));
        }
        let (short, given) = text.split_at(15);
        let suffix = checksum(short);
        if !given.is_empty() && !given.eq_ignore_ascii_case(&suffix) {
            return Err(BadRecordId::Checksum(text.to_owned()));
        }
        Ok(Self(format!("{short}{suffix}")))
    }

    /// The 18-character form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 15-character form, as error texts and audit rows hold it.
    #[must_use]
    pub fn short(&self) -> &str {
        &self.0[..15]
    }

    /// The three characters that tell the kind of record, such as `005` for users.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.0[..3]
    }

    /// Whether this id stands for no stored row: rows that the platform makes up (such as the object
    /// permissions of a set with "Modify All Data") have ids that start with `000`.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.0.starts_with("000")
    }
}

/// The three characters behind a 15-character id: each stands for five characters, one bit for each
/// upper-case letter, lowest bit first.
fn checksum(short: &str) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    short
        .as_bytes()
        .chunks(5)
        .map(|group| {
            let bits = group
                .iter()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_uppercase())
                .fold(0usize, |bits, (at, _)| bits | 1 << at);
            char::from(DIGITS[bits])
        })
        .collect()
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RecordId {
    type Err = BadRecordId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for RecordId {
    type Error = BadRecordId;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

impl AsRef<str> for RecordId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for RecordId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadRecordId, RecordId};
    use proptest::prelude::*;

    #[test]
    fn short_ids_are_completed() {
        for (short, long) in [
            ("00D000000000001", "00D000000000001EAA"),
            ("005000000000010", "005000000000010AAA"),
            ("0PS000000000020", "0PS000000000020GAA"),
            ("001D000000IqhSL", "001D000000IqhSLIAZ"),
        ] {
            assert_eq!(RecordId::parse(short).unwrap().as_str(), long);
        }
    }

    #[test]
    fn a_changed_case_is_an_error() {
        assert_eq!(
            RecordId::parse("001d000000iqhslIAZ"),
            Err(BadRecordId::Checksum("001d000000iqhslIAZ".into()))
        );
    }

    #[test]
    fn other_shapes_are_errors() {
        for text in [
            "",
            "00D",
            "00D00000000000é",
            "00D0000000000010",
            "' OR Id != '0000",
        ] {
            assert!(
                matches!(RecordId::parse(text), Err(BadRecordId::Shape(_))),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,24}") {
            let _ = RecordId::parse(&text);
        }

        #[test]
        fn both_forms_are_one_id(short in "[0-9A-Za-z]{15}") {
            let id = RecordId::parse(&short).unwrap();
            prop_assert_eq!(id.short(), short.as_str());
            prop_assert_eq!(RecordId::parse(id.as_str()).unwrap(), id);
        }

        #[test]
        fn flipping_the_case_of_a_letter_is_noticed(short in "[0-9A-Za-z]{15}", at in 0usize..15) {
            let id = RecordId::parse(&short).unwrap();
            let mut bytes = id.as_str().as_bytes().to_vec();
            prop_assume!(bytes[at].is_ascii_alphabetic());
            bytes[at] ^= 0x20;
            let flipped = String::from_utf8(bytes).unwrap();
            prop_assert!(matches!(RecordId::parse(&flipped), Err(BadRecordId::Checksum(_))));
        }
    }
}
