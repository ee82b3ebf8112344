//! Record ids: 15 characters with case, or 18 with a checksum that makes case redundant.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The id of a record in an org, always in its 18-character form.
///
/// Its characters stand in the value itself: an org has one for each of hundreds of thousands of rows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId([u8; LENGTH]);

/// The characters without the checksum.
const SHORT: usize = 15;

/// The characters of the long form.
const LENGTH: usize = 18;

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
        let mut id = [0; LENGTH];
        id[..SHORT].copy_from_slice(&text.as_bytes()[..SHORT]);
        let checksum = checksum(&id[..SHORT]);
        id[SHORT..].copy_from_slice(&checksum);
        Ok(Self(id))
    }

    /// Returns the 18-character form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Letters and digits only, so that this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// One character for each five: bit n is set where character n is upper case.
fn checksum(short: &[u8]) -> [u8; LENGTH - SHORT] {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let character = |group: usize| {
        let five = &short[group * 5..][..5];
        let bits = five
            .iter()
            .enumerate()
            .filter(|(_, byte)| byte.is_ascii_uppercase())
            .map(|(n, _)| 1 << n)
            .sum::<usize>();
        ALPHABET[bits]
    };
    std::array::from_fn(character)
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RecordId").field(&self.as_str()).finish()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
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
        id.as_str().to_owned()
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
