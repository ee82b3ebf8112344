//! The plan: ordered changes and all that it will not do, as a value that can be saved, shown and checked.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Address, ApiName, Attribute, Attributes, FleetName, IntegrationName, Kind, RecordId, Username, Value,
    Verbs,
};

/// The version of every JSON document of ours; grows by adding.
pub const FORMAT_VERSION: &str = "1.0";

/// What hallpass would do to one org, and what it would not.
#[must_use = "a plan does nothing until it is shown or run"]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`FORMAT_VERSION`].
    pub format_version: String,
    /// The org it is for.
    pub org: PlanOrg,
    /// The fleet it belongs to.
    pub fleet: FleetName,
    /// The digest of the specs that it was made from.
    pub spec_digest: String,
    /// Who carries the changes of an integration: its user and its set.
    pub bearers: BTreeMap<IntegrationName, Bearer>,
    /// What is to be done, in order: a change comes after all that it depends on.
    pub changes: Vec<Change>,
    /// How many managed things are as they should be.
    pub unchanged: u64,
    /// What is there and is not managed, and will not be touched.
    pub unmanaged: Vec<Unmanaged>,
    /// What should be done and cannot be, with the reason.
    pub blocked: Vec<Blocked>,
    /// What a person should know.
    pub warnings: Vec<Warning>,
    /// The grace in days that integrations without a spec were given, where the plan ends them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prune: Option<u32>,
    /// Digest over exactly the live values that the changes rest on.
    pub fingerprint: Fingerprint,
}

/// The org of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanOrg {
    /// Its name in `hallpass.yaml`.
    pub name: String,
    /// `Organization.Id`.
    pub id: RecordId,
    /// Its address.
    pub url: String,
    /// As whom it was read.
    pub username: Username,
    /// The API version that was spoken.
    pub api_version: String,
}

/// The user and the set that an integration's grants and memberships hang on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bearer {
    /// The user.
    pub username: Username,
    /// The set.
    pub permission_set: ApiName,
    /// The name of the profile that is its own, where it needs one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub profile: String,
    /// The name that the integration had before, under which marks may still be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previously: Option<IntegrationName>,
}

/// The SHA-256 of what a plan rests on, in hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

/// What is done to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is not there and will be.
    Create,
    /// It is there and will differ.
    Update,
    /// It is there and will not be.
    Delete,
    /// It will be deleted and created anew, because it cannot be changed.
    Replace,
    /// It is there, unmarked, and will be ours.
    Adopt,
}

/// Why a change is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The spec holds it and the org does not.
    Missing,
    /// The org has it with other values.
    Differs,
    /// The org has it and the spec does not.
    NotInSpec,
    /// The org has it without our mark.
    Unmarked,
    /// Somebody asked to give it up.
    Forgotten,
    /// The user was switched off by somebody.
    Inactive,
    /// The spec ends the integration.
    Retired,
    /// No spec has the integration any more, or its spec names something else, and pruning was asked for.
    Pruned,
    /// The integration had been ended, and a spec has it again.
    Returned,
    /// Somebody asked to freeze the integration.
    Frozen,
    /// Somebody asked to thaw it.
    Thawed,
    /// Its user moves to another licence, and holds it again afterwards.
    Relicensed,
}

/// What a change puts at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Routine.
    Low,
    /// Worth a look: deletes, sensitive data, loss of access.
    Medium,
    /// Worth a second pair of eyes: broad power, or a live integration may break.
    High,
}

/// A side of a change: attributes of an entity or membership, or the verbs of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum State {
    /// What a grant allows.
    Verbs(Verbs),
    /// The attributes; on an update only those that differ.
    Attributes(Attributes),
}

impl State {
    /// Returns the verbs, if it is a grant's.
    #[must_use]
    pub fn verbs(&self) -> Option<Verbs> {
        match self {
            State::Verbs(verbs) => Some(*verbs),
            State::Attributes(_) => None,
        }
    }

    /// Returns the attributes, if it is not a grant's.
    #[must_use]
    pub fn attributes(&self) -> Option<&Attributes> {
        match self {
            State::Verbs(_) => None,
            State::Attributes(attributes) => Some(attributes),
        }
    }
}

/// One difference to close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it is about.
    pub address: Address,
    /// Whose it is; the first part of the address.
    pub integration: IntegrationName,
    /// What kind of thing; the second part of the address.
    pub kind: Kind,
    /// What is done.
    pub action: Action,
    /// What is there; `None` on a create.
    pub before: Option<State>,
    /// What will be there; `None` on a delete.
    pub after: Option<State>,
    /// Why.
    pub reason: Reason,
    /// What is at stake.
    pub risk: Risk,
    /// The changes of this plan that must be done before.
    pub depends_on: Vec<Address>,
}

/// An attribute with its value before and after, either of which may be absent.
pub type Differences<'c> = Vec<(Attribute, Option<&'c Value>, Option<&'c Value>)>;

impl Change {
    /// Returns the attributes of both sides in printing order; empty for a grant.
    #[must_use]
    pub fn differences(&self) -> Differences<'_> {
        let before = self.before.as_ref().and_then(State::attributes);
        let after = self.after.as_ref().and_then(State::attributes);
        let mut all: Vec<Attribute> = before
            .into_iter()
            .chain(after)
            .flat_map(|side| side.keys().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter()
            .map(|attribute| {
                (
                    attribute,
                    before.and_then(|side| side.get(&attribute)),
                    after.and_then(|side| side.get(&attribute)),
                )
            })
            .collect()
    }

    /// Returns the verbs before and after; nothing on either side where this is no grant.
    #[must_use]
    pub fn verbs(&self) -> (Verbs, Verbs) {
        let of = |side: &Option<State>| side.as_ref().and_then(State::verbs).unwrap_or_default();
        (of(&self.before), of(&self.after))
    }
}

/// Something that is there and is left alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unmanaged {
    /// What it would be called.
    pub address: Address,
    /// Why it is left alone, as a sentence without a full stop.
    pub why: String,
}

/// Something that should be done and cannot be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Blocked {
    /// What it is about.
    pub address: Address,
    /// Why, for programs.
    pub reason: BlockReason,
    /// Why, for people: a sentence without a full stop.
    pub message: String,
    /// What one can do about it.
    pub hint: String,
}

/// Why something cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockReason {
    /// It is there, unmarked, and nobody said that it may be adopted.
    NotOurs,
    /// It carries another fleet's mark, or another integration's.
    ForeignMark,
    /// It carries a mark that was made for something else.
    CopiedMark,
    /// The set serves others too (other holders, a group, a package, a licence).
    Shared,
    /// No seat of the licence is free.
    NoSeat,
    /// The org does not have the licence.
    NoLicense,
    /// The org does not have the profile.
    NoProfile,
    /// The org does not have the object.
    NoObject,
    /// The object does not have the field, or the running user cannot see it.
    NoField,
    /// The object or field cannot be granted by a permission set.
    NotPermissionable,
    /// The org does not have the Apex class.
    NoApexClass,
    /// The org does not have the custom permission.
    NoCustomPermission,
    /// The org has no such flow, external credential, custom metadata type or custom setting.
    NoSetupEntity,
    /// The org does not have the user permission.
    NoSystemPermission,
    /// The org does not have the set or group of `also_assigned`.
    NoPermissionSet,
    /// The org does not have the public group or queue.
    NoGroup,
    /// The org does not have the role.
    NoRole,
    /// The edition cannot hold what is declared.
    Edition,
    /// The running user lacks a permission to do it.
    RunningUser,
    /// It is the running user's own access.
    OwnAccess,
    /// Its mark protects it from being ended.
    Protected,
    /// The org refuses to create connected apps.
    ConnectedAppCreation,
    /// The org does not have the app whose policies are managed.
    NoApp,
    /// The user can do what its spec says it never may, and nothing that the plan does takes it away.
    Never,
    /// Something it depends on is blocked.
    DependsOnBlocked,
}

/// Something that a person should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// What it is about, if about one thing.
    pub address: Option<Address>,
    /// Which, for programs.
    pub code: WarningCode,
    /// What, for people.
    pub message: String,
    /// What is at stake, where no change of a plan says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
}

/// Which warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// An edit grant on a field that nobody can edit.
    FieldReadOnly,
    /// A field grant without edit on its object.
    FieldEditWithoutObjectEdit,
    /// `enforce: report` or `additive` keeps hallpass from closing differences.
    NotEnforced,
    /// The user is not active or frozen.
    UserInactive,
    /// Somebody froze the integration, and it stays so until it is thawed.
    Frozen,
    /// Somebody froze the integration, and somebody undid that without hallpass.
    Thawed,
    /// Our set is on other users.
    OtherHolders,
    /// Our app admits others, or our user is the run-as user of another app.
    Exposed,
    /// Others hold tokens of an app that is taken over or made stricter.
    TokenHolders,
    /// The user can do more than its spec holds, through something that is managed elsewhere.
    BeyondSpec,
    /// The user can do what its spec says it never may, and `enforce` lets nobody do anything about it.
    Never,
    /// Something could not be read.
    Unreadable,
    /// Somebody set a password for an integration's user, or logged in with one.
    Password,
    /// Few seats are left.
    SeatsLow,
    /// Anything else.
    Other,
}

/// How many changes of each action; exactly these five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Things to create.
    pub create: u64,
    /// Things to change.
    pub update: u64,
    /// Things to delete.
    pub delete: u64,
    /// Things to replace.
    pub replace: u64,
    /// Things to adopt.
    pub adopt: u64,
}

impl WarningCode {
    /// Returns what is at stake, where nothing that a plan does says it.
    #[must_use]
    pub const fn risk(self) -> Option<Risk> {
        match self {
            WarningCode::Password => Some(Risk::High),
            _ => None,
        }
    }
}

impl Plan {
    /// Counts the changes by action.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for change in &self.changes {
            let count = match change.action {
                Action::Create => &mut summary.create,
                Action::Update => &mut summary.update,
                Action::Delete => &mut summary.delete,
                Action::Replace => &mut summary.replace,
                Action::Adopt => &mut summary.adopt,
            };
            *count += 1;
        }
        summary
    }

    /// Returns whether there is nothing to do and nothing in the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.blocked.is_empty()
    }
}

impl Action {
    /// Returns the word used in JSON and text.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::Replace => "replace",
            Action::Adopt => "adopt",
        }
    }
}

impl Risk {
    /// Returns the word used in JSON and text.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Risk::Low => "low",
            Risk::Medium => "medium",
            Risk::High => "high",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
