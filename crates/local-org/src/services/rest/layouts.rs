//! Layouts and compact layouts: one of each for every business object, made from the fields that the caller sees. Nobody
//! designs layouts here, so both are the system's.
//!
//! Source: REST API Developer Guide, "sObject Layouts" and "Compact Layouts"; SOAP API Developer Guide,
//! "DescribeLayoutResult".

use http::Method;
use serde_json::{Value, json};

use super::describe_field::{Picklists, field};
use super::{Call, etag, rows};
use crate::error::ApiError;
use crate::schema::{FieldDef, ObjectDef, Schema};
use crate::server::Response;
use crate::store::Tx;

/// The master record type, which every business object has.
pub(super) const MASTER: &str = "012000000000000AAA";

/// The addresses that describe names of a business object: where its layouts are, and its pages in a browser.
pub(super) fn urls(tx: &Tx<'_>, call: &Call<'_>, object: &ObjectDef) -> Vec<(&'static str, String)> {
    if object.setup {
        return Vec::new();
    }
    let own = own(call, object);
    let page = |tail: &str| format!("{}/{tail}", tx.org.url());
    vec![
        ("compactLayouts", format!("{own}/describe/compactLayouts")),
        ("layouts", format!("{own}/describe/layouts")),
        ("uiDetailTemplate", page("{ID}")),
        ("uiEditTemplate", page("{ID}/e")),
        ("uiNewRecord", page(&format!("{}/e", object.key_prefix))),
    ]
}

/// The address of the layout of the master record type.
pub(super) fn url(call: &Call<'_>, object: &ObjectDef) -> String {
    format!("{}/describe/layouts/{MASTER}", own(call, object))
}

fn own(call: &Call<'_>, object: &ObjectDef) -> String {
    format!("{}/sobjects/{}", call.base(), object.name)
}

/// Answers `/sobjects/<Object>/describe/layouts`, and the layout of a record type behind it.
pub(super) fn full(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    name: &str,
    record_type: Option<&str>,
) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    let schema = tx.org.schema();
    let object = with_layouts(&schema, call, name)?;
    if record_type.is_some_and(|asked| !is_master(asked)) {
        return Err(ApiError::not_found());
    }
    etag::describe(tx, call, || {
        let layout = layout(&schema, call, object);
        let told = match record_type {
            Some(_) => layout,
            None => json!({
                "layouts": [layout],
                "recordTypeMappings": [{
                    "active": true, "available": true, "defaultRecordTypeMapping": true, "developerName": "Master",
                    "layoutId": null, "master": true, "name": "Master", "picklistsForRecordType": null,
                    "recordTypeId": MASTER, "urls": {"layout": url(call, object)},
                }],
                "recordTypeSelectorRequired": [false],
            }),
        };
        Response::json(200, &told)
    })
}

/// Answers `/sobjects/<Object>/describe/compactLayouts`, and behind it the primary one or that of a record type.
pub(super) fn compact(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    name: &str,
    which: Option<&str>,
) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    let schema = tx.org.schema();
    let object = with_layouts(&schema, call, name)?;
    if which.is_some_and(|asked| asked != "primary" && !is_master(asked)) {
        return Err(ApiError::not_found());
    }
    etag::describe(tx, call, || {
        let picklists = Picklists::of(&schema, object);
        let names = object.fields.iter().filter(|field| field.name_field);
        let items: Vec<Value> = seen(call, object, names)
            .map(|of| item(call, object, of, &picklists))
            .collect();
        let layout = json!({
            "actions": [], "fieldItems": items, "id": null, "imageItems": [], "label": "System Default",
            "name": "SYSTEM", "objectType": object.name,
        });
        let address = |tail: &str| format!("{}/describe/compactLayouts/{tail}", own(call, object));
        let told = match which {
            Some(_) => layout,
            None => json!({
                "compactLayouts": [layout],
                "defaultCompactLayoutId": null,
                "recordTypeCompactLayoutMappings": [{
                    "available": true, "compactLayoutId": null, "compactLayoutName": "SYSTEM",
                    "recordTypeId": MASTER, "recordTypeName": "Master", "urls": {"compactLayout": address(MASTER)},
                }],
                "urls": {"primary": address("primary")},
            }),
        };
        Response::json(200, &told)
    })
}

/// Objects of the setup have none.
fn with_layouts<'s>(schema: &'s Schema, call: &Call<'_>, name: &str) -> Result<&'s ObjectDef, ApiError> {
    let object = rows::visible(schema, call, name)?;
    if object.setup {
        return Err(ApiError::not_found());
    }
    Ok(object)
}

fn is_master(record_type: &str) -> bool {
    record_type == MASTER || record_type == &MASTER[..15]
}

fn seen<'a>(
    call: &'a Call<'_>,
    object: &'a ObjectDef,
    fields: impl Iterator<Item = &'a FieldDef> + 'a,
) -> impl Iterator<Item = &'a FieldDef> + 'a {
    fields.filter(|field| call.caller.access.field(&object.name, &field.name).read)
}

/// One section of two columns, with all that a person would fill in or read.
fn layout(schema: &Schema, call: &Call<'_>, object: &ObjectDef) -> Value {
    let picklists = Picklists::of(schema, object);
    let shown = object
        .fields
        .iter()
        .filter(|field| field.compound.is_none() && field.name != "Id" && field.name != "IsDeleted");
    let items: Vec<Value> = seen(call, object, shown)
        .map(|of| item(call, object, of, &picklists))
        .collect();
    let rows: Vec<Value> = items
        .chunks(2)
        .map(|row| json!({"layoutItems": row, "numItems": row.len()}))
        .collect();
    let section = json!({
        "collapsed": false, "columns": 2, "heading": object.label, "layoutRows": rows, "layoutSectionId": null,
        "parentLayoutId": null, "rows": rows.len(), "tabOrder": "LeftToRight", "useCollapsibleSection": false,
        "useHeading": true,
    });
    json!({
        "buttonLayoutSection": {"detailButtons": []},
        "detailLayoutSections": [section],
        "editLayoutSections": [section],
        "feedView": null,
        "highlightsPanelLayoutSection": null,
        "id": null,
        "multirowEditLayoutSections": [],
        "offlineLinks": [],
        "quickActionList": {"quickActionListItems": []},
        "relatedContent": null,
        "relatedLists": [],
        "saveOptions": [],
    })
}

fn item(call: &Call<'_>, object: &ObjectDef, of: &FieldDef, picklists: &Picklists) -> Value {
    let details = field(call, object, of, picklists, false);
    let (createable, updateable) = (details["createable"].clone(), details["updateable"].clone());
    let required = of.createable && !of.nillable && !of.defaulted_on_create;
    json!({
        "editableForNew": createable,
        "editableForUpdate": updateable,
        "label": of.label,
        "layoutComponents": [{
            "details": details, "displayLines": 1, "tabOrder": 1, "type": "Field", "value": of.name,
        }],
        "placeholder": false,
        "required": required,
    })
}
