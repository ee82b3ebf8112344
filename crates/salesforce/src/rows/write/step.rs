//! Single rows that build on each other, in one call.

use http::Method;
use serde_json::Value;

use super::RowOutcome;
use super::collection::Fields;
use super::outcome::read_row;
use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::org::Writer;
use crate::rows::SubReply;
use crate::rows::composite::{MAX_SUBREQUESTS, Part};
use crate::transport::{Effect, segment};

/// One row to be written, among others of the same call.
///
/// A field may hold `@{NAME.id}`, the id of the row that the earlier step `NAME` made.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    name: String,
    object: String,
    what: What,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    Create(Fields),
    Update(RecordId, Fields),
    Delete(RecordId),
}

/// What became of a step. One that builds on a failed one says `PROCESSING_HALTED`.
pub type StepOutcome = RowOutcome;

impl Step {
    /// Makes a row. `name` has letters, digits and `_` only, and begins with a letter or digit.
    #[must_use]
    pub fn create(name: &str, object: &str, fields: Fields) -> Self {
        Self {
            name: name.to_owned(),
            object: object.to_owned(),
            what: What::Create(fields),
        }
    }

    /// Changes a row.
    #[must_use]
    pub fn update(name: &str, object: &str, id: RecordId, fields: Fields) -> Self {
        Self {
            name: name.to_owned(),
            object: object.to_owned(),
            what: What::Update(id, fields),
        }
    }

    /// Deletes a row.
    #[must_use]
    pub fn delete(name: &str, object: &str, id: RecordId) -> Self {
        Self {
            name: name.to_owned(),
            object: object.to_owned(),
            what: What::Delete(id),
        }
    }

    /// What a field of a later step holds to get the id of the row that this one makes.
    #[must_use]
    pub fn id_reference(&self) -> Value {
        Value::from(format!("@{{{}.id}}", self.name))
    }

    fn operation(&self) -> String {
        let verb = match &self.what {
            What::Create(_) => "create",
            What::Update(..) => "update",
            What::Delete(_) => "delete",
        };
        format!("{verb} {}", self.object)
    }

    fn part(&self, base: &str) -> Part {
        let row = |id: &RecordId| format!("{base}/{}/{id}", segment(&self.object));
        let (method, url, body) = match &self.what {
            What::Create(fields) => (
                Method::POST,
                format!("{base}/{}", segment(&self.object)),
                Some(fields),
            ),
            What::Update(id, fields) => (Method::PATCH, row(id), Some(fields)),
            What::Delete(id) => (Method::DELETE, row(id), None),
        };
        Part {
            operation: self.operation(),
            method,
            url,
            reference: self.name.clone(),
            body: body.cloned().map(Value::Object),
        }
    }

    /// The reference that the org takes; one illegal character fails the whole call.
    fn is_well_named(&self) -> bool {
        self.name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && self.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    }
}

impl Writer {
    /// Writes single rows in their order in one call, each for itself: what was done before a failure stays.
    /// At most 25.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for too many or badly named steps; [`Error::OutcomeUnknown`] when the answer was
    /// lost. Refused steps are no error.
    pub async fn steps(&self, steps: &[Step]) -> Result<Vec<StepOutcome>> {
        let operation = steps.iter().map(Step::operation).collect::<Vec<_>>().join(", ");
        if steps.is_empty() || steps.len() > MAX_SUBREQUESTS || !steps.iter().all(Step::is_well_named) {
            let problem = format!(
                "{} steps are not 1 to {MAX_SUBREQUESTS} well-named ones",
                steps.len()
            );
            return Err(Error::BadRequest { operation, problem });
        }
        let base = self.connection.data("/sobjects");
        let parts: Vec<Part> = steps.iter().map(|step| step.part(&base)).collect();
        let replies = self
            .connection
            .composite(operation.clone(), &parts, Effect::Write)
            .await?;
        replies
            .iter()
            .zip(steps)
            .map(|(reply, step)| outcome_of(reply, step))
            .collect::<Result<_>>()
            .map_err(|error| Error::OutcomeUnknown {
                operation,
                source: Box::new(error),
            })
    }
}

fn outcome_of(reply: &SubReply, step: &Step) -> Result<StepOutcome> {
    match (reply.error(), &step.what) {
        (Some(error), _) if error.status >= 500 => Err(error.into()),
        (Some(error), _) => Ok(RowOutcome::Refused(vec![error])),
        (None, What::Create(_)) => read_row(&reply.operation, reply.status, &reply.body),
        (None, What::Update(id, _) | What::Delete(id)) => Ok(RowOutcome::Done(Some(id.clone()))),
    }
}
