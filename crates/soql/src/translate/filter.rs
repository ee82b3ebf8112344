//! WHERE and HAVING.

use crate::ast::{Condition, Function, ListOperator, Literal, LiteralValue, Operand, Operator};
use crate::error::{ErrorCode, Problem, Result};
use crate::rules::rule_of;
use crate::schema::FieldKind;
use crate::shape::Param;

use super::function::{Typed, aggregate, plain};
use super::literal::{Value, pattern, typed, unescaped};
use super::scope::Scope;
use super::{compare, join, narrow, sql};

/// Which condition is being translated.
#[derive(Clone, Copy)]
pub(super) enum Clause<'g> {
    /// WHERE: of rows.
    Where,
    /// HAVING: of groups, whose keys these are.
    Having(&'g [String]),
}

/// Returns the WHERE of a query, with the conditions that always hold.
pub(super) fn where_sql(scope: &mut Scope<'_>, filter: Option<&Condition>) -> Result<String> {
    let mut terms = Vec::new();
    if let Some(filter) = filter {
        join::check(filter)?;
        terms.push(condition(scope, filter, false, Clause::Where)?);
        terms.extend(narrow::narrowed(scope, filter));
    }
    terms.extend(scope.standing_conditions());
    Ok(if terms.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", terms.join(" AND "))
    })
}

/// Translates a condition, or its opposite.
pub(super) fn condition(
    scope: &mut Scope<'_>,
    condition: &Condition,
    negated: bool,
    clause: Clause<'_>,
) -> Result<String> {
    if scope.frame.is_full() {
        return Err(Problem::too_complicated());
    }
    match condition {
        Condition::Not(inner) => self::condition(scope, inner, !negated, clause),
        Condition::And(terms) | Condition::Or(terms) => {
            let conjunction = matches!(condition, Condition::And(_)) != negated;
            let terms = terms
                .iter()
                .map(|term| self::condition(scope, term, negated, clause))
                .collect::<Result<Vec<_>>>()?;
            Ok(sql::joined(&terms, if conjunction { " AND " } else { " OR " }))
        }
        Condition::Compare {
            left,
            operator,
            right,
        } => comparison(scope, left, (*operator, negated), right, clause),
        Condition::In { left, operator, list } => membership(scope, left, (*operator, negated), list, clause),
        Condition::Join {
            left,
            negated: anti,
            query,
        } => join::sql(scope, left, *anti != negated, query),
    }
}

fn left_side(scope: &mut Scope<'_>, operand: &Operand, clause: Clause<'_>) -> Result<Typed> {
    match (clause, operand) {
        (Clause::Having(_), Operand::Call(call)) if call.function.is_aggregate() => aggregate(scope, call),
        (Clause::Having(keys), _) => {
            let left = plain(scope, operand)?;
            if keys.contains(&left.sql) {
                return Ok(left);
            }
            let text = format!("Field must be grouped or aggregated: {operand}");
            Err(Problem::malformed(text).at(operand.at().0))
        }
        (Clause::Where, _) => {
            let left = plain(scope, operand)?;
            check_filterable(&left, operand)?;
            Ok(left)
        }
    }
}

fn check_filterable(left: &Typed, operand: &Operand) -> Result<()> {
    let Some(column) = &left.column else { return Ok(()) };
    let at = operand.at().0;
    if column.field.kind == FieldKind::Compound {
        let text = "Address fields can only be filtered using Distance expressions";
        return Err(Problem::field(text).at(at));
    }
    if column.field.filterable && rule_of(&column.object).may_filter(&column.field.name) {
        return Ok(());
    }
    let name = &column.field.name;
    Err(Problem::field(format!("field '{name}' can not be filtered in a query call")).at(at))
}

fn comparison(
    scope: &mut Scope<'_>,
    left: &Operand,
    (operator, negated): (Operator, bool),
    right: &Literal,
    clause: Clause<'_>,
) -> Result<String> {
    let side = left_side(scope, left, clause)?;
    check_operator(&side, operator, left)?;
    check_distance(left, operator)?;
    let value = match (&right.value, operator) {
        (LiteralValue::Text(raw), Operator::Like) => Value::One(Param::Text(pattern(raw))),
        _ => typed(right, (&side.name, left.at()), side.kind, scope.world.settings)?,
    };
    let value = from_its_start(value, &right.value, operator);
    Ok(compare::one(
        &mut scope.frame,
        &side.sql,
        side.kind,
        (operator, negated),
        value,
    ))
}

/// Takes the first moment of a rolling span where a comparison by size meets one.
fn from_its_start(value: Value, literal: &LiteralValue, operator: Operator) -> Value {
    match (value, literal, operator) {
        (value, _, Operator::Equal | Operator::NotEqual) => value,
        (Value::Span(from, _), LiteralValue::Range(range), _) if range.is_rolling() => Value::One(from),
        (value, ..) => value,
    }
}

fn check_operator(side: &Typed, operator: Operator, left: &Operand) -> Result<()> {
    let refused = |text: &str| Err(Problem::new(ErrorCode::InvalidQueryFilterOperator, text).at(left.at().0));
    match operator {
        Operator::Like if side.kind.is_id() => refused("invalid operator on id field"),
        Operator::Like if !side.kind.is_text() => refused("invalid operator"),
        Operator::Equal | Operator::NotEqual | Operator::Like => Ok(()),
        _ if side.kind == FieldKind::Boolean => refused("invalid operator"),
        _ => Ok(()),
    }
}

/// Distances are only greater or less (SOQL and SOSL Reference, "Location-Based SOQL Queries").
fn check_distance(left: &Operand, operator: Operator) -> Result<()> {
    let is_distance = matches!(left, Operand::Call(call) if call.function == Function::Distance);
    if !is_distance || matches!(operator, Operator::Less | Operator::Greater) {
        return Ok(());
    }
    Err(Problem::new(ErrorCode::InvalidQueryFilterOperator, "invalid operator").at(left.at().0))
}

fn membership(
    scope: &mut Scope<'_>,
    left: &Operand,
    (operator, negated): (ListOperator, bool),
    list: &[Literal],
    clause: Clause<'_>,
) -> Result<String> {
    check_distance(left, Operator::Equal)?;
    let side = left_side(scope, left, clause)?;
    match operator {
        ListOperator::In | ListOperator::NotIn => {
            let values = list
                .iter()
                .map(|literal| typed(literal, (&side.name, left.at()), side.kind, scope.world.settings))
                .collect::<Result<Vec<_>>>()?;
            let opposite = (operator == ListOperator::NotIn) != negated;
            Ok(compare::list(
                &mut scope.frame,
                &side.sql,
                side.kind,
                opposite,
                values,
            ))
        }
        ListOperator::Includes | ListOperator::Excludes => {
            if side.kind != FieldKind::MultiPicklist {
                let text = "includes or excludes operator only valid on multipicklist field";
                return Err(Problem::new(ErrorCode::InvalidQueryFilterOperator, text).at(left.at().0));
            }
            let combinations = list
                .iter()
                .map(|literal| match &literal.value {
                    LiteralValue::Text(raw) => Ok(unescaped(raw)),
                    _ => typed(
                        literal,
                        (&side.name, left.at()),
                        FieldKind::Text,
                        scope.world.settings,
                    )
                    .map(|_| String::new()),
                })
                .collect::<Result<Vec<_>>>()?;
            let opposite = (operator == ListOperator::Excludes) != negated;
            Ok(compare::includes(
                &mut scope.frame,
                &side.sql,
                opposite,
                &combinations,
            ))
        }
    }
}
