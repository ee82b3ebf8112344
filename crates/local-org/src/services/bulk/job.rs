//! A job, and what is told of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use crate::enforce::Caller;
use crate::services::rest::Call;
use crate::store::Tx;
use crate::value::Id;

/// The two kinds of jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Rows come in.
    Ingest,
    /// Rows go out.
    Query,
}

impl Kind {
    /// The segment of its paths.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Kind::Ingest => "ingest",
            Kind::Query => "query",
        }
    }

    fn job_type(self) -> &'static str {
        match self {
            Kind::Ingest => "V2Ingest",
            Kind::Query => "V2Query",
        }
    }
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Operation {
    Insert,
    Update,
    Upsert,
    Delete,
    HardDelete,
    Query,
    QueryAll,
}

impl Operation {
    /// The kind of job that does so.
    pub(super) fn kind(self) -> Kind {
        match self {
            Operation::Query | Operation::QueryAll => Kind::Query,
            Operation::Insert
            | Operation::Update
            | Operation::Upsert
            | Operation::Delete
            | Operation::HardDelete => Kind::Ingest,
        }
    }
}

/// Where a job stands. In work it never is: the org works a job off at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    Open,
    UploadComplete,
    Aborted,
    JobComplete,
    Failed,
}

impl State {
    /// Whether nothing happens to it any more.
    pub(super) fn is_over(self) -> bool {
        matches!(self, State::Aborted | State::JobComplete | State::Failed)
    }
}

/// A job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    /// Its number among all jobs; its Id is made of it.
    pub(super) number: u64,
    pub(super) kind: Kind,
    pub(super) operation: Operation,
    pub(super) object: String,
    /// The field that an upsert finds rows by.
    pub(super) key: Option<String>,
    pub(super) dialect: Dialect,
    pub(super) state: State,
    pub(super) version: u16,
    /// Who made it.
    pub(super) owner: String,
    pub(super) created: String,
    pub(super) changed: String,
    /// Why it failed.
    pub(super) error: Option<String>,
    pub(super) processed: u64,
    pub(super) failed: u64,
    /// The first line of its data or of its answer.
    pub(super) columns: Vec<String>,
}

/// The key prefix of jobs.
pub(super) const PREFIX: &str = "750";

impl Job {
    /// A job that a caller makes now, not kept yet. A query needs no data, so it is handed over as it is made.
    pub(super) fn new(tx: &Tx<'_>, call: &Call<'_>, operation: Operation, dialect: Dialect) -> Job {
        let kind = operation.kind();
        Job {
            number: 0,
            kind,
            operation,
            object: String::new(),
            key: None,
            dialect,
            state: match kind {
                Kind::Ingest => State::Open,
                Kind::Query => State::UploadComplete,
            },
            version: call.version.number(),
            owner: call.caller.user_id.to_string(),
            created: tx.stamp(),
            changed: tx.stamp(),
            error: None,
            processed: 0,
            failed: 0,
            columns: Vec::new(),
        }
    }

    pub(super) fn id(&self) -> Id {
        Id::make(PREFIX, self.number)
    }

    pub(super) fn is_of(&self, caller: &Caller) -> bool {
        self.owner == caller.user_id.as_str()
    }

    /// What every answer about the job holds.
    pub(super) fn told(&self) -> Map<String, Value> {
        let mut told = Map::new();
        let mut say = |name: &str, value: Value| told.insert(name.to_owned(), value);
        say("id", Value::from(self.id()));
        say("operation", json!(self.operation));
        say("object", Value::from(self.object.clone()));
        say("createdById", Value::from(self.owner.clone()));
        say("createdDate", Value::from(moment(&self.created)));
        say("systemModstamp", Value::from(moment(&self.changed)));
        say("state", json!(self.state));
        if let Some(key) = &self.key {
            say("externalIdFieldName", Value::from(key.clone()));
        }
        say("concurrencyMode", Value::from("Parallel"));
        say("contentType", Value::from("CSV"));
        say("apiVersion", Value::from(f64::from(self.version)));
        if self.kind == Kind::Ingest && self.state == State::Open {
            let url = format!(
                "services/data/v{}.0/jobs/ingest/{}/batches",
                self.version,
                self.id()
            );
            say("contentUrl", Value::from(url));
        }
        say("lineEnding", json!(self.dialect.ending));
        say("columnDelimiter", json!(self.dialect.delimiter));
        told
    }

    /// What an answer to "how is it" holds besides.
    pub(super) fn told_in_full(&self) -> Map<String, Value> {
        let mut told = self.told();
        let mut say = |name: &str, value: Value| told.insert(name.to_owned(), value);
        say("jobType", Value::from(self.kind.job_type()));
        if let Some(error) = &self.error {
            say("errorMessage", Value::from(error.clone()));
        }
        say("numberRecordsProcessed", Value::from(self.processed));
        say("retries", Value::from(0));
        say("totalProcessingTime", Value::from(0));
        if self.kind == Kind::Ingest {
            say("numberRecordsFailed", Value::from(self.failed));
            say("apiActiveProcessingTime", Value::from(0));
            say("apexProcessingTime", Value::from(0));
        } else {
            say("isPkChunkingSupported", Value::from(true));
        }
        told
    }
}

/// Answers write `2022-03-17T16:21:26.000+0000`.
fn moment(at: &str) -> String {
    at.strip_suffix('Z')
        .map_or_else(|| at.to_owned(), |rest| format!("{rest}+0000"))
}
