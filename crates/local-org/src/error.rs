//! The errors that the REST API answers with.

use serde_json::{Value, json};

use crate::store::StoreError;

/// A refusal: what goes into `[{"message", "errorCode", "fields"}]`, and the HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct ApiError {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The error code, such as `INVALID_FIELD`.
    pub(crate) code: String,
    /// The text.
    pub(crate) message: String,
    /// The fields that it is about.
    pub(crate) fields: Vec<String>,
}

/// The codes of what saving and deleting rows is refused for. Recorded answers name the fields of these also where there
/// are none; other errors have no such member.
const OF_SAVES: &[&str] = &[
    "CANNOT_DISABLE_LAST_ADMIN",
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
    "CANNOT_MODIFY_MANAGED_OBJECT",
    "DELETE_FAILED",
    "DUPLICATE_DEVELOPER_NAME",
    "DUPLICATE_USERNAME",
    "DUPLICATE_VALUE",
    "ENTITY_IS_DELETED",
    "FIELD_INTEGRITY_EXCEPTION",
    "INSUFFICIENT_ACCESS_OR_READONLY",
    "LICENSE_LIMIT_EXCEEDED",
    "MIXED_DML_OPERATION",
];

impl ApiError {
    /// Makes an error without fields.
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> ApiError {
        ApiError {
            status,
            code: code.to_owned(),
            message: message.into(),
            fields: Vec::new(),
        }
    }

    /// Makes an error of status 400.
    pub(crate) fn bad(code: &str, message: impl Into<String>) -> ApiError {
        ApiError::new(400, code, message)
    }

    /// Names the fields that the error is about.
    pub(crate) fn on<const N: usize>(mut self, fields: [&str; N]) -> ApiError {
        self.fields = fields.iter().map(|&field| field.to_owned()).collect();
        self
    }

    /// Nothing is at that address.
    pub(crate) fn not_found() -> ApiError {
        ApiError::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// The token is not, or no longer, good.
    pub(crate) fn session() -> ApiError {
        ApiError::new(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// The org itself can't go on: status and words of the REST API Developer Guide, "Status Codes and Error Responses".
    pub(crate) fn unavailable() -> ApiError {
        ApiError::new(503, "SERVER_UNAVAILABLE", "Server Unavailable")
    }

    /// The row was there once.
    pub(crate) fn deleted() -> ApiError {
        ApiError::new(404, "ENTITY_IS_DELETED", "entity is deleted")
    }

    /// The caller may not do that.
    pub(crate) fn access(message: impl Into<String>) -> ApiError {
        ApiError::new(403, "INSUFFICIENT_ACCESS", message)
    }

    /// The entry of the array that error answers are.
    pub(crate) fn to_json(&self) -> Value {
        let mut entry = json!({"message": self.message, "errorCode": self.code});
        if !self.fields.is_empty() || OF_SAVES.contains(&self.code.as_str()) {
            entry["fields"] = json!(self.fields);
        }
        entry
    }

    /// The entry of `errors` in a row's result, which says `statusCode`.
    pub(crate) fn to_row_json(&self) -> Value {
        json!({"statusCode": self.code, "message": self.message, "fields": self.fields})
    }
}

impl From<StoreError> for ApiError {
    fn from(_: StoreError) -> ApiError {
        ApiError::unavailable()
    }
}
