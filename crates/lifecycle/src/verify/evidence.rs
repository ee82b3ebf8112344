//! What a proof rests on, and a bundle of it for auditors: a fixed layout, a digest of each file, and no secret.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Integration, LiveUser};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::observed::Observed;
use super::seen::Seen;
use super::subject::Subject;
use super::{Answer, Proof};

/// What a proof rests on.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// What is declared, as it was resolved for this org.
    pub declared: Value,
    /// What the integration saw with its own token; null where it had none.
    pub seen: Value,
    /// The rows of the login history.
    pub logins: Value,
    /// What Salesforce says that the user may do.
    pub effective: Value,
}

impl Evidence {
    pub(super) fn of(subject: &Subject<'_>, observed: &Observed) -> Self {
        let admin = observed.admin.as_ref().and_then(|admin| admin.as_ref().ok());
        Self {
            declared: declared(subject.one, subject.user()),
            seen: observed.seen.as_ref().map_or(Value::Null, seen),
            logins: observed.logins.as_ref().map_or(Value::Null, |logins| {
                let rows = |rows: Vec<&hallpass_salesforce::Record>| -> Value {
                    let row = |row: &hallpass_salesforce::Record| -> Value {
                        let columns = row
                            .columns()
                            .map(|(name, value)| (name.to_owned(), value.clone()));
                        Value::Object(columns.collect())
                    };
                    rows.into_iter().map(row).collect()
                };
                json!({
                    "this_login": rows(logins.own.given().into_iter().flatten().collect()),
                    "window": rows(logins.all.given().into_iter().flatten().collect()),
                })
            }),
            effective: admin.map_or(Value::Null, |admin| {
                let objects = admin.objects.given().into_iter().flatten();
                let objects: BTreeMap<String, String> = objects
                    .filter(|(_, verbs)| !verbs.is_empty())
                    .map(|(name, verbs)| (name.to_string(), verbs.to_string()))
                    .collect();
                let fields = admin.fields.given().into_iter().flatten();
                let fields: BTreeMap<String, String> = fields
                    .filter(|(_, _, verbs)| !verbs.is_empty())
                    .map(|(object, field, verbs)| (format!("{object}.{field}"), verbs.to_string()))
                    .collect();
                let control = admin.baseline.control.as_ref().map(|control| {
                    let sees: Vec<String> = control.sees.iter().map(ToString::to_string).collect();
                    json!({ "username": control.username, "sees": sees })
                });
                json!({ "objects": objects, "fields": fields, "control_user": control })
            }),
        }
    }
}

fn declared(one: &Integration, user: Option<&LiveUser>) -> Value {
    let grants: BTreeMap<String, String> = one
        .grants
        .iter()
        .map(|(target, verbs)| (target.address(&one.name).to_string(), verbs.to_string()))
        .collect();
    json!({
        "integration": one.name,
        "owner": one.owner,
        "username": one.user.username,
        "user_id": user.map(|user| user.id.to_string()),
        "permission_set": one.permission_set.name,
        "also_assigned": one.also_assigned,
        "apps": one.apps.iter().map(|app| &app.name).collect::<Vec<_>>(),
        "grants": grants,
        "verify": one.verify,
    })
}

fn seen(seen: &Seen) -> Value {
    let described = seen.objects.given().into_iter().flatten();
    let objects: BTreeMap<String, Value> = described
        .map(|(name, described)| {
            let shown = described.object().map(|object| {
                let fields: BTreeMap<&str, Value> = object
                    .fields
                    .iter()
                    .map(|field| {
                        let flags = json!({ "createable": field.createable, "updateable": field.updateable });
                        (field.name.as_str(), flags)
                    })
                    .collect();
                json!({
                    "queryable": object.queryable,
                    "createable": object.createable,
                    "updateable": object.updateable,
                    "deletable": object.deletable,
                    "fields": fields,
                })
            });
            (name.to_string(), shown.unwrap_or(Value::Null))
        })
        .collect();
    let global = seen.global.given().into_iter().flatten();
    let all: Vec<&str> = global.map(|object| object.name.as_str()).collect();
    let names = |held: &Answer<BTreeSet<ApiName>>| -> Vec<String> {
        held.given()
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect()
    };
    let calls = |calls: &[(String, Answer)]| -> Value {
        calls
            .iter()
            .map(|(call, answer)| json!({ "call": call, "answer": answer }))
            .collect()
    };
    json!({
        "identity": seen.identity,
        "user_permissions": names(&seen.permissions),
        "custom_permissions": names(&seen.custom_permissions),
        "all_objects": all,
        "objects": objects,
        "queries": calls(&seen.queries),
        "apex_rest": calls(&seen.apex_rest),
        "apex_soap": calls(&seen.apex_soap),
        "other_apex": calls(&seen.closed_apex),
        "setup_objects": seen.setup.iter().map(|(name, answer)| json!({ "object": name, "answer": answer })).collect::<Value>(),
        "metadata_api": seen.metadata,
    })
}

/// Makes the files of a bundle, by path, with a manifest of their digests as `sha256sum --check` reads it.
///
/// `about` says what was looked at and when; it is the same for all proofs.
#[must_use]
pub fn bundle(about: &Value, proofs: &[Proof]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    files.insert("about.json".to_owned(), pretty(about));
    for proof in proofs {
        let Evidence {
            declared,
            seen,
            logins,
            effective,
        } = &proof.evidence;
        let checks = serde_json::to_value(proof).unwrap_or_default();
        let parts = [
            ("checks", &checks),
            ("declared", declared),
            ("seen-with-its-own-token", seen),
            ("logins", logins),
            ("effective", effective),
        ];
        for (name, part) in parts {
            files.insert(format!("{}/{name}.json", proof.name), pretty(part));
        }
    }
    let manifest: String = files
        .iter()
        .map(|(path, content)| format!("{}  {path}\n", hex(&Sha256::digest(content))))
        .collect();
    files.insert("SHA256SUMS".to_owned(), manifest.into_bytes());
    files
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut text = format!("{value:#}");
    text.push('\n');
    text.into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
