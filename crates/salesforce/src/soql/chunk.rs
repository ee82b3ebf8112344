//! Long lists in parts that fit into a query.

/// Cuts `values` into parts whose texts have at most `max_chars` characters in all, quotes and commas
/// counted. A single value that is longer is a part of its own.
///
/// A query may have 100,000 characters (SOQL and SOSL Reference, "SOQL and SOSL Limits").
#[must_use]
pub fn chunks<S: AsRef<str>>(values: &[S], max_chars: usize) -> Vec<&[S]> {
    let mut parts = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (at, value) in values.iter().enumerate() {
        let length = value.as_ref().chars().count() + 4;
        if at > start && size + length > max_chars {
            parts.push(&values[start..at]);
            (start, size) = (at, 0);
        }
        size += length;
    }
    if start < values.len() {
        parts.push(&values[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::chunks;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_small_and_lose_nothing(values in proptest::collection::vec("[a-z]{0,12}", 0..40), max in 1usize..60) {
            let parts = chunks(&values, max);
            prop_assert_eq!(parts.concat(), values.clone());
            for part in parts {
                prop_assert!(!part.is_empty());
                let size: usize = part.iter().map(|value| value.len() + 4).sum();
                prop_assert!(part.len() == 1 || size <= max);
            }
        }
    }
}
