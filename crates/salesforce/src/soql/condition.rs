//! What stands behind WHERE.

use std::fmt;

use super::query::{Soql, name};
use super::value::{Value, escaped_in_pattern};

/// A condition, printed with the brackets it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Compare(String, &'static str, Value),
    Like(String, String),
    In(String, bool, Vec<Value>),
    InSelect(String, bool, Box<Soql>),
    Not(Box<Condition>),
    Join(&'static str, Vec<Condition>),
}

/// `field = value`
#[must_use]
pub fn eq(field: &str, value: impl Into<Value>) -> Condition {
    compare(field, "=", value)
}

/// `field != value`
#[must_use]
pub fn ne(field: &str, value: impl Into<Value>) -> Condition {
    compare(field, "!=", value)
}

/// `field > value`
#[must_use]
pub fn gt(field: &str, value: impl Into<Value>) -> Condition {
    compare(field, ">", value)
}

/// `field >= value`
#[must_use]
pub fn ge(field: &str, value: impl Into<Value>) -> Condition {
    compare(field, ">=", value)
}

/// `field < value`
#[must_use]
pub fn lt(field: &str, value: impl Into<Value>) -> Condition {
    compare(field, "<", value)
}

/// `field <= value`
#[must_use]
pub fn le(field: &str, value: impl Into<Value>) -> Condition {
    compare(field, "<=", value)
}

/// `field LIKE 'text%'`, where nothing in `text` is a wildcard.
#[must_use]
pub fn like_start(field: &str, text: &str) -> Condition {
    Condition(Kind::Like(name(field), format!("{}%", escaped_in_pattern(text))))
}

/// `field LIKE '%text%'`, where nothing in `text` is a wildcard.
#[must_use]
pub fn like_contains(field: &str, text: &str) -> Condition {
    Condition(Kind::Like(name(field), format!("%{}%", escaped_in_pattern(text))))
}

/// `field IN (values)`. Without values it holds for no row.
#[must_use]
pub fn is_in<V: Into<Value>>(field: &str, values: impl IntoIterator<Item = V>) -> Condition {
    Condition(Kind::In(
        name(field),
        true,
        values.into_iter().map(Into::into).collect(),
    ))
}

/// `field NOT IN (values)`. Without values it holds for every row.
#[must_use]
pub fn not_in<V: Into<Value>>(field: &str, values: impl IntoIterator<Item = V>) -> Condition {
    Condition(Kind::In(
        name(field),
        false,
        values.into_iter().map(Into::into).collect(),
    ))
}

/// `field IN (SELECT …)`
#[must_use]
pub fn in_select(field: &str, select: Soql) -> Condition {
    Condition(Kind::InSelect(name(field), true, Box::new(select)))
}

/// `field NOT IN (SELECT …)`
#[must_use]
pub fn not_in_select(field: &str, select: Soql) -> Condition {
    Condition(Kind::InSelect(name(field), false, Box::new(select)))
}

/// `NOT condition`
#[must_use]
pub fn not(condition: Condition) -> Condition {
    Condition(Kind::Not(Box::new(condition)))
}

/// All of them. Without any it holds for every row.
#[must_use]
pub fn all_of(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    Condition(Kind::Join("AND", conditions.into_iter().collect()))
}

/// Any of them. Without any it holds for no row.
#[must_use]
pub fn any_of(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    Condition(Kind::Join("OR", conditions.into_iter().collect()))
}

fn compare(field: &str, operator: &'static str, value: impl Into<Value>) -> Condition {
    Condition(Kind::Compare(name(field), operator, value.into()))
}

impl Condition {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.joined("AND", other)
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.joined("OR", other)
    }

    fn joined(self, word: &'static str, other: Self) -> Self {
        match self.0 {
            Kind::Join(mine, mut conditions) if mine == word && !conditions.is_empty() => {
                conditions.push(other);
                Self(Kind::Join(word, conditions))
            }
            kind => Self(Kind::Join(word, vec![Self(kind), other])),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Compare(field, operator, value) => write!(f, "{field} {operator} {value}"),
            Kind::Like(field, pattern) => write!(f, "{field} LIKE '{pattern}'"),
            // SOQL has no empty list and no constant: an id is never, or always, unlike null.
            Kind::In(_, true, values) if values.is_empty() => f.write_str("Id = NULL"),
            Kind::In(_, false, values) if values.is_empty() => f.write_str("Id != NULL"),
            Kind::In(field, true, values) => write!(f, "{field} IN ({})", Joined(values, ", ")),
            Kind::In(field, false, values) => write!(f, "{field} NOT IN ({})", Joined(values, ", ")),
            Kind::InSelect(field, true, select) => write!(f, "{field} IN ({select})"),
            Kind::InSelect(field, false, select) => write!(f, "{field} NOT IN ({select})"),
            Kind::Not(condition) => write!(f, "(NOT {condition})"),
            Kind::Join("AND", conditions) if conditions.is_empty() => f.write_str("Id != NULL"),
            Kind::Join(_, conditions) if conditions.is_empty() => f.write_str("Id = NULL"),
            Kind::Join(_, conditions) if conditions.len() == 1 => write!(f, "{}", conditions[0]),
            Kind::Join("AND", conditions) => write!(f, "({})", Joined(conditions, " AND ")),
            Kind::Join(_, conditions) => write!(f, "({})", Joined(conditions, " OR ")),
        }
    }
}

/// Prints a list with something in between.
struct Joined<'a, T>(&'a [T], &'a str);

impl<T: fmt::Display> fmt::Display for Joined<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(self.1)?;
            }
            write!(f, "{item}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{eq, like_contains};
    use proptest::prelude::*;

    /// What stands between the quotes, if they end where the condition ends and nowhere before.
    fn quoted(condition: &str) -> Option<&str> {
        let inner = condition.split_once('\'')?.1.strip_suffix('\'')?;
        let mut escaped = false;
        for c in inner.chars() {
            if c == '\'' && !escaped {
                return None;
            }
            escaped = c == '\\' && !escaped;
        }
        (!escaped).then_some(inner)
    }

    proptest! {
        #[test]
        fn any_text_stays_between_its_quotes(text in "[a-z'\\\\%_\n\r\" ]{0,20}") {
            let exact = eq("Name", text.as_str()).to_string();
            prop_assert!(quoted(&exact).is_some(), "{}", exact);
            let pattern = like_contains("Name", &text).to_string();
            prop_assert!(quoted(&pattern).is_some(), "{}", pattern);
        }
    }
}
