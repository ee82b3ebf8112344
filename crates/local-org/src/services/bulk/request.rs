//! What a client says when it makes a job or changes its state.

use serde_json::{Map, Value};

use super::dialect::Dialect;
use super::job::{Operation, State};
use crate::error::ApiError;
use crate::services::rest::Call;

/// The object, as JSON, that a call carries.
pub(super) struct Wanted(Map<String, Value>);

impl Wanted {
    /// Reads the body.
    pub(super) fn of(call: &Call<'_>) -> Result<Wanted, ApiError> {
        call.object().map(Wanted)
    }

    /// Returns a text that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// Returns a text that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name)
            .ok_or_else(|| invalid_job(format!("{name} is a required field")))
    }

    /// Returns the operation.
    pub(super) fn operation(&self) -> Result<Operation, ApiError> {
        let given = self.required("operation")?;
        serde_json::from_value(Value::from(given))
            .map_err(|_| invalid_job(format!("Unknown value for operation: {given}")))
    }

    /// Returns the dialect; only CSV is known.
    pub(super) fn dialect(&self) -> Result<Dialect, ApiError> {
        if let Some(other) = self.text("contentType").filter(|kind| *kind != "CSV") {
            return Err(invalid_job(format!("Unsupported content type: {other}")));
        }
        let named: Map<String, Value> = ["columnDelimiter", "lineEnding"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), Value::from(self.text(name)?))))
            .collect();
        serde_json::from_value(Value::Object(named)).map_err(|error| invalid_job(error.to_string()))
    }

    /// Returns the state that the job is to have.
    pub(super) fn state(&self) -> Result<State, ApiError> {
        let given = self.required("state")?;
        match serde_json::from_value(Value::from(given)) {
            Ok(state @ (State::UploadComplete | State::Aborted)) => Ok(state),
            _ => Err(invalid_state(format!(
                "A job can't be put into the state {given}"
            ))),
        }
    }
}

/// A job that can't be made.
pub(super) fn invalid_job(message: impl Into<String>) -> ApiError {
    ApiError::bad("INVALIDJOB", message)
}

/// Something that can't be done with a job as it stands.
pub(super) fn invalid_state(message: impl Into<String>) -> ApiError {
    ApiError::bad("INVALIDJOBSTATE", message)
}
