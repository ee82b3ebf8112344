//! Rows: created, changed, deleted, brought back, read.

use serde_json::Value;

use super::describe::ask_about;
use super::envelope::nil;
use super::handle::{Answer, Call};
use super::input::{self, Given};
use super::output::{errors, record};
use crate::dml;
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row};

/// Rows of a call that writes.
const MOST: usize = 200;

/// Rows of a call that reads.
const MOST_READ: usize = 2_000;

/// What became of a row; `created` where an upsert tells.
struct Done {
    id: Id,
    created: Option<bool>,
}

/// `create`.
pub(super) fn create(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let sent: Vec<&Element> = call.operation().all("sObjects").collect();
    each(tx, call, &sent, |tx, element| {
        let Given { object, row } = input::read(element)?;
        let id = dml::insert(tx, call.caller, &object, &row)?;
        Ok(Done { id, created: None })
    })
}

/// `update`.
pub(super) fn update(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let sent: Vec<&Element> = call.operation().all("sObjects").collect();
    each(tx, call, &sent, |tx, element| {
        let Given { object, mut row } = input::read(element)?;
        let id = own_id(&mut row)?;
        dml::update(tx, call.caller, &object, &id, &row)?;
        Ok(Done { id, created: None })
    })
}

/// `upsert`.
pub(super) fn upsert(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let key = call.operation().value("externalIDFieldName").unwrap_or("Id");
    let sent: Vec<&Element> = call.operation().all("sObjects").collect();
    each(tx, call, &sent, |tx, element| {
        let Given { object, row } = input::read(element)?;
        let value = row
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(key))
            .map_or(Value::Null, |(_, value)| value.clone());
        let done = dml::upsert(tx, call.caller, &object, (key, &value), &row, false)?;
        Ok(Done {
            id: done.id,
            created: Some(done.created),
        })
    })
}

/// `delete`.
pub(super) fn delete(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    by_id(tx, call, |tx, object, id| {
        dml::delete(tx, call.caller, &object.name, id)
    })
}

/// `undelete`.
pub(super) fn undelete(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    by_id(tx, call, |tx, object, id| {
        dml::undelete(tx, call.caller, &object.name, id)
    })
}

/// `emptyRecycleBin`.
pub(super) fn empty_recycle_bin(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    by_id(tx, call, |tx, object, id| {
        dml::purge(tx, call.caller, &object.name, id)
    })
}

fn by_id(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    work: impl Fn(&mut Tx<'_>, &ObjectDef, &Id) -> Result<(), ApiError>,
) -> Answer {
    let schema = tx.org.schema();
    let sent: Vec<&Element> = call.operation().all("ids").collect();
    each(tx, call, &sent, |tx, element| {
        let given = element.text.trim();
        let malformed = || ApiError::bad("MALFORMED_ID", format!("bad id {given}"));
        let id = Id::parse(given).ok_or_else(malformed)?;
        let object = call.caller.object_of(&schema, &id).ok_or_else(malformed)?;
        work(tx, object, &id)?;
        Ok(Done { id, created: None })
    })
}

/// Does the rows one by one; with `AllOrNoneHeader` a failure takes all of them back.
fn each(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    sent: &[&Element],
    work: impl Fn(&mut Tx<'_>, &Element) -> Result<Done, ApiError>,
) -> Answer {
    if sent.len() > MOST {
        return Err(ApiError::bad(
            "EXCEEDED_ID_LIMIT",
            format!("record limit reached. cannot submit more than {MOST} records into this call"),
        ));
    }
    let mut outcomes = Vec::new();
    let whole: Result<(), ()> = tx.savepoint(|tx| {
        for element in sent {
            outcomes.push(tx.savepoint(|tx| work(tx, element)));
        }
        if call.envelope.all_or_none && outcomes.iter().any(Result::is_err) {
            Err(())
        } else {
            Ok(())
        }
    });
    let rolled_back = ApiError::bad(
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "Record rolled back because not all records were valid and the request was using AllOrNone header",
    );
    let results = outcomes.into_iter().map(|outcome| match outcome {
        Ok(_) if whole.is_err() => result(Err(&rolled_back)),
        Ok(done) => result(Ok(&done)),
        Err(error) => result(Err(&error)),
    });
    Ok(results.collect())
}

fn result(outcome: Result<&Done, &ApiError>) -> Element {
    let mut result = Element::new("result");
    match outcome {
        Ok(Done { id, created }) => {
            if let Some(created) = created {
                result = result.with("created", created.to_string());
            }
            result.with("id", id.as_str()).with("success", "true")
        }
        Err(error) => result
            .with_child(errors(error))
            .with_child(nil("id"))
            .with("success", "false"),
    }
}

/// Takes the Id, in any case of its name, out of a row.
fn own_id(row: &mut Row) -> Result<Id, ApiError> {
    let name = row.keys().find(|name| name.eq_ignore_ascii_case("Id")).cloned();
    let given = name.and_then(|name| row.remove(&name));
    let given = given.as_ref().and_then(Value::as_str).unwrap_or_default().trim();
    if given.is_empty() {
        return Err(ApiError::bad("MISSING_ARGUMENT", "Id not specified in an update call").on(["Id"]));
    }
    Id::parse(given).ok_or_else(|| ApiError::bad("MALFORMED_ID", format!("malformed id {given}")).on(["Id"]))
}

/// `retrieve`: rows by Id, an empty result for each that the caller can't see.
pub(super) fn retrieve(tx: &mut Tx<'_>, call: &Call<'_>) -> Answer {
    let operation = call.operation();
    let ids: Vec<String> = operation.all("ids").map(|id| id.text.trim().to_owned()).collect();
    if ids.len() > MOST_READ {
        return Err(ApiError::bad(
            "EXCEEDED_ID_LIMIT",
            format!("retrieve id limit reached. cannot retrieve more than {MOST_READ} records"),
        ));
    }
    let object = operation.value("sObjectType").unwrap_or_default();
    let wanted = form_urlencoded::Serializer::new(String::new())
        .append_pair("ids", &ids.join(","))
        .append_pair("fields", operation.value("fieldList").unwrap_or_default())
        .finish();
    let answer = ask_about(tx, call, object, &format!("composite/sobjects/{object}?{wanted}"))?;
    let list = answer.as_array().cloned().unwrap_or_default();
    Ok(list
        .iter()
        .map(|row| match row {
            Value::Object(row) => record(call.flavour, "result", row),
            _ => nil("result"),
        })
        .collect())
}
