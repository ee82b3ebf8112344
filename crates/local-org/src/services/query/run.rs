//! A query, from its text to its answer.

use hallpass_soql::{AggregateQuery, FieldKind, QueryError, RecordQuery, Settings, Translation, translate};
use serde_json::{Map, Value, json};

use super::adapter::OrgSchema;
use super::cursor::{self, Cursor};
use super::eyes::Eyes;
use super::fetch::{records, rows};
use super::values::{text, to_json};
use super::{columns, computed};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::seed::{fill_catalogue, is_filled_late};
use crate::store::Tx;

/// The sizes that a page may have (REST API Developer Guide, "Query Options Header").
const SMALLEST_PAGE: usize = 200;
const LARGEST_PAGE: usize = 2_000;

/// How a query is to be run and answered.
#[derive(Clone, Debug)]
pub(crate) struct QueryOptions {
    /// The start of addresses in the answer: `/services/data/v68.0`, or with `/tooling` behind it.
    pub(crate) base: String,
    /// Rows of a page at most.
    pub(crate) page_size: usize,
    /// Whether rows in the recycle bin are found (`queryAll`).
    pub(crate) include_deleted: bool,
    /// Whether the query goes through the Tooling API.
    pub(crate) tooling: bool,
    /// Whether the columns are asked for instead of the rows.
    pub(crate) columns: bool,
}

impl QueryOptions {
    /// Options of a plain query.
    pub(crate) fn new(base: impl Into<String>) -> QueryOptions {
        QueryOptions {
            base: base.into(),
            page_size: LARGEST_PAGE,
            include_deleted: false,
            tooling: false,
            columns: false,
        }
    }

    /// Takes the page size that a client asks for, as far as that goes.
    pub(crate) fn set_page_size(&mut self, wanted: usize) {
        self.page_size = wanted.clamp(SMALLEST_PAGE, LARGEST_PAGE);
    }
}

/// Runs a query for a caller and returns the answer's body.
///
/// # Errors
/// The refusal that the org answers with.
pub(crate) fn run(
    tx: &mut Tx<'_>,
    caller: &Caller,
    soql: &str,
    options: &QueryOptions,
) -> Result<Value, ApiError> {
    let translation = translated(tx, caller, soql, options)?;
    if options.columns {
        return Ok(columns::answer(&tx.org.schema(), &translation));
    }
    match translation {
        Translation::Count(query) => {
            let rows = rows(tx, &query.statement)?;
            let count = rows
                .first()
                .map_or(Value::from(0), |row| to_json(&row[0], FieldKind::Integer));
            Ok(json!({"totalSize": count, "done": true, "records": []}))
        }
        Translation::Aggregate(query) => groups(tx, &query),
        Translation::Records(query) => computed::with_rows(tx, caller, &query, |tx| {
            first_page(tx, caller, soql, options, &query)
        }),
    }
}

/// Returns a later page of a query by its locator, `01g…-2000`.
///
/// # Errors
/// `INVALID_QUERY_LOCATOR`, or what the query itself is refused with by now.
pub(crate) fn more(
    tx: &mut Tx<'_>,
    caller: &Caller,
    locator: &str,
    options: &QueryOptions,
) -> Result<Value, ApiError> {
    let (cursor, offset) = cursor::find(tx, &caller.user_id, locator)?;
    let options = QueryOptions {
        include_deleted: cursor.include_deleted,
        tooling: cursor.tooling,
        ..options.clone()
    };
    // The query is translated again: access that is gone by now is gone for later pages too.
    let Translation::Records(query) = translated(tx, caller, &cursor.soql, &options)? else {
        return Err(cursor::invalid());
    };
    page(tx, &query, &cursor, offset, &options)
}

/// Translates a query for a caller, and sees to it that what it reads is there.
pub(super) fn translated(
    tx: &mut Tx<'_>,
    caller: &Caller,
    soql: &str,
    options: &QueryOptions,
) -> Result<Translation, ApiError> {
    let schema = tx.org.schema();
    let eyes = Eyes {
        caller,
        schema: &schema,
        tooling: options.tooling,
        behaviours: &tx.org.behaviours,
    };
    let objects = OrgSchema::of(&schema);
    let translation = translate(soql, &objects, &eyes, &settings(tx, caller, options)).map_err(refusal)?;
    if objects.asked_for(is_filled_late) {
        fill_catalogue(tx);
    }
    Ok(translation)
}

fn refusal(error: QueryError) -> ApiError {
    ApiError::bad(error.code.as_str(), error.message)
}

fn settings(tx: &Tx<'_>, caller: &Caller, options: &QueryOptions) -> Settings {
    let mut settings = Settings::at(tx.now());
    settings.include_deleted = options.include_deleted;
    settings.user = Some(caller.user_id.to_string());
    let user = tx.get("User", &caller.user_id).unwrap_or_default();
    if let Ok(zone) = jiff::tz::TimeZone::get(crate::value::text(&user, "TimeZoneSidKey")) {
        settings.time_zone = zone;
    }
    let locale = crate::value::text(&user, "LocaleSidKey");
    if !locale.is_empty() {
        locale.clone_into(&mut settings.locale);
    }
    let fiscal = tx
        .find_one("Organization", &[])
        .and_then(|org| org.get("FiscalYearStartMonth")?.as_i64());
    if let Some(month) = fiscal
        .and_then(|month| i8::try_from(month).ok())
        .filter(|month| (1..=12).contains(month))
    {
        settings.fiscal_start = month;
    }
    settings
}

fn groups(tx: &Tx<'_>, query: &AggregateQuery) -> Result<Value, ApiError> {
    let rows = rows(tx, &query.statement)?;
    if rows.len() > LARGEST_PAGE {
        return Err(ApiError::bad(
            "EXCEEDED_ID_LIMIT",
            "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch",
        ));
    }
    let records: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut record = Map::new();
            record.insert("attributes".to_owned(), json!({"type": "AggregateResult"}));
            for (column, value) in query.columns.iter().zip(row) {
                record.insert(column.key.clone(), to_json(value, column.kind));
            }
            Value::Object(record)
        })
        .collect();
    Ok(json!({"totalSize": records.len(), "done": true, "records": records}))
}

fn first_page(
    tx: &mut Tx<'_>,
    caller: &Caller,
    soql: &str,
    options: &QueryOptions,
    query: &RecordQuery,
) -> Result<Value, ApiError> {
    let ids: Vec<String> = rows(tx, &query.ids)?
        .iter()
        .filter_map(|row| text(&row[0]))
        .map(str::to_owned)
        .collect();
    check_single_row(query, ids.len())?;
    // Rows that are computed for one query can't be found again: they come at once.
    if ids.len() <= options.page_size || computed::is_computed(&query.page.object) {
        let records = records(tx, &options.base, &query.page, &ids)?;
        return Ok(json!({"totalSize": ids.len(), "done": true, "records": records}));
    }
    let flags = (options.include_deleted, options.tooling);
    let cursor = cursor::keep(tx, &caller.user_id, soql, flags, &ids);
    page(tx, query, &cursor, 0, options)
}

fn page(
    tx: &Tx<'_>,
    query: &RecordQuery,
    cursor: &Cursor,
    offset: usize,
    options: &QueryOptions,
) -> Result<Value, ApiError> {
    let ids = cursor.ids(tx, offset, options.page_size);
    let end = offset + ids.len();
    let done = end >= cursor.total;
    if done {
        cursor.finish(tx);
    }
    let records = records(tx, &options.base, &query.page, &ids)?;
    let mut body = Map::new();
    body.insert("totalSize".to_owned(), Value::from(cursor.total));
    body.insert("done".to_owned(), Value::from(done));
    if !done {
        let next = format!("{}/query/{}-{end}", options.base, cursor.locator());
        body.insert("nextRecordsUrl".to_owned(), Value::from(next));
    }
    body.insert("records".to_owned(), Value::from(records));
    Ok(Value::Object(body))
}

/// Tooling objects answer `Metadata` and `FullName` for one row only.
fn check_single_row(query: &RecordQuery, count: usize) -> Result<(), ApiError> {
    let structures = |key: &str| matches!(key, "Metadata" | "FullName");
    if count > 1 && query.page.parts.iter().any(|part| structures(part.key())) {
        return Err(ApiError::bad(
            "MALFORMED_QUERY",
            "When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval.",
        ));
    }
    Ok(())
}
