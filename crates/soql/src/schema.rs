//! What the crate must be told about an org: which objects and fields there are, and which of
//! them the caller may read.

use std::sync::Arc;

/// How values of a field are stored, compared and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// The row's own Id.
    Id,
    /// The Id of another row.
    Reference,
    /// True or false, stored as 1 or 0, never empty.
    Boolean,
    /// A whole number.
    Integer,
    /// Any other number.
    Decimal,
    /// An amount of money.
    Currency,
    /// A day, stored as `2026-11-22`.
    Date,
    /// A moment, stored as `2026-11-22T06:00:00.000Z`.
    DateTime,
    /// A time of day.
    Time,
    /// Text, compared without case.
    Text,
    /// Several picked values, joined by `;`.
    MultiPicklist,
    /// Bytes.
    Base64,
    /// An address or geolocation, made from its parts.
    Compound,
    /// A structure that has no column.
    Structure,
}

impl FieldKind {
    /// Returns the name that refusals use for values of this kind.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "int",
            Self::Decimal | Self::Currency => "double",
            Self::Date => "date",
            Self::DateTime => "dateTime",
            Self::Time => "time",
            _ => "string",
        }
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::MultiPicklist | Self::Base64)
    }

    pub(crate) fn is_id(self) -> bool {
        matches!(self, Self::Id | Self::Reference)
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Currency)
    }
}

/// One field of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The API name, which is also the column's name.
    pub name: String,
    /// The kind of its values.
    pub kind: FieldKind,
    /// Whether a WHERE may name it.
    pub filterable: bool,
    /// Whether an ORDER BY may name it.
    pub sortable: bool,
    /// Whether a GROUP BY may name it.
    pub groupable: bool,
    /// Whether an administrator made it.
    pub custom: bool,
    /// The objects that a reference may point at.
    pub reference_to: Vec<String>,
    /// The column of the parent that the reference holds: `Id`, but for catalogue objects.
    pub reference_key: String,
    /// The relationship to the parent.
    pub relationship: Option<String>,
    /// Whether paths through the relationship see only what all names have in common (`Owner`,
    /// `Who`, `What`), and not the fields of each target.
    pub polymorphic: bool,
    /// The parts of a compound field: the key in the answer and the field.
    pub parts: Vec<(String, String)>,
}

impl Field {
    /// Makes a field that may be filtered, sorted and grouped by, unless its kind forbids that.
    #[must_use]
    pub fn new(name: &str, kind: FieldKind) -> Self {
        let simple = !matches!(
            kind,
            FieldKind::Compound | FieldKind::Structure | FieldKind::Base64
        );
        Self {
            name: name.to_owned(),
            kind,
            filterable: simple,
            sortable: simple,
            groupable: simple
                && !matches!(
                    kind,
                    FieldKind::Decimal | FieldKind::Currency | FieldKind::DateTime
                ),
            custom: name.ends_with("__c"),
            reference_to: Vec::new(),
            reference_key: "Id".to_owned(),
            relationship: None,
            polymorphic: false,
            parts: Vec::new(),
        }
    }
}

/// A relationship from a parent to its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The name in subqueries.
    pub relationship: String,
    /// The child object.
    pub object: String,
    /// The reference field of the child.
    pub field: String,
}

/// One object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The API name, which is also the table's name.
    pub name: String,
    /// Whether queries may start from it.
    pub queryable: bool,
    /// The column that tells its rows apart: `Id`, but for catalogue objects, whose Ids are all the same.
    pub key: String,
    /// The field that names a row, where that is not `Name`.
    pub name_field: Option<String>,
    /// Its fields in the order of describe.
    pub fields: Vec<Field>,
    /// Its child relationships.
    pub children: Vec<Child>,
}

impl Object {
    /// Returns the field of that name, in any case.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// Returns the reference whose relationship has that name, in any case.
    #[must_use]
    pub fn relationship(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| {
            field
                .relationship
                .as_deref()
                .is_some_and(|known| known.eq_ignore_ascii_case(name))
        })
    }

    /// Returns the child relationship of that name, in any case.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Child> {
        self.children
            .iter()
            .find(|child| child.relationship.eq_ignore_ascii_case(name))
    }
}

/// The objects of an org.
pub trait Schema {
    /// Returns the object of that name, in any case.
    fn object(&self, name: &str) -> Option<Arc<Object>>;
}

/// The rows that a caller sees where it does not see all: those whose `field` holds one of `values`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRows {
    /// The field that tells the rows apart: an owner, or a key.
    pub field: String,
    /// What it may hold.
    pub values: Vec<String>,
}

/// What the caller may read. What it may not read is treated as if it did not exist.
pub trait Visibility {
    /// Whether the caller may read rows of that object at all. Names are those of the schema.
    fn object(&self, object: &str) -> bool;

    /// Whether the caller may read that field. Names are those of the schema.
    fn field(&self, object: &str, field: &str) -> bool;

    /// Returns the restriction to some of an object's rows, where there is one.
    fn seen_rows(&self, _object: &str) -> Option<SeenRows> {
        None
    }
}

/// The visibility of someone who may read everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeesAll;

impl Visibility for SeesAll {
    fn object(&self, _object: &str) -> bool {
        true
    }

    fn field(&self, _object: &str, _field: &str) -> bool {
        true
    }
}
