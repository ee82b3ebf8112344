//! User.

use serde_json::Value;

use super::ceiling::Ceiling;
use super::duties;
use super::rule::{Checked, Rule};
use super::seats::{check_user_seat, license_of_profile};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::facts::users::{EMAIL_CHANGE, LICENSE_CHANGE, PASSWORD_DATE};
use crate::standard_profiles::is_administrator;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

const SECTION: &str = "Manage Users";

pub(super) struct User;

impl Rule for User {
    fn before_insert(&self, tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        let username = check_username(tx, text(row, "Username"), None)?;
        if !username.is_empty() {
            fill_nickname(tx, row, &username);
            row.insert("Username".to_owned(), Value::from(username));
        }
        row.insert("Name".to_owned(), Value::from(full_name(row)));
        if tx.org.behaviours.is(&PASSWORD_DATE, "created") {
            row.insert("LastPasswordChangeDate".to_owned(), Value::from(tx.stamp()));
        }
        let Some(profile) = id(row, "ProfileId") else {
            return Ok(());
        };
        if let Some(profile) = tx.get("Profile", &profile) {
            row.insert(
                "UserType".to_owned(),
                profile.get("UserType").cloned().unwrap_or_default(),
            );
        }
        match license_of_profile(tx, &profile) {
            Some(license) if flag(row, "IsActive") => check_user_seat(&license),
            _ => Ok(()),
        }
    }

    fn after_insert(&self, tx: &mut Tx<'_>, caller: &Caller, id: &Id, row: &Row) -> Checked {
        assign_profile_set(tx, id, row);
        tx.insert_raw("UserLogin", user_login(id));
        tx.audit(
            caller,
            "createduser",
            SECTION,
            format!("Created new user {}", text(row, "Name")),
        );
        Ok(())
    }

    fn before_update(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row, changes: &mut Row) -> Checked {
        let own = id(old, "Id");
        if changes.contains_key("Username") {
            let username = check_username(tx, text(changes, "Username"), own.as_ref())?;
            changes.insert("Username".to_owned(), Value::from(username));
        }
        if let Some(own) = &own {
            defer_email(tx, own, old, changes);
        }
        let mut new = old.clone();
        new.extend(changes.clone());
        changes.insert("Name".to_owned(), Value::from(full_name(&new)));
        check_deactivation(tx, caller, old, &new)?;
        check_move(tx, old, &new)?;
        if let Some(profile) = id(&new, "ProfileId").and_then(|profile| tx.get("Profile", &profile)) {
            changes.insert(
                "UserType".to_owned(),
                profile.get("UserType").cloned().unwrap_or_default(),
            );
        }
        Ok(())
    }

    fn after_update(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row, new: &Row) -> Checked {
        if text(old, "ProfileId") != text(new, "ProfileId")
            && let (Some(user), Some(profile)) = (id(new, "Id"), id(old, "ProfileId"))
        {
            unassign_profile_set(tx, &user, &profile);
            assign_profile_set(tx, &user, new);
        }
        if flag(old, "IsActive")
            && !flag(new, "IsActive")
            && let Some(user) = id(new, "Id")
        {
            crate::sessions::end_with_user(tx, &user);
        }
        let (before, after) = (text(old, "Username"), text(new, "Username"));
        if before != after {
            crate::services::metadata::user_renamed(tx, before, after);
        }
        for (action, display) in audit_lines(tx, old, new) {
            tx.audit(caller, action, SECTION, display);
        }
        Ok(())
    }
}

/// Returns first and last name as one.
pub(crate) fn full_name(row: &Row) -> String {
    [text(row, "FirstName"), text(row, "LastName")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns the username in lower case, if it is one and nobody else has it.
fn check_username(tx: &Tx<'_>, username: &str, own: Option<&Id>) -> Result<String, ApiError> {
    let username = username.trim().to_lowercase();
    if username.is_empty() {
        return Ok(username);
    }
    if !crate::dml::is_email(&username) {
        return Err(ApiError::bad(
            "INVALID_EMAIL_ADDRESS",
            "Username must be in the form of an email address (for example, john@acme.com)",
        )
        .on(["Username"]));
    }
    let taken = tx.find("User", &[("Username", Value::from(username.as_str()))]);
    if taken.iter().any(|other| id(other, "Id").as_ref() != own) {
        return Err(ApiError::bad(
            "DUPLICATE_USERNAME",
            "Duplicate Username.<br>The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations. To resolve, use a different username (it doesn't need to match the user's email address).",
        )
        .on(["Username"]));
    }
    Ok(username)
}

fn fill_nickname(tx: &Tx<'_>, row: &mut Row, username: &str) {
    if text(row, "CommunityNickname").is_empty() {
        let local: String = username
            .split('@')
            .next()
            .unwrap_or_default()
            .chars()
            .take(30)
            .collect();
        let same = tx.count("User", &[("CommunityNickname", Value::from(local.as_str()))]);
        let nickname = if same == 0 {
            local
        } else {
            format!("{local}{}", tx.count("User", &[]))
        };
        row.insert("CommunityNickname".to_owned(), Value::from(nickname));
    }
}

/// A changed address waits for a click in a mail, so the row keeps the old one.
fn defer_email(tx: &mut Tx<'_>, user: &Id, old: &Row, changes: &mut Row) {
    let wanted = text(changes, "Email").to_owned();
    let waits = tx.org.behaviours.is(&EMAIL_CHANGE, "deferred") && flag(old, "IsActive");
    if wanted.is_empty() || wanted == text(old, "Email") || !waits {
        return;
    }
    tx.set_meta(&pending_email(user), &wanted);
    changes.remove("Email");
}

/// Where the address stands that waits for a click; empty where none does.
fn pending_email(user: &Id) -> String {
    format!("pending email {user}")
}

/// Follows the link in the mail; returns whether there was one.
pub(crate) fn confirm_email(tx: &mut Tx<'_>, user: &Id) -> bool {
    let Some(email) = tx.meta(&pending_email(user)).filter(|email| !email.is_empty()) else {
        return false;
    };
    tx.set_meta(&pending_email(user), "");
    tx.update_raw("User", user, row([("Email", Value::from(email))]));
    true
}

/// The last active System Administrator stays.
fn check_deactivation(tx: &Tx<'_>, caller: &Caller, old: &Row, new: &Row) -> Checked {
    if !flag(old, "IsActive") || flag(new, "IsActive") {
        return Ok(());
    }
    if id(old, "Id").as_ref() == Some(&caller.user_id) && caller.session.is_some() {
        return Err(ApiError::bad(
            "FIELD_INTEGRITY_EXCEPTION",
            "You cannot deactivate yourself.",
        ));
    }
    if let Some(user) = id(old, "Id") {
        duties::check(tx, &user)?;
    }
    let profile = id(old, "ProfileId")
        .and_then(|profile| tx.get("Profile", &profile))
        .unwrap_or_default();
    let peers = [
        ("ProfileId", profile.get("Id").cloned().unwrap_or_default()),
        ("IsActive", Value::Bool(true)),
    ];
    if is_administrator(&profile) && tx.count("User", &peers) < 2 {
        return Err(ApiError::bad(
            "CANNOT_DISABLE_LAST_ADMIN",
            "can't deactivate the last system administrator",
        ));
    }
    Ok(())
}

/// A user who comes to a licence, by activation or by profile, needs a seat, and sets that the licence allows.
fn check_move(tx: &mut Tx<'_>, old: &Row, new: &Row) -> Checked {
    let license = |row: &Row| id(row, "ProfileId").and_then(|profile| license_of_profile(tx, &profile));
    let (before, after) = (license(old), license(new));
    let moves = before.as_ref().map(|row| text(row, "Name")) != after.as_ref().map(|row| text(row, "Name"));
    let activates = !flag(old, "IsActive");
    let Some(after) = after.filter(|_| flag(new, "IsActive") && (moves || activates)) else {
        return Ok(());
    };
    check_user_seat(&after)?;
    if !moves {
        return Ok(());
    }
    match tx.org.behaviours.value(&LICENSE_CHANGE) {
        "holds_nothing" => check_holds_nothing(tx, new),
        "drops" => {
            drop_held(tx, new);
            Ok(())
        }
        _ => check_sets_fit(tx, new, &after),
    }
}

/// What a user holds besides the set of its profile.
fn held(tx: &Tx<'_>, user: &Row) -> Vec<(&'static str, Row)> {
    let Some(user_id) = id(user, "Id") else {
        return Vec::new();
    };
    let of_user = [("AssigneeId", Value::from(&user_id))];
    let sets = tx.find("PermissionSetAssignment", &of_user).into_iter();
    let sets = sets.filter(|assignment| !flag(&set_of(tx, assignment), "IsOwnedByProfile"));
    let licenses = tx.find("PermissionSetLicenseAssign", &of_user);
    sets.map(|row| ("PermissionSetAssignment", row))
        .chain(
            licenses
                .into_iter()
                .map(|row| ("PermissionSetLicenseAssign", row)),
        )
        .collect()
}

fn set_of(tx: &Tx<'_>, assignment: &Row) -> Row {
    id(assignment, "PermissionSetId")
        .and_then(|set| tx.get("PermissionSet", &set))
        .unwrap_or_default()
}

fn check_holds_nothing(tx: &Tx<'_>, user: &Row) -> Checked {
    if held(tx, user).is_empty() {
        return Ok(());
    }
    Err(ApiError::bad(
        "FIELD_INTEGRITY_EXCEPTION",
        format!(
            "Can't change the user license of {}. Remove the assigned permission sets and permission set licenses first.",
            text(user, "Name")
        ),
    )
    .on(["ProfileId"]))
}

fn drop_held(tx: &mut Tx<'_>, user: &Row) {
    for (object, row) in held(tx, user) {
        if let Some(row) = id(&row, "Id") {
            tx.delete_raw(object, &row);
        }
    }
}

fn check_sets_fit(tx: &Tx<'_>, user: &Row, license: &Row) -> Checked {
    let ceiling = Ceiling::of_user(tx, user);
    let Some(user_id) = id(user, "Id") else {
        return Ok(());
    };
    for assignment in tx.find(
        "PermissionSetAssignment",
        &[("AssigneeId", Value::from(&user_id))],
    ) {
        let set = set_of(tx, &assignment);
        if flag(&set, "IsOwnedByProfile") {
            continue;
        }
        super::permission_set_assignment::check_same_license(&set, user, license)?;
        if let Some(excess) = ceiling.first_excess(tx, &set) {
            return Err(super::permission_set_assignment::refusal(&set, user, &excess));
        }
    }
    Ok(())
}

fn own_set(tx: &Tx<'_>, profile: &Id) -> Option<Id> {
    tx.find_one("PermissionSet", &[("ProfileId", Value::from(profile))])
        .and_then(|set| id(&set, "Id"))
}

fn assign_profile_set(tx: &mut Tx<'_>, user: &Id, row_of_user: &Row) {
    let Some(set) = id(row_of_user, "ProfileId").and_then(|profile| own_set(tx, &profile)) else {
        return;
    };
    tx.insert_raw(
        "PermissionSetAssignment",
        row([
            ("AssigneeId", Value::from(user)),
            ("PermissionSetId", Value::from(set)),
            ("IsActive", Value::Bool(true)),
        ]),
    );
}

fn unassign_profile_set(tx: &mut Tx<'_>, user: &Id, profile: &Id) {
    let Some(set) = own_set(tx, profile) else { return };
    let filter = [
        ("AssigneeId", Value::from(user)),
        ("PermissionSetId", Value::from(set)),
    ];
    for assignment in tx.find("PermissionSetAssignment", &filter) {
        if let Some(assignment) = id(&assignment, "Id") {
            tx.delete_raw("PermissionSetAssignment", &assignment);
        }
    }
}

fn user_login(user: &Id) -> Row {
    row([
        ("UserId", Value::from(user)),
        ("IsFrozen", Value::Bool(false)),
        ("IsPasswordLocked", Value::Bool(false)),
    ])
}

fn audit_lines(tx: &Tx<'_>, old: &Row, new: &Row) -> Vec<(&'static str, String)> {
    let name = text(new, "Name");
    let short = id(new, "Id").map_or_else(String::new, |id| id.short().to_owned());
    let mut lines = Vec::new();
    match (flag(old, "IsActive"), flag(new, "IsActive")) {
        (true, false) => lines.push((
            "deactivateduser",
            format!("Deactivated user {name} (UserID: [{short}])"),
        )),
        (false, true) => lines.push((
            "activateduser",
            format!("Activated user {name} (UserID: [{short}])"),
        )),
        _ => {}
    }
    for (field, action, what) in [
        ("Username", "changedusername", "username"),
        ("Email", "changedemail", "email"),
        ("FederationIdentifier", "changedfederationid", "federation id"),
    ] {
        if text(old, field) != text(new, field) {
            let (from, to) = (text(old, field), text(new, field));
            lines.push((
                action,
                format!(
                    "Changed {what} for user {name} (UserID: [{short}]) from {} to {}",
                    or_null(from),
                    or_null(to)
                ),
            ));
        }
    }
    if text(old, "ProfileId") != text(new, "ProfileId") {
        let label = |row: &Row| {
            let profile = id(row, "ProfileId")
                .and_then(|profile| tx.get("Profile", &profile))
                .unwrap_or_default();
            text(&profile, "Name").to_owned()
        };
        let (from, to) = (label(old), label(new));
        let is_custom = |row: &Row| {
            let profile = id(row, "ProfileId").and_then(|profile| tx.get("Profile", &profile));
            let set = profile
                .and_then(|profile| id(&profile, "Id"))
                .and_then(|profile| tx.find_one("PermissionSet", &[("ProfileId", Value::from(&profile))]));
            set.is_some_and(|set| flag(&set, "IsCustom"))
        };
        let action = match (is_custom(old), is_custom(new)) {
            (true, true) => "changedprofileforuser",
            (true, false) => "changedprofileforusercusttostd",
            (false, true) => "changedprofileforuserstdtocust",
            (false, false) => "changedprofileforuserstdtostd",
        };
        lines.push((
            action,
            format!("Changed profile for user {name} from {from} to {to}"),
        ));
    }
    if text(old, "UserRoleId") != text(new, "UserRoleId") {
        let label = |row: &Row| {
            let role = id(row, "UserRoleId").and_then(|role| tx.get("UserRole", &role));
            role.map(|role| text(&role, "Name").to_owned())
        };
        let (from, to) = (label(old), label(new));
        let action = match (&from, &to) {
            (None, _) => "changedroleforuserfromnone",
            (_, None) => "changedroleforusertonone",
            _ => "changedroleforuser",
        };
        let named = |role: Option<String>| role.unwrap_or_else(|| "<None Specified>".to_owned());
        let (from, to) = (named(from), named(to));
        lines.push((
            action,
            format!("Changed role for user {name} from {from} to {to}"),
        ));
    }
    lines
}

/// What is not there is `null` in these lines.
fn or_null(text: &str) -> &str {
    if text.is_empty() { "null" } else { text }
}
