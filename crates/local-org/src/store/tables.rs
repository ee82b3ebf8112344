//! One table an object, made from the schema.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};

use super::{Tx, definitions};
use crate::schema::{Additions, FieldDef, FieldType, ObjectDef, Schema, formula_sql};

/// The internal tables of the core. Other services make their own, `_`-named, with `CREATE TABLE IF NOT EXISTS`.
const INTERNAL: &str = "
CREATE TABLE IF NOT EXISTS _meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS _call (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL,
  user TEXT, ms INTEGER NOT NULL, counted INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS _call_minute (minute TEXT PRIMARY KEY, calls INTEGER NOT NULL);
";

/// Where the store notes which tables it has, and what was added to the schema.
const SHAPE: &str = "shape";
const ADDITIONS: &str = "additions";

/// Makes what is missing: tables, columns, indexes, views. A database that has all of it is left alone, which makes
/// opening it fast; one of another version or with fewer fields keeps its rows.
pub(super) fn create(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    let mut tables = String::from(INTERNAL);
    tables.push_str(crate::sessions::TABLES);
    tables.push_str(crate::sessions::PASSWORDS);
    tables.push_str(crate::services::oauth::TABLES);
    tables.push_str(crate::services::connect::TABLES);
    tables.push_str(crate::services::query::TABLES);
    tables.push_str(crate::services::bulk::TABLES);
    tables.push_str(crate::services::bulk::BATCH_TABLES);
    tables.push_str(crate::services::event_log::TABLES);
    tables.push_str(definitions::TABLE);
    let mut rest = String::new();
    for object in &schema.objects {
        push_table(&mut tables, object);
        push_indexes(&mut rest, object);
        push_view(&mut rest, schema, object);
    }
    let shape = format!("{:x}", Sha256::digest(format!("{tables}{rest}")));
    if note(connection, SHAPE)?.as_ref() == Some(&shape) {
        return Ok(());
    }
    connection.execute_batch("BEGIN")?;
    for object in &schema.objects {
        lower(connection, object)?;
    }
    connection.execute_batch(&tables)?;
    for object in &schema.objects {
        add_columns(connection, object)?;
    }
    connection.execute_batch(&rest)?;
    connection.execute(
        "INSERT INTO _meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        [SHAPE, &shape],
    )?;
    connection.execute_batch("COMMIT")
}

/// Brings the table of one object in step with the schema, within a transaction. Columns that no field stands for any
/// more stay, unseen.
pub(super) fn complete(connection: &Connection, schema: &Schema, object: &ObjectDef) -> rusqlite::Result<()> {
    lower(connection, object)?;
    let mut sql = String::new();
    push_table(&mut sql, object);
    connection.execute_batch(&sql)?;
    add_columns(connection, object)?;
    sql.clear();
    push_indexes(&mut sql, object);
    push_view(&mut sql, schema, object);
    connection.execute_batch(&sql)
}

/// Puts a table below a view, where its object has got its first formula.
fn lower(connection: &Connection, object: &ObjectDef) -> rusqlite::Result<()> {
    let table = base_table(object);
    let is_table = connection
        .prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?
        .exists([&object.name])?;
    if table == object.name || !is_table {
        return Ok(());
    }
    connection.execute_batch(&format!("ALTER TABLE \"{}\" RENAME TO \"{table}\"", object.name))
}

/// Forgets the rows of an object that is gone, so that one of the same name starts empty.
pub(super) fn forget_rows(connection: &Connection, object: &ObjectDef) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("DELETE FROM \"{}\"", base_table(object)))
}

/// Returns what an earlier start has added to the schema.
pub(super) fn additions(connection: &Connection) -> rusqlite::Result<Additions> {
    let text = note(connection, ADDITIONS)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// Keeps what is added to the schema for later starts.
pub(crate) fn keep_additions(tx: &Tx<'_>) {
    if let (false, Ok(text)) = (
        tx.org.additions.is_empty(),
        serde_json::to_string(&tx.org.additions),
    ) {
        tx.set_meta(ADDITIONS, &text);
    }
}

/// Reads a note of the store, which may have no tables at all yet.
fn note(connection: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let is_made = connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE name = '_meta'")?
        .exists([])?;
    if !is_made {
        return Ok(None);
    }
    connection
        .query_row("SELECT value FROM _meta WHERE name = ?1", [name], |found| {
            found.get(0)
        })
        .optional()
}

/// Adds the columns that a table lacks which another version, or an org with fewer fields, has made.
fn add_columns(connection: &Connection, object: &ObjectDef) -> rusqlite::Result<()> {
    let table = base_table(object);
    let known: HashSet<String> = connection
        .prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([&table], |found| found.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for field in stored(object).filter(|field| !known.contains(&field.name)) {
        connection.execute_batch(&format!("ALTER TABLE \"{table}\" ADD COLUMN {}", column(field)))?;
    }
    Ok(())
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
pub(super) fn base_table(object: &ObjectDef) -> String {
    if has_view(object) {
        format!("_base_{}", object.name)
    } else {
        object.name.clone()
    }
}

/// Whether some of the columns are worked out whenever a row is read.
fn has_view(object: &ObjectDef) -> bool {
    COUNTED.iter().any(|(name, _, _)| *name == object.name)
        || object.fields.iter().any(|field| field.more.formula.is_some())
}

fn stored(object: &ObjectDef) -> impl Iterator<Item = &FieldDef> {
    object.fields.iter().filter(|field| field.is_stored())
}

fn push_table(sql: &mut String, object: &ObjectDef) {
    let columns: Vec<String> = stored(object).map(column).collect();
    let table = base_table(object);
    sql.push_str(&format!(
        "CREATE TABLE IF NOT EXISTS \"{table}\" ({});\n",
        columns.join(", ")
    ));
}

/// Rows that are looked up by two columns at once, in tables that grow with everything that is granted.
const PAIRS: &[(&str, &str, &str)] = &[
    ("FieldPermissions", "ParentId", "Field"),
    ("ObjectPermissions", "ParentId", "SobjectType"),
    ("SetupEntityAccess", "ParentId", "SetupEntityId"),
    ("PermissionSetAssignment", "AssigneeId", "PermissionSetId"),
];

fn push_indexes(sql: &mut String, object: &ObjectDef) {
    let table = base_table(object);
    for (_, first, second) in PAIRS.iter().filter(|(name, _, _)| *name == object.name) {
        sql.push_str(&format!(
            "CREATE INDEX IF NOT EXISTS \"_{table}_{first}_{second}\" ON \"{table}\" (\"{first}\", \"{second}\");\n"
        ));
    }
    let is_paired = |field: &FieldDef| {
        PAIRS
            .iter()
            .any(|(name, first, _)| *name == object.name && *first == field.name)
    };
    for field in stored(object).filter(|field| is_indexed(field) && !is_paired(field)) {
        let column = &field.name;
        sql.push_str(&format!(
            "CREATE INDEX IF NOT EXISTS \"_{table}_{column}\" ON \"{table}\" (\"{column}\");\n"
        ));
    }
}

fn push_view(sql: &mut String, schema: &Schema, object: &ObjectDef) {
    if has_view(object) {
        let columns: Vec<String> = stored(object)
            .map(|field| worked_out(schema, object, field))
            .collect();
        sql.push_str(&format!(
            "DROP VIEW IF EXISTS \"{0}\";\nCREATE VIEW \"{0}\" AS SELECT {1} FROM \"{2}\" base;\n",
            object.name,
            columns.join(", "),
            base_table(object)
        ));
    }
}

fn worked_out(schema: &Schema, object: &ObjectDef, field: &FieldDef) -> String {
    let name = &field.name;
    let counted = COUNTED
        .iter()
        .find(|(of, counted, _)| *of == object.name && counted == name);
    // A formula is checked when it is made, so one that isn't understood here means a column without values.
    match (counted, formula_sql(schema, object, field)) {
        (Some((_, _, count)), _) => format!("({count}) AS \"{name}\""),
        (None, Ok(Some(formula))) => format!("({formula}) AS \"{name}\""),
        _ => format!("base.\"{name}\" AS \"{name}\""),
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
    "SetupEntityType",
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
