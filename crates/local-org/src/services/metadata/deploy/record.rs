//! Stored deployments.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::message::Message;
use super::options::DeployOptions;
use crate::services::metadata::components::documents::new_id;
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _deploy (id TEXT PRIMARY KEY, record TEXT NOT NULL, zip BLOB NOT NULL);
";

/// Where a deployment stands (metadata WSDL, DeployStatus; only the states that occur here).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    /// Not begun.
    Pending,
    /// Begun.
    InProgress,
    /// Everything saved, or valid.
    Succeeded,
    /// Some components saved, others refused.
    SucceededPartial,
    /// Nothing saved.
    Failed,
    /// Ended before it began.
    Canceled,
}

impl Status {
    /// Whether nothing happens any more.
    pub(crate) fn is_done(self) -> bool {
        !matches!(self, Status::Pending | Status::InProgress)
    }

    /// The word on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Pending => "Pending",
            Status::InProgress => "InProgress",
            Status::Succeeded => "Succeeded",
            Status::SucceededPartial => "SucceededPartial",
            Status::Failed => "Failed",
            Status::Canceled => "Canceled",
        }
    }
}

/// What a run gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// Its status.
    pub(crate) status: Status,
    /// One message a component, and one for the manifest.
    pub(crate) messages: Vec<Message>,
    /// What refused the archive as a whole.
    pub(crate) error: Option<String>,
    /// Files of the archive.
    pub(crate) files: usize,
    /// Bytes of the archive.
    pub(crate) zip_size: usize,
}

impl Outcome {
    /// Judges the messages of a run.
    pub(super) fn of(messages: Vec<Message>, options: &DeployOptions, files: usize, zip_size: usize) -> Self {
        let failed = messages.iter().filter(|message| !message.success).count();
        let saved = messages
            .iter()
            .any(|message| message.success && message.is_component());
        let status = match failed {
            0 => Status::Succeeded,
            _ if saved && !options.rollback_on_error && !options.check_only => Status::SucceededPartial,
            _ => Status::Failed,
        };
        Self {
            status,
            messages,
            error: None,
            files,
            zip_size,
        }
    }

    /// An archive that could not be read.
    pub(super) fn unreadable(error: String, zip_size: usize) -> Self {
        Self {
            status: Status::Failed,
            messages: Vec::new(),
            error: Some(error),
            files: 0,
            zip_size,
        }
    }

    /// Components in all.
    pub(crate) fn total(&self) -> usize {
        self.messages
            .iter()
            .filter(|message| message.is_component())
            .count()
    }

    /// Components refused.
    pub(crate) fn errors(&self) -> usize {
        self.messages.iter().filter(|message| !message.success).count()
    }
}

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Id, `0Af…`.
    pub(crate) id: String,
    /// Where it stands.
    pub(crate) status: Status,
    /// How it is deployed.
    pub(crate) options: DeployOptions,
    /// API version of the call.
    pub(crate) version: u32,
    /// Who started it: Id and name.
    pub(crate) created_by: (String, String),
    /// When it was started, as rows hold it.
    pub(crate) created_at: String,
    /// When it is due.
    pub(crate) due: jiff::Timestamp,
    /// When it began.
    pub(crate) started_at: Option<String>,
    /// When it ended.
    pub(crate) completed_at: Option<String>,
    /// Who ended it before its time: Id and name.
    pub(crate) canceled_by: Option<(String, String)>,
    /// What it gave.
    pub(crate) outcome: Option<Outcome>,
}

impl Record {
    /// A new Id for a deployment.
    pub(super) fn new_id(tx: &Tx<'_>) -> Id {
        new_id(tx, "0Af")
    }

    /// Finds a deployment with its archive.
    pub(super) fn find(tx: &Tx<'_>, id: &Id) -> Option<(Record, Vec<u8>)> {
        tx.conn().execute_batch(TABLES).or_abort();
        let found: Option<(String, Vec<u8>)> = tx
            .conn()
            .prepare_cached("SELECT record, zip FROM _deploy WHERE id = ?1")
            .or_abort()
            .query_row([id.as_str()], |found| Ok((found.get(0)?, found.get(1)?)))
            .optional()
            .or_abort();
        let (record, zip) = found?;
        Some((serde_json::from_str(&record).ok()?, zip))
    }

    /// Keeps a deployment with its archive.
    pub(super) fn insert(&self, tx: &Tx<'_>, zip: &[u8]) {
        tx.conn().execute_batch(TABLES).or_abort();
        tx.conn()
            .prepare_cached("INSERT INTO _deploy (id, record, zip) VALUES (?1, ?2, ?3)")
            .or_abort()
            .execute(params![self.id, self.json(), zip])
            .or_abort();
    }

    /// Keeps what became of a deployment. Only the archive of a validation can be needed again once it has ended.
    pub(super) fn update(&self, tx: &Tx<'_>) {
        let drops_archive = self.status.is_done() && !self.options.check_only;
        tx.conn()
            .prepare_cached("UPDATE _deploy SET record = ?2, zip = iif(?3, x'', zip) WHERE id = ?1")
            .or_abort()
            .execute(params![self.id, self.json(), drops_archive])
            .or_abort();
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("a record is plain data")
    }
}
