//! The SELECT list of a query for records: columns of the statement and parts of a record.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{At, Call, FieldsGroup, Function, Item, Name, Operand, Path, Query, TypeOf};
use crate::error::{Problem, Result};
use crate::schema::{Field, FieldKind};
use crate::shape::{Page, Parent, ParentObject, Part};

use super::children;
use super::function::{formatted, plain, unexpected};
use super::place::{Column, Entry, Place, no_such_object, no_such_relationship};
use super::scope::Scope;
use super::sql::column;

/// The most columns of a statement, with room to spare below SQLite's 2,000.
const MOST_COLUMNS: usize = 1_500;

/// The longest LIMIT beside `FIELDS(ALL)` and `FIELDS(CUSTOM)`.
const FIELDS_LIMIT: u64 = 200;

#[derive(Default)]
pub(super) struct Columns {
    expressions: Vec<String>,
    known: BTreeMap<String, usize>,
    pub(super) parts: Vec<Part>,
    pub(super) children: Vec<Page>,
    selected: BTreeSet<String>,
    /// How many functions have no name of their own.
    unnamed: usize,
}

impl Columns {
    /// Adds an expression and returns its column.
    pub(super) fn add(&mut self, expression: String) -> usize {
        if let Some(known) = self.known.get(&expression) {
            return *known;
        }
        let index = self.expressions.len();
        self.known.insert(expression.clone(), index);
        self.expressions.push(expression);
        index
    }

    pub(super) fn expressions(&self) -> &[String] {
        &self.expressions
    }

    /// Adds the whole SELECT list.
    pub(super) fn add_items(&mut self, scope: &mut Scope<'_>, query: &Query, level: usize) -> Result<()> {
        for item in &query.select {
            self.add_item(scope, query, item, level)?;
            if self.expressions.len() > MOST_COLUMNS {
                return Err(Problem::too_complicated());
            }
        }
        Ok(())
    }

    fn add_item(&mut self, scope: &mut Scope<'_>, query: &Query, item: &Item, level: usize) -> Result<()> {
        match item {
            Item::Field { path, alias: None } => self.add_path(scope, path),
            Item::Field {
                alias: Some(alias), ..
            } => Err(Problem::malformed("only aggregate expressions use field aliasing").at(alias.at.0)),
            Item::Call { call, alias } => self.add_call(scope, call, alias.as_ref()),
            Item::CountAll(at) => Err(Problem::unexpected("(", at.0 + "COUNT".len())),
            Item::Fields(group, at) => {
                let limited = query
                    .limit
                    .as_ref()
                    .is_some_and(|limit| limit.number <= FIELDS_LIMIT);
                if *group != FieldsGroup::Standard && !limited {
                    let text =
                        format!("The SOQL FIELDS function must have a LIMIT of at most {FIELDS_LIMIT}");
                    return Err(Problem::malformed(text));
                }
                self.add_fields(scope, *group, *at)
            }
            Item::Children(inner) => self.add_children(scope, inner, level),
            Item::TypeOf(type_of) => self.add_type_of(scope, type_of),
        }
    }

    fn add_path(&mut self, scope: &mut Scope<'_>, path: &Path) -> Result<()> {
        let (place, trail) = scope.follow(path)?;
        let column = scope.column_at(&place, path)?;
        self.select_once(&scope.relative(path).join("."))?;
        let part = self.part(&place, &column);
        self.insert(&trail, part);
        Ok(())
    }

    /// Refuses what is selected already.
    fn select_once(&mut self, relative: &str) -> Result<()> {
        if self.selected.insert(relative.to_ascii_lowercase()) {
            return Ok(());
        }
        Err(Problem::field(format!("duplicate field selected: {relative}")))
    }

    /// Makes the part of a record that a field is.
    fn part(&mut self, place: &Place, found: &Column) -> Part {
        let key = found.field.name.clone();
        match found.field.kind {
            FieldKind::Compound => Part::Compound {
                key,
                parts: self.compound(place, &found.field),
            },
            kind => {
                let booleans = kind == FieldKind::Boolean && found.joined && place.entries.len() > 1;
                let sql = if booleans {
                    format!("COALESCE({}, 0)", found.sql)
                } else {
                    found.sql.clone()
                };
                Part::Value {
                    key,
                    column: self.add(sql),
                    kind,
                }
            }
        }
    }

    fn compound(&mut self, place: &Place, field: &Field) -> Vec<(String, usize, FieldKind)> {
        let Some(entry) = place.entries.last() else {
            return Vec::new();
        };
        field
            .parts
            .iter()
            .filter_map(|(key, name)| {
                let part = entry.object.field(name)?;
                let index = self.add(column(&entry.alias, &part.name));
                Some((key.clone(), index, part.kind))
            })
            .collect()
    }

    /// Puts a part below the parents of its trail, which are made where they are missing.
    fn insert(&mut self, trail: &[(String, Place)], part: Part) {
        let mut parts = std::mem::take(&mut self.parts);
        self.insert_below(&mut parts, trail, part);
        self.parts = parts;
    }

    fn insert_below(&mut self, parts: &mut Vec<Part>, trail: &[(String, Place)], part: Part) {
        let Some(((key, place), rest)) = trail.split_first() else {
            parts.push(part);
            return;
        };
        let found = parts
            .iter()
            .position(|known| matches!(known, Part::Parent(parent) if parent.key == *key));
        let index = found.unwrap_or_else(|| {
            parts.push(Part::Parent(self.parent(key, place)));
            parts.len() - 1
        });
        if let Part::Parent(parent) = &mut parts[index] {
            self.insert_below(&mut parent.parts, rest, part);
        }
    }

    fn parent(&mut self, key: &str, place: &Place) -> Parent {
        let object = match place.entries.as_slice() {
            [only] => ParentObject::Known(only.object.name.clone()),
            _ => ParentObject::Column(self.add(place.object_name())),
        };
        Parent {
            key: key.to_owned(),
            id: self.add(place.identity()),
            object,
            parts: Vec::new(),
            by_object: Vec::new(),
        }
    }

    /// Adds `FORMAT()`, and `toLabel()` and `convertCurrency()`, which answer the value itself: labels are
    /// those of the values, and there is one currency.
    fn add_call(&mut self, scope: &mut Scope<'_>, call: &Call, alias: Option<&Name>) -> Result<()> {
        if call.function == Function::Distance {
            return self.add_distance(scope, call, alias);
        }
        let path = match (call.function, call.argument.as_ref()) {
            (Function::ToLabel | Function::Format | Function::ConvertCurrency, Operand::Field(path)) => path,
            (Function::Format, Operand::Call(inner)) => match (inner.function, inner.argument.as_ref()) {
                (Function::ConvertCurrency, Operand::Field(path)) => path,
                _ => return Err(unexpected(inner)),
            },
            _ => return Err(unexpected(call)),
        };
        let (place, trail) = scope.follow(path)?;
        let found = scope.column_at(&place, path)?;
        if call.converts() && found.field.kind != FieldKind::Currency {
            let text = format!(
                "field {} does not support the function convertCurrency",
                found.field.name
            );
            return Err(Problem::malformed(text).at(call.at.0));
        }
        let key = alias.map_or_else(|| found.field.name.clone(), |alias| alias.text.clone());
        let names = scope.relative(path);
        let mut relative: Vec<&str> = names.iter().map(String::as_str).collect();
        relative.pop();
        relative.push(&key);
        self.select_once(&relative.join("."))?;
        let (sql, kind) = if call.function == Function::Format && found.field.kind != FieldKind::Compound {
            (formatted(scope, &found.sql, found.field.kind), FieldKind::Text)
        } else {
            (found.sql.clone(), found.field.kind)
        };
        let part = Part::Value {
            key,
            column: self.add(sql),
            kind,
        };
        self.insert(&trail, part);
        Ok(())
    }

    fn add_distance(&mut self, scope: &mut Scope<'_>, call: &Call, alias: Option<&Name>) -> Result<()> {
        let found = plain(scope, &Operand::Call(call.clone()))?;
        let key = alias.map_or_else(|| format!("expr{}", self.unnamed), |alias| alias.text.clone());
        self.unnamed += usize::from(alias.is_none());
        self.select_once(&key)?;
        let column = self.add(found.sql);
        self.parts.push(Part::Value {
            key,
            column,
            kind: found.kind,
        });
        Ok(())
    }

    fn add_fields(&mut self, scope: &mut Scope<'_>, group: FieldsGroup, at: At) -> Result<()> {
        let object = std::sync::Arc::clone(&scope.object);
        let wanted = object.fields.iter().filter(|field| {
            field.kind != FieldKind::Structure
                && scope.world.sees(&object.name, &field.name)
                && match group {
                    FieldsGroup::All => true,
                    FieldsGroup::Standard => !field.custom,
                    FieldsGroup::Custom => field.custom,
                }
        });
        let names: Vec<String> = wanted.map(|field| field.name.clone()).collect();
        for name in names {
            let path = Path {
                names: vec![name],
                at,
            };
            self.add_path(scope, &path)?;
        }
        Ok(())
    }

    fn add_children(&mut self, scope: &Scope<'_>, inner: &Query, level: usize) -> Result<()> {
        let (key, page) = children::page(scope, inner, level + 1)?;
        self.select_once(&key)?;
        self.children.push(page);
        self.parts.push(Part::Children {
            key,
            query: self.children.len() - 1,
        });
        Ok(())
    }

    fn add_type_of(&mut self, scope: &mut Scope<'_>, type_of: &TypeOf) -> Result<()> {
        let at = type_of.relationship.at;
        let (place, key) = scope.step(&scope.root(), &type_of.relationship.text, at)?;
        if !place.polymorphic {
            return Err(no_such_relationship(&type_of.relationship.text, at));
        }
        self.select_once(&key)?;
        let mut parent = self.parent(&key, &place);
        for (object, paths) in &type_of.branches {
            let entry = place
                .entries
                .iter()
                .find(|entry| entry.object.name.eq_ignore_ascii_case(&object.text))
                .ok_or_else(|| no_such_object(&object.text, object.at))?;
            let branch = self.branch(scope, &only(entry), paths)?;
            parent.by_object.push((entry.object.name.clone(), branch));
        }
        parent.parts = self.branch(scope, &place, &type_of.otherwise)?;
        self.parts.push(Part::Parent(parent));
        Ok(())
    }

    fn branch(&mut self, scope: &mut Scope<'_>, place: &Place, paths: &[Path]) -> Result<Vec<Part>> {
        let mut parts = Vec::new();
        for path in paths {
            let mut here = place.clone();
            let mut trail = Vec::new();
            for name in &path.names[..path.names.len() - 1] {
                let (next, key) = scope.step(&here, name, path.at)?;
                trail.push((key, next.clone()));
                here = next;
            }
            let found = scope.column_at(&here, path)?;
            let part = self.part(&here, &found);
            self.insert_below(&mut parts, &trail, part);
        }
        Ok(parts)
    }
}

/// The place of one target of a polymorphic relationship.
fn only(entry: &Entry) -> Place {
    Place {
        entries: vec![entry.clone()],
        joined: true,
        polymorphic: false,
    }
}
