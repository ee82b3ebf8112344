//! The one keyed comparison: two sorted sequences walked side by side.

use std::cmp::Ordering;
use std::iter::Peekable;

/// Where a key is found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Keyed<'a, K, L, D> {
    /// Only in what is live.
    Extra(&'a K, L),
    /// Only in what is desired.
    Missing(&'a K, D),
    /// In both; the key is spelled as desired.
    Both(&'a K, L, D),
}

/// Joins two sequences that are sorted by key, each key once: one pass, nothing cloned.
pub(crate) fn keyed<'a, K: Ord + 'a, L, D>(
    live: impl Iterator<Item = (&'a K, L)>,
    desired: impl Iterator<Item = (&'a K, D)>,
) -> impl Iterator<Item = Keyed<'a, K, L, D>> {
    let mut live = live.peekable();
    let mut desired = desired.peekable();
    std::iter::from_fn(move || step(&mut live, &mut desired))
}

fn step<'a, K: Ord, L, D>(
    live: &mut Peekable<impl Iterator<Item = (&'a K, L)>>,
    desired: &mut Peekable<impl Iterator<Item = (&'a K, D)>>,
) -> Option<Keyed<'a, K, L, D>> {
    let order = match (live.peek(), desired.peek()) {
        (None, None) => return None,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some((live, _)), Some((desired, _))) => live.cmp(desired),
    };
    Some(match order {
        Ordering::Less => live.next().map(|(key, value)| Keyed::Extra(key, value))?,
        Ordering::Greater => desired.next().map(|(key, value)| Keyed::Missing(key, value))?,
        Ordering::Equal => {
            let (_, live) = live.next()?;
            let (key, desired) = desired.next()?;
            Keyed::Both(key, live, desired)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Keyed, keyed};
    use std::collections::BTreeMap;

    #[test]
    fn every_key_comes_once_and_says_where_it_is() {
        let live = BTreeMap::from([("a", 1), ("b", 2), ("d", 4)]);
        let desired = BTreeMap::from([("b", 20), ("c", 30), ("e", 50)]);
        let joined: Vec<_> = keyed(live.iter(), desired.iter()).collect();
        assert_eq!(
            joined,
            [
                Keyed::Extra(&"a", &1),
                Keyed::Both(&"b", &2, &20),
                Keyed::Missing(&"c", &30),
                Keyed::Extra(&"d", &4),
                Keyed::Missing(&"e", &50),
            ]
        );
    }
}
