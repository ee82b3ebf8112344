//! The parts of a waiver.

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// The code of a policy rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RuleCode;

impl Rule for RuleCode {
    const WHAT: &'static str = "the code of a policy rule";

    fn fault(text: &str) -> Option<Fault> {
        let digits = text.strip_prefix("HP").unwrap_or_default();
        let fine = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        (!fine).then(|| {
            Fault::new(
                code::WAIVER,
                format!("`{text}` is not the code of a policy rule"),
                "malformed code",
            )
            .hint("codes of rules look like `HP012`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^HP[0-9]{3}$" })
    }
}

/// A day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Day;

impl Rule for Day {
    const WHAT: &'static str = "a day";

    fn fault(text: &str) -> Option<Fault> {
        (!is_day(text)).then(|| {
            Fault::new(code::WAIVER, format!("`{text}` is not a day"), "malformed date")
                .hint("write year, month and day, such as `2027-06-30`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
    }
}

fn is_day(text: &str) -> bool {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(n, byte)| match n {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let number = |range| {
        text.get(range)
            .and_then(|digits: &str| digits.parse::<u32>().ok())
            .unwrap_or(0)
    };
    shaped && (1..=days_of(number(0..4), number(5..7))).contains(&number(8..10))
}

const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, RuleCode};
    use crate::decode::Rule;

    #[test]
    fn days_are_those_of_the_calendar() {
        for good in ["2026-12-31", "2028-02-29", "2000-02-29"] {
            assert_eq!(Day::fault(good), None, "{good}");
        }
        for bad in [
            "",
            "2026-2-3",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "31.12.2026",
            "2026-04-31",
        ] {
            assert!(Day::fault(bad).is_some(), "{bad}");
        }
        assert!(RuleCode::fault("HP12").is_some() && RuleCode::fault("HP012").is_none());
    }
}
