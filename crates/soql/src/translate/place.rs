//! Where a path has got to, and the one place that decides what can be seen from there.

use std::sync::Arc;

use crate::ast::At;
use crate::error::{ErrorCode, Problem, Result};
use crate::schema::{Field, FieldKind, Object};

use super::sql::{column, joined};

/// What all names have in common: the fields that a polymorphic relationship (`Owner`, `Who`,
/// `What`) shows (Object Reference, Name).
const NAME_FIELDS: [&str; 15] = [
    "Alias",
    "Email",
    "FirstName",
    "Id",
    "IsActive",
    "LastName",
    "Name",
    "NameOrAlias",
    "Phone",
    "ProfileId",
    "RecordTypeId",
    "Title",
    "Type",
    "UserRoleId",
    "Username",
];

/// The relationships of the same.
const NAME_RELATIONSHIPS: [&str; 3] = ["Profile", "RecordType", "UserRole"];

/// A table that a path may be in.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) object: Arc<Object>,
    pub(super) alias: String,
    /// The column that holds its identity.
    pub(super) key: String,
}

/// Where a path has got to: one table, or one for each possible target of a reference.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) entries: Vec<Entry>,
    /// Whether the path went through a relationship, so that there may be no row.
    pub(super) joined: bool,
    pub(super) polymorphic: bool,
}

/// A column that a path leads to.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) sql: String,
    pub(super) field: Field,
    /// Whether there may be no row behind it.
    pub(super) joined: bool,
    /// The objects that it may belong to.
    pub(super) object: String,
}

impl Place {
    /// Returns the name that refusals give the object here.
    pub(super) fn told(&self) -> &str {
        match self.entries.last() {
            Some(_) if self.polymorphic => "Name",
            Some(entry) => &entry.object.name,
            None => "Name",
        }
    }

    /// Returns the column of a name, given which fields can be seen.
    pub(super) fn column(&self, name: &str, at: At, sees: &dyn Fn(&str, &str) -> bool) -> Result<Column> {
        if self.polymorphic && !is_one_of(name, &NAME_FIELDS) {
            return Err(self.no_such_column(name, at));
        }
        if self.polymorphic && name.eq_ignore_ascii_case("Type") {
            return Ok(self.type_column());
        }
        let found: Vec<(&Entry, &Field)> = self
            .entries
            .iter()
            .filter_map(|entry| self.field_in(entry, name).map(|field| (entry, field)))
            .filter(|(entry, field)| sees(&entry.object.name, &field.name))
            .collect();
        let Some((entry, field)) = found.last() else {
            return Err(self.no_such_column(name, at));
        };
        let mut field = (*field).clone();
        if self.polymorphic && name.eq_ignore_ascii_case("Name") {
            field.name = "Name".to_owned();
        }
        let columns: Vec<String> = found.iter().map(|(entry, field)| stored(entry, field)).collect();
        Ok(Column {
            sql: first_of(&columns),
            object: entry.object.name.clone(),
            joined: self.joined,
            field,
        })
    }

    fn field_in<'e>(&self, entry: &'e Entry, name: &str) -> Option<&'e Field> {
        entry.object.field(name).or_else(|| {
            let named = entry.object.name_field.as_deref()?;
            (self.polymorphic && name.eq_ignore_ascii_case("Name"))
                .then(|| entry.object.field(named))
                .flatten()
        })
    }

    fn no_such_column(&self, name: &str, at: At) -> Problem {
        let entity = self.told();
        Problem::field(format!(
            "No such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
        ))
        .at(at.0)
    }

    /// Returns the columns that hold the identity of the row, as one expression.
    pub(super) fn identity(&self) -> String {
        let keys: Vec<String> = self
            .entries
            .iter()
            .map(|entry| column(&entry.alias, &entry.key))
            .collect();
        first_of(&keys)
    }

    /// Returns an expression with the name of the object that the row belongs to.
    pub(super) fn object_name(&self) -> String {
        let cases: Vec<String> = self
            .entries
            .iter()
            .map(|entry| {
                // The name comes from the schema, and not from the query.
                let name = entry.object.name.replace('\'', "''");
                format!(
                    "WHEN {} IS NOT NULL THEN '{name}'",
                    column(&entry.alias, &entry.key)
                )
            })
            .collect();
        format!("CASE {} END", cases.join(" "))
    }

    fn type_column(&self) -> Column {
        let mut field = Field::new("Type", FieldKind::Text);
        field.sortable = false;
        Column {
            sql: self.object_name(),
            field,
            joined: true,
            object: "Name".to_owned(),
        }
    }

    /// Returns the references of a relationship's name that can be seen from here.
    pub(super) fn references(
        &self,
        relationship: &str,
        sees: &dyn Fn(&str, &str) -> bool,
    ) -> Vec<(Entry, Field)> {
        if self.polymorphic && !is_one_of(relationship, &NAME_RELATIONSHIPS) {
            return Vec::new();
        }
        self.entries
            .iter()
            .filter_map(|entry| {
                let field = entry.object.relationship(relationship)?;
                sees(&entry.object.name, &field.name).then(|| (entry.clone(), field.clone()))
            })
            .collect()
    }
}

/// The refusal of a relationship that does not exist or cannot be seen.
pub(super) fn no_such_relationship(name: &str, at: At) -> Problem {
    Problem::field(format!(
        "Didn't understand relationship '{name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
    ))
    .at(at.0)
}

/// The refusal of an object that does not exist or cannot be seen.
pub(super) fn no_such_object(name: &str, at: At) -> Problem {
    Problem::new(
        ErrorCode::InvalidType,
        format!(
            "sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
        ),
    )
    .at(at.0)
}

fn stored(entry: &Entry, field: &Field) -> String {
    match field.kind {
        FieldKind::Compound | FieldKind::Structure => "NULL".to_owned(),
        _ => column(&entry.alias, &field.name),
    }
}

fn first_of(columns: &[String]) -> String {
    match columns {
        [one] => one.clone(),
        several => format!("COALESCE({})", several.join(", ")),
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Joins the conditions of a join's ON.
pub(super) fn on(terms: &[String]) -> String {
    joined(terms, " AND ")
}

/// The refusal of a child relationship that does not exist or cannot be seen.
pub(super) fn no_such_child_relationship(name: &str, at: At) -> Problem {
    Problem::new(
        ErrorCode::InvalidType,
        format!(
            "Didn't understand relationship '{name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
        ),
    )
    .at(at.0)
}
