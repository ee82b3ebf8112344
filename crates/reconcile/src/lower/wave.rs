//! Waves and the operations in them.

use std::collections::BTreeMap;

use hallpass_model::{Address, ApiName, AppKind, MetadataFile, RecordId, Username};

/// Operations that may run together. The next wave starts when all of them have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    /// The operations, in the order in which they are sent.
    pub operations: Vec<Operation>,
}

/// Something done to an org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Rows of one object are written.
    Rows(Rows),
    /// Users are frozen or thawed.
    Logins(Vec<Login>),
    /// Metadata files are deployed.
    Deploy(Deploy),
}

/// Rows of one object that are written in the same way. One object only: objects of setup must not share a
/// transaction with others, nor with each other (Apex Developer Guide, "sObjects That Cannot Be Used Together").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The object, such as `FieldPermissions`.
    pub object: &'static str,
    /// What is done.
    pub verb: RowVerb,
    /// The rows; as many as there are, to be cut into calls when they are sent.
    pub rows: Vec<Row>,
}

/// What is done to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowVerb {
    /// They are made.
    Create,
    /// They are changed.
    Update,
    /// They are deleted.
    Delete,
}

/// A row to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The changes that it closes; several where they are columns of one row.
    pub addresses: Vec<Address>,
    /// Which row; nothing where it is made.
    pub id: Option<Link>,
    /// The columns that are written.
    pub fields: BTreeMap<String, Cell>,
    /// What is known by its id once the row is made.
    pub makes: Option<Thing>,
    /// The change that this makes way for; where that cannot be tried, this is not either.
    pub prepares: Option<Address>,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A checkbox.
    Flag(bool),
    /// Nothing: the column is cleared.
    Null,
    /// The id of something.
    Id(Link),
}

/// An id, or what will have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// The thing was there when the org was read.
    Known(RecordId),
    /// An earlier wave makes it.
    Made(Thing),
}

/// Something that a wave makes and a later one refers to, by its natural key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A user.
    User(Username),
    /// A permission set.
    PermissionSet(ApiName),
    /// A profile.
    Profile(String),
    /// An app.
    App(AppKind, ApiName),
}

/// What is done to a user's login, in this order. What is absent is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The change that it closes.
    pub address: Address,
    /// Whose login.
    pub user: RecordId,
    /// What `AboutMe` says before.
    pub announced: Option<String>,
    /// What `UserLogin.IsFrozen` becomes.
    pub frozen: Option<bool>,
    /// Whether its API sessions are ended.
    pub ends_sessions: bool,
    /// What `AboutMe` says afterwards.
    pub concluded: Option<String>,
}

/// Apps and profiles whose files are deployed together, and taken back together when one is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deploy {
    /// The apps.
    pub apps: Vec<AppDeploy>,
}

/// What is deployed of one app, or one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppDeploy {
    /// The change that it closes.
    pub address: Address,
    /// The app, or the profile.
    pub app: Thing,
    /// Whether it is made, so that its id has to be read afterwards.
    pub creates: bool,
    /// The files, whole: what a file lacks takes its default.
    pub files: Vec<MetadataFile>,
    /// Components to be taken out, as type and full name.
    pub removals: Vec<(String, String)>,
}
