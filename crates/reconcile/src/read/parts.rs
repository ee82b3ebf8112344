//! Large collections: counted by parent first, then cut into parts of at most one page, to be read side by side.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::RecordId;
use hallpass_salesforce::soql::{Soql, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::need_id;
use super::scope::Scope;

/// The rows of a page (SOQL and SOSL Reference, "Changing the Batch Size in Queries").
const PAGE: i64 = 2_000;

/// How many rows a set is taken to have that nobody counted.
const GUESS: i64 = 200;

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

/// Asks for the rows that were counted, and for those of other sets besides. A count is a hint: a part that has more
/// rows is paged.
pub(super) fn asks(
    counted: Topic,
    answers: &mut Answers,
    topic: Topic,
    object: &str,
    columns: &[&str],
    besides: &BTreeSet<RecordId>,
) -> Result<Vec<Ask>, ReadError> {
    let guessed = besides.iter().map(|id| (id.as_str().to_owned(), GUESS));
    let mut counts: BTreeMap<String, i64> = guessed.collect();
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

/// Asks for the rows of sets that nobody counted.
pub(super) fn of_sets(topic: Topic, object: &str, columns: &[&str], sets: &BTreeSet<RecordId>) -> Ask {
    let soql = Soql::select(columns)
        .from(object)
        .filter(is_in("ParentId", sets.iter().map(RecordId::as_str)));
    ask(topic, soql)
}

/// The largest first, each into the first part that has room for it: the fewest pages that can be had without cutting a
/// parent in two, or nearly. A parent of several pages leaves room on its last one.
fn cut(counts: BTreeMap<String, i64>) -> Vec<Vec<String>> {
    let mut counts: Vec<(String, i64)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let mut parts: Vec<Part> = Vec::new();
    for (parent, count) in counts {
        match parts.iter_mut().find(|part| part.room >= count) {
            Some(part) => {
                part.room -= count;
                part.parents.push(parent);
            }
            None => parts.push(Part {
                room: (PAGE - count % PAGE) % PAGE,
                parents: vec![parent],
            }),
        }
    }
    parts.into_iter().map(|part| part.parents).collect()
}

/// What one query asks for.
struct Part {
    /// The rows that its last page still takes.
    room: i64,
    parents: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::cut;

    fn parts(counts: impl IntoIterator<Item = (impl ToString, i64)>) -> Vec<Vec<String>> {
        cut(counts
            .into_iter()
            .map(|(parent, n)| (parent.to_string(), n))
            .collect())
    }

    #[test]
    fn parts_fill_their_pages_and_a_parent_is_never_cut() {
        let counts = [
            ("a", 900),
            ("b", 900),
            ("c", 900),
            ("d", 0),
            ("e", 5_000),
            ("f", 1),
            ("g", 2_000),
        ];
        assert_eq!(parts(counts), [vec!["e", "a", "f"], vec!["g"], vec!["b", "c"]]);
    }

    #[test]
    fn parents_of_many_sizes_leave_hardly_any_page_unfilled() {
        let counts: Vec<(i64, i64)> = (0..1_000).map(|n| (n, 1 + n * 7_919 % 900)).collect();
        let rows: i64 = counts.iter().map(|(_, count)| count).sum();
        let pages = i64::try_from(parts(counts).len()).unwrap();
        assert!(
            pages <= 1 + (rows + 1_999) / 2_000,
            "{pages} pages for {rows} rows"
        );
    }
}
