//! What counts as the same: every rule by which two values or rows differ in writing and not in meaning.
//!
//! A false difference is as bad as a missed one: it would be planned again after every apply. So all such rules are
//! here, each with its source.

use std::borrow::Cow;
use std::collections::BTreeSet;

pub(crate) use hallpass_access::{lookup, root};
use hallpass_model::{
    ApiName, Attribute, Catalog, FieldFacts, LiveGrant, Managed, Seen, Target, Value, Verb, Verbs,
};

/// Gives a live value the desired spelling where both mean the same, so that comparing them finds no difference.
pub(crate) fn respell<'v>(
    attribute: Attribute,
    live: &'v Seen<Value>,
    desired: &Managed<Value>,
) -> Cow<'v, Seen<Value>> {
    let Some(wanted) = desired.wanted() else {
        return Cow::Borrowed(live);
    };
    let same = match live {
        Seen::Known(value) => is_same(attribute, value, wanted),
        // An org keeps no empty text: it is absent.
        Seen::Absent => *wanted == Value::Text(String::new()) || *wanted == Value::List(Vec::new()),
        Seen::Unknown(_) => false,
    };
    match same {
        true => Cow::Owned(Seen::Known(wanted.clone())),
        false => Cow::Borrowed(live),
    }
}

fn is_same(attribute: Attribute, live: &Value, wanted: &Value) -> bool {
    match (attribute, live, wanted) {
        // E-mail addresses and usernames are compared without case (Object Reference, User).
        (
            Attribute::Email | Attribute::ContactEmail | Attribute::Username | Attribute::RunAs,
            Value::Text(live),
            Value::Text(wanted),
        ) => live.trim().eq_ignore_ascii_case(wanted.trim()),
        (Attribute::Scopes, Value::List(live), Value::List(wanted)) => scopes(live) == scopes(wanted),
        (Attribute::Certificate, Value::Text(live), Value::Text(wanted)) => live.eq_ignore_ascii_case(wanted),
        (_, Value::Text(live), Value::Text(wanted)) => plain(live) == plain(wanted),
        _ => live == wanted,
    }
}

/// An org trims texts and keeps line breaks of its own (REST API Developer Guide, string fields).
fn plain(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

/// Scopes come back rewritten: `offline_access` as `refresh_token`, and the parts of the identity as the whole
/// (Metadata API Developer Guide, `ConnectedAppOauthAccessScope`: values on deploy and on retrieve).
fn scopes(names: &[String]) -> BTreeSet<&str> {
    names
        .iter()
        .map(|name| match name.as_str() {
            "offline_access" => "refresh_token",
            "profile" | "email" | "address" | "phone" => "id",
            other => other,
        })
        .collect()
}

/// Rows that an org makes up for whoever holds Modify All Data have ids of zeros; nobody can change or delete them
/// (Object Reference, `ObjectPermissions`).
pub(crate) fn is_real(grant: &LiveGrant) -> bool {
    grant.id.as_ref().is_none_or(|id| !id.as_str().starts_with("000"))
}

/// What can be granted on a field at all: nobody edits a formula or an auto-number (Object Reference, `FieldPermissions`).
pub(crate) fn grantable(facts: Option<&FieldFacts>, verbs: Verbs) -> Verbs {
    match facts.is_some_and(|facts| facts.read_only) {
        true => verbs.minus(Verbs::NONE.with(Verb::Edit)),
        false => verbs,
    }
}

/// What a field's row says beyond its object: where all fields are open, reading is no news, and rows that say so
/// come and go with the object's (Object Reference, `ObjectPermissions.PermissionsViewAllFields`).
pub(crate) fn beyond_object(all_fields_open: bool, verbs: Verbs) -> Verbs {
    match all_fields_open && !verbs.has(Verb::Edit) {
        true => Verbs::NONE,
        false => verbs,
    }
}

/// Returns the permissionable parts of a compound field; none for any other.
pub(crate) fn parts<'c>(catalog: &'c Catalog, object: &ApiName, whole: &ApiName) -> Vec<&'c ApiName> {
    let fields = catalog
        .objects
        .get(object)
        .into_iter()
        .flat_map(|facts| &facts.fields);
    fields
        .filter(|(_, facts)| facts.permissionable && facts.part_of.as_ref() == Some(whole))
        .map(|(name, _)| name)
        .collect()
}

/// Returns the other name of a lookup, which no field bears.
pub(crate) fn without_id(catalog: &Catalog, object: &ApiName, field: &ApiName) -> Option<ApiName> {
    let facts = catalog.objects.get(object)?;
    let bytes = field.as_str();
    let split = bytes.len().checked_sub(2)?;
    let (stem, end) = bytes.split_at_checked(split)?;
    let stem = ApiName::from(stem);
    (end.eq_ignore_ascii_case("id") && !stem.as_str().is_empty() && !facts.fields.contains_key(&stem))
        .then_some(stem)
}

/// Returns the same custom field on the other kind of activity: tasks and events share their custom fields, and the
/// rows of both move together (Object Reference, `FieldPermissions`).
pub(crate) fn twin(object: &ApiName, field: &ApiName) -> Option<Target> {
    const ACTIVITIES: [(&str, &str); 2] = [("Task", "Event"), ("Event", "Task")];
    let is_custom = field.as_str().to_ascii_lowercase().ends_with("__c");
    let (_, other) = ACTIVITIES
        .into_iter()
        .find(|(one, _)| is_custom && object.as_str().eq_ignore_ascii_case(one))?;
    Some(Target::Field {
        object: other.into(),
        field: field.clone(),
    })
}
