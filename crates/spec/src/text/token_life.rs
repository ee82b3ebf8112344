//! How long tokens and sessions of an app live.

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// Sessions live from a quarter of an hour to a day (Help, "Manage Session Policies for a Connected App").
const SESSION_MINUTES: std::ops::RangeInclusive<u32> = 15..=1440;

/// How long refresh tokens are good for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RefreshTokenRule;

impl Rule for RefreshTokenRule {
    const WHAT: &'static str = "a life of refresh tokens";

    fn fault(text: &str) -> Option<Fault> {
        refresh_token(text).is_none().then(|| {
            Fault::new(
                code::TOKEN_LIFE,
                format!("`{text}` does not say how long refresh tokens are good for"),
                "malformed life",
            )
            .hint("write `infinite`, `zero`, `lifetime 30d` or `unused 30d`, in `h`, `d` or `mo`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^(infinite|zero|(lifetime|unused) [0-9]{1,4}(h|d|mo))$" })
    }
}

/// Returns the policy the one way.
pub(crate) fn refresh_token(text: &str) -> Option<String> {
    if matches!(text, "infinite" | "zero") {
        return Some(text.to_owned());
    }
    let (what, time) = text.split_once(' ')?;
    let (number, unit) = number_of(time)?;
    let is_known = matches!(what, "lifetime" | "unused") && matches!(unit, "h" | "d" | "mo");
    is_known.then(|| format!("{what} {number}{unit}"))
}

/// How long a session lives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SessionTimeoutRule;

impl Rule for SessionTimeoutRule {
    const WHAT: &'static str = "a life of sessions";

    fn fault(text: &str) -> Option<Fault> {
        session_timeout(text).is_none().then(|| {
            Fault::new(
                code::TOKEN_LIFE,
                format!("`{text}` does not say how long sessions live"),
                "malformed life",
            )
            .hint("write minutes or hours, from `15m` to `24h`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{1,4}(m|h)$" })
    }
}

/// Returns the timeout in minutes, such as `120m`.
pub(crate) fn session_timeout(text: &str) -> Option<String> {
    let minutes = match number_of(text)? {
        (number, "m") => number,
        (number, "h") => number * 60,
        _ => return None,
    };
    SESSION_MINUTES.contains(&minutes).then(|| format!("{minutes}m"))
}

/// Splits a number of at most four digits, which is not nothing, from its unit.
fn number_of(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at_checked(end)?;
    let number = digits.parse().ok().filter(|number| *number > 0)?;
    (digits.len() <= 4).then_some((number, unit))
}

#[cfg(test)]
mod tests {
    use super::{refresh_token, session_timeout};

    #[test]
    fn lives_are_written_the_one_way() {
        for (text, life) in [
            ("infinite", "infinite"),
            ("zero", "zero"),
            ("lifetime 030d", "lifetime 30d"),
            ("unused 12h", "unused 12h"),
            ("unused 6mo", "unused 6mo"),
        ] {
            assert_eq!(refresh_token(text).as_deref(), Some(life), "{text}");
        }
        for bad in [
            "",
            "never",
            "lifetime",
            "lifetime 0d",
            "lifetime 30",
            "lifetime 30w",
            "idle 3d",
            "unused 99999d",
            "lifetime d",
        ] {
            assert_eq!(refresh_token(bad), None, "{bad}");
        }
        for (text, life) in [("15m", Some("15m")), ("2h", Some("120m")), ("24h", Some("1440m"))] {
            assert_eq!(session_timeout(text).as_deref(), life, "{text}");
        }
        for bad in ["", "14m", "25h", "2", "2d", "h", "9999h"] {
            assert_eq!(session_timeout(bad), None, "{bad}");
        }
    }
}
