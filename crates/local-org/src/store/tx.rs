//! One transaction: raw access to rows, without rules.

use std::cell::Cell;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::Value;

use super::codec::{to_json, to_sql};
use super::failure::OrAbort as _;
use super::org::Org;
use super::tables::{base_table, stamp, whole_second};
use crate::enforce::Caller;
use crate::schema::{FieldDef, FieldType, ObjectDef};
use crate::value::{Id, Row, row};

/// A transaction in work.
pub(crate) struct Tx<'o> {
    /// The org that it works on.
    pub(crate) org: &'o Org,
    conn: &'o Connection,
    now: jiff::Timestamp,
    actor: Option<Id>,
    next_id: Cell<Option<u64>>,
    depth: u32,
    unit: Option<(bool, String)>,
    /// The version of the access that it began with.
    began_with: u64,
}

impl<'o> Tx<'o> {
    pub(super) fn new(org: &'o Org, conn: &'o Connection) -> Tx<'o> {
        Tx {
            org,
            conn,
            now: org.now(),
            actor: None,
            next_id: Cell::new(None),
            depth: 0,
            unit: None,
            began_with: org.access_version(),
        }
    }

    /// Returns the org's time, which the clock knob moves.
    pub(crate) fn now(&self) -> jiff::Timestamp {
        self.now
    }

    /// Returns the org's time as the store's own tables hold it.
    pub(crate) fn stamp(&self) -> String {
        stamp(self.now)
    }

    /// Returns the org's time as fields of rows hold it.
    pub(crate) fn second(&self) -> String {
        stamp(whole_second(self.now))
    }

    /// Returns the connection, for SQL of one's own.
    pub(crate) fn conn(&self) -> &rusqlite::Connection {
        self.conn
    }

    /// Says who the rows are created and changed by from here on.
    pub(crate) fn act_as(&mut self, user: &Id) {
        self.actor = Some(user.clone());
    }

    /// Returns who the rows are created and changed by.
    pub(crate) fn actor(&self) -> Option<&Id> {
        self.actor.as_ref()
    }

    /// Returns the row with that Id, deleted ones too.
    pub(crate) fn get(&self, object: &str, id: &Id) -> Option<Row> {
        let schema = self.org.schema();
        let object = schema.object(object)?;
        self.read_one(object, &stored(object), id)
    }

    /// Returns the row with that Id without its user permissions: some objects have hundreds of them.
    pub(crate) fn header(&self, object: &str, id: &Id) -> Option<Row> {
        let schema = self.org.schema();
        let object = schema.object(object)?;
        let mut columns = stored(object);
        columns.retain(|field| {
            !field.name.starts_with("Permissions") && !field.name.starts_with("MaximumPermissions")
        });
        self.read_one(object, &columns, id)
    }

    fn read_one(&self, object: &ObjectDef, columns: &[&FieldDef], id: &Id) -> Option<Row> {
        let sql = format!(
            "SELECT {} FROM \"{}\" WHERE \"Id\" = ?1",
            column_list(columns),
            object.name
        );
        let mut statement = self.conn.prepare_cached(&sql).or_abort();
        statement
            .query_row([id.as_str()], |found| Ok(read_row(columns, found)))
            .optional()
            .or_abort()
    }

    /// Returns the rows that equal all of `filter` and are not deleted, oldest first.
    pub(crate) fn find(&self, object: &str, filter: &[(&str, Value)]) -> Vec<Row> {
        let schema = self.org.schema();
        let Some(object) = schema.object(object) else {
            return Vec::new();
        };
        let columns = stored(object);
        let (condition, values) = condition(object, filter);
        let sql = format!(
            "SELECT {} FROM \"{}\" {condition} ORDER BY \"Id\"",
            column_list(&columns),
            object.name
        );
        let mut statement = self.conn.prepare_cached(&sql).or_abort();
        let rows = statement
            .query_map(params_from_iter(values), |found| Ok(read_row(&columns, found)))
            .or_abort();
        rows.map(|found| found.or_abort()).collect()
    }

    /// Returns the first row that `find` would.
    pub(crate) fn find_one(&self, object: &str, filter: &[(&str, Value)]) -> Option<Row> {
        self.find(object, filter).into_iter().next()
    }

    /// Counts the rows that `find` would return.
    pub(crate) fn count(&self, object: &str, filter: &[(&str, Value)]) -> i64 {
        let schema = self.org.schema();
        let Some(object) = schema.object(object) else {
            return 0;
        };
        let (condition, values) = condition(object, filter);
        let sql = format!("SELECT count(*) FROM \"{}\" {condition}", object.name);
        let mut statement = self.conn.prepare_cached(&sql).or_abort();
        statement
            .query_row(params_from_iter(values), |found| found.get(0))
            .or_abort()
    }

    /// Inserts a row without rules: fills Id, dates and authors where the row leaves them out.
    pub(crate) fn insert_raw(&mut self, object: &str, mut row: Row) -> Id {
        let schema = self.org.schema();
        let Some(object) = schema.object(object) else {
            unreachable_object(object)
        };
        let id = crate::value::id(&row, "Id").unwrap_or_else(|| self.new_id(object));
        row.insert("Id".to_owned(), Value::from(&id));
        self.fill_system_fields(object, &mut row);
        let present: Vec<(&FieldDef, &Value)> = stored(object)
            .into_iter()
            .filter_map(|field| row.get(&field.name).map(|value| (field, value)))
            .filter(|(_, value)| !value.is_null())
            .collect();
        let names: Vec<&FieldDef> = present.iter().map(|(field, _)| *field).collect();
        let sql = insert_statement(object, &names);
        let values: Vec<Sql> = present
            .iter()
            .map(|(field, value)| to_sql(field, value))
            .collect();
        self.conn
            .prepare_cached(&sql)
            .or_abort()
            .execute(params_from_iter(values))
            .or_abort();
        self.org.access_changed(&object.name);
        id
    }

    /// Inserts many rows of one shape without rules, as `insert_raw` would one by one, with one statement.
    pub(crate) fn insert_many(
        &mut self,
        object: &str,
        rows: impl IntoIterator<Item = Vec<(&'static str, Value)>>,
    ) {
        let schema = self.org.schema();
        let Some(object) = schema.object(object) else {
            unreachable_object(object)
        };
        let mut system = Row::new();
        self.fill_system_fields(object, &mut system);
        let mut sql = None;
        let mut fields: Vec<Option<&FieldDef>> = Vec::new();
        for row in rows {
            let has_id = row.iter().any(|(name, _)| *name == "Id");
            let id = if has_id {
                None
            } else {
                Some(("Id", Value::from(self.new_id(object))))
            };
            let values = row
                .into_iter()
                .chain(id)
                .chain(system.iter().map(|(name, value)| (name.as_str(), value.clone())));
            let values: Vec<(&str, Value)> = values.collect();
            // All rows have the shape of the first, so its fields are looked up once.
            if fields.is_empty() {
                fields = values
                    .iter()
                    .map(|(name, _)| object.field(name).filter(|field| field.is_stored()))
                    .collect();
            }
            let present: Vec<(&FieldDef, Value)> = fields
                .iter()
                .zip(values)
                .filter_map(|(field, (_, value))| Some(((*field)?, value)))
                .collect();
            let sql = sql.get_or_insert_with(|| {
                let names: Vec<&FieldDef> = present.iter().map(|(field, _)| *field).collect();
                insert_statement(object, &names)
            });
            let values: Vec<Sql> = present
                .iter()
                .map(|(field, value)| to_sql(field, value))
                .collect();
            self.conn
                .prepare_cached(sql)
                .or_abort()
                .execute(params_from_iter(values))
                .or_abort();
        }
        self.org.access_changed(&object.name);
    }

    /// Changes a row without rules: fills when and by whom.
    pub(crate) fn update_raw(&mut self, object: &str, id: &Id, mut changes: Row) {
        let schema = self.org.schema();
        let Some(object) = schema.object(object) else {
            unreachable_object(object)
        };
        let now = Value::String(self.second());
        let by = self.actor.clone().map_or(Value::Null, Value::from);
        for (name, value) in [
            ("LastModifiedDate", now.clone()),
            ("SystemModstamp", now),
            ("LastModifiedById", by),
        ] {
            if object.field(name).is_some() && !value.is_null() {
                changes.entry(name.to_owned()).or_insert(value);
            }
        }
        let present: Vec<(&FieldDef, &Value)> = stored(object)
            .into_iter()
            .filter_map(|field| changes.get(&field.name).map(|value| (field, value)))
            .collect();
        if present.is_empty() {
            return;
        }
        let assignments: Vec<String> = present
            .iter()
            .map(|(field, _)| format!("\"{}\" = ?", field.name))
            .collect();
        let sql = format!(
            "UPDATE \"{}\" SET {} WHERE \"Id\" = ?",
            base_table(object),
            assignments.join(", ")
        );
        let mut values: Vec<Sql> = present
            .iter()
            .map(|(field, value)| to_sql(field, value))
            .collect();
        values.push(Sql::Text(id.to_string()));
        self.conn
            .prepare_cached(&sql)
            .or_abort()
            .execute(params_from_iter(values))
            .or_abort();
        self.org.access_changed(&object.name);
    }

    /// Deletes a row without rules: into the recycle bin where the object has one.
    pub(crate) fn delete_raw(&mut self, object: &str, id: &Id) {
        let schema = self.org.schema();
        let Some(object) = schema.object(object) else {
            unreachable_object(object)
        };
        if object.has_recycle_bin() && !object.setup {
            self.update_raw(&object.name, id, row([("IsDeleted", Value::Bool(true))]));
        } else {
            self.erase(object, id);
        }
        self.org.access_changed(&object.name);
    }

    /// Takes a row out of its table for good.
    pub(crate) fn erase(&mut self, object: &ObjectDef, id: &Id) {
        let sql = format!("DELETE FROM \"{}\" WHERE \"Id\" = ?1", base_table(object));
        self.run(&sql, id.as_str());
    }

    /// Runs a statement with one value, for tables that are made from the schema.
    pub(crate) fn run(&mut self, sql: &str, value: &str) {
        self.conn
            .prepare_cached(sql)
            .or_abort()
            .execute([value])
            .or_abort();
    }

    /// Removes all rows of an object.
    pub(crate) fn empty(&mut self, object: &str) {
        let schema = self.org.schema();
        let Some(object) = schema.object(object) else {
            unreachable_object(object)
        };
        let sql = format!("DELETE FROM \"{}\"", base_table(object));
        self.conn.execute_batch(&sql).or_abort();
        self.org.access_changed(&object.name);
    }

    /// Removes all rows of all tables but the call log.
    pub(crate) fn clear(&mut self) {
        let tables: Vec<String> = {
            let list = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('_call', '_call_minute')";
            let mut statement = self.conn.prepare(list).or_abort();
            let names = statement.query_map([], |found| found.get(0)).or_abort();
            names.map(|name| name.or_abort()).collect()
        };
        for table in tables {
            self.conn
                .execute_batch(&format!("DELETE FROM \"{table}\""))
                .or_abort();
        }
        self.next_id.set(None);
        self.unit = None;
        self.org.set_schema(std::sync::Arc::clone(&self.org.base));
        self.org.access_rolled_back();
    }

    /// Does `work` so that all of it stays or none.
    ///
    /// # Errors
    /// Those of `work`, after taking back what it did.
    pub(crate) fn savepoint<T, E>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.depth += 1;
        let name = format!("sp{}", self.depth);
        self.conn.execute_batch(&format!("SAVEPOINT {name}")).or_abort();
        let unit = self.unit.clone();
        let schema = self.org.schema();
        let outcome = work(self);
        self.depth -= 1;
        if outcome.is_err() {
            self.conn.execute_batch(&format!("ROLLBACK TO {name}")).or_abort();
            self.unit = unit;
            self.org.access_rolled_back();
            self.org.restore_schema(schema);
        }
        self.conn.execute_batch(&format!("RELEASE {name}")).or_abort();
        outcome
    }

    /// Does `work` as a transaction of its own as far as rules on mixed objects go.
    ///
    /// # Errors
    /// Those of `work`, after taking back what it did.
    pub(crate) fn separate<T, E>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let before = self.unit.take();
        let outcome = self.savepoint(work);
        self.unit = before;
        outcome
    }

    /// Notes that this transaction writes to `object`, and returns the object of the other kind
    /// (setup or business) that it wrote to before, if any.
    pub(crate) fn note_write(&mut self, object: &ObjectDef) -> Option<String> {
        match &self.unit {
            Some((setup, first)) if *setup != object.setup => Some(first.clone()),
            Some(_) => None,
            None => {
                self.unit = Some((object.setup, object.name.clone()));
                None
            }
        }
    }

    /// Writes a line of the setup audit trail.
    pub(crate) fn audit(&mut self, by: &Caller, action: &str, section: &str, display: String) {
        let user = Value::from(&by.user_id);
        self.insert_raw(
            "SetupAuditTrail",
            row([
                ("Action", Value::from(action)),
                ("Section", Value::from(section)),
                ("Display", Value::from(display)),
                ("CreatedById", user),
            ]),
        );
    }

    /// Returns a note of the store, such as the clock's offset.
    pub(crate) fn meta(&self, name: &str) -> Option<String> {
        self.conn
            .prepare_cached("SELECT value FROM _meta WHERE name = ?")
            .or_abort()
            .query_row([name], |found| found.get(0))
            .optional()
            .or_abort()
    }

    /// Keeps a note of the store.
    pub(crate) fn set_meta(&self, name: &str, value: &str) {
        self.conn
            .prepare_cached(
                "INSERT INTO _meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            )
            .or_abort()
            .execute([name, value])
            .or_abort();
    }

    /// Returns when what describes show may last have changed: the schema, or anybody's access.
    pub(crate) fn described_anew(&self) -> Option<jiff::Timestamp> {
        self.meta(DESCRIBED_ANEW)?.parse().ok()
    }

    pub(super) fn finish(&self) {
        if let Some(next) = self.next_id.get() {
            self.set_meta(NEXT_ID, &next.to_string());
        }
        if self.org.access_version() != self.began_with {
            self.set_meta(DESCRIBED_ANEW, &self.now.to_string());
        }
    }

    fn new_id(&self, object: &ObjectDef) -> Id {
        let number = self
            .next_id
            .get()
            .or_else(|| self.meta(NEXT_ID).and_then(|text| text.parse().ok()))
            .unwrap_or(1);
        self.next_id.set(Some(number + 1));
        Id::make(&object.key_prefix, number)
    }

    fn fill_system_fields(&self, object: &ObjectDef, row: &mut Row) {
        let now = Value::String(self.second());
        let by = self.actor.clone().map_or(Value::Null, Value::from);
        let system = [
            ("CreatedDate", &now),
            ("LastModifiedDate", &now),
            ("SystemModstamp", &now),
            ("CreatedById", &by),
            ("LastModifiedById", &by),
        ];
        for (name, value) in system {
            if object.field(name).is_some() {
                row.entry(name.to_owned()).or_insert_with(|| value.clone());
            }
        }
    }
}

const NEXT_ID: &str = "next_id";

/// The note of when describes may last have changed.
const DESCRIBED_ANEW: &str = "described_anew";

fn unreachable_object(name: &str) -> ! {
    unreachable!("callers name objects of the schema, and {name} is none")
}

fn stored(object: &ObjectDef) -> Vec<&FieldDef> {
    object.fields.iter().filter(|field| field.is_stored()).collect()
}

fn insert_statement(object: &ObjectDef, columns: &[&FieldDef]) -> String {
    let marks = vec!["?"; columns.len()].join(",");
    format!(
        "INSERT INTO \"{}\" ({}) VALUES ({marks})",
        base_table(object),
        column_list(columns)
    )
}

fn column_list(columns: &[&FieldDef]) -> String {
    columns
        .iter()
        .map(|field| format!("\"{}\"", field.name))
        .collect::<Vec<_>>()
        .join(", ")
}

fn read_row(columns: &[&FieldDef], found: &rusqlite::Row<'_>) -> Row {
    columns
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let value = found
                .get_ref(at)
                .map_or(Value::Null, |value| to_json(field, value));
            (field.name.clone(), value)
        })
        .collect()
}

/// Makes the WHERE of an equality filter. Fields that don't exist match nothing.
fn condition(object: &ObjectDef, filter: &[(&str, Value)]) -> (String, Vec<Sql>) {
    let mut parts = Vec::new();
    let mut values = Vec::new();
    for (name, value) in filter {
        match object.field(name) {
            Some(field) if field.is_stored() => {
                parts.push(format!("\"{}\" IS ?", field.name));
                let value = match (field.kind, value) {
                    (FieldType::Id | FieldType::Reference, Value::String(text)) => {
                        Id::parse(text).map_or_else(|| value.clone(), Value::from)
                    }
                    _ => value.clone(),
                };
                values.push(to_sql(field, &value));
            }
            _ => parts.push("0".to_owned()),
        }
    }
    if object.has_recycle_bin() {
        parts.push("\"IsDeleted\" = 0".to_owned());
    }
    let condition = if parts.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", parts.join(" AND "))
    };
    (condition, values)
}
