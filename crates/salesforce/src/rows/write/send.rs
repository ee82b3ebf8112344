//! Sending collections and single rows.

use backon::BackoffBuilder;
use http::Method;
use serde_json::Value;

use super::RowOutcome;
use super::collection::{Collection, Fields, MAX_COLLECTIONS};
use super::outcome::{read_row, read_rows};
use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::org::Writer;
use crate::rows::composite::Part;
use crate::transport::{Call, Effect, segment};

impl Writer {
    /// Writes collections, in their order, in one call: each stands or falls for itself. Gives what became
    /// of each row of each collection.
    ///
    /// Rows that were locked by somebody else are written again after a pause.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for more than [`MAX_COLLECTIONS`]; [`Error::OutcomeUnknown`] when the answer was
    /// lost. Refused rows are no error.
    pub async fn write(&self, collections: &[Collection]) -> Result<Vec<Vec<RowOutcome>>> {
        let mut outcomes = self.write_once(collections).await?;
        let env = &self.connection.courier.env;
        for pause in self.connection.courier.retry.pauses(env.random()).build() {
            let locked = locked_rows(collections, &outcomes);
            if locked.is_empty() {
                break;
            }
            tracing::debug!(
                rows = locked.iter().map(|(_, rows)| rows.len()).sum::<usize>(),
                "rows are locked"
            );
            env.sleep(pause).await;
            match self.write_again(collections, &locked, &mut outcomes).await {
                Ok(()) => {}
                Err(error) if error.is_outcome_unknown() => return Err(error),
                // What was written stays told; the locked rows stay refused.
                Err(error) => {
                    tracing::debug!(%error, "locked rows are not written again");
                    break;
                }
            }
        }
        Ok(outcomes)
    }

    async fn write_once(&self, collections: &[Collection]) -> Result<Vec<Vec<RowOutcome>>> {
        let operation = collections
            .iter()
            .map(Collection::operation)
            .collect::<Vec<_>>()
            .join(", ");
        if collections.is_empty() || collections.len() > MAX_COLLECTIONS {
            let problem = format!("{} collections are not 1 to {MAX_COLLECTIONS}", collections.len());
            return Err(Error::BadRequest { operation, problem });
        }
        let base = self.connection.data("/composite/sobjects");
        let parts: Vec<Part> = collections
            .iter()
            .enumerate()
            .map(|(at, collection)| collection.part(&base, format!("c{at}")))
            .collect();
        let replies = self
            .connection
            .composite(operation.clone(), &parts, Effect::Write)
            .await?;
        replies
            .iter()
            .zip(collections)
            .map(|(reply, collection)| read_rows(reply, collection.len()))
            .collect::<Result<_>>()
            .map_err(|error| Error::OutcomeUnknown {
                operation,
                source: Box::new(error),
            })
    }

    async fn write_again(
        &self,
        collections: &[Collection],
        locked: &[(usize, Vec<usize>)],
        outcomes: &mut [Vec<RowOutcome>],
    ) -> Result<()> {
        let again: Vec<Collection> = locked
            .iter()
            .map(|(at, rows)| collections[*at].only(rows))
            .collect();
        let results = self.write_once(&again).await?;
        for ((at, rows), result) in locked.iter().zip(results) {
            for (row, outcome) in rows.iter().zip(result) {
                outcomes[*at][*row] = outcome;
            }
        }
        Ok(())
    }

    /// Makes one row and gives its id.
    ///
    /// # Errors
    /// [`Error::Api`] when the org refuses it, [`Error::OutcomeUnknown`] when its answer was lost.
    pub async fn create(&self, object: &str, fields: &Fields) -> Result<RecordId> {
        let path = self.connection.data(&format!("/sobjects/{}", segment(object)));
        let body = Value::Object(fields.clone());
        let call = Call::json(
            format!("create {object}"),
            Method::POST,
            &path,
            Some(&body),
            Effect::Write,
        )?;
        let reply = self.connection.call(&call).await?;
        let unknown = |error| Error::OutcomeUnknown {
            operation: call.operation.to_string(),
            source: Box::new(error),
        };
        match read_row(&call.operation, reply.status.as_u16(), &reply.body).map_err(unknown)? {
            RowOutcome::Done(Some(id)) => Ok(id),
            RowOutcome::Done(None) => Err(unknown(reply.unreadable(&call.operation, "it holds no id"))),
            RowOutcome::Refused(errors) => Err(errors.into_iter().next().map_or_else(
                || reply.unreadable(&call.operation, "it was refused without a reason"),
                Error::from,
            )),
        }
    }

    /// Changes one row. The same change twice is the same as once, so a lost answer is asked for again.
    ///
    /// # Errors
    /// [`Error::Api`] when the org refuses it, [`Error::OutcomeUnknown`] when no answer came in the end.
    pub async fn update(&self, object: &str, id: &RecordId, fields: &Fields) -> Result<()> {
        let path = self
            .connection
            .data(&format!("/sobjects/{}/{id}", segment(object)));
        let body = Value::Object(fields.clone());
        let operation = format!("update {object} {id}");
        let call = Call::json(operation, Method::PATCH, &path, Some(&body), Effect::Idempotent)?;
        self.connection.call(&call).await.map(drop)
    }

    /// Deletes one row; one that is gone already is no error.
    ///
    /// # Errors
    /// [`Error::Api`] when the org refuses it, [`Error::OutcomeUnknown`] when no answer came in the end.
    pub async fn delete(&self, object: &str, id: &RecordId) -> Result<()> {
        let path = self
            .connection
            .data(&format!("/sobjects/{}/{id}", segment(object)));
        let operation = format!("delete {object} {id}");
        let call = Call::json(operation, Method::DELETE, &path, None, Effect::Idempotent)?;
        match self.connection.call(&call).await {
            Err(error) if error.code() == Some("ENTITY_IS_DELETED") => Ok(()),
            Err(error) if error.api().is_some_and(|api| api.status == 404) => Ok(()),
            other => other.map(drop),
        }
    }
}

/// The rows of each collection that were locked. Of a collection that stands or falls as a whole, all rows.
fn locked_rows(collections: &[Collection], outcomes: &[Vec<RowOutcome>]) -> Vec<(usize, Vec<usize>)> {
    let locked = |outcome: &RowOutcome| outcome.has_code("UNABLE_TO_LOCK_ROW");
    let taken_back = |outcome: &RowOutcome| outcome.has_code("ALL_OR_NONE_OPERATION_ROLLED_BACK");
    collections
        .iter()
        .zip(outcomes)
        .enumerate()
        .filter_map(|(at, (collection, rows))| {
            let again: Vec<usize> = if collection.is_all_or_none() {
                let only_locks = rows.iter().all(|row| locked(row) || taken_back(row));
                if only_locks && rows.iter().any(locked) {
                    (0..rows.len()).collect()
                } else {
                    Vec::new()
                }
            } else {
                rows.iter()
                    .enumerate()
                    .filter(|(_, row)| locked(row))
                    .map(|(at, _)| at)
                    .collect()
            };
            (!again.is_empty()).then_some((at, again))
        })
        .collect()
}
