//! The users and apps of an org that are meant for integrations, whoever manages them.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, AppKind, INTEGRATION_LICENSE, Mark, Username, split_mark};
use hallpass_salesforce::soql::{Soql, eq, in_select};
use hallpass_salesforce::{Error, QueryResult, Reader, Record};

const OF_USERS: [&str; 5] = [
    "Username",
    "Profile.Name",
    "Profile.UserLicense.Name",
    "AboutMe",
    "LastLoginDate",
];

/// What there is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Census {
    /// Active users of the integration licence, and all others who may use the API alone.
    pub users: BTreeMap<Username, FoundUser>,
    /// External Client Apps and connected apps.
    pub apps: Vec<FoundApp>,
    /// What the org did not show, and why.
    pub unseen: Vec<String>,
}

/// A user that no human is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundUser {
    /// Its profile.
    pub profile: String,
    /// Its user licence.
    pub license: String,
    /// The mark in `AboutMe`.
    pub mark: Option<Mark>,
    /// When it last logged in.
    pub last_login: Option<String>,
}

/// An app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundApp {
    /// Its kind.
    pub kind: AppKind,
    /// Its id, of 15 or 18 characters.
    pub id: String,
    /// Its name; of a connected app the label, which is all that rows have.
    pub name: ApiName,
    /// The mark in its description; connected apps have theirs in a file, which is not read here.
    pub mark: Option<Mark>,
}

/// Reads who and what there is, in one round trip.
///
/// # Errors
/// When the org is not reached. What it does not show is no error.
pub async fn read_census(reader: &Reader) -> Result<Census, Error> {
    let mut census = Census::default();
    let mut answers = reader.query_each(&queries()).await?.into_iter();
    let mut next = |what: &str, census: &mut Census| rows(answers.next(), what, census);
    for what in ["users of the integration licence", "API-only users"] {
        for row in next(what, &mut census)? {
            if let Some(name) = row.text("Username") {
                census.users.insert(Username::new(name), user(&row));
            }
        }
    }
    let external = next("External Client Apps", &mut census)?;
    census.apps.extend(external.iter().filter_map(external_app));
    let connected = next("connected apps", &mut census)?;
    census.apps.extend(connected.iter().filter_map(connected_app));
    Ok(census)
}

fn queries() -> [Soql; 4] {
    let users = || Soql::select(OF_USERS).from("User").filter(eq("IsActive", true));
    let api_only = Soql::select(["AssigneeId"])
        .from("PermissionSetAssignment")
        .filter(eq("PermissionSet.PermissionsApiUserOnly", true));
    [
        users().filter(eq("Profile.UserLicense.Name", INTEGRATION_LICENSE)),
        users().filter(in_select("Id", api_only)),
        Soql::select(["Id", "DeveloperName", "NamespacePrefix", "Description"])
            .from("ExternalClientApplication"),
        Soql::select(["Id", "Name"]).from("ConnectedApplication"),
    ]
}

fn rows(
    answer: Option<Result<QueryResult<Record>, Error>>,
    what: &str,
    census: &mut Census,
) -> Result<Vec<Record>, Error> {
    match answer {
        Some(Ok(found)) => Ok(found.rows),
        Some(Err(Error::Api(refusal))) => {
            census
                .unseen
                .push(format!("the org does not show {what}: {}", refusal.words()));
            Ok(Vec::new())
        }
        Some(Err(error)) => Err(error),
        None => Ok(Vec::new()),
    }
}

fn user(row: &Record) -> FoundUser {
    let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
    FoundUser {
        profile: text("Profile.Name"),
        license: text("Profile.UserLicense.Name"),
        mark: split_mark(row.text("AboutMe").unwrap_or_default()).1,
        last_login: row.text("LastLoginDate").map(str::to_owned),
    }
}

fn external_app(row: &Record) -> Option<FoundApp> {
    let name = row.text("DeveloperName")?;
    let namespace = row.text("NamespacePrefix").filter(|prefix| !prefix.is_empty());
    Some(FoundApp {
        kind: AppKind::ExternalClientApp,
        id: row.id("Id")?.as_str().to_owned(),
        name: match namespace {
            Some(prefix) => ApiName::new(format!("{prefix}__{name}")),
            None => ApiName::from(name),
        },
        mark: split_mark(row.text("Description").unwrap_or_default()).1,
    })
}

fn connected_app(row: &Record) -> Option<FoundApp> {
    Some(FoundApp {
        kind: AppKind::ConnectedApp,
        id: row.id("Id")?.as_str().to_owned(),
        name: row.text("Name")?.into(),
        mark: None,
    })
}
