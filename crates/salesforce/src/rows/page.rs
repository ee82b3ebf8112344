//! One page of a query's answer.

use serde::Deserialize;
use serde::de::DeserializeOwned;

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

/// A page and what comes after it.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) total_size: u64,
    /// The path of the next page; nothing after the last.
    pub(crate) next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "T: DeserializeOwned")]
struct PageResponse<T> {
    #[serde(default)]
    total_size: u64,
    done: bool,
    records: Vec<T>,
    #[serde(default)]
    next_records_url: Option<String>,
}

/// Reads a page. One that is not the last but does not say how to go on is an error.
pub(crate) fn read_page<T: DeserializeOwned>(operation: &str, body: &[u8]) -> Result<Page<T>> {
    let page: PageResponse<T> = serde_json::from_slice(body).map_err(|error| Error::Unreadable {
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
    use crate::rows::Record;

    #[test]
    fn pages_are_read_to_the_last() {
        let first = br#"{"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v68.0/query/01g-2000","records":[{"Id":"a"}]}"#;
        let page = read_page::<Record>("query X", first).unwrap();
        assert_eq!(page.next.as_deref(), Some("/services/data/v68.0/query/01g-2000"));
        assert_eq!(page.rows.len(), 1);
        let last = br#"{"totalSize":2606,"done":true,"records":[]}"#;
        assert_eq!(read_page::<Record>("query X", last).unwrap().next, None);
    }

    #[test]
    fn a_page_that_does_not_say_how_to_go_on_is_truncated() {
        for body in [
            r#"{"totalSize":3,"done":false,"records":[]}"#,
            r#"{"totalSize":3,"done":false,"nextRecordsUrl":"https://evil.example/x","records":[]}"#,
        ] {
            let error = read_page::<Record>("query X", body.as_bytes()).unwrap_err();
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
            let error = read_page::<Record>("query X", body.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::Unreadable { .. }), "{body}: {error:?}");
        }
    }
}
