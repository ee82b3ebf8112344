//! COUNT() and grouped queries.

use std::collections::BTreeSet;

use crate::ast::{Call, Function, Group, GroupKind, Item, Name, Operand, Query};
use crate::error::{Problem, Result};
use crate::schema::FieldKind;
use crate::shape::{AggregateColumn, AggregateQuery, CountQuery, Statement};

use super::filter::{Clause, condition, where_sql};
use super::function::{Typed, aggregate, formatted, plain, unexpected};
use super::order::{check_sortable, sort_key, window};
use super::rolled::{Grouped, subtotal_mark};
use super::scope::Scope;

/// The most columns of a statement, with room to spare below SQLite's 2,000.
const MOST_COLUMNS: usize = 1_500;

/// The most fields of ROLLUP and CUBE (SOQL and SOSL Reference, "GROUP BY ROLLUP").
const MOST_ROLLED: usize = 3;

/// Whether a query yields groups instead of records.
pub(super) fn is_grouped(query: &Query) -> bool {
    let aggregates = |item: &Item| match item {
        Item::Call { call, .. } => {
            // FORMAT(MIN(CloseDate)) is one, too.
            let inner =
                matches!(call.argument.as_ref(), Operand::Call(inner) if inner.function.is_aggregate());
            call.function.is_aggregate() || call.function.is_date_part() || inner
        }
        _ => false,
    };
    query.group.is_some() || query.having.is_some() || query.select.iter().any(aggregates)
}

/// Translates `SELECT COUNT() FROM …`.
pub(super) fn count(mut scope: Scope<'_>, query: &Query) -> Result<CountQuery> {
    if let Some(group) = &query.group {
        return Err(Problem::malformed("Grouped query cannot use COUNT()").at(group.at.0));
    }
    if let Some(first) = query.order.first() {
        let text = format!("Ordered field must be grouped or aggregated: {}", first.key);
        return Err(Problem::malformed(text).at(first.key.at().0));
    }
    let filter = where_sql(&mut scope, query.filter.as_ref())?;
    let window = window(&mut scope, query)?;
    let from = scope.tables();
    let sql = if window.is_empty() {
        format!("SELECT COUNT(*) {from}{filter}")
    } else {
        format!("SELECT COUNT(*) FROM (SELECT 1 {from}{filter}{window})")
    };
    Ok(CountQuery {
        object: scope.object.name.clone(),
        statement: Statement {
            sql,
            params: scope.frame.params,
        },
    })
}

/// Translates a grouped query.
pub(super) fn groups(mut scope: Scope<'_>, query: &Query) -> Result<AggregateQuery> {
    let keys = match &query.group {
        Some(group) => group_keys(&mut scope, group)?,
        None => Vec::new(),
    };
    let (columns, expressions) = columns(&mut scope, query, &keys)?;
    let filter = where_sql(&mut scope, query.filter.as_ref())?;
    let having = having(&mut scope, query, &keys)?;
    let order = order(&mut scope, query, &keys)?;
    let window = window(&mut scope, query)?;
    let grouped = Grouped {
        tables: scope.tables(),
        keys,
        expressions,
        filter,
        having,
        order,
        window,
    };
    let kind = query.group.as_ref().map_or(GroupKind::Plain, |group| group.kind);
    Ok(AggregateQuery {
        object: scope.object.name.clone(),
        statement: Statement {
            sql: grouped.sql(kind),
            params: scope.frame.params,
        },
        columns,
    })
}

fn group_keys(scope: &mut Scope<'_>, group: &Group) -> Result<Vec<String>> {
    if group.kind != GroupKind::Plain && group.keys.len() > MOST_ROLLED {
        let text = format!("GROUP BY ROLLUP and CUBE take at most {MOST_ROLLED} fields");
        return Err(Problem::malformed(text).at(group.at.0));
    }
    let mut keys = Vec::new();
    for key in &group.keys {
        if let Operand::Call(call) = key
            && call.function == Function::Distance
        {
            return Err(unexpected(call));
        }
        let typed = plain(scope, key)?;
        if let Some(column) = typed.column.as_ref().filter(|column| !column.field.groupable) {
            let text = format!("field '{}' can not be grouped in a query call", column.field.name);
            return Err(Problem::malformed(text).at(key.at().0));
        }
        keys.push(typed.sql);
    }
    Ok(keys)
}

fn columns(
    scope: &mut Scope<'_>,
    query: &Query,
    keys: &[String],
) -> Result<(Vec<AggregateColumn>, Vec<String>)> {
    let mut taken = BTreeSet::new();
    let mut columns = Vec::new();
    let mut expressions = Vec::new();
    let mut unnamed = 0;
    for item in &query.select {
        let (typed, mut column) = column(scope, item, keys)?;
        if column.key.is_empty() {
            column.key = format!("expr{unnamed}");
            unnamed += 1;
        }
        if !taken.insert(column.key.to_ascii_lowercase()) {
            return Err(Problem::malformed(format!("duplicate alias: {}", column.key)));
        }
        columns.push(column);
        expressions.push(typed.sql);
        if expressions.len() > MOST_COLUMNS {
            return Err(Problem::too_complicated());
        }
    }
    Ok((columns, expressions))
}

fn column(scope: &mut Scope<'_>, item: &Item, keys: &[String]) -> Result<(Typed, AggregateColumn)> {
    let named = |alias: Option<&Name>| alias.map_or_else(String::new, |alias| alias.text.clone());
    match item {
        Item::Field { path, alias } => {
            let operand = Operand::Field(path.clone());
            let typed = grouped(scope, &operand, keys, "Field")?;
            let mut key = named(alias.as_ref());
            if key.is_empty() {
                key.clone_from(&typed.name);
            }
            let told = told(key, path.to_string(), false, typed.kind);
            Ok((typed, told))
        }
        Item::Call { call, alias } => {
            let typed = call_value(scope, call, keys)?;
            let told = told(named(alias.as_ref()), call.to_string(), true, typed.kind);
            Ok((typed, told))
        }
        Item::CountAll(at) => Err(Problem::malformed("Grouped query cannot use COUNT()").at(at.0)),
        Item::Fields(_, at) => {
            Err(Problem::malformed("The SOQL FIELDS function is not supported with GROUP BY").at(at.0))
        }
        Item::Children(query) => {
            let text = "Grouped query cannot contain child relationship queries";
            Err(Problem::malformed(text).at(query.from.path.at.0))
        }
        Item::TypeOf(type_of) => {
            let text = "TYPEOF cannot be used in a grouped query";
            Err(Problem::malformed(text).at(type_of.relationship.at.0))
        }
    }
}

fn told(key: String, written: String, function: bool, kind: FieldKind) -> AggregateColumn {
    AggregateColumn {
        key,
        written,
        function,
        kind,
    }
}

fn call_value(scope: &mut Scope<'_>, call: &Call, keys: &[String]) -> Result<Typed> {
    if call.function.is_aggregate() {
        return aggregate(scope, call);
    }
    if call.function.is_date_part() {
        return grouped(scope, &Operand::Call(call.clone()), keys, "Field");
    }
    if call.function == Function::Grouping {
        let mut typed = grouped(scope, &call.argument, keys, "Field")?;
        typed.sql = subtotal_mark(&typed.sql);
        typed.kind = FieldKind::Integer;
        return Ok(typed);
    }
    match call.argument.as_ref() {
        // FORMAT(SUM(Amount)) and the like.
        Operand::Call(inner) if call.function == Function::Format && inner.function.is_aggregate() => {
            let mut typed = aggregate(scope, inner)?;
            typed.sql = formatted(scope, &typed.sql, typed.kind);
            typed.kind = FieldKind::Text;
            Ok(typed)
        }
        _ => Err(unexpected(call)),
    }
}

/// Translates what must be one of the group's keys.
fn grouped(scope: &mut Scope<'_>, operand: &Operand, keys: &[String], what: &str) -> Result<Typed> {
    let typed = plain(scope, operand)?;
    if keys.contains(&typed.sql) {
        return Ok(typed);
    }
    let text = format!("{what} must be grouped or aggregated: {operand}");
    Err(Problem::malformed(text).at(operand.at().0))
}

fn having(scope: &mut Scope<'_>, query: &Query, keys: &[String]) -> Result<String> {
    let Some(filter) = &query.having else {
        return Ok(String::new());
    };
    if keys.is_empty() {
        return Err(Problem::malformed("Having clause requires a GROUP BY clause"));
    }
    let having = condition(scope, filter, false, Clause::Having(keys))?;
    Ok(format!(" HAVING {having}"))
}

/// Returns the sort keys: expression, and direction with the place of empty values.
fn order(scope: &mut Scope<'_>, query: &Query, keys: &[String]) -> Result<Vec<(String, String)>> {
    let mut sort = Vec::new();
    for key in &query.order {
        let typed = match &key.key {
            Operand::Call(call) if call.function.is_aggregate() || call.function == Function::Grouping => {
                call_value(scope, call, keys)?
            }
            operand => {
                let typed = grouped(scope, operand, keys, "Ordered field")?;
                check_sortable(&typed, key)?;
                typed
            }
        };
        let direction = sort_key(&typed, key)[typed.sql.len()..].to_owned();
        sort.push((typed.sql, direction));
    }
    // Equal groups, and all groups of a query without ORDER BY, stay in the order of their keys.
    sort.extend(keys.iter().map(|key| (key.clone(), String::new())));
    Ok(sort)
}
