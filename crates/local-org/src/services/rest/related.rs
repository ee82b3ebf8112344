//! What hangs on a row: its parents and children by the names of their relationships, and its blobs.
//!
//! Source: REST API Developer Guide, "sObject Relationships" and "sObject Blob Get".

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;

use super::{Call, rows};
use crate::dml::sees_a_parent;
use crate::error::ApiError;
use crate::schema::{ChildRelationship, FieldDef, FieldType, ObjectDef};
use crate::server::Response;
use crate::services::event_log;
use crate::services::query::{QueryOptions, run};
use crate::store::Tx;
use crate::value::{Id, text};

/// Whether `/id/name` below an object means something that hangs on a row, and no external id.
///
/// What the caller can't see is no name: an address with it is refused like one with any other word.
pub(super) fn is_one(call: &Call<'_>, object: &ObjectDef, id: &str, name: &str) -> bool {
    let is_row = Id::parse(id).is_some_and(|id| id.prefix() == object.key_prefix);
    let caller = call.caller;
    let seen = |field: &&FieldDef| caller.access.field(&object.name, &field.name).read;
    let parent = object.relationship(name).filter(seen);
    let is_name = parent.is_some_and(|field| sees_a_parent(caller, field))
        || object.child(name).is_some_and(|child| call.sees_child(child))
        || blob(object, name).is_some_and(|field| seen(&field));
    is_row && is_name && object.field(id).is_none()
}

fn blob<'o>(object: &'o ObjectDef, name: &str) -> Option<&'o FieldDef> {
    object.field(name).filter(|field| field.kind == FieldType::Base64)
}

/// Answers it.
pub(super) fn handle(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    object: &ObjectDef,
    id: &str,
    name: &str,
) -> Result<Response, ApiError> {
    let id = Id::parse(id).ok_or_else(ApiError::not_found)?;
    if let Some(field) = blob(object, name) {
        return bytes(tx, call, object, field, &id);
    }
    if let Some(field) = object.relationship(name) {
        return parent(tx, call, object, field, &id);
    }
    match object.child(name) {
        Some(child) => children(tx, call, object, child, &id),
        None => Err(ApiError::not_found()),
    }
}

fn readable(call: &Call<'_>, object: &ObjectDef, field: &FieldDef) -> Result<(), ApiError> {
    if call.caller.access.field(&object.name, &field.name).read {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}

fn bytes(
    tx: &Tx<'_>,
    call: &Call<'_>,
    object: &ObjectDef,
    field: &FieldDef,
    id: &Id,
) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    readable(call, object, field)?;
    let row = rows::seen(tx, call, object, id)?;
    if object.name == "EventLogFile" {
        let file = event_log::body(tx, id).ok_or_else(ApiError::not_found)?;
        return Ok(Response::text(200, "text/csv", file));
    }
    let bytes = STANDARD
        .decode(text(&row, &field.name))
        .map_err(|_| ApiError::not_found())?;
    Ok(Response::text(200, "application/octet-stream", bytes))
}

fn parent(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    object: &ObjectDef,
    field: &FieldDef,
    id: &Id,
) -> Result<Response, ApiError> {
    readable(call, object, field)?;
    let row = rows::seen(tx, call, object, id)?;
    let parent = Id::parse(text(&row, &field.name)).ok_or_else(ApiError::not_found)?;
    let schema = tx.org.schema();
    let target = schema
        .object_by_prefix(parent.prefix())
        .ok_or_else(ApiError::not_found)?;
    let target = rows::visible(&schema, call, &target.name)?;
    rows::by_id(tx, call, target, parent.as_str())
}

fn children(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    object: &ObjectDef,
    child: &ChildRelationship,
    id: &Id,
) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    let schema = tx.org.schema();
    let target = rows::visible(&schema, call, &child.child)?;
    let reference = target.field(&child.field).ok_or_else(ApiError::not_found)?;
    readable(call, target, reference)?;
    rows::seen(tx, call, object, id)?;
    let fields = match call.request.parameter("fields") {
        Some(list) => rows::named_fields(call, target, list.split(',').map(str::trim))?,
        None => rows::readable_fields(call, target),
    };
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    // Every name comes from the schema, and the Id was read as one.
    let soql = format!(
        "SELECT {} FROM {} WHERE {} = '{id}'",
        names.join(", "),
        target.name,
        reference.name
    );
    let answer = run(tx, call.caller, &soql, &QueryOptions::new(call.base()))?;
    Ok(Response::json(200, &answer))
}
