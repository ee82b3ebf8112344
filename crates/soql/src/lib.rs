//! SOQL text to SQL, as a Salesforce org would understand it.
//!
//! The crate reads a query, looks its names up in a [`Schema`] through the eyes of a caller
//! ([`Visibility`]), and yields parameterised SQL for SQLite together with the shape that the rows
//! have in an answer. It does no I/O: the clock and the caller come in as [`Settings`].
//!
//! * What a caller may not read does not exist for it: the refusals are the same, wherever the name
//!   stands (SELECT, WHERE, GROUP BY, HAVING, ORDER BY, paths, child queries, semi-joins).
//! * Refusals carry Salesforce's codes and wording, caret lines included.
//! * Nothing that a query says reaches the SQL as text; names come from the schema, values are bound.
//! * Hostile text is refused, never crashed on: length, nesting, joins and columns are bounded.
//!
//! The storage that the SQL expects: a table for each object and a column for each field, named as in
//! the schema; Ids of 18 characters; booleans 0 or 1; dates and datetimes as ISO 8601 text in UTC with
//! milliseconds; `IsDeleted` where rows can be in the recycle bin; a function `distance_km` of two places,
//! each a latitude and a longitude, for `DISTANCE`. Text is compared by the
//! collation NOCASE and by LIKE: SQLite's own know the case of ASCII alone, so whoever holds other text redefines them
//! on the connection.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//! use hallpass_soql::{Field, FieldKind, Object, Param, Schema, SeesAll, Settings, Translation, translate};
//!
//! struct OneObject;
//!
//! impl Schema for OneObject {
//!     fn object(&self, name: &str) -> Option<Arc<Object>> {
//!         name.eq_ignore_ascii_case("Account").then(|| {
//!             Arc::new(Object {
//!                 name: "Account".to_owned(),
//!                 queryable: true,
//!                 key: "Id".to_owned(),
//!                 name_field: None,
//!                 fields: vec![Field::new("Id", FieldKind::Id), Field::new("Name", FieldKind::Text)],
//!                 children: Vec::new(),
//!             })
//!         })
//!     }
//! }
//!
//! let settings = Settings::at("2026-11-22T06:00:00Z".parse()?);
//! let found = translate("SELECT name FROM account WHERE Name = 'Acme'", &OneObject, &SeesAll, &settings)?;
//! let Translation::Records(query) = found else { panic!("records were asked for") };
//! assert_eq!(
//!     query.ids.sql,
//!     r#"SELECT "t0"."Id" FROM "Account" AS "t0" WHERE "t0"."Name" = ?1 COLLATE NOCASE ORDER BY "t0"."Id""#,
//! );
//! assert_eq!(query.ids.params, [Param::Text("Acme".to_owned())]);
//! assert_eq!(query.page.parts[0].key(), "Name");
//!
//! let refused = translate("SELECT Phone FROM Account", &OneObject, &SeesAll, &settings).unwrap_err();
//! assert_eq!(refused.code.as_str(), "INVALID_FIELD");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod ast;
pub mod dates;
mod error;
mod ids;
mod lex;
mod parse;
mod print;
pub mod rules;
mod schema;
mod shape;
mod translate;

pub use error::{ErrorCode, QueryError};
pub use ids::canonical_id;
pub use parse::parse;
pub use schema::{Child, Field, FieldKind, Object, Schema, SeenRows, SeesAll, Visibility};
pub use shape::{
    AggregateColumn, AggregateQuery, CountQuery, Page, Param, Parent, ParentObject, Part, Pin, RecordQuery,
    Statement, Translation,
};
pub use translate::{Settings, translate};
