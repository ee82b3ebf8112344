//! Record ids: 15 characters with case, or 18 with a checksum that makes case redundant.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The id of a record in an org, always in its 18-character form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(String);

/// Text that is no record id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Salesforce record id (15 or 18 letters and digits)")]
pub struct RecordIdError(pub String);

impl RecordId {
    /// Reads an id of 15 or 18 characters; the long form's checksum is made anew.
    ///
    /// # Errors
    /// When length or characters are not those of an id.
    pub fn parse(text: &str) -> Result<Self, RecordIdError> {
        let well_formed = matches!(text.len(), 15 | 18) && text.chars().all(|c| c.is_ascii_alphanumeric());
        if !well_formed {
            return Err(RecordIdError(text.to_owned()));
        }
        let short = &text[..15];
        Ok(Self(format!("{short}{}", checksum(short))))
    }

    /// Returns the 18-character form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One character for each five: bit n is set where character n is upper case.
fn checksum(short: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    short
        .as_bytes()
        .chunks(5)
        .map(|five| {
            let bits = five
                .iter()
                .enumerate()
                .filter(|(_, c)| c.is_ascii_uppercase())
                .map(|(n, _)| 1 << n)
                .sum::<usize>();
            char::from(ALPHABET[bits])
        })
        .collect()
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
impl TryFrom<String> for RecordId {
    type Error = RecordIdError;
    fn try_from(text: String) -> Result<Self, RecordIdError> {
        Self::parse(&text)
    }
}
impl From<RecordId> for String {
    fn from(id: RecordId) -> String {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::RecordId;

    #[test]
    fn both_forms_of_an_id_are_one_id() {
        let long = RecordId::parse("001A0000006Vm9uIAC").unwrap();
        assert_eq!(RecordId::parse("001A0000006Vm9u").unwrap(), long);
        assert_eq!(long.as_str(), "001A0000006Vm9uIAC");
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for bad in [
            "",
            "001",
            "001A0000006Vm9!",
            "001A0000006Vm9uI",
            "00\u{e9}A0000006Vm9",
        ] {
            assert!(RecordId::parse(bad).is_err(), "{bad}");
        }
    }
}
