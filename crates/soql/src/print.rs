//! A tree back to text, so that parsing the text gives the tree again.

use std::fmt;

use crate::ast::{
    Call, Condition, FieldsGroup, GroupKind, Item, Literal, LiteralValue, Mark, Nulls, Operand, Order, Path,
    Query, Spot, TypeOf, With,
};

struct Joined<'a, T>(&'a [T], &'static str);

impl<T: fmt::Display> fmt::Display for Joined<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(self.1)?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SELECT {} FROM {}", Joined(&self.select, ", "), self.from.path)?;
        if let Some(alias) = &self.from.alias {
            write!(f, " {}", alias.text)?;
        }
        for also in &self.from.also {
            write!(f, ", {} {}", also.path, also.name.text)?;
        }
        if let Some(scope) = &self.scope {
            write!(f, " USING SCOPE {}", scope.text)?;
        }
        if let Some(filter) = &self.filter {
            write!(f, " WHERE {filter}")?;
        }
        if let Some(with) = &self.with {
            let name = With::ALL
                .iter()
                .find(|(known, _)| known == with)
                .map_or("", |w| w.1);
            write!(f, " WITH {name}")?;
        }
        if let Some(group) = &self.group {
            let keys = Joined(&group.keys, ", ");
            match group.kind {
                GroupKind::Plain => write!(f, " GROUP BY {keys}")?,
                GroupKind::Rollup => write!(f, " GROUP BY ROLLUP({keys})")?,
                GroupKind::Cube => write!(f, " GROUP BY CUBE({keys})")?,
            }
        }
        if let Some(having) = &self.having {
            write!(f, " HAVING {having}")?;
        }
        if !self.order.is_empty() {
            write!(f, " ORDER BY {}", Joined(&self.order, ", "))?;
        }
        if let Some(limit) = &self.limit {
            write!(f, " LIMIT {}", limit.number)?;
        }
        if let Some(offset) = &self.offset {
            write!(f, " OFFSET {}", offset.number)?;
        }
        for mark in &self.marks {
            let words = Mark::ALL.iter().find(|(known, _)| known == mark).map(|m| m.1);
            if let Some([first, second]) = words {
                write!(f, " {first} {second}")?;
            }
        }
        if self.all_rows.is_some() {
            f.write_str(" ALL ROWS")?;
        }
        Ok(())
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alias = match self {
            Self::Field { path, alias } => {
                write!(f, "{path}")?;
                alias
            }
            Self::Call { call, alias } => {
                write!(f, "{call}")?;
                alias
            }
            Self::CountAll(_) => return f.write_str("COUNT()"),
            Self::Fields(FieldsGroup::All, _) => return f.write_str("FIELDS(ALL)"),
            Self::Fields(FieldsGroup::Standard, _) => return f.write_str("FIELDS(STANDARD)"),
            Self::Fields(FieldsGroup::Custom, _) => return f.write_str("FIELDS(CUSTOM)"),
            Self::Children(query) => return write!(f, "({query})"),
            Self::TypeOf(type_of) => return type_of.fmt(f),
        };
        match alias {
            Some(alias) => write!(f, " {}", alias.text),
            None => Ok(()),
        }
    }
}

impl fmt::Display for TypeOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = |paths: &[Path]| Joined(paths, ", ").to_string();
        write!(f, "TYPEOF {}", self.relationship.text)?;
        for (object, paths) in &self.branches {
            write!(f, " WHEN {} THEN {}", object.text, fields(paths))?;
        }
        if !self.otherwise.is_empty() {
            write!(f, " ELSE {}", fields(&self.otherwise))?;
        }
        f.write_str(" END")
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({}", self.function.name(), self.argument)?;
        if let Some(Spot {
            latitude,
            longitude,
            miles,
        }) = &self.to
        {
            let unit = if *miles { "mi" } else { "km" };
            write!(f, ", GEOLOCATION({latitude}, {longitude}), '{unit}'")?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path) => path.fmt(f),
            Self::Call(call) => call.fmt(f),
        }
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.descending { " DESC" } else { "" };
        let nulls = match self.nulls {
            Some(Nulls::First) => " NULLS FIRST",
            Some(Nulls::Last) => " NULLS LAST",
            None => "",
        };
        write!(f, "{}{direction}{nulls}", self.key)
    }
}

/// A condition inside another one, with the parentheses that keep it together.
struct Inner<'a>(&'a Condition);

impl fmt::Display for Inner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Condition::And(_) | Condition::Or(_) | Condition::Not(_) => write!(f, "({})", self.0),
            _ => self.0.fmt(f),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(terms) | Self::Or(terms) => {
                let sign = if matches!(self, Self::And(_)) {
                    " AND "
                } else {
                    " OR "
                };
                let terms: Vec<Inner<'_>> = terms.iter().map(Inner).collect();
                Joined(&terms, sign).fmt(f)
            }
            Self::Not(inner) => write!(f, "NOT {}", Inner(inner)),
            Self::Compare {
                left,
                operator,
                right,
            } => write!(f, "{left} {} {right}", operator.as_str()),
            Self::In { left, operator, list } => {
                write!(f, "{left} {} ({})", operator.as_str(), Joined(list, ", "))
            }
            Self::Join { left, negated, query } => {
                let operator = if *negated { "NOT IN" } else { "IN" };
                write!(f, "{left} {operator} ({query})")
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            LiteralValue::Null => f.write_str("null"),
            LiteralValue::Boolean(true) => f.write_str("TRUE"),
            LiteralValue::Boolean(false) => f.write_str("FALSE"),
            LiteralValue::Text(text) => write!(f, "'{text}'"),
            LiteralValue::Number(text)
            | LiteralValue::Date(text)
            | LiteralValue::DateTime(text)
            | LiteralValue::Time(text) => f.write_str(text),
            LiteralValue::Range(literal) => literal.fmt(f),
        }
    }
}
