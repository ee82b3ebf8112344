//! A query as a whole.

use std::fmt;

use super::condition::Condition;

/// The columns of a query that does not have its object yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    columns: Vec<String>,
}

/// A SOQL query. Prints as the text that the org reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Soql {
    columns: Vec<String>,
    object: String,
    filter: Option<Condition>,
    group_by: Vec<String>,
    order_by: Vec<String>,
    limit: Option<u32>,
}

impl Soql {
    /// `SELECT` these fields, paths or aggregates, such as `Id`, `Profile.Name`, `COUNT(Id) rows`.
    #[must_use]
    pub fn select<S: AsRef<str>>(columns: impl IntoIterator<Item = S>) -> Select {
        Select {
            columns: columns
                .into_iter()
                .map(|column| column_name(column.as_ref()))
                .collect(),
        }
    }

    /// `SELECT COUNT() FROM` this object; to be read with [`Reader::count`](crate::Reader::count).
    #[must_use]
    pub fn count_of(object: &str) -> Self {
        Self::select(["COUNT()"]).from(object)
    }

    /// `WHERE` this holds; a second filter is added with AND.
    #[must_use]
    pub fn filter(mut self, condition: Condition) -> Self {
        self.filter = Some(match self.filter.take() {
            Some(present) => present.and(condition),
            None => condition,
        });
        self
    }

    /// `GROUP BY` this field too.
    #[must_use]
    pub fn group_by(mut self, field: &str) -> Self {
        self.group_by.push(name(field));
        self
    }

    /// `ORDER BY` this field too.
    #[must_use]
    pub fn order_by(mut self, field: &str) -> Self {
        self.order_by.push(name(field));
        self
    }

    /// `ORDER BY` this field too, the other way round.
    #[must_use]
    pub fn order_by_descending(mut self, field: &str) -> Self {
        self.order_by.push(format!("{} DESC", name(field)));
        self
    }

    /// At most this many rows.
    #[must_use]
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }

    /// The object that is queried.
    #[must_use]
    pub fn object(&self) -> &str {
        &self.object
    }
}

impl Select {
    /// Another column.
    #[must_use]
    pub fn and(mut self, column: &str) -> Self {
        self.columns.push(column_name(column));
        self
    }

    /// The child rows that `children` selects; its object is the name of the relationship.
    #[must_use]
    pub fn with_children(mut self, children: &Soql) -> Self {
        self.columns.push(format!("({children})"));
        self
    }

    /// `FROM` this object.
    #[must_use]
    pub fn from(self, object: &str) -> Soql {
        Soql {
            columns: self.columns,
            object: name(object),
            filter: None,
            group_by: Vec::new(),
            order_by: Vec::new(),
            limit: None,
        }
    }
}

/// A field or object name: letters, digits, `_` and `.`. Anything else is left out, so that a wrong name
/// gives a query that the org refuses, never one that means something else.
pub(super) fn name(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        .collect()
}

/// A name, or an aggregate such as `COUNT(Id) rows`.
fn column_name(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '(' | ')' | ' '))
        .collect()
}

impl fmt::Display for Soql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SELECT {} FROM {}", self.columns.join(", "), self.object)?;
        if let Some(filter) = &self.filter {
            write!(f, " WHERE {filter}")?;
        }
        if !self.group_by.is_empty() {
            write!(f, " GROUP BY {}", self.group_by.join(", "))?;
        }
        if !self.order_by.is_empty() {
            write!(f, " ORDER BY {}", self.order_by.join(", "))?;
        }
        if let Some(limit) = self.limit {
            write!(f, " LIMIT {limit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::soql::{Soql, Value, all_of, any_of, eq, in_select, is_in, like_contains, ne, not, not_in};

    #[test]
    fn queries_print_as_soql() {
        let users = || Soql::select(["Id"]).from("User");
        let rows = [
            (users(), "SELECT Id FROM User"),
            (
                users().filter(eq("Username", "a@b.example")),
                "SELECT Id FROM User WHERE Username = 'a@b.example'",
            ),
            (
                users().filter(eq("A", 1).and(eq("B", true)).and(ne("C", Value::Null))),
                "SELECT Id FROM User WHERE (A = 1 AND B = TRUE AND C != NULL)",
            ),
            (
                users().filter(eq("A", 1).or(eq("B", 2)).and(not(eq("C", 3)))),
                "SELECT Id FROM User WHERE ((A = 1 OR B = 2) AND (NOT C = 3))",
            ),
            (
                users().filter(is_in("Name", ["a", "b"])),
                "SELECT Id FROM User WHERE Name IN ('a', 'b')",
            ),
            (
                users().filter(not_in("Name", ["a"])),
                "SELECT Id FROM User WHERE Name NOT IN ('a')",
            ),
            (
                users().filter(is_in("Name", [""; 0])),
                "SELECT Id FROM User WHERE Id = NULL",
            ),
            (users().filter(all_of([])), "SELECT Id FROM User WHERE Id != NULL"),
            (
                users().filter(any_of([eq("A", 1)])),
                "SELECT Id FROM User WHERE A = 1",
            ),
            (
                users().filter(in_select(
                    "ProfileId",
                    Soql::select(["Id"])
                        .from("Profile")
                        .filter(eq("UserType", "Standard")),
                )),
                "SELECT Id FROM User WHERE ProfileId IN (SELECT Id FROM Profile WHERE UserType = 'Standard')",
            ),
            (
                users()
                    .filter(eq("A", 1))
                    .filter(eq("B", 2))
                    .order_by("Name")
                    .order_by_descending("Id")
                    .limit(3),
                "SELECT Id FROM User WHERE (A = 1 AND B = 2) ORDER BY Name, Id DESC LIMIT 3",
            ),
            (
                Soql::select(["ParentId", "COUNT(Id) rows"])
                    .from("FieldPermissions")
                    .group_by("ParentId"),
                "SELECT ParentId, COUNT(Id) rows FROM FieldPermissions GROUP BY ParentId",
            ),
            (
                Soql::select(["Id"])
                    .with_children(&Soql::select(["Id"]).from("Assignments"))
                    .from("PermissionSet"),
                "SELECT Id, (SELECT Id FROM Assignments) FROM PermissionSet",
            ),
            (Soql::count_of("User"), "SELECT COUNT() FROM User"),
        ];
        for (soql, text) in rows {
            assert_eq!(soql.to_string(), text);
        }
    }

    #[test]
    fn values_and_names_cannot_leave_their_place() {
        let rows = [
            (eq("Name", "x' OR Name != '"), r"Name = 'x\' OR Name != \''"),
            (eq("Name", r"x\"), r"Name = 'x\\'"),
            (eq("Name", "a\nb"), r"Name = 'a\nb'"),
            (like_contains("Name", r"100%_\"), r"Name LIKE '%100\%\_\\%'"),
            (eq("Id != NULL OR Name", "x"), "IdNULLORName = 'x'"),
        ];
        for (condition, text) in rows {
            assert_eq!(condition.to_string(), text);
        }
    }

    #[test]
    fn times_are_printed_without_quotes() {
        let time: jiff::Timestamp = "2026-11-22T06:00:00.5Z".parse().unwrap();
        assert_eq!(
            eq("LoginTime", time).to_string(),
            "LoginTime = 2026-11-22T06:00:00Z"
        );
        assert_eq!(
            eq("LoginTime", Value::LastDays(7)).to_string(),
            "LoginTime = LAST_N_DAYS:7"
        );
    }
}
