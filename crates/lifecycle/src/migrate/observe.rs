//! Looking at the two ways: one call for the users, and one for what used them.

use std::collections::BTreeMap;

use hallpass_model::{Mark, Seen, Username, split_mark};
use hallpass_salesforce::soql::{Soql, eq, ge, is_in};
use hallpass_salesforce::{Error, QueryResult, Reader, Record};
use jiff::{SignedDuration, Timestamp};

use super::app::old_app;
use super::driver::Migration;
use super::note::Note;
use super::way::{Observed, Use, Way};

const USER: [&str; 6] = [
    "Id",
    "Username",
    "IsActive",
    "LastLoginDate",
    "AboutMe",
    "Profile.Name",
];

/// How far the uses are looked back at least, so that what was last is told although it was long ago.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The most logins of one user that are looked at: the latest count.
const MAX_LOGINS: u32 = 2000;

/// What the login history says where no app was used.
const NO_APP: [&str; 2] = ["", "N/A"];

/// What the login history says of a login that worked (Object Reference, LoginHistory).
pub(super) const SUCCESS: &str = "Success";

type Answer = Result<QueryResult<Record>, Error>;

/// Looks at both ways as they are now.
pub(super) async fn observe(
    reader: &Reader,
    migration: &Migration<'_>,
    now: Timestamp,
) -> Result<Observed, Error> {
    let from = migration.from;
    let both = [from.user.as_str(), migration.new.as_str()];
    let users = Soql::select(USER).from("User").filter(is_in("Username", both));
    let users = reader.query(&users).await?.rows;
    let find = |username: &Username| {
        let is_it = |row: &&Record| {
            row.text("Username")
                .is_some_and(|text| Username::from(text) == *username)
        };
        users.iter().find(is_it).map(way).transpose()
    };
    let (mut old, mut new) = (find(&from.user)?, find(migration.new)?);
    let mark = users
        .iter()
        .find(|row| {
            old.as_ref()
                .is_some_and(|old| row.id("Id").as_ref() == Some(&old.id))
        })
        .and_then(|row| owner(row, &from.user));
    let since = now - migration.window;
    let back_to = since.min(now - LOOK_BACK);
    for way in [&mut old, &mut new].into_iter().flatten() {
        fill(reader, way, back_to).await?;
    }
    let app = match &from.connected_app {
        Some(label) => {
            let old = old.as_ref().map(|old| &old.id);
            Some(old_app(reader, label, old, migration.permissions, back_to).await?)
        }
        None => None,
    };
    Ok(Observed {
        now,
        since,
        is_own: from.user == *migration.running,
        owner: mark.map(|mark| mark.integration),
        app,
        changes: migration.changes,
        old,
        new,
    })
}

/// The mark that says whose the user is; one that was made for another is a copy.
fn owner(row: &Record, username: &Username) -> Option<Mark> {
    let (_, mark) = split_mark(row.text("AboutMe")?);
    mark.filter(|mark| mark.is_of(&username.as_str().into()))
}

fn way(row: &Record) -> Result<Way, Error> {
    let (about_me, note) = Note::split(row.text("AboutMe").unwrap_or_default());
    Ok(Way {
        username: Username::new(row.need_text("Username")?),
        id: row.need_id("Id")?,
        active: row.need_flag("IsActive")?,
        frozen: Seen::Absent,
        profile: row.text("Profile.Name").unwrap_or_default().to_owned(),
        about_me,
        note,
        last_login: row.text("LastLoginDate").and_then(time),
        last_session: None,
        uses: Seen::Absent,
        sessions: Vec::new(),
    })
}

/// Adds what used the way. Who may not see logins or tokens does not know; what the org says is the reason.
async fn fill(reader: &Reader, way: &mut Way, since: Timestamp) -> Result<(), Error> {
    let id = way.id.as_str();
    let soqls = [
        Soql::select(["UserId", "IsFrozen"])
            .from("UserLogin")
            .filter(eq("UserId", id)),
        // Status and application are no ground for a filter (Object Reference, LoginHistory).
        Soql::select(["LoginTime", "LoginType", "Application", "Status"])
            .from("LoginHistory")
            .filter(eq("UserId", id))
            .filter(ge("LoginTime", since))
            .order_by_descending("LoginTime")
            .limit(MAX_LOGINS),
        // A session that is used is kept alive: its row moves (Object Reference, AuthSession).
        Soql::select(["Id", "LastModifiedDate"])
            .from("AuthSession")
            .filter(eq("UsersId", id))
            .filter(eq("SessionType", "API")),
        Soql::select(["AppName", "LastUsedDate"])
            .from("OauthToken")
            .filter(eq("UserId", id)),
    ];
    let answers = reader.query_each(&soqls).await?;
    let mut answers = answers.into_iter();
    let mut next = || {
        answers.next().unwrap_or(Ok(QueryResult {
            rows: Vec::new(),
            total_size: 0,
        }))
    };
    let (frozen, logins, sessions, tokens) = (next(), next(), next(), next());
    way.frozen = match frozen {
        Ok(found) => match found.rows.first().and_then(|row| row.flag("IsFrozen")) {
            Some(frozen) => Seen::Known(frozen),
            None => Seen::Unknown("the org shows no login of this user".to_owned()),
        },
        Err(error) => Seen::Unknown(refusal(error)?),
    };
    let sessions = sessions?.rows;
    let kept = sessions.iter().filter_map(|row| row.text("LastModifiedDate"));
    way.last_session = kept.filter_map(time).max();
    way.sessions = sessions.iter().filter_map(|row| row.id("Id")).collect();
    way.uses = match uses(logins, tokens)? {
        Ok(uses) => Seen::Known(uses),
        Err(why) => Seen::Unknown(why),
    };
    Ok(())
}

/// What the org refuses to show is told; that it cannot be reached is an error.
pub(super) fn refusal(error: Error) -> Result<String, Error> {
    match error {
        Error::Api(refusal) => Ok(refusal.words()),
        error => Err(error),
    }
}

fn uses(logins: Answer, tokens: Answer) -> Result<Result<Vec<Use>, String>, Error> {
    let (logins, tokens) = match (logins, tokens) {
        (Ok(logins), Ok(tokens)) => (logins.rows, tokens.rows),
        (Err(error), _) | (_, Err(error)) => return refusal(error).map(Err),
    };
    let mut uses: BTreeMap<(String, String), Use> = BTreeMap::new();
    let mut entry = |app: &str, how: &str, logins: usize, refused: usize, last: Option<Timestamp>| {
        let found = uses
            .entry((app.to_owned(), how.to_owned()))
            .or_insert_with(|| Use {
                app: app.to_owned(),
                how: how.to_owned(),
                logins: 0,
                refused: 0,
                last: None,
            });
        found.logins += logins;
        found.refused += refused;
        found.last = found.last.max(last);
    };
    for row in &logins {
        let worked = row.text("Status") == Some(SUCCESS);
        let last = row.text("LoginTime").and_then(time).filter(|_| worked);
        let how = row.text("LoginType").unwrap_or_default();
        let app = row
            .text("Application")
            .filter(|app| !NO_APP.contains(app))
            .unwrap_or(how);
        entry(app, how, usize::from(worked), usize::from(!worked), last);
    }
    for row in &tokens {
        let last = row.text("LastUsedDate").and_then(time);
        entry(row.text("AppName").unwrap_or_default(), "", 0, 0, last);
    }
    let mut uses: Vec<Use> = uses.into_values().collect();
    uses.sort_by(|one, other| other.last.cmp(&one.last).then_with(|| one.app.cmp(&other.app)));
    Ok(Ok(uses))
}

/// REST answers write `2026-11-22T10:00:00.000+0000` (REST API Developer Guide, "Valid Date and DateTime Formats").
pub(super) fn time(text: &str) -> Option<Timestamp> {
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()
}
