//! What a translation yields: statements, and how their rows become records.

use crate::schema::FieldKind;

/// A value bound to a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// Text.
    Text(String),
    /// A whole number; booleans too.
    Integer(i64),
    /// Any other number.
    Real(f64),
}

/// SQL with numbered parameters: `?1` is the first of `params`.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The SQL.
    pub sql: String,
    /// The values, in the order of their numbers.
    pub params: Vec<Param>,
}

/// A translated query.
#[derive(Debug, Clone, PartialEq)]
pub enum Translation {
    /// `SELECT COUNT()`: one row with the number.
    Count(CountQuery),
    /// Groups or aggregates: one row a group.
    Aggregate(AggregateQuery),
    /// Records.
    Records(RecordQuery),
}

impl Translation {
    /// Returns the object that the query starts from, in the schema's spelling.
    #[must_use]
    pub fn object(&self) -> &str {
        match self {
            Self::Count(query) => &query.object,
            Self::Aggregate(query) => &query.object,
            Self::Records(query) => &query.page.object,
        }
    }
}

/// A translated `SELECT COUNT()`.
#[derive(Debug, Clone, PartialEq)]
pub struct CountQuery {
    /// The object.
    pub object: String,
    /// The statement; its one row holds the number.
    pub statement: Statement,
}

/// A translated grouped query.
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateQuery {
    /// The object.
    pub object: String,
    /// The statement.
    pub statement: Statement,
    /// Its columns.
    pub columns: Vec<AggregateColumn>,
}

/// One column of a grouped query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AggregateColumn {
    /// The key in the answer: an alias, a field's name, or `expr0`, `expr1`, ….
    pub key: String,
    /// The expression as it would be written.
    pub written: String,
    /// Whether it is a function rather than a grouped field.
    pub function: bool,
    /// The kind of its values.
    pub kind: FieldKind,
}

/// A translated query for records: which rows, and then what of them.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordQuery {
    /// Yields the Ids of all rows, in order.
    pub ids: Statement,
    /// Yields the records of some of these rows.
    pub page: Page,
    /// The equalities that every row fulfils, for objects that are computed on demand.
    pub pins: Vec<Pin>,
}

/// An equality that stands at the top of a WHERE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The path as written, without the object's alias.
    pub path: Vec<String>,
    /// The texts that it may equal.
    pub values: Vec<String>,
}

/// Records of given rows. The first parameter of the statement is a JSON array of Ids: those of the
/// rows, or in a child query those of the parents.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The object of the records.
    pub object: String,
    /// The statement. Column 0 is the Id that was asked for.
    pub statement: Statement,
    /// The column with what identifies the record: its own Id, mostly.
    pub id: usize,
    /// What a record is made of.
    pub parts: Vec<Part>,
    /// The child queries that the parts name.
    pub children: Vec<Page>,
}

impl Page {
    /// Returns the statement for the given Ids.
    #[must_use]
    pub fn for_ids(&self, json_array: String) -> Statement {
        let mut statement = self.statement.clone();
        if let Some(first) = statement.params.first_mut() {
            *first = Param::Text(json_array);
        }
        statement
    }
}

/// One key of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A plain value.
    Value {
        /// The key.
        key: String,
        /// The column.
        column: usize,
        /// The kind of value.
        kind: FieldKind,
    },
    /// A compound value, `null` when all its parts are.
    Compound {
        /// The key.
        key: String,
        /// The keys, columns and kinds of its parts.
        parts: Vec<(String, usize, FieldKind)>,
    },
    /// A parent record, or `null`.
    Parent(Parent),
    /// The records of a child query, or `null`.
    Children {
        /// The key.
        key: String,
        /// Which of the page's child queries.
        query: usize,
    },
}

impl Part {
    /// Returns the key.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Value { key, .. } | Self::Compound { key, .. } | Self::Children { key, .. } => key,
            Self::Parent(parent) => &parent.key,
        }
    }
}

/// A parent inside a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parent {
    /// The key: the relationship's name.
    pub key: String,
    /// The column with the parent's Id; empty when there is no parent.
    pub id: usize,
    /// The parent's object.
    pub object: ParentObject,
    /// What it is made of, unless `by_object` knows better.
    pub parts: Vec<Part>,
    /// What it is made of for certain objects (`TYPEOF`).
    pub by_object: Vec<(String, Vec<Part>)>,
}

/// The object of a parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParentObject {
    /// Always this one.
    Known(String),
    /// The one that the column names.
    Column(usize),
}
