//! A deployment as SOAP and as JSON.
//!
//! Sources: metadata WSDL, DeployResult (order of elements); a recorded REST answer for the keys that only JSON has.

use serde_json::{Value, json};

use super::message::Message;
use super::record::{Outcome, Record, Status};
use crate::services::metadata::xml::Element;

/// `DeployResult` of `checkDeployStatus`.
pub(crate) fn to_element(record: &Record, details: bool) -> Element {
    let mut result = Element::new("result");
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            result.children.push(Element::leaf(name, value));
        }
    };
    let counts = Counts::of(record);
    put(
        "canceledBy",
        record.canceled_by.as_ref().map(|(id, _)| id.clone()),
    );
    put(
        "canceledByName",
        record.canceled_by.as_ref().map(|(_, name)| name.clone()),
    );
    put("checkOnly", Some(record.options.check_only.to_string()));
    put("completedDate", record.completed_at.clone());
    put("createdBy", Some(record.created_by.0.clone()));
    put("createdByName", Some(record.created_by.1.clone()));
    put("createdDate", Some(record.created_at.clone()));
    if details {
        result.children.push(details_element(record));
    }
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            result.children.push(Element::leaf(name, value));
        }
    };
    put("done", Some(record.status.is_done().to_string()));
    put("errorMessage", error_of(record).map(str::to_owned));
    put(
        "errorStatusCode",
        error_of(record).map(|_| "UNKNOWN_EXCEPTION".to_owned()),
    );
    put("id", Some(record.id.clone()));
    put("ignoreWarnings", Some(record.options.ignore_warnings.to_string()));
    put("lastModifiedDate", Some(last_modified(record).to_owned()));
    put("numberComponentErrors", Some(counts.errors.to_string()));
    put("numberComponentsDeployed", Some(counts.deployed.to_string()));
    put("numberComponentsTotal", Some(counts.total.to_string()));
    put("numberFiles", Some(counts.files.to_string()));
    put("numberTestErrors", Some("0".to_owned()));
    put("numberTestsCompleted", Some("0".to_owned()));
    put("numberTestsTotal", Some("0".to_owned()));
    put(
        "rollbackOnError",
        Some(record.options.rollback_on_error.to_string()),
    );
    put("runTestsEnabled", Some("false".to_owned()));
    put("startDate", record.started_at.clone());
    put("status", Some(record.status.name().to_owned()));
    put("success", Some(is_success(record).to_string()));
    put("zipSize", Some(counts.zip_size.to_string()));
    result
}

fn details_element(record: &Record) -> Element {
    let mut details = Element::new("details");
    for message in messages(record).filter(|message| !message.success) {
        details
            .children
            .push(message_element("componentFailures", message, &record.created_at));
    }
    for message in messages(record).filter(|message| message.success) {
        details
            .children
            .push(message_element("componentSuccesses", message, &record.created_at));
    }
    details.with_child(
        Element::new("runTestResult")
            .with("numFailures", "0")
            .with("numTestsRun", "0")
            .with("totalTime", "0.0"),
    )
}

fn message_element(name: &str, message: &Message, created_at: &str) -> Element {
    let mut element = Element::new(name).with("changed", message.changed.to_string());
    if let Some((_, column)) = message.place {
        element = element.with("columnNumber", column.to_string());
    }
    element = element
        .with("componentType", &message.component_type)
        .with("created", message.created.to_string())
        .with("createdDate", created_at)
        .with("deleted", message.deleted.to_string())
        .with("fileName", &message.file_name)
        .with("fullName", &message.full_name);
    if let Some(id) = &message.id {
        element = element.with("id", id);
    }
    if let Some((line, _)) = message.place {
        element = element.with("lineNumber", line.to_string());
    }
    if let Some(problem) = &message.problem {
        element = element.with("problem", problem);
    }
    if let Some(kind) = &message.problem_type {
        element = element.with("problemType", kind);
    }
    element.with("success", message.success.to_string())
}

/// The body of `deployRequest`.
pub(crate) fn to_json(record: &Record, details: bool) -> Value {
    json!({
        "id": record.id,
        "validatedDeployRequestId": null,
        "deployOptions": null,
        "deployResult": result_json(record, details),
    })
}

fn result_json(record: &Record, details: bool) -> Value {
    let counts = Counts::of(record);
    json!({
        "checkOnly": record.options.check_only,
        "ignoreWarnings": record.options.ignore_warnings,
        "rollbackOnError": record.options.rollback_on_error,
        "status": record.status.name(),
        "numberComponentsDeployed": counts.deployed,
        "numberComponentsTotal": counts.total,
        "numberComponentErrors": counts.errors,
        "numberFiles": counts.files,
        "numberTestsCompleted": 0,
        "numberTestsTotal": 0,
        "numberTestErrors": 0,
        "zipSize": counts.zip_size,
        "details": if details { details_json(record) } else { Value::Null },
        "createdDate": rest_date(&record.created_at),
        "startDate": record.started_at.as_deref().map(rest_date),
        "lastModifiedDate": rest_date(last_modified(record)),
        "completedDate": record.completed_at.as_deref().map(rest_date),
        "errorStatusCode": error_of(record).map(|_| "UNKNOWN_EXCEPTION"),
        "errorMessage": error_of(record),
        "stateDetail": null,
        "createdBy": record.created_by.0,
        "createdByName": record.created_by.1,
        "canceledBy": record.canceled_by.as_ref().map(|(id, _)| id),
        "canceledByName": record.canceled_by.as_ref().map(|(_, name)| name),
        "messages": [],
        "retrieveResult": null,
        "runTestResult": null,
        "isRunTestsEnabled": false,
        "runTestsEnabled": false,
        "done": record.status.is_done(),
        "success": is_success(record),
        "id": record.id,
    })
}

fn details_json(record: &Record) -> Value {
    let of = |wanted: fn(&&Message) -> bool| -> Vec<Value> {
        messages(record)
            .filter(wanted)
            .map(|message| message_json(message, &record.created_at))
            .collect()
    };
    json!({
        "allComponentMessages": of(|_| true),
        "componentFailures": of(|message| !message.success),
        "componentSuccesses": of(|message| message.success),
        "retrieveResult": null,
        "runTestResult": {
            "numTestsRun": 0, "numFailures": 0, "totalTime": 0.0, "successes": [], "failures": [],
            "codeCoverage": [], "codeCoverageWarnings": [], "flowCoverage": [], "flowCoverageWarnings": [],
            "apexLogId": null,
        },
    })
}

fn message_json(message: &Message, created_at: &str) -> Value {
    json!({
        "fullName": message.full_name,
        "componentType": message.component_type,
        "fileName": message.file_name,
        "id": message.id,
        "changed": message.changed,
        "created": message.created,
        "deleted": message.deleted,
        "success": message.success,
        "warning": message.problem_type.as_deref() == Some("Warning"),
        "problem": message.problem,
        "problemType": message.problem_type,
        "lineNumber": message.place.map(|(line, _)| line),
        "columnNumber": message.place.map(|(_, column)| column),
        "createdDate": rest_date(created_at),
        "requiresProductionTestRun": false,
        "knownPackagingProblem": false,
        "forPackageManifestFile": !message.is_component(),
    })
}

struct Counts {
    total: usize,
    deployed: usize,
    errors: usize,
    files: usize,
    zip_size: usize,
}

impl Counts {
    fn of(record: &Record) -> Self {
        record.outcome.as_ref().map_or(
            Self {
                total: 0,
                deployed: 0,
                errors: 0,
                files: 0,
                zip_size: 0,
            },
            |outcome| Self {
                total: outcome.total(),
                deployed: outcome.total() - outcome.errors(),
                errors: outcome.errors(),
                files: outcome.files,
                zip_size: outcome.zip_size,
            },
        )
    }
}

fn messages(record: &Record) -> impl Iterator<Item = &Message> {
    record
        .outcome
        .iter()
        .flat_map(|outcome: &Outcome| &outcome.messages)
}

fn error_of(record: &Record) -> Option<&str> {
    record
        .outcome
        .as_ref()
        .and_then(|outcome| outcome.error.as_deref())
}

fn is_success(record: &Record) -> bool {
    matches!(record.status, Status::Succeeded | Status::SucceededPartial)
}

fn last_modified(record: &Record) -> &str {
    record
        .completed_at
        .as_deref()
        .or(record.started_at.as_deref())
        .unwrap_or(&record.created_at)
}

/// REST writes the offset as `+0000`.
fn rest_date(stamp: &str) -> String {
    stamp
        .strip_suffix('Z')
        .map_or_else(|| stamp.to_owned(), |stamp| format!("{stamp}+0000"))
}
