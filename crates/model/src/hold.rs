//! A hold: an integration that somebody froze by hand, and what it was before, so that it can be exactly that again.

use std::collections::BTreeSet;
use std::fmt;

use crate::{ApiName, Mark};

/// The keys of a mark that tell of a hold. [`Mark::FROZEN`] is the last to come and the last to go.
const BY: &str = "frozen_by";
const REASON: &str = "frozen_for";
const APPS: &str = "frozen_apps";
const BEFORE: &str = "frozen_before";

/// Who froze an integration, when and why, and what was otherwise before. It is kept in the mark of the user.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hold {
    /// When all of it was done, as `2026-11-22T10:00:00Z`; empty while it is not.
    pub since: String,
    /// As whom hallpass ran.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The apps that it switched off.
    pub apps: BTreeSet<ApiName>,
    /// Whether somebody had frozen the user already.
    pub was_frozen: bool,
}

impl Hold {
    /// The most characters of a reason: that and the rest of a mark fit beside what people wrote.
    pub const MAX_REASON: usize = 255;

    /// Returns the hold that a mark tells of; one of a retirement is none.
    #[must_use]
    pub fn of(mark: &Mark) -> Option<Self> {
        let told = |key: &str| mark.more.get(key).map(|text| decoded(text));
        Some(Self {
            by: told(BY)?,
            since: told(Mark::FROZEN).unwrap_or_default(),
            reason: told(REASON).unwrap_or_default(),
            apps: told(APPS)
                .unwrap_or_default()
                .split(',')
                .filter(|name| !name.is_empty())
                .map(ApiName::new)
                .collect(),
            was_frozen: mark.more.contains_key(BEFORE),
        })
    }

    /// Returns the mark with this hold in it.
    #[must_use]
    pub fn in_mark(&self, mark: &Mark) -> Mark {
        let mut mark = Self::lifted(mark);
        let apps: Vec<&str> = self.apps.iter().map(ApiName::as_str).collect();
        let mut put = |key: &str, text: &str| {
            if !text.is_empty() {
                mark.more.insert(key.to_owned(), encoded(text));
            }
        };
        put(Mark::FROZEN, &self.since);
        put(BY, &self.by);
        put(REASON, &self.reason);
        put(APPS, &apps.join(","));
        put(BEFORE, if self.was_frozen { "true" } else { "" });
        mark
    }

    /// Returns the mark without any hold.
    #[must_use]
    pub fn lifted(mark: &Mark) -> Mark {
        let mut mark = mark.clone();
        if Self::of(&mark).is_some() {
            for key in [Mark::FROZEN, BY, REASON, APPS, BEFORE] {
                mark.more.remove(key);
            }
        }
        mark
    }

    /// Returns whether all of freezing was done.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.since.is_empty()
    }
}

/// What plans, drift and other commands say of it.
impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_whole() {
            true => write!(f, "frozen by {} since {}", self.by, self.since)?,
            false => write!(f, "being frozen by {}", self.by)?,
        }
        match self.reason.as_str() {
            "" => Ok(()),
            reason => write!(f, ": {reason}"),
        }
    }
}

/// Words of a mark are set apart by blanks, and brackets end it.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '%' | '[' | ']' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_whitespace() || c.is_control() => match u32::from(c) {
                code @ 0..=255 => out.push_str(&format!("%{code:02X}")),
                _ => out.push_str("%20"),
            },
            c => out.push(c),
        }
    }
    out
}

/// What is no code of two digits stays as it is: somebody wrote into the mark.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let code = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        rest = match code {
            Some(code) => {
                out.push(char::from(code));
                &after[2..]
            }
            None => {
                out.push('%');
                after
            }
        };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::Hold;
    use crate::{ApiName, Mark, split_mark};

    fn mark(more: &str) -> Mark {
        let text = format!("[hallpass fleet=acme integration=billing object=b@example.com{more}]");
        split_mark(&text).1.unwrap()
    }

    fn hold(reason: &str) -> Hold {
        Hold {
            since: "2026-11-22T10:00:00Z".to_owned(),
            by: "ops@example.com".to_owned(),
            reason: reason.to_owned(),
            apps: [ApiName::from("Billing"), ApiName::from("Other")].into(),
            was_frozen: true,
        }
    }

    #[test]
    fn a_hold_round_trips_through_the_text_of_a_mark() {
        for reason in [
            "leaked key",
            "100 % sure [hallpass x=y] = \"gone\"\n\tß€",
            "%",
            "%2",
            "%zz",
            "a%20b",
        ] {
            let before = mark(" protect=true");
            let text = format!("About. {}", hold(reason).in_mark(&before));
            let (visible, after) = split_mark(&text);
            let after = after.unwrap();
            assert_eq!(visible, "About.");
            assert_eq!(Hold::of(&after), Some(hold(reason)), "{text}");
            assert_eq!(Hold::lifted(&after), before);
        }
    }

    #[test]
    fn the_frozen_of_a_retirement_is_no_hold() {
        let retired = mark(" frozen=2026-11-22 retired=2026-11-22");
        assert_eq!(Hold::of(&retired), None);
        assert_eq!(Hold::lifted(&retired), retired);
    }

    #[test]
    fn it_says_who_when_and_why() {
        assert_eq!(
            hold("leaked key").to_string(),
            "frozen by ops@example.com since 2026-11-22T10:00:00Z: leaked key"
        );
        let half = Hold {
            since: String::new(),
            ..hold("")
        };
        assert_eq!(half.to_string(), "being frozen by ops@example.com");
    }

    #[test]
    fn a_mark_that_somebody_wrote_into_breaks_nothing() {
        for more in [
            " frozen_by=%",
            " frozen_by=%é",
            " frozen_by=x frozen_apps=,,a,",
            " frozen_by=",
        ] {
            assert!(Hold::of(&mark(more)).is_some(), "{more}");
        }
    }
}
