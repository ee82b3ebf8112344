//! API versions.

use std::fmt;

use serde_json::{Value, json};

use crate::error::ApiError;

/// The newest version served (Winter '27).
pub(crate) const LATEST: Version = Version(68);

/// The oldest version served; 21.0 to 30.0 were retired with Summer '25, 7.0 to 20.0 with Summer '22.
const OLDEST: Version = Version(31);

/// A served API version, such as 68.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u16);

impl Version {
    /// Makes a version without checking that it is served.
    pub(crate) const fn of(number: u16) -> Version {
        Version(number)
    }

    /// Returns the whole number.
    pub(crate) fn number(self) -> u16 {
        self.0
    }

    /// Reads the segment of a path, such as `v68.0` or `latest`.
    ///
    /// # Errors
    /// 410 for a retired version, 404 for anything else.
    pub(crate) fn parse(segment: &str) -> Result<Version, ApiError> {
        if segment == "latest" {
            return Ok(LATEST);
        }
        let number = segment
            .strip_prefix('v')
            .and_then(|rest| rest.strip_suffix(".0"))
            .filter(|digits| digits.len() <= 3 && !digits.starts_with('0'))
            .and_then(|digits| digits.parse::<u16>().ok())
            .map(Version)
            .ok_or_else(ApiError::not_found)?;
        if (Version(7)..OLDEST).contains(&number) {
            return Err(ApiError::new(
                410,
                "GONE",
                "The requested resource is no longer available",
            ));
        }
        if !(OLDEST..=LATEST).contains(&number) {
            return Err(ApiError::not_found());
        }
        Ok(number)
    }

    /// The answer of `GET /services/data`.
    pub(crate) fn list(with_alias: bool) -> Value {
        let mut versions: Vec<Value> = (OLDEST.0..=LATEST.0)
            .map(|number| {
                let version = Version(number);
                json!({"label": label(number), "url": format!("/services/data/v{version}"), "version": version.to_string()})
            })
            .collect();
        if with_alias {
            // Since Winter '27 the list ends with an alias of the newest version.
            versions.push(
                json!({"label": "Latest Release", "url": "/services/data/latest", "version": LATEST.to_string()}),
            );
        }
        Value::Array(versions)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.0", self.0)
    }
}

/// Three releases a year: 65.0 was Winter '26.
fn label(number: u16) -> String {
    let since = i32::from(number) - 65;
    let season = ["Winter", "Spring", "Summer"][usize::try_from(since.rem_euclid(3)).unwrap_or_default()];
    let year = 26 + since.div_euclid(3);
    format!("{season} '{year}")
}

#[cfg(test)]
mod tests {
    use super::{LATEST, Version, label};

    #[test]
    fn retired_versions_are_gone_and_others_are_not_found() {
        let status = |segment: &str| Version::parse(segment).map_err(|error| error.status);
        assert_eq!(status("v68.0"), Ok(LATEST));
        assert_eq!(status("v51.0"), Ok(Version(51)));
        assert_eq!(status("latest"), Ok(LATEST));
        assert_eq!(status("v30.0"), Err(410));
        for segment in ["v69.0", "v6.0", "68.0", "v68", "v68.1", "v068.0", "vx.0", ""] {
            assert_eq!(status(segment), Err(404), "{segment}");
        }
    }

    #[test]
    fn labels_follow_the_calendar() {
        assert_eq!(
            [31, 51, 65, 66, 67, 68].map(label),
            [
                "Summer '14",
                "Spring '21",
                "Winter '26",
                "Spring '26",
                "Summer '26",
                "Winter '27"
            ]
        );
    }
}
