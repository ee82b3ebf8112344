//! Cutting large reads into parts of one page.

/// The most rows of a page, when rows are narrow (REST API Developer Guide, Query).
pub const PAGE_ROWS: u64 = 2_000;

/// Groups keys with their numbers of rows, in order, into parts of at most `max_rows` rows each, so that
/// each part is one page and all parts can be read side by side. A key with more rows is a part of its own.
#[must_use]
pub fn parts_by_rows<K>(counts: Vec<(K, u64)>, max_rows: u64) -> Vec<Vec<K>> {
    let mut parts: Vec<Vec<K>> = Vec::new();
    let mut rows = 0;
    for (key, count) in counts {
        match parts.last_mut() {
            Some(part) if rows + count <= max_rows => {
                part.push(key);
                rows += count;
            }
            _ => {
                parts.push(vec![key]);
                rows = count;
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::parts_by_rows;

    #[test]
    fn parts_hold_at_most_a_page_and_all_keys() {
        let counts = vec![
            ("a", 1500),
            ("b", 500),
            ("c", 1),
            ("d", 9000),
            ("e", 0),
            ("f", 2000),
        ];
        let parts = parts_by_rows(counts, 2000);
        assert_eq!(parts, [vec!["a", "b"], vec!["c"], vec!["d"], vec!["e", "f"]]);
        assert!(parts_by_rows(Vec::<(u8, u64)>::new(), 2000).is_empty());
    }
}
