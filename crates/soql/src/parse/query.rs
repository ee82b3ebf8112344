//! The query as a whole, from SELECT to its last mark.

use crate::ast::{Alias, From, Query};
use crate::error::{Problem, QueryError, Result};
use crate::lex::{Kind, lex};

use super::cursor::Cursor;
use super::{clauses, condition, select};

/// The longest query (SOQL and SOSL Reference, "SOQL Limits").
const LONGEST: usize = 100_000;

/// Reads a query.
///
/// # Errors
/// `MALFORMED_QUERY` with the place, or `QUERY_TOO_COMPLICATED` when it is nested too deeply.
pub fn parse(source: &str) -> std::result::Result<Query, QueryError> {
    parse_tree(source).map_err(|problem| problem.tell(source))
}

pub(crate) fn parse_tree(source: &str) -> Result<Query> {
    if source.chars().nth(LONGEST).is_some() {
        return Err(Problem::malformed(
            "SOQL statements cannot be longer than 100000 characters.",
        ));
    }
    if source.trim().is_empty() {
        return Err(Problem::malformed("A query string has to be specified"));
    }
    let mut cursor = Cursor::new(lex(source)?);
    let query = query(&mut cursor)?;
    if cursor.token().kind == Kind::End {
        return Ok(query);
    }
    cursor.unexpected()
}

pub(super) fn query(cursor: &mut Cursor) -> Result<Query> {
    let start = start(cursor)?;
    Ok(Query {
        scope: clauses::scope(cursor)?,
        filter: clauses::condition_after(cursor, "WHERE", condition::condition)?,
        with: clauses::with(cursor)?,
        group: clauses::group(cursor)?,
        having: clauses::condition_after(cursor, "HAVING", condition::condition)?,
        order: clauses::order(cursor)?,
        limit: clauses::count(cursor, "LIMIT")?,
        offset: clauses::count(cursor, "OFFSET")?,
        marks: clauses::marks(cursor)?,
        all_rows: clauses::all_rows(cursor)?,
        ..start
    })
}

/// Reads the query of a semi-join, which ends with its WHERE: any further clause is unexpected there.
pub(super) fn joined_query(cursor: &mut Cursor) -> Result<Query> {
    let start = start(cursor)?;
    Ok(Query {
        filter: clauses::condition_after(cursor, "WHERE", condition::condition)?,
        ..start
    })
}

/// Reads the object and the parents that FROM gives names to, which follow a named object only.
fn from(cursor: &mut Cursor) -> Result<From> {
    let (path, alias) = (cursor.path_of_from()?, cursor.alias(true));
    let mut also = Vec::new();
    while alias.is_some() && cursor.take_sign(",") {
        also.push(Alias {
            path: cursor.path_of_from()?,
            name: cursor.name()?,
        });
    }
    Ok(From { path, alias, also })
}

fn start(cursor: &mut Cursor) -> Result<Query> {
    cursor.expect_word("SELECT")?;
    let select = select::items(cursor)?;
    cursor.expect_word("FROM")?;
    let from = from(cursor)?;
    Ok(Query {
        select,
        from,
        scope: None,
        filter: None,
        with: None,
        group: None,
        having: None,
        order: Vec::new(),
        limit: None,
        offset: None,
        marks: Vec::new(),
        all_rows: None,
    })
}
