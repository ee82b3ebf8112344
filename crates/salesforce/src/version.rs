//! Versions of the API.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A version of the API, such as 68.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(u16);

/// A text that is no version of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an API version such as 68.0")]
pub struct BadApiVersion(String);

impl ApiVersion {
    /// The newest version whose behaviour this client was written for (Winter '27).
    pub const NEWEST_KNOWN: Self = Self(68);

    /// The oldest version that holds everything this client reads and writes: `PermissionsViewAllFields`
    /// of `ObjectPermissions` came with it (Object Reference, ObjectPermissions).
    pub const OLDEST_USABLE: Self = Self(63);

    /// The version with this number before the point.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number before the point.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }

    /// The path of the REST API in this version, such as `/services/data/v68.0`.
    #[must_use]
    pub fn data_path(self) -> String {
        format!("/services/data/v{self}")
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

impl FromStr for ApiVersion {
    type Err = BadApiVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.strip_prefix('v').unwrap_or(text);
        bare.strip_suffix(".0")
            .unwrap_or(bare)
            .parse()
            .map(Self)
            .map_err(|_| BadApiVersion(text.chars().take(40).collect()))
    }
}

impl Serialize for ApiVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ApiVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::ApiVersion;

    #[test]
    fn versions_are_read_and_printed() {
        for text in ["68.0", "v68.0", "68"] {
            assert_eq!(text.parse::<ApiVersion>().unwrap(), ApiVersion::new(68));
        }
        assert_eq!(ApiVersion::new(68).data_path(), "/services/data/v68.0");
        for text in ["", "latest", "68.1", "-1", "99999"] {
            assert!(text.parse::<ApiVersion>().is_err(), "{text}");
        }
    }
}
