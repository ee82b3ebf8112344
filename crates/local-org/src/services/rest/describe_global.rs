//! Describe global: all objects that the caller sees.

use http::Method;
use serde_json::{Value, json};

use super::{Call, etag};
use crate::error::ApiError;
use crate::schema::ObjectDef;
use crate::server::Response;
use crate::store::Tx;

/// Answers `/sobjects`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    call.allow(&[Method::GET])?;
    etag::describe(tx, call, || {
        let schema = tx.org.schema();
        let objects: Vec<Value> = schema
            .objects
            .iter()
            .filter(|object| call.caller.access.object(&object.name).read && object.is_served(call.tooling))
            .map(|object| entry(call, object))
            .collect();
        let told = json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": objects});
        Response::json(200, &told)
    })
}

/// Returns what describe global says of one object. What the caller may not do is false, except where the real
/// describe is known to show the object's own verbs.
pub(super) fn entry(call: &Call<'_>, object: &ObjectDef) -> Value {
    let name = &object.name;
    let access = call.caller.access.object(name);
    // "Even if you can't create users, describe shows User as createable" (Object Reference, User).
    let may = |verb: bool, allowed: bool| verb && (allowed || name == "User");
    let own = format!("{}/sobjects/{name}", call.base());
    let prefix = if object.prefix_is_known {
        Value::from(object.key_prefix.as_str())
    } else {
        Value::Null
    };
    let business = !object.setup;
    json!({
        "activateable": false,
        "associateEntityType": null,
        "associateParentEntity": null,
        "createable": may(object.createable, access.create),
        "custom": object.custom,
        "customSetting": object.custom_setting,
        "deepCloneable": false,
        "deletable": object.deletable && access.delete,
        "deprecatedAndHidden": false,
        "feedEnabled": business && object.triggerable,
        "hasSubtypes": false,
        "isInterface": false,
        "isSubtype": false,
        "keyPrefix": prefix,
        "label": object.label,
        "labelPlural": object.label_plural,
        "layoutable": business,
        "mergeable": matches!(name.as_str(), "Account" | "Contact" | "Lead" | "Case"),
        "mruEnabled": business && object.searchable,
        "name": name,
        "queryable": object.queryable,
        "replicateable": business,
        "retrieveable": object.retrieveable,
        "searchable": object.searchable,
        "triggerable": object.triggerable,
        "undeletable": business && object.deletable,
        "updateable": may(object.updateable, access.edit),
        "urls": {
            "describe": format!("{own}/describe"),
            "rowTemplate": format!("{own}/{{ID}}"),
            "sobject": own,
        },
    })
}
