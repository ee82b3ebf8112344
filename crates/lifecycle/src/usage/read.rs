//! What the org has written down.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_salesforce::soql::{Soql, chunks, eq, ge, is_in};
use hallpass_salesforce::{Error, Reader, Record, RecordId};
use jiff::{SignedDuration, Timestamp};

use super::calls::{Tally, tally};
use super::subjects::Subject;

/// The most characters of ids in one query.
const MAX_LISTED: usize = 30_000;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The time at which it is asked.
    pub now: Timestamp,
    /// How many days of logins.
    pub days: u32,
    /// The largest log file that is downloaded.
    pub max_file_bytes: u64,
}

impl Asked {
    /// The most days: the org keeps logins for six months (Object Reference, LoginHistory).
    pub const MAX_DAYS: u32 = 180;

    /// Returns since when logins are looked at.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        let span = SignedDuration::from_hours(24 * i64::from(self.days.min(Self::MAX_DAYS)));
        self.now.checked_sub(span).unwrap_or(Timestamp::MIN)
    }
}

/// All that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsageRecords {
    /// Logins, and attempts at it.
    pub logins: Vec<LoginRow>,
    /// When users were made, and when the org says that they logged in last.
    pub users: BTreeMap<RecordId, (Option<Timestamp>, Option<Timestamp>)>,
    /// The log files, oldest first.
    pub files: Vec<LogFile>,
    /// What those that were read hold.
    pub tally: Tally,
    /// Why the org shows no log files, where it refuses.
    pub no_files: Option<String>,
}

/// A login, or an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRow {
    /// Whose.
    pub user: RecordId,
    /// When.
    pub at: Timestamp,
    /// `Success`, or why not.
    pub status: String,
    /// From where.
    pub address: String,
    /// The app as the org calls it.
    pub app: String,
    /// The way of logging in, such as `Remote Access 2.0`.
    pub kind: String,
}

/// A log file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFile {
    /// The day, as `2026-11-21`.
    pub day: String,
    /// How large it is.
    pub bytes: u64,
    /// Why it was not read, where it was not.
    pub skipped: Option<String>,
}

/// Reads logins and log files.
///
/// # Errors
/// When the org is not reached, or does not show logins. That it shows no log files is no error.
pub async fn read(reader: &Reader, subjects: &[Subject], asked: &Asked) -> Result<UsageRecords, Error> {
    let ids: Vec<&str> = subjects
        .iter()
        .filter_map(|one| one.user.as_ref())
        .map(RecordId::as_str)
        .collect();
    let mut records = UsageRecords::default();
    for found in reader.query_many(&login_queries(&ids, asked.since())).await? {
        records.logins.extend(found.rows.iter().filter_map(login));
    }
    for found in reader.query_many(&user_queries(&ids)).await? {
        for row in &found.rows {
            if let Some(id) = row.id("Id") {
                let dates = (time(row, "CreatedDate"), time(row, "LastLoginDate"));
                records.users.insert(id, dates);
            }
        }
    }
    read_files(reader, &ids, asked, &mut records).await?;
    Ok(records)
}

fn login_queries(ids: &[&str], since: Timestamp) -> Vec<Soql> {
    let columns = [
        "UserId",
        "LoginTime",
        "Status",
        "SourceIp",
        "Application",
        "LoginType",
    ];
    let query = |part: &[&str]| {
        Soql::select(columns)
            .from("LoginHistory")
            .filter(is_in("UserId", part.iter().copied()))
            .filter(ge("LoginTime", since))
    };
    chunks(ids, MAX_LISTED).into_iter().map(query).collect()
}

fn user_queries(ids: &[&str]) -> Vec<Soql> {
    let query = |part: &[&str]| {
        Soql::select(["Id", "CreatedDate", "LastLoginDate"])
            .from("User")
            .filter(is_in("Id", part.iter().copied()))
    };
    chunks(ids, MAX_LISTED).into_iter().map(query).collect()
}

fn login(row: &Record) -> Option<LoginRow> {
    let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
    Some(LoginRow {
        user: row.id("UserId")?,
        at: time(row, "LoginTime")?,
        status: text("Status"),
        address: text("SourceIp"),
        app: text("Application"),
        kind: text("LoginType"),
    })
}

/// Orgs write `2026-11-22T10:00:00.000+0000`.
fn time(row: &Record, column: &str) -> Option<Timestamp> {
    let text = row.text(column)?;
    match text.parse() {
        Ok(time) => Some(time),
        Err(_) => Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok(),
    }
}

/// A user without View Event Log Files does not see that there are any.
async fn read_files(
    reader: &Reader,
    ids: &[&str],
    asked: &Asked,
    records: &mut UsageRecords,
) -> Result<(), Error> {
    let query = Soql::select(["Id", "LogDate", "LogFileLength", "LogFile"])
        .from("EventLogFile")
        .filter(eq("EventType", "ApiTotalUsage"))
        .filter(eq("Interval", "Daily"))
        .order_by("LogDate");
    let mut found = reader.query_each(&[query]).await?;
    let rows = match found.pop() {
        Some(Ok(result)) => result.rows,
        Some(Err(error)) => {
            records.no_files = Some(error.to_string());
            return Ok(());
        }
        None => Vec::new(),
    };
    let users: BTreeSet<String> = ids.iter().map(|id| id.chars().take(15).collect()).collect();
    for row in &rows {
        let bytes = u64::try_from(row.number("LogFileLength").unwrap_or_default()).unwrap_or_default();
        let skipped = one_file(reader, row, bytes, &users, asked, &mut records.tally).await?;
        records.files.push(LogFile {
            day: row.text("LogDate").unwrap_or_default().chars().take(10).collect(),
            bytes,
            skipped,
        });
    }
    Ok(())
}

/// Returns why the file was not read, where it was not.
async fn one_file(
    reader: &Reader,
    row: &Record,
    bytes: u64,
    users: &BTreeSet<String>,
    asked: &Asked,
    into: &mut Tally,
) -> Result<Option<String>, Error> {
    if bytes > asked.max_file_bytes {
        return Ok(Some(format!("it is larger than {} bytes", asked.max_file_bytes)));
    }
    let Some(place) = row
        .text("LogFile")
        .filter(|place| place.starts_with("/services/data/"))
    else {
        return Ok(Some("the org tells no address of it".to_owned()));
    };
    match reader.get(place).await {
        // What is half counted is not counted.
        Ok(reply) => {
            let mut whole = into.clone();
            let read = tally(&reply.body, users, &mut whole);
            Ok(match read {
                Ok(()) => {
                    *into = whole;
                    None
                }
                Err(why) => Some(why),
            })
        }
        // Gone between the list and the file: the org keeps them for a day.
        Err(Error::Api(refusal)) => Ok(Some(refusal.to_string())),
        Err(error) => Err(error),
    }
}
