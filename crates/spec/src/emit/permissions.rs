//! What it may do.

use std::collections::BTreeMap;

use hallpass_model::{AllFields, ApiName, Grants, Target, Verb, Verbs};

use super::lines::Lines;
use super::scalar::scalar;

/// How long an entry of `fields` may be to stand in one line.
const SHORT: usize = 100;

/// Grants by the key that they stand under.
#[derive(Default)]
struct ByKey<'g> {
    objects: Vec<(&'g ApiName, Verbs)>,
    fields: BTreeMap<&'g ApiName, Fields<'g>>,
    named: BTreeMap<&'static str, Vec<&'g str>>,
}

/// The fields of an object, by verb.
#[derive(Default)]
struct Fields<'g> {
    all: AllFields,
    edit: Vec<&'g str>,
    read: Vec<&'g str>,
}

pub(super) fn write(lines: &mut Lines, grants: &Grants, all_fields: &BTreeMap<ApiName, AllFields>) {
    let by_key = sorted(grants, all_fields);
    if by_key.objects.is_empty() && by_key.fields.is_empty() && by_key.named.is_empty() {
        lines.line(&["permissions"], 0, "permissions: {}");
        return;
    }
    lines.line(&["permissions"], 0, "permissions:");
    if !by_key.objects.is_empty() {
        lines.line(&["permissions", "objects"], 1, "objects:");
    }
    for (object, verbs) in by_key.objects {
        let path = ["permissions", "objects", object.as_str()];
        let words = verbs.iter().map(Verb::word);
        lines.list(&path, 2, &scalar(object.as_str()), words);
    }
    if !by_key.fields.is_empty() {
        lines.line(&["permissions", "fields"], 1, "fields:");
    }
    for (object, fields) in by_key.fields {
        write_fields(lines, object, &fields);
    }
    for key in KEYS {
        if let Some(names) = by_key.named.get(key) {
            lines.list(&["permissions", key], 1, key, names.iter().copied());
        }
    }
}

const KEYS: [&str; 7] = [
    "apex_classes",
    "custom_permissions",
    "flows",
    "external_credentials",
    "custom_metadata_types",
    "custom_settings",
    "system",
];

fn sorted<'g>(grants: &'g Grants, all_fields: &'g BTreeMap<ApiName, AllFields>) -> ByKey<'g> {
    let mut by_key = ByKey::default();
    for (object, all) in all_fields {
        by_key.fields.entry(object).or_default().all = all.clone();
    }
    for (target, verbs) in grants {
        let (key, name) = match target {
            Target::Object(object) => {
                by_key.objects.push((object, *verbs));
                continue;
            }
            Target::Field { object, field } => {
                let fields = by_key.fields.entry(object).or_default();
                match verbs.has(Verb::Edit) {
                    true => fields.edit.push(field.as_str()),
                    false => fields.read.push(field.as_str()),
                }
                continue;
            }
            Target::ApexClass(name) => (KEYS[0], name),
            Target::CustomPermission(name) => (KEYS[1], name),
            Target::Flow(name) => (KEYS[2], name),
            Target::ExternalCredential(name) => (KEYS[3], name),
            Target::CustomMetadataType(name) => (KEYS[4], name),
            Target::CustomSetting(name) => (KEYS[5], name),
            Target::SystemPermission(name) => (KEYS[6], name),
            // Apps say it.
            Target::App(..) => continue,
        };
        by_key.named.entry(key).or_default().push(name.as_str());
    }
    by_key
}

fn write_fields(lines: &mut Lines, object: &ApiName, fields: &Fields<'_>) {
    let excepted: Vec<&str> = fields.all.excepted().into_iter().map(ApiName::as_str).collect();
    let path = ["permissions", "fields", object.as_str()];
    let key = scalar(object.as_str());
    let parts: Vec<(&str, Option<&[&str]>)> = [
        ("edit", fields.all.edit.is_some(), &fields.edit),
        ("read", fields.all.read.is_some(), &fields.read),
        ("except", false, &excepted),
    ]
    .into_iter()
    .filter(|(_, is_all, names)| *is_all || !names.is_empty())
    .map(|(key, is_all, names)| (key, (!is_all).then_some(names.as_slice())))
    .collect();
    let flow: Vec<String> = parts
        .iter()
        .map(|(key, names)| match names {
            None => format!("{key}: all"),
            Some(names) => {
                let names: Vec<String> = names.iter().map(|name| scalar(name)).collect();
                format!("{key}: [{}]", names.join(", "))
            }
        })
        .collect();
    let flow = flow.join(", ");
    if flow.len() + key.len() <= SHORT {
        lines.line(&path, 2, &format!("{key}: {{ {flow} }}"));
        return;
    }
    lines.line(&path, 2, &format!("{key}:"));
    for (key, names) in parts {
        match names {
            None => lines.line(&path, 3, &format!("{key}: all")),
            Some(names) => lines.list(&path, 3, key, names.iter().copied()),
        }
    }
}
