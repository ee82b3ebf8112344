//! The way in: text, schema, caller and clock to a translation.

use jiff::tz::TimeZone;

use crate::ast::{Item, Query};
use crate::error::{Problem, QueryError, Result};
use crate::parse::parse_tree;
use crate::schema::{Schema, Visibility};
use crate::shape::Translation;

use super::scope::{Scope, World};
use super::{aggregate, records, restrict};

/// What a query's meaning depends on besides its text: the clock and the caller.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The moment that date literals count from.
    pub now: jiff::Timestamp,
    /// The caller's time zone.
    pub time_zone: TimeZone,
    /// The caller's locale, by which `FORMAT()` writes.
    pub locale: String,
    /// The first month of the fiscal year.
    pub fiscal_start: i8,
    /// Whether rows in the recycle bin are shown (`queryAll`).
    pub include_deleted: bool,
    /// The caller's Id, for `USING SCOPE mine`.
    pub user: Option<String>,
}

impl Settings {
    /// Settings for a moment, in UTC and American English, with a fiscal year that begins in January.
    #[must_use]
    pub fn at(now: jiff::Timestamp) -> Self {
        Self {
            now,
            time_zone: TimeZone::UTC,
            locale: "en_US".to_owned(),
            fiscal_start: 1,
            include_deleted: false,
            user: None,
        }
    }
}

/// Translates a query for a caller.
///
/// # Errors
/// What an org would refuse the query with, in its words.
pub fn translate(
    source: &str,
    schema: &dyn Schema,
    visibility: &dyn Visibility,
    settings: &Settings,
) -> std::result::Result<Translation, QueryError> {
    let world = World {
        schema,
        visibility,
        settings,
    };
    parse_tree(source)
        .and_then(|query| query_to_sql(world, &query))
        .map_err(|problem| problem.tell(source))
}

fn query_to_sql(world: World<'_>, query: &Query) -> Result<Translation> {
    if let Some(at) = query.all_rows {
        return Err(Problem::malformed("ALL ROWS not allowed in this context").at(at.0));
    }
    let mut scope = Scope::open(world, &query.from)?;
    restrict::check(&scope, query)?;
    scope.mine = restrict::is_mine(&scope, query)?;
    if let [Item::CountAll(_)] = query.select.as_slice() {
        return aggregate::count(scope, query).map(Translation::Count);
    }
    if aggregate::is_grouped(query) {
        return aggregate::groups(scope, query).map(Translation::Aggregate);
    }
    records::records(scope, query).map(Translation::Records)
}
