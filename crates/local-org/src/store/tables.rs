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
CREATE INDEX IF NOT EXISTS _call_at ON _call (at) WHERE counted = 1;
";

/// Makes the tables that are missing.
pub(super) fn create(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    let mut sql = String::from(INTERNAL);
    sql.push_str(crate::sessions::TABLES);
    sql.push_str(crate::sessions::PASSWORDS);
    sql.push_str(crate::services::oauth::TABLES);
    sql.push_str(crate::services::connect::TABLES);
    sql.push_str(crate::services::query::TABLES);
    sql.push_str(crate::services::bulk::TABLES);
    for object in &schema.objects {
        push_table(&mut sql, object);
    }
    connection.execute_batch(&sql)
}

/// Columns that are counted whenever a row is read: seats can't be out of step with the rows that take them.
const COUNTED: &[(&str, &str, &str)] = &[
    (
        "UserLicense",
        "UsedLicenses",
        "SELECT count(*) FROM \"User\" u JOIN \"Profile\" p ON p.\"Id\" = u.\"ProfileId\"
         WHERE u.\"IsActive\" = 1 AND p.\"UserLicenseId\" = base.\"Id\"",
    ),
    (
        "PermissionSetLicense",
        "UsedLicenses",
        "SELECT count(*) FROM \"PermissionSetLicenseAssign\" a WHERE a.\"PermissionSetLicenseId\" = base.\"Id\"",
    ),
    (
        "PackageLicense",
        "UsedLicenses",
        "SELECT count(*) FROM \"UserPackageLicense\" a WHERE a.\"PackageLicenseId\" = base.\"Id\"",
    ),
];

/// Returns the table that rows of an object are written to: its own, or the one below its view.
pub(super) fn base_table(object: &str) -> String {
    if COUNTED.iter().any(|(name, _, _)| *name == object) {
        format!("_base_{object}")
    } else {
        object.to_owned()
    }
}

fn push_table(sql: &mut String, object: &ObjectDef) {
    let stored = || object.fields.iter().filter(|field| field.is_stored());
    let columns: Vec<String> = stored().map(column).collect();
    let table = base_table(&object.name);
    sql.push_str(&format!(
        "CREATE TABLE IF NOT EXISTS \"{table}\" ({});\n",
        columns.join(", ")
    ));
    for field in object.fields.iter().filter(|field| is_indexed(field)) {
        let column = &field.name;
        sql.push_str(&format!(
            "CREATE INDEX IF NOT EXISTS \"_{table}_{column}\" ON \"{table}\" (\"{column}\");\n"
        ));
    }
    if table != object.name {
        let columns: Vec<String> = stored().map(|field| counted_column(object, field)).collect();
        sql.push_str(&format!(
            "CREATE VIEW IF NOT EXISTS \"{}\" AS SELECT {} FROM \"{table}\" base;\n",
            object.name,
            columns.join(", ")
        ));
    }
}

fn counted_column(object: &ObjectDef, field: &FieldDef) -> String {
    let counted = COUNTED
        .iter()
        .find(|(of, name, _)| *of == object.name && *name == field.name);
    match counted {
        Some((_, name, count)) => format!("({count}) AS \"{name}\""),
        None => format!("base.\"{0}\" AS \"{0}\"", field.name),
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

/// Text that rows are looked up by.
const LOOKED_UP: &[&str] = &[
    "CommunityNickname",
    "DeveloperName",
    "DurableId",
    "EntityDefinitionId",
    "FieldDefinitionId",
    "QualifiedApiName",
];

/// Ids, names and the references that people follow; who created a row is looked up too seldom to pay for.
fn is_indexed(field: &FieldDef) -> bool {
    match field.kind {
        FieldType::Id => true,
        FieldType::Reference => !matches!(field.name.as_str(), "CreatedById" | "LastModifiedById"),
        _ => {
            field.unique || field.external_id || field.name_field || LOOKED_UP.contains(&field.name.as_str())
        }
    }
}

/// Cuts a point in time to the whole second: rows keep no finer time, and answers always end in `.000`.
pub(crate) fn whole_second(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// Writes a point in time as the store and SOQL know it: `2026-11-22T06:00:00.000Z`.
pub(crate) fn stamp(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
