//! Describe of one object: its flags, the fields that the caller sees, its children.

use http::Method;
use serde_json::{Value, json};

use super::describe_field::{Picklists, field};
use super::{Call, describe_global, etag, layouts, rows};
use crate::error::ApiError;
use crate::facts::rest::DESCRIBE_REFERENCES;
use crate::schema::{ObjectDef, Schema};
use crate::server::Response;
use crate::store::Tx;

/// Answers `/sobjects/<Object>/describe`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>, name: &str) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    let schema = tx.org.schema();
    let object = rows::visible(&schema, call, name)?;
    etag::describe(tx, call, || {
        Response::json(200, &described(tx, call, &schema, object))
    })
}

fn described(tx: &Tx<'_>, call: &Call<'_>, schema: &Schema, object: &ObjectDef) -> Value {
    let picklists = Picklists::of(schema, object);
    let access = &call.caller.access;
    let all_references = tx.org.behaviours.is(&DESCRIBE_REFERENCES, "all");
    let fields: Vec<Value> = object
        .fields
        .iter()
        .filter(|of| access.field(&object.name, &of.name).read)
        .map(|of| field(call, object, of, &picklists, all_references))
        .collect();
    let mut described = describe_global::entry(call, object);
    described["fields"] = Value::Array(fields);
    described["childRelationships"] = children(schema, call, object);
    described["recordTypeInfos"] = record_types(call, object);
    described["supportedScopes"] = json!([{"label": "All records", "name": "everything"}]);
    described["actionOverrides"] = json!([]);
    described["namedLayoutInfos"] = json!([]);
    described["compactLayoutable"] = json!(!object.setup);
    described["searchLayoutable"] = json!(!object.setup);
    described["networkScopeFieldName"] = Value::Null;
    described["listviewable"] = Value::Null;
    described["lookupLayoutable"] = Value::Null;
    described["defaultImplementation"] = Value::Null;
    described["extendedBy"] = Value::Null;
    described["extendsInterfaces"] = Value::Null;
    described["implementedBy"] = Value::Null;
    described["implementsInterfaces"] = Value::Null;
    described["sobjectDescribeOption"] = json!("FULL");
    for (name, url) in layouts::urls(tx, call, object) {
        described["urls"][name] = Value::from(url);
    }
    described
}

/// The master record type that every business object has.
fn record_types(call: &Call<'_>, object: &ObjectDef) -> Value {
    if object.setup {
        return json!([]);
    }
    json!([{
        "active": true, "available": true, "defaultRecordTypeMapping": true, "developerName": "Master",
        "master": true, "name": "Master", "recordTypeId": layouts::MASTER,
        "urls": {"layout": layouts::url(call, object)},
    }])
}

fn children(schema: &Schema, call: &Call<'_>, object: &ObjectDef) -> Value {
    let seen = object.children.iter().filter(|child| call.sees_child(child));
    let list = seen.map(|child| {
        let cascade = schema
            .field(&child.child, &child.field)
            .is_some_and(|field| field.master_detail);
        json!({
            "cascadeDelete": cascade,
            "childSObject": child.child,
            "deprecatedAndHidden": false,
            "field": child.field,
            "junctionIdListNames": [],
            "junctionReferenceTo": [],
            "relationshipName": child.name,
            "restrictedDelete": false,
        })
    });
    list.collect()
}
