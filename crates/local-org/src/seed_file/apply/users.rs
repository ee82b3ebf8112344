//! Users with their licences and permission sets.

use serde_json::Value;

use super::super::node::Node;
use super::work::{Done, Trouble, named, put};
use crate::dml;
use crate::enforce::Caller;
use crate::store::Tx;
use crate::value::{Id, Row, id, row};

/// What a new user has where the file does not say.
const DEFAULTS: &[(&str, &str)] = &[
    ("TimeZoneSidKey", "America/Los_Angeles"),
    ("LocaleSidKey", "en_US"),
    ("LanguageLocaleKey", "en_US"),
    ("EmailEncodingKey", "UTF-8"),
];

/// Makes a user, or changes the one that is there, and gives what the file says.
pub(super) fn put_user(tx: &mut Tx<'_>, caller: &Caller, node: &Node) -> Done {
    let username = node.text_of("username").unwrap_or_default();
    let known = tx.find_one("User", &[("Username", Value::from(username))]);
    let mut wanted = if known.is_none() {
        defaults(username)
    } else {
        Row::new()
    };
    wanted.extend(given(tx, node)?);
    let user = put(tx, caller, "User", known.as_ref(), wanted)?;
    for name in node.get("licenses").into_iter().flat_map(Node::items) {
        let license = named(
            tx,
            "PermissionSetLicense",
            "DeveloperName",
            name.text(),
            name.place,
        )?;
        give(
            tx,
            caller,
            "PermissionSetLicenseAssign",
            "PermissionSetLicenseId",
            &user,
            &license,
        )
        .map_err(|trouble| trouble.or_at(name.place))?;
    }
    for name in node.get("permission_sets").into_iter().flat_map(Node::items) {
        let (field, set) = set_or_group(tx, name)?;
        give(tx, caller, "PermissionSetAssignment", field, &user, &set)
            .map_err(|trouble| trouble.or_at(name.place))?;
    }
    Ok(())
}

fn defaults(username: &str) -> Row {
    let local = username.split('@').next().unwrap_or_default();
    let alias: String = local
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .take(8)
        .collect();
    let mut wanted = row([
        ("Username", Value::from(username)),
        ("LastName", Value::from(local)),
        ("Email", Value::from(username)),
        ("Alias", Value::from(alias)),
        ("IsActive", Value::Bool(true)),
    ]);
    wanted.extend(
        DEFAULTS
            .iter()
            .map(|(field, value)| ((*field).to_owned(), Value::from(*value))),
    );
    wanted
}

fn given(tx: &Tx<'_>, node: &Node) -> Result<Row, Trouble> {
    let mut wanted = Row::new();
    for (key, field) in [
        ("email", "Email"),
        ("first_name", "FirstName"),
        ("last_name", "LastName"),
        ("alias", "Alias"),
    ] {
        if let Some(text) = node.text_of(key) {
            wanted.insert(field.to_owned(), Value::from(text));
        }
    }
    if let Some(active) = node.get("active") {
        wanted.insert("IsActive".to_owned(), active.to_json());
    }
    for (key, field, object) in [
        ("profile", "ProfileId", "Profile"),
        ("role", "UserRoleId", "UserRole"),
    ] {
        if let Some(name) = node.get(key) {
            let found = named(tx, object, "Name", name.text(), name.place)?;
            wanted.insert(field.to_owned(), Value::from(found));
        }
    }
    for entry in node.get("fields").into_iter().flat_map(Node::entries) {
        wanted.insert(entry.key.clone(), entry.value.to_json());
    }
    Ok(wanted)
}

fn set_or_group(tx: &Tx<'_>, name: &Node) -> Result<(&'static str, Id), Trouble> {
    let group = tx.find_one(
        "PermissionSetGroup",
        &[("DeveloperName", Value::from(name.text()))],
    );
    match group.and_then(|group| id(&group, "Id")) {
        Some(group) => Ok(("PermissionSetGroupId", group)),
        None => {
            named(tx, "PermissionSet", "Name", name.text(), name.place).map(|set| ("PermissionSetId", set))
        }
    }
}

fn give(tx: &mut Tx<'_>, caller: &Caller, object: &str, field: &str, user: &Id, what: &Id) -> Done {
    let pair = [("AssigneeId", Value::from(user)), (field, Value::from(what))];
    if tx.count(object, &pair) == 0 {
        dml::insert(tx, caller, object, &row(pair))?;
    }
    Ok(())
}
