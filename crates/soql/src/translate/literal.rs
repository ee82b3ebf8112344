//! Values of a query, typed by the field that they are compared with.

use crate::ast::{At, Literal, LiteralValue};
use crate::dates::{DateLiteral, stamp, start_of_day};
use crate::error::{ErrorCode, Problem, Result};
use crate::ids::canonical_id;
use crate::schema::FieldKind;
use crate::shape::Param;

use super::start::Settings;

/// A value ready to be bound.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `null` or an empty string.
    Null,
    One(Param),
    /// A half-open span of time.
    Span(Param, Param),
}

/// Types a literal for a field, whose name and place in the query are given: refusals about values point at the field.
pub(super) fn typed(
    literal: &Literal,
    (name, at): (&str, At),
    kind: FieldKind,
    settings: &Settings,
) -> Result<Value> {
    let wrong = || wrong_type(name, kind).at(at.0);
    match (&literal.value, kind) {
        (LiteralValue::Null, _) => Ok(Value::Null),
        (LiteralValue::Text(raw), kind) if kind.is_id() => id(raw, at),
        (LiteralValue::Text(raw), kind) if kind.is_text() => {
            let text = unescaped(raw);
            Ok(if text.is_empty() {
                Value::Null
            } else {
                Value::One(Param::Text(text))
            })
        }
        (LiteralValue::Boolean(value), FieldKind::Boolean) => {
            Ok(Value::One(Param::Integer(i64::from(*value))))
        }
        (LiteralValue::Number(text), kind) if kind.is_number() => {
            number(text).map(Value::One).ok_or_else(wrong)
        }
        (LiteralValue::Date(text), FieldKind::Date) => day(text, literal),
        (LiteralValue::DateTime(text), FieldKind::DateTime) => moment(text, literal),
        (LiteralValue::Time(text), FieldKind::Time) => Ok(Value::One(Param::Text(text.to_ascii_uppercase()))),
        (LiteralValue::Range(range), FieldKind::Date | FieldKind::DateTime) => span(*range, kind, settings)
            .ok_or_else(|| Problem::malformed(format!("Invalid date literal: {range}")).at(literal.at.0)),
        _ => Err(wrong()),
    }
}

fn wrong_type(name: &str, kind: FieldKind) -> Problem {
    let quotes = if kind.is_text() || kind.is_id() {
        "should be enclosed in quotes"
    } else {
        "should not be enclosed in quotes"
    };
    let told = kind.told();
    Problem::field(format!(
        "value of filter criterion for field '{name}' must be of type {told} and {quotes}"
    ))
}

fn id(raw: &str, at: At) -> Result<Value> {
    if raw.is_empty() {
        return Ok(Value::Null);
    }
    match canonical_id(raw) {
        Some(id) => Ok(Value::One(Param::Text(id))),
        None => Err(Problem::new(
            ErrorCode::InvalidQueryFilterOperator,
            format!("invalid ID field: {raw}"),
        )
        .at(at.0)),
    }
}

fn number(text: &str) -> Option<Param> {
    let plain = text.trim_start_matches('+');
    if let Ok(whole) = plain.parse::<i64>() {
        return Some(Param::Integer(whole));
    }
    plain
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .map(Param::Real)
}

fn day(text: &str, literal: &Literal) -> Result<Value> {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) => Ok(Value::One(Param::Text(day.to_string()))),
        Err(_) => Err(Problem::malformed(format!("Invalid date: {text}")).at(literal.at.0)),
    }
}

fn moment(text: &str, literal: &Literal) -> Result<Value> {
    match text.to_ascii_uppercase().parse::<jiff::Timestamp>() {
        Ok(moment) => Ok(Value::One(Param::Text(stamp(moment)))),
        Err(_) => Err(Problem::malformed(format!("Invalid datetime: {text}")).at(literal.at.0)),
    }
}

fn span(range: DateLiteral, kind: FieldKind, settings: &Settings) -> Option<Value> {
    let today = settings.now.to_zoned(settings.time_zone.clone()).date();
    let (from, to) = range.days(today, settings.fiscal_start)?;
    let told = |day: jiff::civil::Date| match kind {
        FieldKind::Date => Some(day.to_string()),
        _ => start_of_day(day, &settings.time_zone),
    };
    Some(Value::Span(Param::Text(told(from)?), Param::Text(told(to)?)))
}

/// Takes the escapes out of a string.
pub(super) fn unescaped(raw: &str) -> String {
    escapes(raw, |escaped| escaped.to_string())
}

/// Takes the escapes out of a LIKE pattern, but for those that make `%`, `_` and `\` plain.
pub(super) fn pattern(raw: &str) -> String {
    escapes(raw, |escaped| match escaped {
        '%' | '_' | '\\' => format!("\\{escaped}"),
        other => other.to_string(),
    })
}

fn escapes(raw: &str, plain: impl Fn(char) -> String) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => text.push('\n'),
            Some('r' | 'R') => text.push('\r'),
            Some('t' | 'T') => text.push('\t'),
            Some('b' | 'B') => text.push('\u{8}'),
            Some('f' | 'F') => text.push('\u{c}'),
            Some('u' | 'U') => {
                let digits: String = chars.by_ref().take(4).collect();
                let read = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                text.push(read.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => text.push_str(&plain(other)),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_taken_out_and_patterns_keep_theirs() {
        assert_eq!(unescaped(r"it\'s 100\% \n\u00e4\\"), "it's 100% \nä\\");
        assert_eq!(pattern(r"100\%_\'\\"), r"100\%_'\\");
    }

    #[test]
    fn numbers_keep_their_kind() {
        assert_eq!(number("+5"), Some(Param::Integer(5)));
        assert_eq!(number("-1.50"), Some(Param::Real(-1.5)));
        assert_eq!(number(".5"), Some(Param::Real(0.5)));
        assert_eq!(number("99999999999999999999"), Some(Param::Real(1e20)));
    }
}
