//! The mark: our sign of ownership at the end of a description.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ApiName, FleetName, IntegrationName};

/// Key–value text such as `[hallpass fleet=acme integration=billing object=Billing_Integration]`.
///
/// It stands at the end of a description (permission set, app) or of `User.AboutMe`, and comparison of the
/// visible text leaves it out. A mark whose `object` is not its bearer is a copy: nobody vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The fleet that owns the bearer.
    pub fleet: FleetName,
    /// The integration it belongs to.
    pub integration: IntegrationName,
    /// The name that the bearer had when it was marked.
    pub object: ApiName,
    /// Further keys, such as `protect`; kept as they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<String, String>,
}

impl Mark {
    /// The key of a mark whose bearer nobody may end.
    pub const PROTECT: &str = "protect";
    /// The key of a mark whose bearer's integration is ended: the day on which that began.
    pub const RETIRED: &str = "retired";
    /// The key of a mark whose user hallpass has frozen: when it had. Where that was asked for by hand, a
    /// [`Hold`](crate::Hold) tells more.
    pub const FROZEN: &str = "frozen";

    /// Returns whether the bearer is protected from being ended.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.more.get(Self::PROTECT).is_some_and(|value| value == "true")
    }

    /// Returns whether this mark was made for a bearer of that name.
    #[must_use]
    pub fn is_of(&self, bearer: &ApiName) -> bool {
        self.object == *bearer
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            fleet,
            integration,
            object,
            more,
        } = self;
        write!(
            f,
            "[hallpass fleet={fleet} integration={integration} object={object}"
        )?;
        for (key, value) in more {
            write!(f, " {key}={value}")?;
        }
        f.write_str("]")
    }
}

/// Splits a text into what people wrote and the mark at its end, if there is a whole one.
#[must_use]
pub fn split_mark(text: &str) -> (&str, Option<Mark>) {
    let trimmed = text.trim_end();
    let Some(start) = trimmed.rfind("[hallpass ") else {
        return (trimmed, None);
    };
    match trimmed[start..]
        .strip_suffix(']')
        .and_then(|inside| parse(&inside["[hallpass ".len()..]))
    {
        Some(mark) => (trimmed[..start].trim_end(), Some(mark)),
        None => (trimmed, None),
    }
}

fn parse(inside: &str) -> Option<Mark> {
    let mut keys = BTreeMap::new();
    for word in inside.split_whitespace() {
        let (key, value) = word.split_once('=')?;
        keys.insert(key.to_owned(), value.to_owned());
    }
    Some(Mark {
        fleet: FleetName::new(keys.remove("fleet")?).ok()?,
        integration: IntegrationName::new(keys.remove("integration")?).ok()?,
        object: ApiName::new(keys.remove("object")?),
        more: keys,
    })
}

#[cfg(test)]
mod tests {
    use super::split_mark;

    #[test]
    fn a_mark_round_trips_behind_a_visible_text() {
        let text = "Posts invoices. [hallpass fleet=acme integration=billing object=Billing_Integration protect=true]";
        let (visible, mark) = split_mark(text);
        assert_eq!(visible, "Posts invoices.");
        assert_eq!(format!("{visible} {}", mark.unwrap()), text);
    }

    #[test]
    fn half_a_mark_is_text() {
        for text in [
            "[hallpass fleet=acme]",
            "[hallpass fleet=acme integration=b object=",
            "hallpass",
            "",
            "[hallpass x]",
        ] {
            assert_eq!(split_mark(text), (text, None));
        }
    }
}
