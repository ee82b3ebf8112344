//! Starting, watching and cancelling deployments.

use serde_json::json;

use super::options::DeployOptions;
use super::record::{Record, Status};
use super::run::run;
use crate::enforce::{Caller, access_of};
use crate::facts::metadata::DEPLOY_DELAY;
use crate::store::Tx;
use crate::value::{Id, row, text};

/// How long a validation can be deployed without its archive (Metadata API Developer Guide, deployRecentValidation()).
const VALIDATION_DAYS: i64 = 10;

/// What is to be deployed.
pub(crate) struct Request<'r> {
    /// The archive.
    pub(crate) zip: &'r [u8],
    /// How.
    pub(crate) options: DeployOptions,
    /// API version of the call.
    pub(crate) version: u32,
}

/// Takes a deployment: without a delay it is done before the first poll.
pub(crate) fn start(tx: &mut Tx<'_>, caller: &Caller, request: Request<'_>) -> Record {
    let delay = tx.org.behaviours.delay(&DEPLOY_DELAY);
    let mut record = Record {
        id: Record::new_id(tx).to_string(),
        status: Status::Pending,
        options: request.options,
        version: request.version,
        created_by: (caller.user_id.to_string(), name_of(tx, &caller.user_id)),
        created_at: tx.stamp(),
        due: tx.now().checked_add(delay).unwrap_or(jiff::Timestamp::MAX),
        started_at: None,
        completed_at: None,
        canceled_by: None,
        outcome: None,
    };
    record.insert(tx, request.zip);
    if delay.is_zero() {
        finish(tx, caller, &mut record, request.zip);
    }
    record
}

/// Returns a deployment as it stands now; one that is due is done first, as the user who started it.
pub(crate) fn check(tx: &mut Tx<'_>, id: &Id) -> Option<Record> {
    let (mut record, zip) = Record::find(tx, id)?;
    if record.status.is_done() {
        return Some(record);
    }
    if tx.now() >= record.due {
        let user_id = Id::parse(&record.created_by.0)?;
        let username = tx
            .get("User", &user_id)
            .map(|user| text(&user, "Username").to_owned())
            .unwrap_or_default();
        let caller = Caller {
            access: access_of(tx, &user_id),
            user_id,
            username,
            session: None,
        };
        finish(tx, &caller, &mut record, &zip);
    } else if record.status == Status::Pending {
        record.status = Status::InProgress;
        record.started_at = Some(tx.stamp());
        record.update(tx);
        // Told as it was found, so that a client sees both states.
        record.status = Status::Pending;
    }
    Some(record)
}

/// Why a deployment can't be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CancelError {
    /// There is no such deployment.
    #[error("no such deployment")]
    NotFound,
    /// It has ended.
    #[error("the deployment has completed")]
    Done,
}

/// Cancels a deployment that has not ended.
///
/// # Errors
/// When there is none, or it has ended.
pub(crate) fn cancel(tx: &mut Tx<'_>, caller: &Caller, id: &Id) -> Result<Record, CancelError> {
    let (mut record, _) = Record::find(tx, id).ok_or(CancelError::NotFound)?;
    if record.status.is_done() {
        return Err(CancelError::Done);
    }
    record.status = Status::Canceled;
    record.completed_at = Some(tx.stamp());
    record.canceled_by = Some((caller.user_id.to_string(), name_of(tx, &caller.user_id)));
    record.update(tx);
    Ok(record)
}

/// Deploys what a check-only run of the last days has validated; `None` where none qualifies.
pub(crate) fn quick_deploy(tx: &mut Tx<'_>, caller: &Caller, validated: &Id) -> Option<Record> {
    let (record, zip) = Record::find(tx, validated)?;
    let age = tx.now().duration_since(record.due);
    let qualifies = record.options.check_only
        && record.status == Status::Succeeded
        && age <= jiff::SignedDuration::from_hours(24 * VALIDATION_DAYS);
    if !qualifies {
        return None;
    }
    let options = DeployOptions {
        check_only: false,
        rollback_on_error: true,
        ..record.options
    };
    Some(start(
        tx,
        caller,
        Request {
            zip: &zip,
            options,
            version: record.version,
        },
    ))
}

fn finish(tx: &mut Tx<'_>, caller: &Caller, record: &mut Record, zip: &[u8]) {
    record.started_at.get_or_insert_with(|| tx.stamp());
    let outcome = run(tx, caller, zip, &record.options, record.version);
    record.status = outcome.status;
    record.outcome = Some(outcome);
    record.completed_at = Some(tx.stamp());
    record.update(tx);
    remember(tx, record);
}

/// Keeps a deployment as the row that the Tooling API shows.
fn remember(tx: &mut Tx<'_>, record: &Record) {
    let when = |time: &Option<String>| {
        time.as_deref()
            .map_or(serde_json::Value::Null, serde_json::Value::from)
    };
    let status = json!(record.status);
    let mut kept = row([
        ("Status", status),
        ("CheckOnly", json!(record.options.check_only)),
        ("StartDate", when(&record.started_at)),
        ("CompletedDate", when(&record.completed_at)),
        ("CreatedDate", json!(record.created_at)),
        ("CreatedById", json!(record.created_by.0)),
    ]);
    kept.insert("Id".to_owned(), json!(record.id));
    tx.insert_raw("DeployRequest", kept);
}

fn name_of(tx: &Tx<'_>, user: &Id) -> String {
    tx.find_one("User", &[("Id", json!(user.as_str()))])
        .map(|row| text(&row, "Name").to_owned())
        .unwrap_or_default()
}
