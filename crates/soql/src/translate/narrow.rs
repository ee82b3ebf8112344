//! Conditions on parents, said a second time so that an index can be used.
//!
//! A path is a LEFT JOIN, and a condition behind it is known only once a row has its parents: SQLite reads the whole
//! table. `Parent.Name = 'x'` is therefore followed by `ParentId IN (SELECT Id …)`, which it can begin with. The second
//! form never decides by itself, so it may let through more than the first but never less: it is left out where a row
//! without a parent could fulfil the condition.

use crate::ast::{Condition, ListOperator, Literal, LiteralValue, Operand, Operator, Path};

use super::filter::{Clause, condition};
use super::scope::Scope;
use super::sql;

/// Returns further conditions that hold wherever the filter does.
pub(super) fn narrowed(scope: &mut Scope<'_>, filter: &Condition) -> Vec<String> {
    let terms = match filter {
        Condition::And(terms) => terms.as_slice(),
        term => std::slice::from_ref(term),
    };
    let of_parents = terms
        .iter()
        .filter(|term| paths(term).is_some_and(|paths| paths.iter().any(|path| is_far(scope, path))));
    let of_parents: Vec<&Condition> = of_parents.collect();
    of_parents
        .into_iter()
        .filter_map(|term| {
            let before = scope.frame.mark();
            let again = again(scope, term);
            if again.is_none() {
                scope.frame.rewind(before);
            }
            again
        })
        .collect()
}

/// Says a condition again by the references of the object itself.
fn again(scope: &mut Scope<'_>, term: &Condition) -> Option<String> {
    if let Some(relationship) = one_relationship(scope, term) {
        return by_reference(scope, &relationship, term);
    }
    match term {
        // One that can be said again is enough.
        Condition::And(terms) => terms.iter().find_map(|term| {
            let before = scope.frame.mark();
            let said = again(scope, term);
            if said.is_none() {
                scope.frame.rewind(before);
            }
            said
        }),
        Condition::Or(terms) => any_of(scope, terms),
        Condition::Compare { .. } | Condition::In { .. } => {
            let is_own = paths(term)?.iter().all(|path| !is_far(scope, path));
            is_own
                .then(|| condition(scope, term, false, Clause::Where).ok())
                .flatten()
        }
        Condition::Not(_) | Condition::Join { .. } => None,
    }
}

/// Says alternatives again: each as a search of its own, since SQLite gives up on indexes where one of them is a search.
fn any_of(scope: &mut Scope<'_>, terms: &[Condition]) -> Option<String> {
    let mut searches = Vec::new();
    for term in terms {
        let mut twin = scope.twin();
        let said = again(&mut twin, term);
        let (key, tables) = (twin.key(), twin.tables());
        scope.frame = twin.frame;
        searches.push(format!("SELECT {key} {tables} WHERE {}", said?));
    }
    Some(format!("{} IN ({})", scope.key(), searches.join(" UNION ")))
}

/// Returns the relationship that every path of a condition begins with.
fn one_relationship(scope: &Scope<'_>, term: &Condition) -> Option<String> {
    let paths = paths(term)?;
    let first = |path: &&Path| match &*scope.relative(path) {
        [first, _, ..] => Some(first.to_ascii_lowercase()),
        _ => None,
    };
    let firsts: Option<Vec<String>> = paths.iter().map(first).collect();
    let firsts = firsts?;
    let (one, rest) = firsts.split_first()?;
    rest.iter().all(|other| other == one).then(|| one.clone())
}

fn by_reference(scope: &mut Scope<'_>, relationship: &str, term: &Condition) -> Option<String> {
    let field = scope.object.relationship(relationship)?.clone();
    if field.polymorphic {
        return None;
    }
    let seconds: Vec<String> = paths(term)?
        .iter()
        .filter_map(|path| scope.relative(path).get(1).cloned())
        .collect();
    let targets = field
        .reference_to
        .iter()
        .filter_map(|name| scope.world.object(name));
    let knows = |object: &crate::schema::Object, name: &String| {
        object.field(name).is_some() || object.relationship(name).is_some()
    };
    // Where several objects know a name, the path means the one that has a row.
    let mut knowing = targets.filter(|object| seconds.iter().any(|name| knows(object, name)));
    let target = knowing
        .next()
        .filter(|object| seconds.iter().all(|name| knows(object, name)))?;
    if knowing.next().is_some() {
        return None;
    }
    let inner_term = behind(scope, term);
    let mut inner = Scope::nameless(scope.world, target, std::mem::take(&mut scope.frame));
    let again = condition(&mut inner, &inner_term, false, Clause::Where).map(|first| {
        let mut all = vec![first];
        all.extend(narrowed(&mut inner, &inner_term));
        let key = sql::column(&inner.alias, &field.reference_key);
        format!(
            "{} IN (SELECT {key} {} WHERE {})",
            sql::column(&scope.alias, &field.name),
            inner.tables(),
            all.join(" AND ")
        )
    });
    scope.frame = inner.frame;
    again.ok()
}

/// Returns the condition as the parent sees it: each path without its first step.
fn behind(scope: &Scope<'_>, term: &Condition) -> Condition {
    let step = |operand: &Operand| match operand {
        Operand::Field(path) => Operand::Field(Path {
            names: scope.relative(path).get(1..).unwrap_or_default().to_vec(),
            at: path.at,
        }),
        Operand::Call(_) => operand.clone(),
    };
    match term {
        Condition::And(terms) => Condition::And(terms.iter().map(|term| behind(scope, term)).collect()),
        Condition::Or(terms) => Condition::Or(terms.iter().map(|term| behind(scope, term)).collect()),
        Condition::Compare {
            left,
            operator,
            right,
        } => Condition::Compare {
            left: step(left),
            operator: *operator,
            right: right.clone(),
        },
        Condition::In { left, operator, list } => Condition::In {
            left: step(left),
            operator: *operator,
            list: list.clone(),
        },
        Condition::Not(_) | Condition::Join { .. } => term.clone(),
    }
}

/// Returns the paths of a condition that no row without a parent fulfils; none where one could.
fn paths(term: &Condition) -> Option<Vec<&Path>> {
    match term {
        Condition::And(terms) | Condition::Or(terms) => {
            let all: Option<Vec<Vec<&Path>>> = terms.iter().map(paths).collect();
            Some(all?.into_iter().flatten().collect())
        }
        Condition::Compare {
            left: Operand::Field(path),
            operator,
            right,
        } => (is_something(right) && *operator != Operator::NotEqual).then(|| vec![path]),
        Condition::In {
            left: Operand::Field(path),
            operator: ListOperator::In,
            list,
        } => list.iter().all(is_something).then(|| vec![path]),
        _ => None,
    }
}

/// Whether a literal is a value that no empty field has. Empty text is nothing, and a boolean is never empty: where there
/// is no parent it is false.
fn is_something(literal: &Literal) -> bool {
    match &literal.value {
        LiteralValue::Null | LiteralValue::Boolean(false) => false,
        LiteralValue::Text(text) => !text.trim().is_empty(),
        _ => true,
    }
}

fn is_far(scope: &Scope<'_>, path: &Path) -> bool {
    scope.relative(path).len() > 1
}
