//! What became of each row.

use serde::Deserialize;

use crate::error::{ApiError, Result};
use crate::id::RecordId;
use crate::rows::SubReply;
use crate::transport::excerpt;

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    /// Written; the id of the row, which deletes may leave out.
    Done(Option<RecordId>),
    /// Not written, in the org's words. Rows that were taken back because another failed say
    /// `ALL_OR_NONE_OPERATION_ROLLED_BACK`.
    Refused(Vec<ApiError>),
}

impl RowOutcome {
    /// The id of a row that was written.
    #[must_use]
    pub fn id(&self) -> Option<&RecordId> {
        match self {
            Self::Done(id) => id.as_ref(),
            Self::Refused(_) => None,
        }
    }

    /// The errors of a row that was not.
    #[must_use]
    pub fn errors(&self) -> &[ApiError] {
        match self {
            Self::Done(_) => &[],
            Self::Refused(errors) => errors,
        }
    }

    /// Whether it was written.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// Whether one of the errors has this code.
    pub(super) fn has_code(&self, code: &str) -> bool {
        self.errors().iter().any(|error| error.code == code)
    }
}

/// The result of one row as create, update, delete and collections answer it.
#[derive(Deserialize)]
struct SaveResult {
    #[serde(default)]
    id: Option<String>,
    success: bool,
    #[serde(default)]
    errors: Vec<SaveError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SaveError {
    #[serde(alias = "errorCode")]
    status_code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    fields: Vec<String>,
}

/// Reads the outcome of each of `rows` rows of a collection.
///
/// A collection that was refused as a whole gives its errors to every row. An answer with another number
/// of rows is no answer: nobody knows which rows it is about.
pub(super) fn read_rows(reply: &SubReply, rows: usize) -> Result<Vec<RowOutcome>> {
    if let Some(error) = reply.error() {
        // An error status of a server in trouble says nothing about the rows.
        return if error.status >= 500 {
            Err(error.into())
        } else {
            Ok(vec![RowOutcome::Refused(vec![error]); rows])
        };
    }
    let unreadable = |problem: String| crate::error::Error::Unreadable {
        operation: reply.operation.clone(),
        problem,
        excerpt: excerpt(&reply.body),
    };
    let results: Vec<SaveResult> =
        serde_json::from_slice(&reply.body).map_err(|error| unreadable(error.to_string()))?;
    if results.len() != rows {
        return Err(unreadable(format!("{} results for {rows} rows", results.len())));
    }
    Ok(results
        .into_iter()
        .map(|result| outcome_of(&reply.operation, reply.status, result))
        .collect())
}

/// Reads the outcome of a single row.
pub(super) fn read_row(operation: &str, status: u16, body: &[u8]) -> Result<RowOutcome> {
    let result: SaveResult =
        serde_json::from_slice(body).map_err(|error| crate::error::Error::Unreadable {
            operation: operation.to_owned(),
            problem: error.to_string(),
            excerpt: excerpt(body),
        })?;
    Ok(outcome_of(operation, status, result))
}

fn outcome_of(operation: &str, status: u16, result: SaveResult) -> RowOutcome {
    if result.success {
        return RowOutcome::Done(result.id.as_deref().and_then(|id| RecordId::parse(id).ok()));
    }
    let api = |error: SaveError| ApiError {
        operation: operation.to_owned(),
        status,
        code: error.status_code,
        message: error.message,
        fields: error.fields,
        request_id: None,
    };
    RowOutcome::Refused(result.errors.into_iter().map(api).collect())
}

#[cfg(test)]
mod tests {
    use super::{RowOutcome, read_rows};
    use crate::rows::SubReply;
    use bytes::Bytes;

    fn reply(status: u16, body: &str) -> SubReply {
        SubReply {
            operation: "create 2 X".into(),
            status,
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    #[test]
    fn each_row_has_its_outcome() {
        let body = r#"[{"id":"01k000000000001AAA","success":true,"errors":[]},
            {"success":false,"errors":[{"statusCode":"DUPLICATE_VALUE","message":"duplicate value found","fields":["F"]}]}]"#;
        let rows = read_rows(&reply(200, body), 2).unwrap();
        assert_eq!(rows[0].id().unwrap().as_str(), "01k000000000001AAA");
        assert!(rows[1].has_code("DUPLICATE_VALUE"));
        assert_eq!(rows[1].errors()[0].fields, ["F"]);
    }

    #[test]
    fn a_refused_collection_refuses_every_row() {
        let body = r#"[{"errorCode":"INVALID_TYPE","message":"no such object"}]"#;
        let rows = read_rows(&reply(400, body), 3).unwrap();
        assert_eq!(rows.len(), 3);
        assert!(
            rows.iter()
                .all(|row| matches!(row, RowOutcome::Refused(errors) if errors[0].code == "INVALID_TYPE"))
        );
    }

    #[test]
    fn another_number_of_rows_is_no_answer() {
        for (status, body) in [(200, "[]"), (200, "{}"), (500, "[]")] {
            assert!(read_rows(&reply(status, body), 2).is_err(), "{status} {body}");
        }
    }
}
