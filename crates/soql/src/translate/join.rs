//! Semi-joins and anti-joins, with the restrictions of the SOQL and SOSL Reference, "Comparison Operators".

use crate::ast::{Condition, Item, Operand, Query};
use crate::error::{Problem, Result};
use crate::schema::Field;

use super::filter::where_sql;
use super::place::Column;
use super::scope::Scope;

/// How many a WHERE may have.
const MOST: usize = 2;

/// Refuses too many of them, and those that OR or NOT has a say in.
pub(super) fn check(filter: &Condition) -> Result<()> {
    let mut count = 0;
    walk(filter, false, &mut count)
}

fn walk(condition: &Condition, under_or: bool, count: &mut usize) -> Result<()> {
    match condition {
        Condition::And(terms) => terms.iter().try_for_each(|term| walk(term, under_or, count)),
        Condition::Or(terms) => terms.iter().try_for_each(|term| walk(term, true, count)),
        Condition::Not(inner) => walk(inner, under_or, count),
        Condition::Join { left, .. } => {
            *count += 1;
            if under_or {
                let text = "Semi join sub-selects are not allowed with the 'OR' operator";
                return Err(Problem::malformed(text).at(left.at().0));
            }
            if *count > MOST {
                let text = format!("Maximum {MOST} semi join sub-selects are allowed");
                return Err(Problem::malformed(text).at(left.at().0));
            }
            Ok(())
        }
        Condition::Compare { .. } | Condition::In { .. } => Ok(()),
    }
}

/// Returns `left IN (SELECT …)`, or its opposite.
pub(super) fn sql(scope: &mut Scope<'_>, left: &Operand, anti: bool, query: &Query) -> Result<String> {
    let outer = left_column(scope, left)?;
    let inner_scope = Scope::open(scope.world, &query.from)?;
    check_inner(&scope.object.name, &inner_scope.object.name, query, left)?;
    let mut inner = Scope::of(
        scope.world,
        inner_scope.object,
        &query.from,
        std::mem::take(&mut scope.frame),
    )?;
    let done = inner_sql(&mut inner, query, &outer, left);
    scope.frame = inner.frame;
    let select = done?;
    Ok(if anti {
        format!("({0} NOT IN ({select}) OR {0} IS NULL)", outer.sql)
    } else {
        format!("{} IN ({select})", outer.sql)
    })
}

fn left_column(scope: &mut Scope<'_>, left: &Operand) -> Result<Column> {
    let at = left.at().0;
    let Operand::Field(path) = left else {
        let text = format!(
            "The left operand field in the where expression for outer query should be an id field, cannot use: '{left}'"
        );
        return Err(Problem::malformed(text).at(at));
    };
    let column = scope.column(path)?;
    if scope.relative(path).len() > 1 {
        let text = format!("The left operand '{path}' cannot have more than one level of relationships");
        return Err(Problem::malformed(text).at(at));
    }
    if !column.field.kind.is_id() {
        let text = format!(
            "The left operand field in the where expression for outer query should be an id field, cannot use: '{path}'"
        );
        return Err(Problem::malformed(text).at(at));
    }
    Ok(column)
}

fn check_inner(outer: &str, inner: &str, query: &Query, left: &Operand) -> Result<()> {
    let at = left.at().0;
    if outer == inner {
        let text = "The inner and outer selects should not be on the same object type";
        return Err(Problem::malformed(text).at(at));
    }
    if query.filter.as_ref().is_some_and(has_join) {
        return Err(Problem::malformed("Nesting of semi join sub-selects is not supported").at(at));
    }
    Ok(())
}

fn has_join(condition: &Condition) -> bool {
    match condition {
        Condition::And(terms) | Condition::Or(terms) => terms.iter().any(has_join),
        Condition::Not(inner) => has_join(inner),
        Condition::Join { .. } => true,
        Condition::Compare { .. } | Condition::In { .. } => false,
    }
}

fn inner_sql(inner: &mut Scope<'_>, query: &Query, outer: &Column, left: &Operand) -> Result<String> {
    let [Item::Field { path, alias: None }] = query.select.as_slice() else {
        let text = "semi join sub selects can only query one id field";
        return Err(Problem::malformed(text).at(left.at().0));
    };
    let column = inner.column(path)?;
    if inner.relative(path).len() > 1 {
        let text =
            format!("The inner select field '{path}' cannot have more than one level of relationships");
        return Err(Problem::malformed(text).at(path.at.0));
    }
    if !column.field.kind.is_id() {
        let text = format!("semi join sub selects can only query id fields, cannot use: '{path}'");
        return Err(Problem::malformed(text).at(path.at.0));
    }
    if !point_to_the_same(&column, outer) {
        let text = format!(
            "The selected field '{path}' in the subquery and the left operand field in the where expression in the outer query '{left}' should point to the same object type"
        );
        return Err(Problem::malformed(text).at(left.at().0));
    }
    let filter = where_sql(inner, query.filter.as_ref())?;
    let no_nulls = format!("{} IS NOT NULL", column.sql);
    let filter = if filter.is_empty() {
        format!(" WHERE {no_nulls}")
    } else {
        format!("{filter} AND {no_nulls}")
    };
    Ok(format!("SELECT {} {}{filter}", column.sql, inner.tables()))
}

fn point_to_the_same(inner: &Column, outer: &Column) -> bool {
    let targets = |column: &Column| -> Vec<String> {
        let Field { reference_to, .. } = &column.field;
        if column.field.name.eq_ignore_ascii_case("Id") {
            vec![column.object.clone()]
        } else {
            reference_to.clone()
        }
    };
    let outer = targets(outer);
    targets(inner)
        .iter()
        .any(|target| outer.iter().any(|other| other.eq_ignore_ascii_case(target)))
}
