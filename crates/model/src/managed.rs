//! What is wanted, what was seen, and the one function that compares them.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// A wanted value, or none of our business.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Managed<T> {
    /// The live value shall be this.
    Set(T),
    /// The live value may be anything.
    #[default]
    Unmanaged,
}

impl<T> Managed<T> {
    /// Returns the wanted value, if there is one.
    pub const fn wanted(&self) -> Option<&T> {
        match self {
            Managed::Set(value) => Some(value),
            Managed::Unmanaged => None,
        }
    }
}

impl<T> From<Option<T>> for Managed<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Managed::Unmanaged, Managed::Set)
    }
}

/// A value as it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen<T> {
    /// It was read, and this is it.
    Known(T),
    /// It was read, and there is none.
    #[default]
    Absent,
    /// It could not be read; the text says why.
    Unknown(String),
}

impl<T> Seen<T> {
    /// Returns the value, if it was seen.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Seen::Known(value) => Some(value),
            Seen::Absent | Seen::Unknown(_) => None,
        }
    }
}

impl<T> From<Option<T>> for Seen<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Seen::Absent, Seen::Known)
    }
}

/// A collection that was read to its end; only such a one may lead to a removal.
///
/// The constructor's name is the promise: there is no way to get one from a page or a count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Complete<T>(T);

impl<T> Complete<T> {
    /// Vouches that nothing is missing from the collection.
    pub const fn read_to_the_end(all: T) -> Self {
        Self(all)
    }

    /// Gives the collection away.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Complete<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// The two sides of a comparison, always in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<L, D> {
    /// What was seen.
    pub live: L,
    /// What is wanted.
    pub desired: D,
}

/// Compares what was seen with what is wanted: `Some` difference exactly where there is something to do.
///
/// Unmanaged values never differ. Values that could not be read never differ either: unknown is not drift.
pub fn close<'v, T: PartialEq>(
    pair: Pair<&'v Seen<T>, &'v Managed<T>>,
) -> Option<Pair<Option<&'v T>, &'v T>> {
    match (pair.live, pair.desired) {
        (_, Managed::Unmanaged) | (Seen::Unknown(_), Managed::Set(_)) => None,
        (Seen::Absent, Managed::Set(desired)) => Some(Pair { live: None, desired }),
        (Seen::Known(live), Managed::Set(desired)) => (live != desired).then_some(Pair {
            live: Some(live),
            desired,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Managed, Pair, Seen, close};

    #[test]
    fn only_a_seen_difference_of_a_managed_value_is_to_close() {
        let known = Seen::Known(1);
        let unknown = Seen::Unknown("not returned".to_owned());
        let cases = [
            (&known, Managed::Set(1), false),
            (&known, Managed::Set(2), true),
            (&known, Managed::Unmanaged, false),
            (&Seen::Absent, Managed::Set(2), true),
            (&Seen::Absent, Managed::Unmanaged, false),
            (&unknown, Managed::Set(2), false),
        ];
        for (live, desired, differs) in cases {
            assert_eq!(
                close(Pair {
                    live,
                    desired: &desired
                })
                .is_some(),
                differs,
                "{live:?} {desired:?}"
            );
        }
    }
}
