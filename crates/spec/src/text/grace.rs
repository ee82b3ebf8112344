//! How long an integration is only frozen before its things go.

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// The longest grace: what lasts longer is no end but a state.
const MAX_DAYS: u32 = 365;

/// A number of days, such as `30d`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct GraceRule;

impl Rule for GraceRule {
    const WHAT: &'static str = "a number of days";

    fn fault(text: &str) -> Option<Fault> {
        days_of(text).is_none().then(|| {
            Fault::new(
                code::GRACE,
                format!("`{text}` is not a number of days"),
                "malformed grace",
            )
            .hint(format!("write days, such as `30d`; from `0d` to `{MAX_DAYS}d`"))
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{1,3}d$" })
    }
}

/// Reads a grace such as `30d`, as specs and flags have it.
#[must_use]
pub fn days_of(text: &str) -> Option<u32> {
    let digits = text.strip_suffix('d')?;
    let is_short = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let days = is_short.then(|| digits.parse().ok()).flatten()?;
    (days <= MAX_DAYS).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::days_of;

    #[test]
    fn a_grace_is_a_number_of_days() {
        for (text, days) in [
            ("30d", Some(30)),
            ("0d", Some(0)),
            ("365d", Some(365)),
            ("007d", Some(7)),
        ] {
            assert_eq!(days_of(text), days, "{text}");
        }
        for bad in [
            "", "d", "30", "-1d", "+1d", "1.5d", "366d", "30 d", "1w", "9999d", "٣d",
        ] {
            assert_eq!(days_of(bad), None, "{bad}");
        }
    }
}
