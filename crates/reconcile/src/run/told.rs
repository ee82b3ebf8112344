//! Calls that write, with a line in the journal before and after each.

use hallpass_model::Address;
use hallpass_salesforce::metadata::DeployResult;
use hallpass_salesforce::rows::{Collection, Fields, RowOutcome};
use hallpass_salesforce::{Error, RecordId};
use serde_json::{Map, Value, json};

use super::error::worded;
use super::ledger::Ledger;
use super::runner::Runner;
use crate::lower::{AppDeploy, RowVerb};

/// A row that is about to be written.
pub(super) struct Told<'r> {
    pub(super) object: &'static str,
    pub(super) verb: RowVerb,
    pub(super) addresses: &'r [Address],
    pub(super) id: Option<&'r RecordId>,
    pub(super) fields: &'r Fields,
}

impl Runner<'_> {
    /// Writes collections; `told` are their rows, in order.
    pub(super) async fn write_told(
        &mut self,
        bodies: &[Collection],
        told: &[Told<'_>],
    ) -> Result<Vec<Vec<RowOutcome>>, Error> {
        if self.journal.is_none() {
            return self.writer.write(bodies).await;
        }
        let rows: Vec<Value> = told.iter().map(|row| row_before(&self.ledger, row)).collect();
        self.before(json!({ "rows": rows }))?;
        let answer = self.writer.write(bodies).await;
        self.after(match &answer {
            Ok(outcomes) => {
                json!({ "rows": outcomes.iter().flatten().map(row_after).collect::<Vec<_>>() })
            }
            Err(error) => json!({ "error": error.to_string() }),
        });
        answer
    }

    /// Notes that apps are about to be deployed.
    pub(super) fn before_deploy(&mut self, apps: &[&AppDeploy]) -> Result<(), Error> {
        if self.journal.is_none() {
            return Ok(());
        }
        let apps: Vec<Value> = apps.iter().map(|app| app_before(&self.ledger, app)).collect();
        self.before(json!({ "apps": apps }))
    }

    /// Notes what came of it.
    pub(super) fn after_deploy(&mut self, answer: &Result<DeployResult, Error>) {
        self.after(match answer {
            Ok(result) => json!({ "deployed": result.success, "status": result.status.to_string() }),
            Err(error) => json!({ "error": error.to_string() }),
        });
    }

    /// What cannot be noted is not done, and neither is anything after it.
    fn before(&mut self, line: Value) -> Result<(), Error> {
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        journal.before(line).map_err(|error| {
            let problem = error.to_string();
            self.halted = Some(worded(
                "JOURNAL",
                format!("the journal cannot be written: {problem}"),
            ));
            Error::BadRequest {
                operation: "write the journal".to_owned(),
                problem,
            }
        })
    }

    /// What was done stays done, but nothing follows it.
    fn after(&mut self, line: Value) {
        let Some(journal) = &mut self.journal else {
            return;
        };
        if let Err(error) = journal.after(line) {
            self.halted = Some(worded(
                "JOURNAL",
                format!("the journal cannot be written: {error}"),
            ));
        }
    }
}

fn row_before(ledger: &Ledger<'_>, row: &Told<'_>) -> Value {
    let verb = match row.verb {
        RowVerb::Create => "create",
        RowVerb::Update => "update",
        RowVerb::Delete => "delete",
    };
    json!({
        "object": row.object,
        "verb": verb,
        "id": row.id.map(RecordId::as_str),
        "fields": row.fields,
        "before": sides(ledger, row.addresses),
    })
}

/// What the plan saw at these addresses.
fn sides(ledger: &Ledger<'_>, addresses: &[Address]) -> Value {
    let changes = addresses.iter().filter_map(|address| ledger.change(address));
    let sides: Map<String, Value> = changes
        .map(|change| (change.address.to_string(), json!(change.before)))
        .collect();
    Value::Object(sides)
}

fn row_after(outcome: &RowOutcome) -> Value {
    match outcome {
        RowOutcome::Done(id) => json!({ "done": true, "id": id.as_ref().map(RecordId::as_str) }),
        RowOutcome::Refused(errors) => {
            let errors: Vec<Value> = errors
                .iter()
                .map(|error| json!({ "code": error.code, "message": error.message }))
                .collect();
            json!({ "done": false, "errors": errors })
        }
    }
}

fn app_before(ledger: &Ledger<'_>, app: &AppDeploy) -> Value {
    json!({
        "address": app.address,
        "files": app.files,
        "removals": app.removals,
        "before": sides(ledger, std::slice::from_ref(&app.address)),
    })
}
