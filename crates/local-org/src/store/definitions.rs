//! Objects and fields that administrators make: kept as rows, and applied to the schema of the data files.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _};

use super::failure::OrAbort as _;
use super::{Tx, tables};
use crate::schema::{Definition, FieldDef, FieldType, ObjectDef, Schema};

/// The table of the definitions.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS _definition (object TEXT PRIMARY KEY COLLATE NOCASE, number INTEGER NOT NULL, body TEXT NOT NULL);";

/// Returns the schema with all definitions applied.
pub(super) fn applied(connection: &Connection, mut schema: Schema) -> rusqlite::Result<Schema> {
    connection.execute_batch(TABLE)?;
    for (name, definition) in all(connection)? {
        schema.apply(&name, &definition);
    }
    schema.relate();
    Ok(schema)
}

fn all(connection: &Connection) -> rusqlite::Result<Vec<(String, Definition)>> {
    connection
        .prepare_cached("SELECT object, body FROM _definition ORDER BY number")?
        .query_map([], |found| {
            let body: String = found.get(1)?;
            // Written by `define`, so it reads back.
            Ok((found.get(0)?, serde_json::from_str(&body).unwrap_or_default()))
        })?
        .collect()
}

impl Tx<'_> {
    /// Returns what administrators have made of an object.
    pub(crate) fn definition(&self, object: &str) -> Definition {
        self.conn()
            .prepare_cached("SELECT body FROM _definition WHERE object = ?1")
            .or_abort()
            .query_row([object], |found| found.get::<_, String>(0))
            .optional()
            .or_abort()
            .and_then(|body| serde_json::from_str(&body).ok())
            .unwrap_or_default()
    }

    /// Empties the column of a field that goes, so that one of the same name starts empty.
    pub(crate) fn forget_values(&mut self, object: &ObjectDef, field: &FieldDef) {
        let sql = format!(
            "UPDATE \"{}\" SET \"{}\" = {}",
            tables::base_table(object),
            field.name,
            if field.kind == FieldType::Boolean {
                "0"
            } else {
                "NULL"
            }
        );
        self.conn().execute_batch(&sql).or_abort();
    }

    /// Keeps what an administrator has made of an object, and changes schema and tables accordingly. Like rows, all of
    /// it is taken back with the transaction.
    pub(crate) fn define(&mut self, object: &str, definition: &Definition) {
        let body = serde_json::to_string(definition).expect("definitions are JSON");
        self.conn()
            .prepare_cached(
                "INSERT INTO _definition (object, number, body)
                 VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM _definition), ?2)
                 ON CONFLICT (object) DO UPDATE SET body = ?2",
            )
            .or_abort()
            .execute([object, &body])
            .or_abort();
        let before = self.org.schema();
        let schema = applied(self.conn(), Schema::clone(&self.org.base)).or_abort();
        if let (Some(gone), None) = (before.object(object), schema.object(object)) {
            tables::forget_rows(self.conn(), gone).or_abort();
        }
        if let Some(object) = schema.object(object) {
            tables::complete(self.conn(), &schema, object).or_abort();
        }
        self.org.set_schema(Arc::new(schema));
    }
}
