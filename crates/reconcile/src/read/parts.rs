//! Large collections: counted by parent first, then cut into parts of at most one page, to be read side by side.

use std::collections::BTreeMap;

use hallpass_salesforce::soql::{Soql, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::need_id;
use super::scope::Scope;

/// The rows of a page (SOQL and SOSL Reference, "Changing the Batch Size in Queries").
const PAGE: i64 = 2_000;

/// Asks how many rows each of our sets has. Groups cannot be paged: more than 2,000 sets are refused by the org,
/// and that refusal is an error here.
pub(super) fn count(scope: &Scope<'_>, topic: Topic, object: &str) -> Vec<Ask> {
    let counted = scope.sets("Parent.").into_iter().map(|filter| {
        let soql = Soql::select(["ParentId", "COUNT(Id) n"])
            .from(object)
            .filter(filter)
            .group_by("ParentId");
        ask(topic, soql)
    });
    counted.collect()
}

/// Asks for the rows that were counted. A count is a hint: a part that has more rows is paged.
pub(super) fn asks(
    counted: Topic,
    answers: &mut Answers,
    topic: Topic,
    object: &str,
    columns: &[&str],
) -> Result<Vec<Ask>, ReadError> {
    let mut counts = BTreeMap::new();
    for row in answers.rows(counted)? {
        let count = row.number("n").unwrap_or(PAGE);
        counts.insert(need_id(&row, "ParentId")?.as_str().to_owned(), count);
    }
    let part = |parents: Vec<String>| {
        ask(
            topic,
            Soql::select(columns)
                .from(object)
                .filter(is_in("ParentId", parents)),
        )
    };
    Ok(cut(counts).into_iter().map(part).collect())
}

fn cut(counts: BTreeMap<String, i64>) -> Vec<Vec<String>> {
    let mut parts: Vec<(i64, Vec<String>)> = Vec::new();
    for (parent, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        match parts.last_mut() {
            Some((rows, parents)) if *rows + count <= PAGE => {
                *rows += count;
                parents.push(parent);
            }
            _ => parts.push((count, vec![parent])),
        }
    }
    parts.into_iter().map(|(_, parents)| parents).collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn parts_fill_a_page_and_a_parent_is_never_cut() {
        let counts = [
            ("a", 900),
            ("b", 900),
            ("c", 900),
            ("d", 0),
            ("e", 5_000),
            ("f", 1),
        ];
        let parts = cut(counts
            .into_iter()
            .map(|(parent, n)| (parent.to_owned(), n))
            .collect());
        assert_eq!(parts, [vec!["a", "b"], vec!["c"], vec!["e"], vec!["f"]]);
    }
}
