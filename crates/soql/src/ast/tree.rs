//! The tree of a query.

use std::fmt;

use super::Function;

/// An offset in the query's text. All places are equal: they are no part of what a query means.
#[derive(Clone, Copy, Default)]
pub struct At(pub usize);

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for At {}

impl fmt::Debug for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

/// A name as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub at: At,
}

impl Name {
    /// Makes a name that stands nowhere.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            at: At(0),
        }
    }
}

/// A dotted path: relationships, then a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The names between the dots; at least one.
    pub names: Vec<String>,
    /// Where the path begins.
    pub at: At,
}

impl Path {
    /// Makes a path of the given names.
    #[must_use]
    pub fn new(names: &[&str]) -> Self {
        Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            at: At(0),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join("."))
    }
}

/// A query or a subquery.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The SELECT list.
    pub select: Vec<Item>,
    /// The object, or in a child subquery the relationship.
    pub from: From,
    /// `USING SCOPE`.
    pub scope: Option<Name>,
    /// WHERE.
    pub filter: Option<Condition>,
    /// `WITH`.
    pub with: Option<With>,
    /// GROUP BY.
    pub group: Option<Group>,
    /// HAVING.
    pub having: Option<Condition>,
    /// ORDER BY.
    pub order: Vec<Order>,
    /// LIMIT.
    pub limit: Option<Count>,
    /// OFFSET.
    pub offset: Option<Count>,
    /// `FOR VIEW`, `FOR REFERENCE`, `FOR UPDATE`, `UPDATE TRACKING`, `UPDATE VIEWSTAT`.
    pub marks: Vec<Mark>,
    /// Where `ALL ROWS` stands.
    pub all_rows: Option<At>,
}

/// FROM: a path (more than one name only in child subqueries, as in `FROM Account.Contacts`) and an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct From {
    /// The object or relationship.
    pub path: Path,
    /// The alias.
    pub alias: Option<Name>,
    /// Further names, each for a parent: `FROM Contact c, c.Account a`.
    pub also: Vec<Alias>,
}

/// A name for a parent in FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The way to the parent.
    pub path: Path,
    /// Its name.
    pub name: Name,
}

/// The number of LIMIT or OFFSET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The number.
    pub number: u64,
    /// Where it stands.
    pub at: At,
}

/// One entry of the SELECT list.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A field, perhaps of a parent.
    Field {
        /// The path.
        path: Path,
        /// An alias (only grouped queries may have one).
        alias: Option<Name>,
    },
    /// A function of a field.
    Call {
        /// The call.
        call: Call,
        /// An alias.
        alias: Option<Name>,
    },
    /// `COUNT()`.
    CountAll(At),
    /// `FIELDS(…)`.
    Fields(FieldsGroup, At),
    /// A child subquery.
    Children(Box<Query>),
    /// `TYPEOF … WHEN … THEN … ELSE … END`.
    TypeOf(TypeOf),
}

/// What `FIELDS()` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldsGroup {
    /// `FIELDS(ALL)`.
    All,
    /// `FIELDS(STANDARD)`.
    Standard,
    /// `FIELDS(CUSTOM)`.
    Custom,
}

/// `TYPEOF`: other fields for each type of a polymorphic parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeOf {
    /// The relationship.
    pub relationship: Name,
    /// The types and their fields.
    pub branches: Vec<(Name, Vec<Path>)>,
    /// The fields of any other type.
    pub otherwise: Vec<Path>,
}

/// A function and what it is applied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub function: Function,
    /// A field or an inner call.
    pub argument: Box<Operand>,
    /// The place that `DISTANCE` measures to; no other function has one.
    pub to: Option<Spot>,
    /// Where the call begins.
    pub at: At,
}

impl Call {
    /// Whether it changes money into the caller's currency, itself or within `FORMAT()`.
    #[must_use]
    pub fn converts(&self) -> bool {
        self.function == Function::ConvertCurrency
            || matches!(self.argument.as_ref(), Operand::Call(inner) if inner.converts())
    }
}

/// `GEOLOCATION(latitude, longitude)` and the unit beside it, numbers as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Degrees north.
    pub latitude: String,
    /// Degrees east.
    pub longitude: String,
    /// Whether miles are wanted, and not kilometres.
    pub miles: bool,
}

/// The left side of a comparison, the argument of a function, a sort key or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A field.
    Field(Path),
    /// A function of a field.
    Call(Call),
}

impl Operand {
    /// Returns where it begins.
    #[must_use]
    pub fn at(&self) -> At {
        match self {
            Self::Field(path) => path.at,
            Self::Call(call) => call.at,
        }
    }
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these.
    And(Vec<Condition>),
    /// Any of these.
    Or(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// A field against a value.
    Compare {
        /// The left side.
        left: Operand,
        /// The operator.
        operator: Operator,
        /// The right side.
        right: Literal,
    },
    /// A field against a list.
    In {
        /// The left side.
        left: Operand,
        /// IN, NOT IN, INCLUDES or EXCLUDES.
        operator: ListOperator,
        /// The list.
        list: Vec<Literal>,
    },
    /// A field against the rows of a query: a semi-join, or with `negated` an anti-join.
    Join {
        /// The left side.
        left: Operand,
        /// Whether it is NOT IN.
        negated: bool,
        /// The inner query.
        query: Box<Query>,
    },
}

/// Operators with one value on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
}

impl Operator {
    /// Returns the operator as written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Like => "LIKE",
        }
    }
}

/// Operators with a list on the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ListOperator {
    In,
    NotIn,
    Includes,
    Excludes,
}

impl ListOperator {
    /// Returns the operator as written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "IN",
            Self::NotIn => "NOT IN",
            Self::Includes => "INCLUDES",
            Self::Excludes => "EXCLUDES",
        }
    }
}

/// A value on the right of an operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// The value.
    pub value: LiteralValue,
    /// Where it stands.
    pub at: At,
}

/// The kinds of values. Numbers, dates and texts are kept as written; what they mean depends on the field.
#[derive(Debug, Clone, PartialEq)]
pub enum LiteralValue {
    /// `null`.
    Null,
    /// `TRUE` or `FALSE`.
    Boolean(bool),
    /// A quoted string, without the quotes, escapes as written.
    Text(String),
    /// A number.
    Number(String),
    /// A day, `2026-11-22`.
    Date(String),
    /// A moment, `2026-11-22T06:00:00Z`.
    DateTime(String),
    /// A time of day, `06:00:00Z`.
    Time(String),
    /// A date literal such as `TODAY` or `LAST_N_DAYS:7`.
    Range(crate::dates::DateLiteral),
}

/// GROUP BY.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Plain, ROLLUP or CUBE.
    pub kind: GroupKind,
    /// What is grouped by.
    pub keys: Vec<Operand>,
    /// Where it stands.
    pub at: At,
}

/// The kinds of GROUP BY.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// `GROUP BY a, b`.
    Plain,
    /// `GROUP BY ROLLUP(a, b)`.
    Rollup,
    /// `GROUP BY CUBE(a, b)`.
    Cube,
}

/// One sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What is sorted by.
    pub key: Operand,
    /// Whether downwards.
    pub descending: bool,
    /// Where empty values go; first when the query does not say.
    pub nulls: Option<Nulls>,
}

/// Where empty values go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// `NULLS FIRST`.
    First,
    /// `NULLS LAST`.
    Last,
}

/// `WITH …`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// `WITH SECURITY_ENFORCED`.
    SecurityEnforced,
    /// `WITH USER_MODE`.
    UserMode,
    /// `WITH SYSTEM_MODE`.
    SystemMode,
}

impl With {
    /// All modes with their names.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::SecurityEnforced, "SECURITY_ENFORCED"),
        (Self::UserMode, "USER_MODE"),
        (Self::SystemMode, "SYSTEM_MODE"),
    ];
}

/// Marks at the end of a query that do not change its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `FOR VIEW`.
    ForView,
    /// `FOR REFERENCE`.
    ForReference,
    /// `FOR UPDATE`.
    ForUpdate,
    /// `UPDATE TRACKING`.
    UpdateTracking,
    /// `UPDATE VIEWSTAT`.
    UpdateViewstat,
}

impl Mark {
    /// All marks with their two words.
    pub const ALL: [(Self, [&'static str; 2]); 5] = [
        (Self::ForView, ["FOR", "VIEW"]),
        (Self::ForReference, ["FOR", "REFERENCE"]),
        (Self::ForUpdate, ["FOR", "UPDATE"]),
        (Self::UpdateTracking, ["UPDATE", "TRACKING"]),
        (Self::UpdateViewstat, ["UPDATE", "VIEWSTAT"]),
    ];
}
