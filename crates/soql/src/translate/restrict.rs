//! The rules of single objects, applied to a query before it is translated.

use crate::ast::{Condition, Item, ListOperator, Literal, LiteralValue, Operand, Operator, Path, Query};
use crate::error::{ErrorCode, Problem, Result};
use crate::rules::{ObjectRule, rule_of};
use crate::shape::Pin;

use super::aggregate::is_grouped;
use super::literal::unescaped;
use super::scope::Scope;

/// The most child queries of a query (SOQL and SOSL Reference, "Understanding Relationship Query Limitations").
const MOST_CHILDREN: usize = 20;

pub(super) fn check(scope: &Scope<'_>, query: &Query) -> Result<()> {
    if !scope.object.queryable {
        let text = format!("entity type {} does not support query", scope.object.name);
        return Err(Problem::new(ErrorCode::InvalidTypeForOperation, text));
    }
    let children = query
        .select
        .iter()
        .filter(|item| matches!(item, Item::Children(_)));
    if children.count() > MOST_CHILDREN {
        return Err(Problem::too_complicated());
    }
    let rule = rule_of(&scope.object.name);
    if rule.catalogue {
        check_catalogue(scope, query, rule)?;
    }
    Ok(())
}

/// Whether the query asks for the caller's own rows by `USING SCOPE mine`.
pub(super) fn is_mine(scope: &Scope<'_>, query: &Query) -> Result<bool> {
    let Some(wanted) = &query.scope else {
        return Ok(false);
    };
    if wanted.text.eq_ignore_ascii_case("everything") {
        return Ok(false);
    }
    let owned = scope.object.field("OwnerId").is_some();
    if owned && wanted.text.eq_ignore_ascii_case("mine") {
        return Ok(true);
    }
    let text = format!("Invalid filter scope: {}", wanted.text);
    Err(Problem::new(ErrorCode::InvalidQueryScope, text).at(wanted.at.0))
}

fn check_catalogue(scope: &Scope<'_>, query: &Query, rule: &ObjectRule) -> Result<()> {
    let counts = matches!(query.select.as_slice(), [Item::CountAll(_)]);
    if counts || is_grouped(query) {
        return unsupported(
            "The requested operation is not yet supported by this SObject storage type, contact salesforce.com support for more information.",
        );
    }
    if let Some(filter) = &query.filter {
        check_conjunction(filter)?;
    }
    let reified = rule.reified.is_empty()
        || top_terms(query.filter.as_ref())
            .iter()
            .any(|term| is_reified(scope, term, rule));
    if reified {
        return Ok(());
    }
    let columns = rule.reified.join(",");
    let object = &scope.object.name;
    Err(Problem::malformed(format!(
        "{object}: a filter on a reified column is required [{columns}]"
    )))
}

fn unsupported(text: &str) -> Result<()> {
    Err(Problem::new(ErrorCode::ExternalObjectUnsupported, text))
}

fn check_conjunction(condition: &Condition) -> Result<()> {
    match condition {
        Condition::And(terms) => terms.iter().try_for_each(check_conjunction),
        Condition::Or(_) => unsupported("Disjunctions not supported"),
        Condition::Not(_)
        | Condition::Compare {
            operator: Operator::NotEqual,
            ..
        }
        | Condition::In {
            operator: ListOperator::NotIn,
            ..
        }
        | Condition::Join { negated: true, .. } => unsupported("Only equals comparisons permitted"),
        Condition::In {
            operator: ListOperator::Includes | ListOperator::Excludes,
            ..
        } => unsupported("Unsupported filter type"),
        Condition::Compare { .. } | Condition::In { .. } | Condition::Join { .. } => Ok(()),
    }
}

/// Returns the terms that every row fulfils.
fn top_terms(filter: Option<&Condition>) -> Vec<&Condition> {
    match filter {
        Some(Condition::And(terms)) => terms.iter().flat_map(|term| top_terms(Some(term))).collect(),
        Some(term) => vec![term],
        None => Vec::new(),
    }
}

/// Whether a term filters by a reified column; a path through its relationship counts too.
fn is_reified(scope: &Scope<'_>, term: &Condition, rule: &ObjectRule) -> bool {
    let (Condition::Compare {
        left: Operand::Field(path),
        operator: Operator::Equal | Operator::Like,
        ..
    }
    | Condition::In {
        left: Operand::Field(path),
        operator: ListOperator::In,
        ..
    }) = term
    else {
        return false;
    };
    let names = scope.relative(path);
    let [first, rest @ ..] = &*names else {
        return false;
    };
    rule.reified.iter().any(|column| {
        if rest.is_empty() {
            column.eq_ignore_ascii_case(first)
        } else {
            column
                .strip_suffix("Id")
                .is_some_and(|name| name.eq_ignore_ascii_case(first))
        }
    })
}

/// Returns the equalities at the top of the WHERE.
pub(super) fn pins(scope: &Scope<'_>, query: &Query) -> Vec<Pin> {
    let pin = |path: &Path, literals: &[&Literal]| Pin {
        path: scope.relative(path).to_vec(),
        values: literals
            .iter()
            .filter_map(|literal| match &literal.value {
                LiteralValue::Text(raw) => Some(unescaped(raw)),
                _ => None,
            })
            .collect(),
    };
    top_terms(query.filter.as_ref())
        .into_iter()
        .filter_map(|term| match term {
            Condition::Compare {
                left: Operand::Field(path),
                operator: Operator::Equal,
                right,
            } => Some(pin(path, &[right])),
            Condition::In {
                left: Operand::Field(path),
                operator: ListOperator::In,
                list,
            } => Some(pin(path, &list.iter().collect::<Vec<_>>())),
            _ => None,
        })
        .collect()
}
