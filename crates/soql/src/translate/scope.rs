//! One FROM: its table, the joins that paths have asked for so far, and the names it is known by.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ast::{At, From, Path};
use crate::error::{Problem, Result};
use crate::schema::{Object, Schema, SeenRows, Visibility};

use super::place::{Column, Entry, Place, no_such_object, no_such_relationship, on};
use super::sql::{Frame, column, json_array, quoted};
use super::start::Settings;

/// Levels of parents in a path (SOQL and SOSL Reference, "Understanding Relationship Query Limitations").
const LEVELS: usize = 5;

/// Joins in a statement: SQLite takes 64 tables, an org 55 relationships.
const MOST_JOINS: usize = 55;

/// The inputs of a translation.
#[derive(Clone, Copy)]
pub(super) struct World<'a> {
    pub(super) schema: &'a dyn Schema,
    pub(super) visibility: &'a dyn Visibility,
    pub(super) settings: &'a Settings,
}

impl World<'_> {
    /// Returns an object that the caller may see.
    pub(super) fn object(&self, name: &str) -> Option<Arc<Object>> {
        self.schema
            .object(name)
            .filter(|object| self.visibility.object(&object.name))
    }

    pub(super) fn sees(&self, object: &str, field: &str) -> bool {
        field.eq_ignore_ascii_case("Id") || self.visibility.field(object, field)
    }
}

struct Join {
    from: String,
    field: String,
    target: String,
    alias: String,
    sql: String,
}

pub(super) struct Scope<'a> {
    pub(super) world: World<'a>,
    pub(super) object: Arc<Object>,
    pub(super) alias: String,
    pub(super) frame: Frame,
    /// Names that may stand before a field's own: the alias and the object.
    names: Vec<String>,
    /// Names of parents, with the way to each.
    parents: Vec<(String, Vec<String>)>,
    joins: Vec<Join>,
    /// Whether only rows that the caller owns are wanted (`USING SCOPE mine`).
    pub(super) mine: bool,
}

impl<'a> Scope<'a> {
    /// Opens the FROM of a query.
    pub(super) fn open(world: World<'a>, from: &From) -> Result<Self> {
        let [name] = from.path.names.as_slice() else {
            return Err(no_such_object(&from.path.to_string(), from.path.at));
        };
        let object = world
            .object(name)
            .ok_or_else(|| no_such_object(name, from.path.at))?;
        Self::of(world, object, from, Frame::default())
    }

    /// Opens a FROM whose object is known already.
    pub(super) fn of(world: World<'a>, object: Arc<Object>, from: &From, frame: Frame) -> Result<Self> {
        let mut scope = Self::nameless(world, object, frame);
        scope.names = from.alias.iter().map(|alias| alias.text.clone()).collect();
        scope.names.push(scope.object.name.clone());
        for also in &from.also {
            let way = scope.relative(&also.path).into_owned();
            scope.check_way(&way, also.path.at)?;
            scope.parents.push((also.name.text.clone(), way));
        }
        Ok(scope)
    }

    /// Refuses a way to a parent that is none, or that the caller may not go; nothing is joined for it.
    fn check_way(&self, way: &[String], at: At) -> Result<()> {
        let mut entries = self.root().entries;
        for name in way {
            let place = Place {
                entries,
                joined: false,
                polymorphic: false,
            };
            let references = place.references(name, &|object, field| self.world.sees(object, field));
            entries = references
                .iter()
                .flat_map(|(_, field)| &field.reference_to)
                .filter_map(|target| self.world.object(target))
                .map(|object| Entry {
                    key: object.key.clone(),
                    alias: String::new(),
                    object,
                })
                .collect();
            if entries.is_empty() {
                return Err(no_such_relationship(name, at));
            }
        }
        Ok(())
    }

    /// Opens a FROM of the same object under another alias; it takes the frame along.
    pub(super) fn twin(&mut self) -> Self {
        let mut twin = Self::nameless(
            self.world,
            Arc::clone(&self.object),
            std::mem::take(&mut self.frame),
        );
        twin.names.clone_from(&self.names);
        twin.parents.clone_from(&self.parents);
        twin
    }

    /// Opens a FROM that no path names: none begins with its alias or object.
    pub(super) fn nameless(world: World<'a>, object: Arc<Object>, mut frame: Frame) -> Self {
        Self {
            alias: frame.new_table(),
            world,
            object,
            frame,
            names: Vec::new(),
            parents: Vec::new(),
            joins: Vec::new(),
            mine: false,
        }
    }

    pub(super) fn root(&self) -> Place {
        Place {
            entries: vec![Entry {
                object: Arc::clone(&self.object),
                alias: self.alias.clone(),
                key: self.object.key.clone(),
            }],
            joined: false,
            polymorphic: false,
        }
    }

    /// Returns the column of the object's own field; such names come from the schema.
    pub(super) fn own(&self, field: &str) -> String {
        column(&self.alias, field)
    }

    /// Returns the column that tells the object's rows apart.
    pub(super) fn key(&self) -> String {
        self.own(&self.object.key)
    }

    /// Returns a path's names without the alias or object name that it may begin with, and with the way to a parent
    /// instead of the name that FROM gives it.
    pub(super) fn relative<'p>(&self, path: &'p Path) -> Cow<'p, [String]> {
        let Some((first, rest)) = path.names.split_first().filter(|(_, rest)| !rest.is_empty()) else {
            return Cow::Borrowed(&path.names);
        };
        if self.names.iter().any(|name| name.eq_ignore_ascii_case(first)) {
            return Cow::Borrowed(rest);
        }
        match self
            .parents
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(first))
        {
            Some((_, way)) => Cow::Owned([way, rest].concat()),
            None => Cow::Borrowed(&path.names),
        }
    }

    /// Follows a path to its column.
    pub(super) fn column(&mut self, path: &Path) -> Result<Column> {
        let (place, _) = self.follow(path)?;
        self.column_at(&place, path)
    }

    /// Returns the column that a path's last name means at a place.
    pub(super) fn column_at(&self, place: &Place, path: &Path) -> Result<Column> {
        let name = path.names.last().map_or("", String::as_str);
        let world = self.world;
        place.column(name, path.at, &|object, field| world.sees(object, field))
    }

    /// Follows a path up to its last name, and tells each step's key and place.
    pub(super) fn follow(&mut self, path: &Path) -> Result<(Place, Vec<(String, Place)>)> {
        let names = self.relative(path);
        let steps = names.len() - 1;
        if steps > LEVELS {
            let text = format!("Relationship path '{path}' has more than {LEVELS} levels of parents");
            return Err(Problem::malformed(text).at(path.at.0));
        }
        let mut place = self.root();
        let mut trail = Vec::new();
        for name in &names[..steps] {
            let (next, key) = self.step(&place, name, path.at)?;
            trail.push((key, next.clone()));
            place = next;
        }
        Ok((place, trail))
    }

    /// Goes from a place to its parent.
    pub(super) fn step(&mut self, place: &Place, name: &str, at: At) -> Result<(Place, String)> {
        let world = self.world;
        let references = place.references(name, &|object, field| world.sees(object, field));
        let mut next = Place {
            entries: Vec::new(),
            joined: true,
            polymorphic: references.iter().any(|(_, field)| field.polymorphic),
        };
        let mut key = name.to_owned();
        for (entry, field) in &references {
            key.clone_from(field.relationship.as_ref().unwrap_or(&field.name));
            for target in field.reference_to.iter().filter_map(|name| world.object(name)) {
                let alias = self.join(entry, &field.name, &target, &field.reference_key)?;
                next.entries.push(Entry {
                    object: target,
                    alias,
                    key: field.reference_key.clone(),
                });
            }
        }
        if next.entries.is_empty() {
            return Err(no_such_relationship(name, at));
        }
        Ok((next, key))
    }

    fn join(&mut self, from: &Entry, field: &str, target: &Object, key: &str) -> Result<String> {
        let known = self
            .joins
            .iter()
            .find(|join| join.from == from.alias && join.field == field && join.target == target.name);
        if let Some(join) = known {
            return Ok(join.alias.clone());
        }
        if self.joins.len() >= MOST_JOINS {
            return Err(Problem::too_complicated());
        }
        let alias = self.frame.new_table();
        let mut terms = vec![format!(
            "{} = {}",
            column(&alias, key),
            column(&from.alias, field)
        )];
        // Rows that the caller may not see are no parents either.
        if let Some(seen) = self.world.visibility.seen_rows(&target.name) {
            terms.push(self.is_seen(&alias, &seen));
        }
        let sql = format!(
            " LEFT JOIN {} AS {} ON {}",
            quoted(&target.name),
            quoted(&alias),
            on(&terms)
        );
        self.joins.push(Join {
            from: from.alias.clone(),
            field: field.to_owned(),
            target: target.name.clone(),
            alias: alias.clone(),
            sql,
        });
        Ok(alias)
    }

    fn is_seen(&mut self, alias: &str, SeenRows { field, values }: &SeenRows) -> String {
        let column = column(alias, field);
        match values.as_slice() {
            [value] => format!("{column} = {}", self.frame.text(value)),
            values => format!(
                "{column} IN (SELECT value FROM json_each({}))",
                self.frame.text(&json_array(values))
            ),
        }
    }

    /// Returns `FROM …` with all joins.
    pub(super) fn tables(&self) -> String {
        let joins: String = self.joins.iter().map(|join| join.sql.as_str()).collect();
        format!(
            "FROM {} AS {}{joins}",
            quoted(&self.object.name),
            quoted(&self.alias)
        )
    }

    /// Returns the conditions that hold for every row the caller is shown.
    pub(super) fn standing_conditions(&mut self) -> Vec<String> {
        let mut terms = Vec::new();
        if !self.world.settings.include_deleted && self.object.field("IsDeleted").is_some() {
            terms.push(format!("{} = 0", self.own("IsDeleted")));
        }
        if let Some(seen) = self.world.visibility.seen_rows(&self.object.name) {
            let alias = self.alias.clone();
            terms.push(self.is_seen(&alias, &seen));
        }
        if let (true, Some(user)) = (self.mine, &self.world.settings.user) {
            terms.push(format!("{} = {}", self.own("OwnerId"), self.frame.text(user)));
        }
        terms
    }
}
