//! One page of a query's answer.

use super::Record;
use super::shape::{Shape, page_response};
use crate::error::{Error, Result};
use crate::transport::excerpt;

/// All rows that a query found.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryResult<T> {
    /// The rows, in the order of the query.
    pub rows: Vec<T>,
    /// What the org said the number of rows is. A hint: for field permissions it is known to be too
    /// large (Object Reference, FieldPermissions), and nothing here relies on it.
    pub total_size: u64,
}

impl QueryResult<Record> {
    /// Refuses rows whose child rows did not all come along.
    ///
    /// # Errors
    /// [`Error::Truncated`], with the object and the relationship.
    pub fn with_whole_children(self) -> Result<Self> {
        match self
            .rows
            .iter()
            .find_map(|row| row.unfinished_children().map(|name| (row, name)))
        {
            None => Ok(self),
            Some((row, name)) => Err(Error::Truncated {
                operation: format!("query {}", row.object().unwrap_or("rows")),
                problem: format!("the {name} of a row do not fit into one answer: query them on their own"),
            }),
        }
    }
}

/// A page and what comes after it.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) total_size: u64,
    /// The path of the next page; nothing after the last.
    pub(crate) next: Option<String>,
}

/// Reads a page. One that is not the last but does not say how to go on is an error.
pub(crate) fn read_page<S: Shape>(operation: &str, body: &[u8], shape: &S) -> Result<Page<S::Row>> {
    let page = page_response(body, shape).map_err(|error| Error::Unreadable {
        operation: operation.to_owned(),
        problem: format!("it is no page of rows: {error}"),
        excerpt: excerpt(body),
    })?;
    let next = match (page.done, page.next_records_url) {
        (true, _) => None,
        (false, Some(next)) if next.starts_with("/services/data/") => Some(next),
        (false, _) => {
            return Err(Error::Truncated {
                operation: operation.to_owned(),
                problem: format!(
                    "{} of {} rows came, and no address of the next",
                    page.records.len(),
                    page.total_size
                ),
            });
        }
    };
    Ok(Page {
        rows: page.records,
        total_size: page.total_size,
        next,
    })
}

#[cfg(test)]
mod tests {
    use super::read_page;
    use crate::error::Error;
    use crate::rows::{As, Record};

    #[test]
    fn pages_are_read_to_the_last() {
        let first = br#"{"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v68.0/query/01g-2000","records":[{"Id":"a"}]}"#;
        let page = read_page("query X", first, &As::<Record>::new()).unwrap();
        assert_eq!(page.next.as_deref(), Some("/services/data/v68.0/query/01g-2000"));
        assert_eq!(page.rows.len(), 1);
        let last = br#"{"totalSize":2606,"done":true,"records":[]}"#;
        assert_eq!(
            read_page("query X", last, &As::<Record>::new()).unwrap().next,
            None
        );
    }

    #[test]
    fn a_page_that_does_not_say_how_to_go_on_is_truncated() {
        for body in [
            r#"{"totalSize":3,"done":false,"records":[]}"#,
            r#"{"totalSize":3,"done":false,"nextRecordsUrl":"https://evil.example/x","records":[]}"#,
        ] {
            let error = read_page("query X", body.as_bytes(), &As::<Record>::new()).unwrap_err();
            assert!(matches!(error, Error::Truncated { .. }), "{error:?}");
        }
    }

    #[test]
    fn what_is_no_page_is_unreadable() {
        for body in [
            "",
            "[]",
            "<html>",
            r#"{"records":[]}"#,
            r#"{"totalSize":1,"done":true,"records":[{"Id":"#,
        ] {
            let error = read_page("query X", body.as_bytes(), &As::<Record>::new()).unwrap_err();
            assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
        }
    }
}
