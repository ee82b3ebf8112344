//! createMetadata, updateMetadata, upsertMetadata, deleteMetadata, renameMetadata.

use super::reading::{is_there, kind_named, within_limit};
use super::{Answer, Call};
use crate::services::metadata::components::{self, Work, complete_apps};
use crate::services::metadata::deploy::may_change;
use crate::services::metadata::types::{Kind, Problem, check};
use crate::services::metadata::wire::Fault;
use crate::services::metadata::xml::Element;
use crate::store::Tx;

/// What a writing call does with a component that is, or is not, there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Create,
    Update,
    Upsert,
}

/// What became of one component: its name, and whether it was made.
struct Outcome {
    name: String,
    result: Result<bool, Problem>,
}

/// The three writing calls: partial success unless `AllOrNoneHeader` is set (Metadata API Developer Guide).
pub(super) fn write(tx: &mut Tx<'_>, call: &Call<'_>, verb: Verb) -> Answer {
    let given: Vec<&Element> = call.operation.all("metadata").collect();
    within_limit(given.len())?;
    let files = given
        .into_iter()
        .map(|element| typed(element, call.version))
        .collect::<Result<Vec<_>, _>>()?;
    let outcomes = together(tx, call, |tx| {
        let outcomes = files
            .iter()
            .map(|(kind, name, file)| write_one(tx, call, verb, *kind, name, file))
            .collect();
        complete_apps(&mut work(tx, call));
        outcomes
    });
    Ok(outcomes
        .iter()
        .map(|outcome| render(outcome, verb == Verb::Upsert))
        .collect())
}

/// The kind of `xsi:type`, the full name and the checked file. What does not fit its type is no call at all: the SOAP
/// layer refuses it.
fn typed(element: &Element, version: u32) -> Result<(Kind, String, Element), Fault> {
    let type_name = element.attribute("type").unwrap_or_default();
    let type_name = type_name.rsplit_once(':').map_or(type_name, |(_, local)| local);
    let kind = kind_named(type_name, version)?;
    let name = element.value("fullName").unwrap_or_default().to_owned();
    let root = kind.root_of(&name).unwrap_or(type_name);
    let file = check(element, root, version).map_err(|problem| Fault::client(problem.text))?;
    Ok((kind, name, file))
}

fn write_one(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    verb: Verb,
    kind: Kind,
    name: &str,
    file: &Element,
) -> Outcome {
    let result = tx.savepoint(|tx| {
        may_change(call.caller, kind)?;
        if name.is_empty() {
            return Err(Problem::coded(
                "REQUIRED_FIELD_MISSING",
                "Required fields are missing: [FullName]",
            ));
        }
        let there = is_there(tx, kind, name);
        match verb {
            Verb::Create if there => Err(Problem::coded(
                "DUPLICATE_DEVELOPER_NAME",
                format!(
                    "The developer name {name} is already in use by another {}",
                    kind.xml_name()
                ),
            )),
            Verb::Update if !there => Err(Problem::coded(
                "INVALID_CROSS_REFERENCE_KEY",
                format!("In field: fullName - no {} named {name} found", kind.xml_name()),
            )),
            _ => components::save(&mut work(tx, call), kind, name, file).map(|saved| saved.created),
        }
    });
    Outcome {
        name: name.to_owned(),
        result,
    }
}

/// `deleteMetadata`.
pub(super) fn delete_metadata(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let kind = kind_named(call.operation.value("type").unwrap_or_default(), call.version)?;
    let names: Vec<&str> = call
        .operation
        .all("fullNames")
        .map(|name| name.text.trim())
        .collect();
    within_limit(names.len())?;
    let outcomes = together(tx, call, |tx| {
        let outcomes = names
            .iter()
            .map(|name| delete_one(tx, call, kind, name))
            .collect();
        complete_apps(&mut work(tx, call));
        outcomes
    });
    Ok(outcomes.iter().map(|outcome| render(outcome, false)).collect())
}

fn delete_one(tx: &mut Tx<'_>, call: &Call<'_>, kind: Kind, name: &str) -> Outcome {
    let result = tx.savepoint(|tx| {
        may_change(call.caller, kind)?;
        match components::delete(&mut work(tx, call), kind, name)? {
            Some(_) => Ok(false),
            None => Err(Problem::coded(
                "INVALID_CROSS_REFERENCE_KEY",
                format!("In field: fullName - no {} named {name} found", kind.xml_name()),
            )),
        }
    });
    Outcome {
        name: name.to_owned(),
        result,
    }
}

/// `renameMetadata`.
pub(super) fn rename_metadata(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let text = |field: &str| call.operation.value(field).unwrap_or_default().to_owned();
    let kind = kind_named(&text("type"), call.version)?;
    let (old, new) = (text("oldFullName"), text("newFullName"));
    let result = tx.savepoint(|tx| {
        may_change(call.caller, kind)?;
        components::rename(&mut work(tx, call), kind, &old, &new).map(|()| false)
    });
    Ok(vec![render(&Outcome { name: old, result }, false)])
}

fn work<'w, 'o>(tx: &'w mut Tx<'o>, call: &Call<'w>) -> Work<'w, 'o> {
    Work {
        tx,
        caller: call.caller,
        version: call.version,
        ignore_warnings: true,
    }
}

/// Under `AllOrNoneHeader` one failure takes back the others, which then say so.
fn together(tx: &mut Tx<'_>, call: &Call<'_>, run: impl FnOnce(&mut Tx<'_>) -> Vec<Outcome>) -> Vec<Outcome> {
    let done: Result<Vec<Outcome>, Vec<Outcome>> = tx.savepoint(|tx| {
        let outcomes = run(tx);
        let failed = call.all_or_none && outcomes.iter().any(|outcome| outcome.result.is_err());
        if failed { Err(outcomes) } else { Ok(outcomes) }
    });
    done.unwrap_or_else(|mut outcomes| {
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.result.is_ok()) {
            outcome.result = Err(Problem::coded(
                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "Record rolled back because not all records were valid and the request was using AllOrNone header",
            ));
        }
        outcomes
    })
}

/// SaveResult, UpsertResult and DeleteResult differ in `created` only (metadata WSDL).
fn render(outcome: &Outcome, with_created: bool) -> Element {
    let mut result = Element::new("result");
    if with_created {
        result = result.with("created", matches!(outcome.result, Ok(true)).to_string());
    }
    if let Err(problem) = &outcome.result {
        let code = problem.code.as_deref().unwrap_or("FIELD_INTEGRITY_EXCEPTION");
        result.children.push(
            Element::new("errors")
                .with("message", &problem.text)
                .with("statusCode", code),
        );
    }
    result
        .with("fullName", &outcome.name)
        .with("success", outcome.result.is_ok().to_string())
}
