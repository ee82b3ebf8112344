//! What an org has that may belong to integrations, whoever made it: the ground on which specs are imported.
//!
//! Names alone, in two rounds; what the named things hold is read afterwards, the way it always is.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, AppKind, Desired, INTEGRATION_LICENSE, RecordId, Username};
use hallpass_salesforce::soql::{Condition, Soql, all_of, chunks, eq, is_in};
use hallpass_salesforce::{Reader, Record};

use super::answers::{Answers, Ask, Topic, ask};
use super::assignments::assignee;
use super::record::{bare_name, full_name};
use super::rounds::answered;
use super::scope::Scope;
use super::{ReadError, apps, driver, entity_access};

/// How many characters of names go into one query.
const MAX_NAMES: usize = 40_000;

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Whatever looks like the user of an integration.
    All,
    /// This user.
    User(Username),
    /// Whoever uses this app.
    App(ApiName),
    /// Whoever holds this permission set.
    PermissionSet(ApiName),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survey {
    /// The users, as far as they are there.
    pub users: BTreeSet<Username>,
    /// What they hold of permission sets that are no profile's and in no group's name.
    pub sets: BTreeSet<ApiName>,
    /// All apps of the org.
    pub apps: Vec<SurveyedApp>,
    /// Why the files of apps could not be read, where they could not.
    pub apps_unread: Option<String>,
}

/// An app, whoever owns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyedApp {
    /// Which kind it is.
    pub kind: AppKind,
    /// Its name.
    pub name: ApiName,
    /// As whom its client credentials run.
    pub run_as: Option<Username>,
    /// The permission sets that it admits.
    pub admits: BTreeSet<ApiName>,
}

/// Looks for what may belong to integrations. `fleet` says whose org it is and need hold no integration.
///
/// # Errors
/// When the org refuses or cannot be reached, and when an answer is not whole.
pub async fn survey(reader: &Reader, fleet: &Desired, wanted: &Wanted) -> Result<Survey, ReadError> {
    let scope = Scope::of(fleet);
    let mut asks = apps::asks();
    asks.push(entity_access::app_links());
    asks.extend(asks_for_users(wanted));
    let (answers, files) = tokio::try_join!(answered(reader, &asks), driver::retrieved(reader, &scope))?;
    let mut first = answers;
    let mut users = users(&mut first)?;
    let apps = surveyed(&scope, &files.files, &mut first)?;
    users.extend(of_apps(&apps, wanted));
    let admitted = admitted(&apps, wanted);
    if !admitted.is_empty() {
        let names: Vec<&str> = admitted.iter().map(bare_name).collect();
        let asks: Vec<Ask> = named(&names, "PermissionSet.Name")
            .into_iter()
            .map(holders)
            .collect();
        users.extend(assignees(&mut answered(reader, &asks).await?)?);
    }
    Ok(Survey {
        sets: sets(reader, &users).await?,
        users,
        apps,
        apps_unread: files.files.err(),
    })
}

fn asks_for_users(wanted: &Wanted) -> Vec<Ask> {
    let active = eq("IsActive", true);
    let users = |filter| {
        ask(
            Topic::Users,
            Soql::select(["Username"]).from("User").filter(filter),
        )
    };
    match wanted {
        Wanted::All => vec![
            users(all_of([
                active,
                eq("Profile.UserLicense.Name", INTEGRATION_LICENSE),
            ])),
            holders(all_of([
                eq("PermissionSet.PermissionsApiUserOnly", true),
                eq("Assignee.IsActive", true),
            ])),
        ],
        Wanted::User(name) => vec![users(eq("Username", name.as_str()))],
        Wanted::App(_) => Vec::new(),
        Wanted::PermissionSet(name) => vec![holders(all_of([
            eq("PermissionSet.Name", bare_name(name)),
            eq("PermissionSet.IsOwnedByProfile", false),
        ]))],
    }
}

fn holders(filter: Condition) -> Ask {
    let soql = Soql::select(["Assignee.Username"])
        .from("PermissionSetAssignment")
        .filter(filter);
    ask(Topic::Assignments, soql)
}

fn named(names: &[&str], column: &str) -> Vec<Condition> {
    chunks(names, MAX_NAMES)
        .into_iter()
        .map(|part| is_in(column, part.iter().copied()))
        .collect()
}

fn users(answers: &mut Answers) -> Result<BTreeSet<Username>, ReadError> {
    let mut users = assignees(answers)?;
    for row in answers.rows(Topic::Users)? {
        users.insert(Username::new(row.need_text("Username")?));
    }
    Ok(users)
}

fn assignees(answers: &mut Answers) -> Result<BTreeSet<Username>, ReadError> {
    answers.rows(Topic::Assignments)?.iter().map(assignee).collect()
}

fn surveyed(
    scope: &Scope<'_>,
    files: &apps::Files,
    answers: &mut Answers,
) -> Result<Vec<SurveyedApp>, ReadError> {
    let links: BTreeMap<RecordId, BTreeSet<ApiName>> = entity_access::links(answers)?;
    let found = apps::found(scope, files, answers)?;
    let run_as = apps::run_as(&found, files);
    let surveyed = found.into_iter().map(|app| SurveyedApp {
        run_as: run_as.get(&(app.kind, app.name.clone())).cloned(),
        admits: links.get(&app.id).cloned().unwrap_or_default(),
        kind: app.kind,
        name: app.name,
    });
    Ok(surveyed.collect())
}

/// Whoever an app runs as is the user of an integration.
fn of_apps(apps: &[SurveyedApp], wanted: &Wanted) -> Vec<Username> {
    let is_meant = |app: &&SurveyedApp| match wanted {
        Wanted::All => true,
        Wanted::App(name) => app.name == *name,
        Wanted::User(_) | Wanted::PermissionSet(_) => false,
    };
    let meant = apps.iter().filter(is_meant);
    meant.filter_map(|app| app.run_as.clone()).collect()
}

/// The sets through which somebody may use the app that is asked for.
fn admitted(apps: &[SurveyedApp], wanted: &Wanted) -> BTreeSet<ApiName> {
    let Wanted::App(name) = wanted else {
        return BTreeSet::new();
    };
    let meant = apps.iter().filter(|app| app.name == *name);
    meant.flat_map(|app| app.admits.iter().cloned()).collect()
}

async fn sets(reader: &Reader, users: &BTreeSet<Username>) -> Result<BTreeSet<ApiName>, ReadError> {
    let names: Vec<&str> = users.iter().map(Username::as_str).collect();
    let columns = [
        "PermissionSet.Name",
        "PermissionSet.NamespacePrefix",
        "PermissionSetGroupId",
    ];
    let asks: Vec<Ask> = named(&names, "Assignee.Username")
        .into_iter()
        .map(|held| {
            let soql = Soql::select(columns)
                .from("PermissionSetAssignment")
                .filter(eq("PermissionSet.IsOwnedByProfile", false))
                .filter(held);
            ask(Topic::Assignments, soql)
        })
        .collect();
    let rows = answered(reader, &asks).await?.rows(Topic::Assignments)?;
    let own = rows.iter().filter(|row| row.id("PermissionSetGroupId").is_none());
    own.map(set_name).collect()
}

fn set_name(row: &Record) -> Result<ApiName, ReadError> {
    full_name(row, "PermissionSet.NamespacePrefix", "PermissionSet.Name")
}
