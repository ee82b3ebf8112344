//! The files: one a day, made when the day is over, gone when the org keeps it no longer.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use rusqlite::{OptionalExtension as _, params};
use serde_json::json;

use crate::facts::rest::EVENT_LOG_RETENTION;
use crate::store::{OrAbort as _, Org, Tx};
use crate::value::{Id, id, row, text};

/// Where the store notes for which day it has made the files.
const SETTLED: &str = "event_log_day";

const COLUMNS: [&str; 19] = [
    "EVENT_TYPE",
    "TIMESTAMP",
    "REQUEST_ID",
    "ORGANIZATION_ID",
    "USER_ID",
    "CLIENT_IP",
    "CLIENT_NAME",
    "API_FAMILY",
    "API_VERSION",
    "API_RESOURCE",
    "HTTP_METHOD",
    "STATUS_CODE",
    "ENTITY_NAME",
    "COUNTS_AGAINST_API_LIMIT",
    "CONNECTED_APP_ID",
    "CONNECTED_APP_NAME",
    "USER_NAME",
    "TIMESTAMP_DERIVED",
    "API_CLIENT_CATEGORY",
];

/// Makes the files of the days that are over, and takes away those that the org keeps no longer. Cheap where no day has
/// ended since the last call.
pub(crate) fn settle(tx: &mut Tx<'_>) {
    let today = tx.now().to_zoned(TimeZone::UTC).date();
    if tx.meta(SETTLED).as_deref() == Some(today.to_string().as_str()) {
        return;
    }
    for day in days(tx, today) {
        make(tx, day);
    }
    drop_old(tx, today);
    tx.set_meta(SETTLED, &today.to_string());
}

/// Returns the content of a file.
pub(crate) fn body(tx: &Tx<'_>, file: &Id) -> Option<Vec<u8>> {
    tx.conn()
        .prepare_cached("SELECT body FROM _event_log_file WHERE id = ?1")
        .or_abort()
        .query_row([file.as_str()], |found| found.get(0))
        .optional()
        .or_abort()
}

/// The days before this one of which there are calls.
fn days(tx: &Tx<'_>, today: Date) -> Vec<Date> {
    let mut statement = tx
        .conn()
        .prepare_cached("SELECT DISTINCT substr(at, 1, 10) FROM _api_event WHERE at < ?1 ORDER BY 1")
        .or_abort();
    let found = statement
        .query_map([today.to_string()], |found| found.get::<_, String>(0))
        .or_abort();
    found.filter_map(|day| day.or_abort().parse().ok()).collect()
}

fn make(tx: &mut Tx<'_>, day: Date) {
    let body = csv(tx, day);
    let file = tx.insert_raw(
        "EventLogFile",
        row([
            ("EventType", json!("ApiTotalUsage")),
            ("Interval", json!("Daily")),
            ("Sequence", json!(0)),
            ("ApiVersion", json!(66.0)),
            ("LogDate", json!(format!("{day}T00:00:00.000Z"))),
            ("LogFileContentType", json!("text/csv")),
            ("LogFileFieldNames", json!(COLUMNS.join(","))),
            ("LogFileLength", json!(body.len())),
        ]),
    );
    let place = format!("/services/data/v66.0/sobjects/EventLogFile/{file}/LogFile");
    tx.update_raw("EventLogFile", &file, row([("LogFile", json!(place))]));
    tx.conn()
        .execute(
            "INSERT INTO _event_log_file (id, body) VALUES (?1, ?2)",
            params![file.as_str(), body],
        )
        .or_abort();
    tx.conn()
        .execute(
            "DELETE FROM _api_event WHERE substr(at, 1, 10) = ?1",
            [day.to_string()],
        )
        .or_abort();
}

fn drop_old(tx: &mut Tx<'_>, today: Date) {
    let days: i64 = tx.org.behaviours.value(&EVENT_LOG_RETENTION).parse().unwrap_or(1);
    let first = today.checked_sub(days.days()).unwrap_or(Date::MIN);
    for file in tx.find("EventLogFile", &[]) {
        let is_kept = text(&file, "LogDate").get(..10) >= Some(first.to_string().as_str());
        let Some(id) = id(&file, "Id").filter(|_| !is_kept) else {
            continue;
        };
        tx.delete_raw("EventLogFile", &id);
        tx.conn()
            .execute("DELETE FROM _event_log_file WHERE id = ?1", [id.as_str()])
            .or_abort();
    }
}

fn csv(tx: &Tx<'_>, day: Date) -> Vec<u8> {
    let org = Org::id(tx).map(|id| id.short().to_owned()).unwrap_or_default();
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    let mut lines = vec![COLUMNS.map(str::to_owned).to_vec()];
    let mut statement = tx
        .conn()
        .prepare_cached(
            "SELECT number, at, user, username, app, app_name, ip, client, family, version, resource, entity, method,
                status FROM _api_event WHERE substr(at, 1, 10) = ?1 ORDER BY number",
        )
        .or_abort();
    let found = statement
        .query_map([day.to_string()], |found| {
            let text = |column: usize| {
                found
                    .get::<_, Option<String>>(column)
                    .map(Option::unwrap_or_default)
            };
            let number: i64 = found.get(0)?;
            let at = text(1)?;
            let short = |id: String| id.chars().take(15).collect::<String>();
            Ok(vec![
                "ApiTotalUsage".to_owned(),
                compact(&at),
                format!("4{number:021}"),
                org.clone(),
                short(text(2)?),
                text(6)?,
                text(7)?,
                text(8)?,
                text(9)?,
                text(10)?,
                text(12)?,
                found.get::<_, i64>(13)?.to_string(),
                text(11)?,
                "1".to_owned(),
                short(text(4)?),
                text(5)?,
                text(3)?,
                at,
                String::new(),
            ])
        })
        .or_abort();
    lines.extend(found.map(|line| line.or_abort()));
    for line in lines {
        // Writing to memory does not fail.
        let _ = writer.write_record(line);
    }
    writer.into_inner().unwrap_or_default()
}

/// `20261121031500.000`
fn compact(at: &str) -> String {
    let moment: Option<Timestamp> = at.parse().ok();
    moment.map_or_else(String::new, |moment| {
        moment
            .to_zoned(TimeZone::UTC)
            .strftime("%Y%m%d%H%M%S%.3f")
            .to_string()
    })
}
