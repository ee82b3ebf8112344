//! One comparison, with Salesforce's logic of empty values.
//!
//! A comparison is either true or false, never unknown: `!=` and a negated comparison are true for
//! empty values. The opposite of a comparison is therefore built here instead of by SQL's NOT, which
//! also leaves indexes usable.

use crate::ast::Operator;
use crate::schema::FieldKind;
use crate::shape::Param;

use super::literal::Value;
use super::sql::{Frame, joined, json_array};

/// Lists longer than this are bound as one JSON array, to stay far from the limit on parameters.
const LONG_LIST: usize = 100;

/// Returns `left operator value`, or its opposite.
pub(super) fn one(
    frame: &mut Frame,
    left: &str,
    kind: FieldKind,
    (operator, negated): (Operator, bool),
    value: Value,
) -> String {
    match value {
        Value::Null => against_null(left, kind, operator, negated),
        Value::One(param) => {
            let mark = marked(frame, kind, param);
            against_one(left, operator, negated, &mark)
        }
        Value::Span(from, to) => against_span(frame, left, operator, negated, (from, to)),
    }
}

fn marked(frame: &mut Frame, kind: FieldKind, param: Param) -> String {
    let mark = frame.bind(param);
    if kind.is_text() {
        format!("{mark} COLLATE NOCASE")
    } else {
        mark
    }
}

fn against_null(left: &str, kind: FieldKind, operator: Operator, negated: bool) -> String {
    let is_null = if kind == FieldKind::Boolean {
        "0".to_owned()
    } else {
        format!("{left} IS NULL")
    };
    let not_null = if kind == FieldKind::Boolean {
        "1".to_owned()
    } else {
        format!("{left} IS NOT NULL")
    };
    match (operator, negated) {
        (Operator::Equal, false) | (Operator::NotEqual, true) => is_null,
        (Operator::NotEqual, false) | (Operator::Equal, true) => not_null,
        // Nothing is less, greater or like nothing.
        (_, false) => "0".to_owned(),
        (_, true) => "1".to_owned(),
    }
}

fn against_one(left: &str, operator: Operator, negated: bool, mark: &str) -> String {
    let or_null = |condition: String| format!("({condition} OR {left} IS NULL)");
    let like = |sign: &str| {
        format!(
            "{left} {sign} {} ESCAPE '\\'",
            mark.trim_end_matches(" COLLATE NOCASE")
        )
    };
    match (operator, negated) {
        (Operator::Equal, false) | (Operator::NotEqual, true) => format!("{left} = {mark}"),
        (Operator::NotEqual, false) | (Operator::Equal, true) => or_null(format!("{left} <> {mark}")),
        (Operator::Like, false) => like("LIKE"),
        (Operator::Like, true) => or_null(like("NOT LIKE")),
        (operator, false) => format!("{left} {} {mark}", operator.as_str()),
        (operator, true) => or_null(format!("{left} {} {mark}", opposite(operator))),
    }
}

fn opposite(operator: Operator) -> &'static str {
    match operator {
        Operator::Less => ">=",
        Operator::LessOrEqual => ">",
        Operator::Greater => "<=",
        _ => "<",
    }
}

/// Compares with a span of time; a bound that is not needed is not bound either, since every parameter
/// of a statement must stand in it.
fn against_span(
    frame: &mut Frame,
    left: &str,
    operator: Operator,
    negated: bool,
    (from, to): (Param, Param),
) -> String {
    let inside = match (operator, negated) {
        (Operator::Equal, false) | (Operator::NotEqual, true) => {
            let (from, to) = (frame.bind(from), frame.bind(to));
            return format!("({left} >= {from} AND {left} < {to})");
        }
        (Operator::NotEqual, false) | (Operator::Equal, true) => {
            let (from, to) = (frame.bind(from), frame.bind(to));
            return format!("({left} < {from} OR {left} >= {to} OR {left} IS NULL)");
        }
        (Operator::Less, false) | (Operator::GreaterOrEqual, true) => {
            format!("{left} < {}", frame.bind(from))
        }
        (Operator::LessOrEqual, false) | (Operator::Greater, true) => format!("{left} < {}", frame.bind(to)),
        (Operator::Greater, false) | (Operator::LessOrEqual, true) => format!("{left} >= {}", frame.bind(to)),
        (Operator::GreaterOrEqual, false) | (Operator::Less, true) => {
            format!("{left} >= {}", frame.bind(from))
        }
        (Operator::Like, _) => return "0".to_owned(),
    };
    if negated {
        format!("({inside} OR {left} IS NULL)")
    } else {
        inside
    }
}

/// Returns `left IN (values)`, or its opposite.
pub(super) fn list(
    frame: &mut Frame,
    left: &str,
    kind: FieldKind,
    negated: bool,
    values: Vec<Value>,
) -> String {
    let mut ones = Vec::new();
    let mut alternatives = Vec::new();
    let mut with_null = false;
    for value in values {
        match value {
            Value::Null => with_null = true,
            Value::One(param) => ones.push(param),
            span @ Value::Span(..) => {
                alternatives.push(one(frame, left, kind, (Operator::Equal, negated), span));
            }
        }
    }
    if !ones.is_empty() {
        alternatives.push(membership(frame, left, kind, negated, ones));
    }
    if with_null {
        alternatives.push(against_null(left, kind, Operator::Equal, negated));
    }
    joined(&alternatives, if negated { " AND " } else { " OR " })
}

fn membership(frame: &mut Frame, left: &str, kind: FieldKind, negated: bool, params: Vec<Param>) -> String {
    let texts: Option<Vec<String>> = (params.len() > LONG_LIST)
        .then(|| {
            params
                .iter()
                .map(|param| match param {
                    Param::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect()
        })
        .flatten();
    let members = match texts {
        Some(texts) => format!("SELECT value FROM json_each({})", frame.text(&json_array(&texts))),
        None => params
            .into_iter()
            .map(|param| frame.bind(param))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let collated = if kind.is_text() {
        format!("{left} COLLATE NOCASE")
    } else {
        left.to_owned()
    };
    if negated {
        format!("({collated} NOT IN ({members}) OR {left} IS NULL)")
    } else {
        format!("{collated} IN ({members})")
    }
}

/// Returns whether a multi-select picklist holds all values of any of the given combinations, or its opposite.
pub(super) fn includes(frame: &mut Frame, left: &str, negated: bool, combinations: &[String]) -> String {
    let any: Vec<String> = combinations
        .iter()
        .map(|combination| {
            let all: Vec<String> = combination
                .split(';')
                .map(|value| {
                    let mark = frame.text(&format!(";{};", value.trim()));
                    format!("instr(lower(';' || {left} || ';'), lower({mark})) > 0")
                })
                .collect();
            joined(&all, " AND ")
        })
        .collect();
    let any = joined(&any, " OR ");
    if negated {
        format!("({left} IS NULL OR NOT {any})")
    } else {
        format!("({left} IS NOT NULL AND {any})")
    }
}
