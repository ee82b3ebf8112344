//! ORDER BY, LIMIT and OFFSET.

use crate::ast::{Nulls, Order, Query};
use crate::error::{ErrorCode, Problem, Result};
use crate::rules::rule_of;
use crate::shape::Param;

use super::function::{Typed, plain};
use super::scope::Scope;

/// The furthest that OFFSET reaches (SOQL and SOSL Reference, "OFFSET").
const FURTHEST: u64 = 2_000;

/// Returns the sort keys of a query for records; equal rows stay in the order of their Ids.
pub(super) fn of_records(scope: &mut Scope<'_>, order: &[Order]) -> Result<String> {
    let mut keys = Vec::new();
    for key in order {
        let typed = plain(scope, &key.key)?;
        check_sortable(&typed, key)?;
        keys.push(sort_key(&typed, key));
    }
    keys.push(scope.key());
    Ok(keys.join(", "))
}

pub(super) fn check_sortable(typed: &Typed, key: &Order) -> Result<()> {
    match &typed.column {
        Some(column) if !column.field.sortable => {
            let text = format!("field '{}' can not be sorted in a query call", column.field.name);
            Err(Problem::malformed(text).at(key.key.at().0))
        }
        _ => Ok(()),
    }
}

/// Returns one sort key. Empty values come first in both directions unless the query says otherwise.
pub(super) fn sort_key(typed: &Typed, key: &Order) -> String {
    let collation = if typed.kind.is_text() {
        " COLLATE NOCASE"
    } else {
        ""
    };
    let direction = if key.descending { " DESC" } else { "" };
    let nulls = match key.nulls {
        Some(Nulls::Last) => "LAST",
        Some(Nulls::First) | None => "FIRST",
    };
    format!("{}{collation}{direction} NULLS {nulls}", typed.sql)
}

/// Returns ` LIMIT … OFFSET …`; nothing for objects that ignore both.
pub(super) fn window(scope: &mut Scope<'_>, query: &Query) -> Result<String> {
    let (limit, offset) = numbers(query)?;
    if rule_of(&scope.object.name).catalogue || (limit.is_none() && offset == 0) {
        return Ok(String::new());
    }
    let limit = scope.frame.bind(Param::Integer(limit.unwrap_or(-1)));
    if offset == 0 {
        return Ok(format!(" LIMIT {limit}"));
    }
    let offset = scope.frame.bind(Param::Integer(offset));
    Ok(format!(" LIMIT {limit} OFFSET {offset}"))
}

/// Returns LIMIT and OFFSET as numbers.
pub(super) fn numbers(query: &Query) -> Result<(Option<i64>, i64)> {
    let offset = query.offset.as_ref().map_or(0, |offset| offset.number);
    if offset > FURTHEST {
        let text = format!("Maximum SOQL offset allowed is {FURTHEST}");
        return Err(Problem::new(ErrorCode::NumberOutsideValidRange, text));
    }
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Ok((
        query.limit.as_ref().map(|limit| whole(limit.number)),
        whole(offset),
    ))
}
