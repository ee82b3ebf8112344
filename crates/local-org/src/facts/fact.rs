//! The shape of a fact and of a switch.

use std::fmt;

/// How well a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sureness {
    /// Salesforce's own documentation says so.
    Documented,
    /// Seen in a recording of a real org.
    Recorded,
    /// Reported from a live org by public code, notes or issues.
    Reported,
    /// A guess, or sources disagree.
    Unverified,
}

impl fmt::Display for Sureness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Recorded => "recorded",
            Self::Reported => "reported",
            Self::Unverified => "unverified",
        })
    }
}

/// One thing that the local org believes about Salesforce.
///
/// What is answered to a request that is refused stands in the table of refusals (`tests/refusals/`), whose rows name
/// their fact.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// Stable name, `<surface>.<what>`, unique in the registry.
    pub id: &'static str,
    /// What the local org does.
    pub what: &'static str,
    /// Where it is known from.
    pub source: &'static str,
    /// How well it is known.
    pub sureness: Sureness,
    /// The switch that chooses among the possibilities, where there is one.
    pub behaviour: Option<Switch>,
}

impl Fact {
    /// A fact that cannot be switched.
    pub(super) const fn fixed(
        id: &'static str,
        sureness: Sureness,
        what: &'static str,
        source: &'static str,
    ) -> Self {
        Self {
            id,
            what,
            source,
            sureness,
            behaviour: None,
        }
    }

    /// A fact with a switch.
    pub(super) const fn switched(
        id: &'static str,
        sureness: Sureness,
        behaviour: Switch,
        what: &'static str,
        source: &'static str,
    ) -> Self {
        Self {
            id,
            what,
            source,
            sureness,
            behaviour: Some(behaviour),
        }
    }
}

/// A behaviour of the local org that can be chosen with `NAME=VALUE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch {
    /// The name on the left of `=`.
    pub name: &'static str,
    /// What may stand on the right of `=`.
    pub values: Values,
    /// The value that holds when nothing is said: as in most orgs today.
    pub default: &'static str,
}

impl Switch {
    /// A switch that takes one of `values`.
    pub(super) const fn one_of(
        name: &'static str,
        values: &'static [&'static str],
        default: &'static str,
    ) -> Self {
        Self {
            name,
            values: Values::OneOf(values),
            default,
        }
    }

    /// A delay in whole seconds; none by default, so that nothing waits unless asked to.
    pub(super) const fn delay(name: &'static str) -> Self {
        Self {
            name,
            values: Values::Seconds,
            default: "0",
        }
    }
}

/// The values that a switch takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Values {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number of seconds, at most a day.
    Seconds,
}

/// A day: longer delays would only be typing errors.
const MAX_SECONDS: u32 = 86_400;

impl Values {
    /// Says whether `value` may be given.
    #[must_use]
    pub fn accept(&self, value: &str) -> bool {
        match self {
            Self::OneOf(words) => words.contains(&value),
            Self::Seconds => value.parse::<u32>().is_ok_and(|seconds| seconds <= MAX_SECONDS),
        }
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(words) => f.write_str(&words.join(", ")),
            Self::Seconds => write!(f, "seconds, 0 to {MAX_SECONDS}"),
        }
    }
}
