//! The old connected app: who else signs in through it.
//!
//! A cut-over closes a user, and the app stays open. Whether closing it would stop somebody is told here.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Seen};
use hallpass_salesforce::soql::{Soql, eq, ge, is_in};
use hallpass_salesforce::{Error, Reader, Record, RecordId};
use jiff::Timestamp;

use super::observe::{SUCCESS, refusal, time};

/// The old connected app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldApp {
    /// Its label.
    pub label: String,
    /// Who else used it lately or holds a token of it, the latest first.
    pub others: Seen<Vec<AppUser>>,
    /// Why tokens of others cannot be seen, so that only logins are counted.
    pub tokens_unseen: Option<String>,
}

/// Somebody other than the old user who uses the old app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppUser {
    /// The id of the user.
    pub id: RecordId,
    /// The username, where the org shows it.
    pub username: Option<String>,
    /// How often it logged in, as far as it was looked back.
    pub logins: u64,
    /// How many tokens that outlive their sessions it holds.
    pub tokens: usize,
    /// When it last logged in or used a token.
    pub last: Option<Timestamp>,
}

/// The most users that are asked for by name; further ones are told by id.
const MAX_NAMED: usize = 100;

/// Whoever holds one of these sees the logins of others; anybody else silently sees none (Object Reference, LoginHistory).
const SEERS_OF_LOGINS: [&str; 2] = ["ManageUsers", "MonitorLoginHistory"];

/// Whoever holds it sees the tokens of others (Object Reference, OauthToken).
const SEER_OF_TOKENS: [&str; 1] = ["CustomizeApplication"];

/// Looks who else uses an app.
pub(super) async fn old_app(
    reader: &Reader,
    label: &str,
    old: Option<&RecordId>,
    permissions: &Seen<BTreeSet<ApiName>>,
    since: Timestamp,
) -> Result<OldApp, Error> {
    let others = match blind_to_logins(permissions) {
        Some(why) => Seen::Unknown(why),
        None => others(reader, label, old, since).await?,
    };
    Ok(OldApp {
        label: label.to_owned(),
        others,
        tokens_unseen: blind_to_tokens(permissions),
    })
}

/// Why the org would show fewer logins than there are, and not say so.
pub(super) fn blind_to_logins(permissions: &Seen<BTreeSet<ApiName>>) -> Option<String> {
    lacks(permissions, &SEERS_OF_LOGINS)
        .then(|| "the running user sees no logins but its own: it lacks MonitorLoginHistory".to_owned())
}

/// Why the org would show fewer tokens than there are, and not say so.
pub(super) fn blind_to_tokens(permissions: &Seen<BTreeSet<ApiName>>) -> Option<String> {
    lacks(permissions, &SEER_OF_TOKENS)
        .then(|| "the running user sees no tokens but its own: it lacks CustomizeApplication".to_owned())
}

fn lacks(permissions: &Seen<BTreeSet<ApiName>>, any: &[&str]) -> bool {
    let held = permissions.known();
    held.is_some_and(|held| !any.iter().any(|one| held.contains(&ApiName::from(*one))))
}

async fn others(
    reader: &Reader,
    label: &str,
    old: Option<&RecordId>,
    since: Timestamp,
) -> Result<Seen<Vec<AppUser>>, Error> {
    let soqls = [
        // The application is no ground for a filter, but one for groups (Object Reference, LoginHistory).
        Soql::select([
            "UserId",
            "Application",
            "Status",
            "COUNT(Id) n",
            "MAX(LoginTime) latest",
        ])
        .from("LoginHistory")
        .filter(ge("LoginTime", since))
        .group_by("UserId")
        .group_by("Application")
        .group_by("Status"),
        Soql::select(["UserId", "LastUsedDate"])
            .from("OauthToken")
            .filter(eq("AppName", label)),
    ];
    let mut found = Vec::new();
    for answer in reader.query_each(&soqls).await? {
        match answer {
            Ok(answer) => found.push(answer.rows),
            Err(error) => return refusal(error).map(Seen::Unknown),
        }
    }
    let mut found = found.into_iter();
    let (logins, tokens) = (found.next().unwrap_or_default(), found.next().unwrap_or_default());
    let mut users = count(label, old, &logins, &tokens);
    let ids: Vec<&str> = users.iter().take(MAX_NAMED).map(|one| one.id.as_str()).collect();
    if !ids.is_empty() {
        let named = Soql::select(["Id", "Username"])
            .from("User")
            .filter(is_in("Id", ids));
        name(&mut users, &reader.query(&named).await?.rows);
    }
    Ok(Seen::Known(users))
}

fn name(users: &mut [AppUser], rows: &[Record]) {
    for one in users {
        let row = rows.iter().find(|row| row.id("Id").as_ref() == Some(&one.id));
        one.username = row.and_then(|row| row.text("Username")).map(str::to_owned);
    }
}

/// Counts the logins through the app that worked, and its tokens, by user. The old user's own are told with its way.
pub(super) fn count(
    label: &str,
    old: Option<&RecordId>,
    logins: &[Record],
    tokens: &[Record],
) -> Vec<AppUser> {
    let mut users: BTreeMap<RecordId, AppUser> = BTreeMap::new();
    let mut add = |row: &Record, logins: u64, tokens: usize, last: Option<Timestamp>| {
        let Some(id) = row.id("UserId").filter(|id| Some(id) != old) else {
            return;
        };
        let user = users.entry(id.clone()).or_insert_with(|| AppUser {
            id,
            username: None,
            logins: 0,
            tokens: 0,
            last: None,
        });
        user.logins += logins;
        user.tokens += tokens;
        user.last = user.last.max(last);
    };
    for row in logins {
        if row.text("Application") == Some(label) && row.text("Status") == Some(SUCCESS) {
            let n = row.number("n").and_then(|n| u64::try_from(n).ok()).unwrap_or(1);
            add(row, n, 0, row.text("latest").and_then(time));
        }
    }
    for row in tokens {
        add(row, 0, 1, row.text("LastUsedDate").and_then(time));
    }
    let mut users: Vec<AppUser> = users.into_values().collect();
    users.sort_by(|one, other| other.last.cmp(&one.last).then_with(|| one.id.cmp(&other.id)));
    users
}
