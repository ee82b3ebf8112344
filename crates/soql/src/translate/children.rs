//! Child subqueries: for many parents at once, with LIMIT and OFFSET for each of them.

use crate::ast::Query;
use crate::error::{ErrorCode, Problem, Result};
use crate::rules::rule_of;
use crate::shape::{Page, Param, Statement};

use super::aggregate::is_grouped;
use super::columns::Columns;
use super::filter::{Clause, condition};
use super::place::no_such_child_relationship;
use super::scope::Scope;
use super::sql::Frame;
use super::{join, order};

/// Levels of children (SOQL and SOSL Reference, "Understanding Relationship Query Limitations").
const LEVELS: usize = 4;

/// Returns the key and the page of a child subquery.
pub(super) fn page(parent: &Scope<'_>, query: &Query, level: usize) -> Result<(String, Page)> {
    let path = &query.from.path;
    let names = parent.relative(path);
    let relation = match &*names {
        [name] => parent.object.child(name),
        _ => None,
    };
    let found = relation.and_then(|relation| {
        let object = parent.world.object(&relation.object)?;
        let seen = parent.world.sees(&object.name, &relation.field);
        (seen && object.field(&relation.field).is_some()).then_some((relation, object))
    });
    let Some((relation, object)) = found else {
        return Err(no_such_child_relationship(&names.join("."), path.at));
    };
    check(query, level)?;
    let mut scope = Scope::of(parent.world, object, &query.from, Frame::for_ids())?;
    let page = statement(&mut scope, query, &relation.field, level)?;
    Ok((relation.relationship.clone(), page))
}

fn check(query: &Query, level: usize) -> Result<()> {
    if level > LEVELS {
        let text = format!("Only {} levels of child relationships are allowed", LEVELS + 1);
        return Err(Problem::malformed(text).at(query.from.path.at.0));
    }
    if is_grouped(query) || matches!(query.select.as_slice(), [crate::ast::Item::CountAll(_)]) {
        let text = "only root queries support aggregate expressions";
        return Err(Problem::malformed(text).at(query.from.path.at.0));
    }
    if let Some(at) = query.all_rows {
        return Err(Problem::malformed("ALL ROWS not allowed in this context").at(at.0));
    }
    if let Some(scope) = &query.scope {
        let text = format!("Invalid filter scope: {}", scope.text);
        return Err(Problem::new(ErrorCode::InvalidQueryScope, text).at(scope.at.0));
    }
    Ok(())
}

fn statement(scope: &mut Scope<'_>, query: &Query, reference: &str, level: usize) -> Result<Page> {
    let mut columns = Columns::default();
    let parent = scope.own(reference);
    columns.add(parent.clone());
    let id = columns.add(scope.key());
    columns.add_items(scope, query, level)?;

    let mut terms = vec![format!("{parent} IN (SELECT value FROM json_each(?1))")];
    if let Some(filter) = &query.filter {
        join::check(filter)?;
        terms.push(condition(scope, filter, false, Clause::Where)?);
    }
    terms.extend(scope.standing_conditions());
    let sort = order::of_records(scope, &query.order)?;

    let inner: Vec<String> = columns
        .expressions()
        .iter()
        .enumerate()
        .map(|(index, expression)| format!("{expression} AS c{index}"))
        .collect();
    let outer: Vec<String> = (0..inner.len()).map(|index| format!("c{index}")).collect();
    let inner = format!(
        "SELECT {}, ROW_NUMBER() OVER (PARTITION BY {parent} ORDER BY {sort}) AS n {} WHERE {}",
        inner.join(", "),
        scope.tables(),
        terms.join(" AND ")
    );
    let window = window(scope, query)?;
    let sql = format!(
        "SELECT {} FROM ({inner}){window} ORDER BY c0, n",
        outer.join(", ")
    );
    Ok(Page {
        object: scope.object.name.clone(),
        statement: Statement {
            sql,
            params: std::mem::take(&mut scope.frame.params),
        },
        id,
        parts: columns.parts,
        children: columns.children,
    })
}

/// Returns the condition on the number that a child has below its parent.
fn window(scope: &mut Scope<'_>, query: &Query) -> Result<String> {
    let (limit, offset) = order::numbers(query)?;
    if rule_of(&scope.object.name).catalogue || (limit.is_none() && offset == 0) {
        return Ok(String::new());
    }
    let first = scope.frame.bind(Param::Integer(offset));
    let Some(limit) = limit else {
        return Ok(format!(" WHERE n > {first}"));
    };
    let last = scope.frame.bind(Param::Integer(offset.saturating_add(limit)));
    Ok(format!(" WHERE n > {first} AND n <= {last}"))
}
