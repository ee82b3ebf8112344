//! One table an object, made from the schema.

use rusqlite::Connection;

use crate::schema::{FieldDef, FieldType, ObjectDef, Schema};

/// The internal tables of the core. Other services make their own, `_`-named, with `CREATE TABLE IF NOT EXISTS`.
const INTERNAL: &str = "
CREATE TABLE IF NOT EXISTS _meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS _call (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL,
  user TEXT, ms INTEGER NOT NULL, counted INTEGER NOT NULL);
";

/// Makes the tables that are missing.
pub(super) fn create(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    let mut sql = String::from(INTERNAL);
    sql.push_str(crate::sessions::TABLES);
    sql.push_str(crate::services::connect::TABLES);
    for object in &schema.objects {
        push_table(&mut sql, object);
    }
    connection.execute_batch(&sql)
}

fn push_table(sql: &mut String, object: &ObjectDef) {
    let columns: Vec<String> = object
        .fields
        .iter()
        .filter(|field| field.is_stored())
        .map(column)
        .collect();
    sql.push_str(&format!(
        "CREATE TABLE IF NOT EXISTS \"{}\" ({});\n",
        object.name,
        columns.join(", ")
    ));
    for field in object.fields.iter().filter(|field| is_indexed(field)) {
        let (table, column) = (&object.name, &field.name);
        sql.push_str(&format!(
            "CREATE INDEX IF NOT EXISTS \"_{table}_{column}\" ON \"{table}\" (\"{column}\");\n"
        ));
    }
}

fn column(field: &FieldDef) -> String {
    let name = &field.name;
    match field.kind {
        FieldType::Id => format!("\"{name}\" TEXT COLLATE BINARY"),
        FieldType::Reference | FieldType::DateTime | FieldType::Date | FieldType::Time => {
            format!("\"{name}\" TEXT COLLATE BINARY")
        }
        FieldType::Boolean => format!("\"{name}\" INTEGER NOT NULL DEFAULT 0"),
        FieldType::Int => format!("\"{name}\" INTEGER"),
        kind if kind.is_number() => format!("\"{name}\" REAL"),
        _ => format!("\"{name}\" TEXT COLLATE NOCASE"),
    }
}

/// Ids and the references that people follow; who created a row is looked up too seldom to pay for.
fn is_indexed(field: &FieldDef) -> bool {
    match field.kind {
        FieldType::Id => true,
        FieldType::Reference => !matches!(field.name.as_str(), "CreatedById" | "LastModifiedById"),
        _ => {
            field.unique || field.external_id || matches!(field.name.as_str(), "DeveloperName" | "DurableId")
        }
    }
}

/// Writes a point in time as the store and SOQL know it: `2026-11-22T06:00:00.000Z`.
pub(crate) fn stamp(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
