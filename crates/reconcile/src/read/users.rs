//! Users: those declared, and those who carry the fleet's mark.
//!
//! `AboutMe`, which carries it, is a text area and so no ground for a filter. Marked users are found among those of
//! the integration licence, and among those who hold a marked set.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Complete, LiveUser, PasswordUse, RecordId, Seen, Username, split_mark};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Condition, Soql, eq, in_select};

use super::answers::{Answers, Ask, Topic, ask};
use super::profile_names::ProfileNames;
use super::record::{need_id, seen_text};
use super::scope::Scope;
use super::{ReadError, sandbox};
use crate::columns::ASKED_EMAIL;

const COLUMNS: [&str; 16] = [
    "Id",
    "Username",
    "LastName",
    "Email",
    "Alias",
    "Profile.Name",
    "Profile.UserLicense.Name",
    // Whoever sees Setup sees roles (View Setup brings View Roles).
    "UserRole.DeveloperName",
    "TimeZoneSidKey",
    "LocaleSidKey",
    "LanguageLocaleKey",
    "EmailEncodingKey",
    "IsActive",
    "AboutMe",
    "LastLoginDate",
    "CreatedDate",
];

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let by_name = scope.users("").into_iter().map(|filter| {
        let soql = Soql::select(COLUMNS).from("User").filter(filter);
        ask(Topic::Users, soql)
    });
    let holders = Soql::select(["AssigneeId"])
        .from("PermissionSetAssignment")
        .filter(scope.marked_set("PermissionSet."));
    let by_set = Soql::select(COLUMNS)
        .from("User")
        .filter(in_select("Id", holders));
    let frozen = scope.users("").into_iter().map(|filter| {
        let users = Soql::select(["Id"]).from("User").filter(filter);
        frozen_logins(in_select("UserId", users))
    });
    by_name
        .chain([ask(Topic::HoldersOfMarkedSets, by_set)])
        .chain(frozen)
        .collect()
}

/// Asks who of these users is frozen; the others need no row.
pub(super) fn frozen_logins(users: Condition) -> Ask {
    let soql = Soql::select(["UserId"]).from("UserLogin");
    ask(
        Topic::FrozenLogins,
        soql.filter(eq("IsFrozen", true)).filter(users),
    )
}

/// Returns the users in scope; what they hold is added by [`super::assignments`].
pub(super) fn from(
    scope: &Scope<'_>,
    names: &ProfileNames,
    answers: &mut Answers,
) -> Result<BTreeMap<Username, LiveUser>, ReadError> {
    let mut rows = answers.rows(Topic::Users)?;
    rows.extend(answers.rows(Topic::HoldersOfMarkedSets)?);
    let frozen = frozen(answers)?;
    let mut users = BTreeMap::new();
    for row in rows {
        let mut user = user(&row)?;
        user.email = confirmed(scope, &user);
        if let Seen::Known(shown) = &mut user.profile {
            *shown = names.name(shown).to_owned();
        }
        user.frozen = match &frozen {
            Ok(frozen) => Seen::Known(frozen.contains(&user.id)),
            Err(why) => Seen::Unknown(why.clone()),
        };
        if scope.declares_user(&user.username) || scope.is_ours(user.mark.as_ref()) {
            users.insert(user.username.clone(), user);
        }
    }
    Ok(users)
}

/// Whoever may not see logins does not know who is frozen: what the org says is the reason.
fn frozen(answers: &mut Answers) -> Result<Result<BTreeSet<RecordId>, String>, ReadError> {
    let rows = match answers.rows_or_refusal(Topic::FrozenLogins)? {
        Ok(rows) => rows,
        Err(why) => return Ok(Err(why)),
    };
    rows.iter()
        .map(|row| need_id(row, "UserId"))
        .collect::<Result<_, _>>()
        .map(Ok)
}

/// The org keeps the old e-mail address until somebody confirms the new one (Help, "Email Change Verification"). While
/// the one that is wanted is the one that was asked for, nobody knows which it will be: that is told, and not asked again.
fn confirmed(scope: &Scope<'_>, user: &LiveUser) -> Seen<String> {
    // What was asked for before a sandbox was copied was asked for elsewhere.
    let mark = user.mark.as_ref();
    let mark = mark.filter(|mark| !sandbox::is_copy(&user.username, mark));
    let asked = mark.and_then(|mark| mark.more.get(ASKED_EMAIL));
    let is = |one: Option<&String>, other: &str| one.is_some_and(|one| one.eq_ignore_ascii_case(other));
    match asked {
        Some(asked) if is(scope.email_of(&user.username), asked) && !is(user.email.known(), asked) => {
            Seen::Unknown(format!(
                "the change to {asked} waits until somebody follows the link that was sent there"
            ))
        }
        _ => user.email.clone(),
    }
}

/// Returns the ids of users in scope who were found by nothing but a marked set that they hold.
pub(super) fn strangers(scope: &Scope<'_>, answers: &Answers) -> Result<Vec<String>, ReadError> {
    let known: BTreeSet<RecordId> = answers
        .peek(Topic::Users)
        .filter_map(|row| need_id(row, "Id").ok())
        .collect();
    let mut strangers = Vec::new();
    for row in answers.peek(Topic::HoldersOfMarkedSets) {
        let user = user(row)?;
        if scope.is_ours(user.mark.as_ref()) && !known.contains(&user.id) {
            strangers.push(user.id.as_str().to_owned());
        }
    }
    Ok(strangers)
}

fn user(row: &Record) -> Result<LiveUser, ReadError> {
    let (about_me, mark) = split_mark(row.text("AboutMe").unwrap_or_default());
    Ok(LiveUser {
        id: need_id(row, "Id")?,
        username: Username::new(row.need_text("Username")?),
        last_name: seen_text(row, "LastName"),
        email: seen_text(row, "Email"),
        alias: seen_text(row, "Alias"),
        profile: seen_text(row, "Profile.Name"),
        license: seen_text(row, "Profile.UserLicense.Name"),
        role: row.text("UserRole.DeveloperName").map(ApiName::from).into(),
        time_zone: seen_text(row, "TimeZoneSidKey"),
        locale: seen_text(row, "LocaleSidKey"),
        language: seen_text(row, "LanguageLocaleKey"),
        email_encoding: seen_text(row, "EmailEncodingKey"),
        active: row.need_flag("IsActive")?,
        frozen: Seen::Absent,
        last_login: seen_text(row, "LastLoginDate"),
        created: seen_text(row, "CreatedDate"),
        about_me: about_me.to_owned(),
        mark,
        licenses: Complete::default(),
        joined: BTreeMap::new(),
        password: PasswordUse::default(),
        assignments: Complete::default(),
        unsettled: BTreeMap::new(),
        activated: Seen::Absent,
        runs: BTreeSet::new(),
    })
}
