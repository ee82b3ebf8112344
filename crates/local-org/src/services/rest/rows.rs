//! One row: read, create, change, delete, upsert; and the object's basic information.

use http::Method;
use serde_json::{Map, Value, json};

use super::{Call, describe_global, etag, related, shape};
use crate::dml;
use crate::enforce::sees_row;
use crate::error::ApiError;
use crate::schema::{FieldDef, ObjectDef, Schema};
use crate::seed::{fill_catalogue, is_filled_late};
use crate::server::Response;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

const ROW: &[Method] = &[Method::GET, Method::PATCH, Method::DELETE];

/// Answers `/sobjects/<Object>/…`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>, rest: &[&str]) -> Result<Response, ApiError> {
    let schema = tx.org.schema();
    let (name, rest) = rest.split_first().ok_or_else(ApiError::not_found)?;
    let object = visible(&schema, call, name)?;
    if is_filled_late(&object.name) {
        fill_catalogue(tx);
    }
    match rest {
        [] => whole(tx, call, object),
        ["Id"] => {
            call.allow(&[Method::POST])?;
            create(tx, call, object)
        }
        [id] => by_id(tx, call, object, id),
        [id, name] if related::is_one(call, object, id, name) => related::handle(tx, call, object, id, name),
        [field, value] => by_external_id(tx, call, object, field, value),
        _ => Err(ApiError::not_found()),
    }
}

/// Returns the object, if it exists as far as the caller and this API can tell.
pub(super) fn visible<'s>(
    schema: &'s Schema,
    call: &Call<'_>,
    name: &str,
) -> Result<&'s ObjectDef, ApiError> {
    schema
        .object(name)
        .filter(|object| call.caller.access.object(&object.name).read && object.is_served(call.tooling))
        .ok_or_else(ApiError::not_found)
}

fn whole(tx: &mut Tx<'_>, call: &Call<'_>, object: &ObjectDef) -> Result<Response, ApiError> {
    call.allow(&[Method::GET, Method::POST])?;
    if call.method() == Method::POST {
        return create(tx, call, object);
    }
    let entry = describe_global::entry(call, object);
    Ok(Response::json(
        200,
        &json!({"objectDescribe": entry, "recentItems": []}),
    ))
}

fn create(tx: &mut Tx<'_>, call: &Call<'_>, object: &ObjectDef) -> Result<Response, ApiError> {
    let row: Row = call.object()?.into_iter().collect();
    let id = dml::insert(tx, call.caller, &object.name, &row)?;
    let place = format!("{}/sobjects/{}/{id}", call.base(), object.name);
    Ok(
        Response::json(201, &json!({"id": id.as_str(), "success": true, "errors": []}))
            .with_header("location", &place),
    )
}

/// Answers calls on one row.
pub(super) fn by_id(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    object: &ObjectDef,
    given: &str,
) -> Result<Response, ApiError> {
    call.allow(ROW)?;
    let id = Id::parse(given)
        .filter(|id| id.prefix() == object.key_prefix)
        .ok_or_else(|| not_external(given))?;
    match call.method() {
        Method::GET => read(tx, call, object, &id),
        Method::PATCH => {
            let changes: Row = call.object()?.into_iter().collect();
            let row = dml::existing(tx, call.caller, object, &id)?;
            etag::check(call, object, &row)?;
            dml::update(tx, call.caller, &object.name, &id, &changes)?;
            Ok(Response::empty(204))
        }
        _ => {
            dml::delete(tx, call.caller, &object.name, &id)?;
            Ok(Response::empty(204))
        }
    }
}

fn not_external(given: &str) -> ApiError {
    ApiError::new(
        404,
        "NOT_FOUND",
        format!("Provided external ID field does not exist or is not accessible: {given}"),
    )
}

/// Returns a row if the caller may see it.
pub(super) fn seen(tx: &Tx<'_>, call: &Call<'_>, object: &ObjectDef, id: &Id) -> Result<Row, ApiError> {
    let row = tx.get(&object.name, id);
    match row.filter(|row| sees_row(call.caller, object, row)) {
        Some(row) if flag(&row, "IsDeleted") => Err(ApiError::deleted()),
        Some(row) => Ok(row),
        None => Err(ApiError::not_found()),
    }
}

/// Answers a row that the caller may see.
pub(super) fn read(tx: &Tx<'_>, call: &Call<'_>, object: &ObjectDef, id: &Id) -> Result<Response, ApiError> {
    if !object.retrieveable {
        return Err(ApiError::not_found());
    }
    let row = seen(tx, call, object, id)?;
    if let Some(unchanged) = etag::check(call, object, &row)? {
        return Ok(unchanged);
    }
    let fields = match call.request.parameter("fields") {
        Some(list) => named_fields(call, object, list.split(',').map(str::trim))?,
        None => readable_fields(call, object),
    };
    let response = Response::json(200, &shape::record(call, object, &fields, &row));
    Ok(etag::tell(object, &row, response))
}

/// Returns the fields that the caller may read.
pub(super) fn readable_fields<'o>(call: &Call<'_>, object: &'o ObjectDef) -> Vec<&'o FieldDef> {
    object
        .fields
        .iter()
        .filter(|field| call.caller.access.field(&object.name, &field.name).read)
        .collect()
}

/// Returns the fields of those names.
///
/// # Errors
/// `INVALID_FIELD` for one that is not there as far as the caller can tell.
pub(super) fn named_fields<'o, 'n>(
    call: &Call<'_>,
    object: &'o ObjectDef,
    names: impl Iterator<Item = &'n str>,
) -> Result<Vec<&'o FieldDef>, ApiError> {
    names
        .filter(|name| !name.is_empty())
        .map(|name| {
            object
                .field(name)
                .filter(|field| call.caller.access.field(&object.name, &field.name).read)
                .ok_or_else(|| {
                    let message = format!("No such column '{name}' on sobject of type {}", object.name);
                    ApiError::bad("INVALID_FIELD", message)
                })
        })
        .collect()
}

fn by_external_id(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    object: &ObjectDef,
    field: &str,
    value: &str,
) -> Result<Response, ApiError> {
    call.allow(ROW)?;
    let key = dml::external_id_field(object, field)
        .filter(|key| call.caller.access.field(&object.name, &key.name).read)
        .ok_or_else(|| not_external(field))?;
    if call.method() == Method::PATCH {
        return upsert(tx, call, object, (&key.name, value));
    }
    let found = tx.find(&object.name, &[(&key.name, Value::from(value))]);
    match found.as_slice() {
        [one] => {
            let id = id(one, "Id").ok_or_else(ApiError::not_found)?;
            if call.method() == Method::GET {
                return read(tx, call, object, &id);
            }
            dml::delete(tx, call.caller, &object.name, &id)?;
            Ok(Response::empty(204))
        }
        [] => Err(ApiError::not_found()),
        several => Ok(choices(call, object, several)),
    }
}

/// Several rows have the value: 300, and where they are.
fn choices(call: &Call<'_>, object: &ObjectDef, rows: &[Row]) -> Response {
    let base = call.base();
    let list: Vec<Value> = rows
        .iter()
        .map(|row| Value::from(format!("{base}/sobjects/{}/{}", object.name, text(row, "Id"))))
        .collect();
    Response::json(300, &Value::Array(list))
}

fn upsert(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    object: &ObjectDef,
    key: (&str, &str),
) -> Result<Response, ApiError> {
    let given: Map<String, Value> = call.object()?;
    if given.keys().any(|name| name.eq_ignore_ascii_case(key.0)) {
        let message = format!("The {} field should not be specified in the sobject data.", key.0);
        return Err(ApiError::bad("INVALID_FIELD", message).on([key.0]));
    }
    let row: Row = given.into_iter().collect();
    let update_only = call.request.parameter("updateOnly").as_deref() == Some("true");
    let done = dml::upsert(
        tx,
        call.caller,
        &object.name,
        (key.0, &Value::from(key.1)),
        &row,
        update_only,
    )?;
    let body = json!({"id": done.id.as_str(), "success": true, "errors": [], "created": done.created});
    match (done.created, call.version.number()) {
        (true, 46..) => Ok(Response::json(201, &body)),
        (true, _) => Ok(Response::json(
            201,
            &json!({"id": done.id.as_str(), "success": true, "errors": []}),
        )),
        // Until 45.0 an update answered without a body (REST API Developer Guide, upsert).
        (false, 46..) => Ok(Response::json(200, &body)),
        (false, _) => Ok(Response::empty(204)),
    }
}
