//! Live: what was read from an org, normalised, in the same words as what is desired.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    ApiName, AppKind, Attribute, Complete, Elsewhere, Grants, IpRange, IpRelaxation, Kind, LoginHours, Mark,
    RecordId, Scope, Seen, Target, Username, Value, Verbs,
};

/// All that was read from an org for one desired fleet.
///
/// Holds the users, sets and apps that are declared or carry a mark, and the [`Catalog`] of what exists besides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Live {
    /// The org itself.
    pub org: LiveOrg,
    /// Who reads and will write.
    pub running_user: RunningUser,
    /// Users by username.
    pub users: Complete<BTreeMap<Username, LiveUser>>,
    /// Profiles that are declared as an integration's own or carry a mark, by name.
    #[serde(default)]
    pub profiles: Complete<BTreeMap<ApiName, LiveProfile>>,
    /// Permission sets by name.
    pub permission_sets: Complete<BTreeMap<ApiName, LivePermissionSet>>,
    /// Apps by name.
    pub apps: Complete<BTreeMap<ApiName, LiveApp>>,
    /// What the declared users hold besides.
    #[serde(default)]
    pub elsewhere: Elsewhere,
    /// What else exists that specs refer to.
    pub catalog: Catalog,
    /// What the reading cost.
    pub api: ApiUse,
}

/// The org that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveOrg {
    /// `Organization.Id`.
    pub id: RecordId,
    /// Its My Domain address, without a trailing slash.
    pub url: String,
    /// `Organization.OrganizationType`, such as `Enterprise Edition`.
    pub edition: String,
    /// Whether it is a sandbox.
    pub is_sandbox: bool,
    /// The API version that was spoken, such as `66.0`.
    pub api_version: String,
    /// `Organization.TimeZoneSidKey`: the zone in which login hours hold.
    #[serde(default)]
    pub time_zone: String,
}

/// The user as whom hallpass runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningUser {
    /// Its id.
    pub id: RecordId,
    /// Its username.
    pub username: Username,
    /// The user permissions it has in effect, by API name; unknown where the org does not tell.
    pub permissions: Seen<BTreeSet<ApiName>>,
    /// The app through which it is signed in, where the org tells.
    #[serde(default)]
    pub app: Option<ApiName>,
}

/// What reading (and later writing) cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ApiUse {
    /// HTTP calls made, tokens included.
    pub calls: u32,
    /// How many of them had to wait for one another.
    pub round_trips: u32,
    /// The org's calls a day, if it told.
    pub limit: Option<u64>,
    /// How many of them were used, by everybody, if it told.
    pub used: Option<u64>,
}

/// A user of the org.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveUser {
    /// Its id.
    pub id: RecordId,
    /// Its username, as the org spells it.
    pub username: Username,
    /// `LastName`.
    pub last_name: Seen<String>,
    /// `Email`: the confirmed one.
    pub email: Seen<String>,
    /// `Alias`.
    pub alias: Seen<String>,
    /// The profile's name.
    pub profile: Seen<String>,
    /// The user licence's name, through the profile.
    pub license: Seen<String>,
    /// The developer name of its role; absent where it has none.
    #[serde(default)]
    pub role: Seen<ApiName>,
    /// `TimeZoneSidKey`.
    pub time_zone: Seen<String>,
    /// `LocaleSidKey`.
    pub locale: Seen<String>,
    /// `LanguageLocaleKey`.
    pub language: Seen<String>,
    /// `EmailEncodingKey`.
    pub email_encoding: Seen<String>,
    /// `IsActive`.
    pub active: bool,
    /// `UserLogin.IsFrozen`: whether the org refuses its logins.
    #[serde(default)]
    pub frozen: Seen<bool>,
    /// `LastLoginDate`: when it last logged in, in whatever way.
    #[serde(default)]
    pub last_login: Seen<String>,
    /// `CreatedDate`.
    #[serde(default)]
    pub created: Seen<String>,
    /// `AboutMe` without the mark, so that writing the mark keeps the text.
    pub about_me: String,
    /// The mark in `AboutMe`.
    pub mark: Option<Mark>,
    /// Permission set licences it holds, by developer name, with the id of the assignment.
    pub licenses: Complete<BTreeMap<ApiName, RecordId>>,
    /// What else it is in, of [`Kind::JOINED`], by name, with the id of the membership; a kind that is absent was not
    /// asked about.
    #[serde(default)]
    pub joined: BTreeMap<Kind, Seen<Joined>>,
    /// The password of which it has no need.
    #[serde(default)]
    pub password: PasswordUse,
    /// Sets and groups it holds, without its profile's own set.
    pub assignments: Complete<BTreeMap<ApiName, LiveAssignment>>,
    /// Of the groups it holds those whose access the org is still working out, with the org's word for how far it is.
    #[serde(default)]
    pub unsettled: BTreeMap<ApiName, String>,
    /// Of the sets and groups it holds that must be activated, those that are active in a session of it now; absent where
    /// it holds none of that kind.
    #[serde(default)]
    pub activated: Seen<BTreeSet<ApiName>>,
    /// The apps of the org whose client credentials run as it.
    #[serde(default)]
    pub runs: BTreeSet<ApiName>,
}

/// Memberships of one kind, by name, with their ids.
pub type Joined = Complete<BTreeMap<ApiName, RecordId>>;

/// What became of a user's password of late. hallpass never sets one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PasswordUse {
    /// When somebody set or reset it, as the org writes times; absent where nobody did of late.
    pub changed: Seen<String>,
    /// Who logged in with it; absent where nobody did of late.
    pub logins: Seen<PasswordLogins>,
}

/// Logins with a password that the org let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLogins {
    /// How many.
    pub count: u64,
    /// When the last one was, as the org writes times.
    pub last: String,
    /// Of which kinds, in the org's words.
    pub through: BTreeSet<String>,
}

/// A set or group that a user holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveAssignment {
    /// The id of the assignment.
    pub id: RecordId,
    /// Whether it is a permission set group.
    pub is_group: bool,
    /// The licence that the set is tied to, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<RecordId>,
}

/// A profile that is an integration's own, or is meant to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveProfile {
    /// Its id.
    pub id: RecordId,
    /// Its name, as the org spells it.
    pub name: String,
    /// Its user licence, by name.
    pub license: Seen<String>,
    /// `Description` without the mark.
    pub description: Seen<String>,
    /// The mark in `Description`.
    pub mark: Option<Mark>,
    /// Whether somebody made it; standard profiles come with the org.
    pub custom: Seen<bool>,
    /// From where its users may log in.
    pub ip_ranges: Seen<BTreeSet<IpRange>>,
    /// When they may.
    pub hours: Seen<LoginHours>,
    /// The user permissions that it grants.
    pub permissions: Seen<BTreeSet<ApiName>>,
    /// What else it grants: objects, fields, classes and the like.
    #[serde(default)]
    pub grants: Seen<Grants>,
    /// All users who have it, active or not.
    pub holders: Complete<BTreeMap<Username, RecordId>>,
}

/// A permission set of the org.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LivePermissionSet {
    /// Its id.
    pub id: RecordId,
    /// Its name, as the org spells it.
    pub name: ApiName,
    /// `Label`.
    pub label: Seen<String>,
    /// `Description` without the mark.
    pub description: Seen<String>,
    /// The mark in `Description`.
    pub mark: Option<Mark>,
    /// The namespace of a managed package.
    pub namespace: Option<String>,
    /// The licence it is tied to, if it is.
    pub license_id: Option<RecordId>,
    /// Whether it counts only in activated sessions.
    pub needs_activation: bool,
    /// What it grants.
    pub grants: Complete<BTreeMap<Target, LiveGrant>>,
    /// Who holds it, directly, with the id of the assignment.
    pub holders: Complete<BTreeMap<Username, RecordId>>,
    /// The groups it is in.
    pub groups: Complete<BTreeSet<ApiName>>,
    /// The tabs that it shows; nobody manages them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tabs: BTreeSet<String>,
}

/// What a set grants on one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveGrant {
    /// The id of the row; system permissions are columns of the set and have none.
    pub id: Option<RecordId>,
    /// What is granted.
    pub verbs: Verbs,
}

/// An app of the org.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveApp {
    /// Which kind it is.
    pub kind: AppKind,
    /// Its id.
    pub id: RecordId,
    /// Its developer name.
    pub name: ApiName,
    /// Its label.
    pub label: Seen<String>,
    /// Its description without the mark.
    pub description: Seen<String>,
    /// The mark in its description.
    pub mark: Option<Mark>,
    /// Who to write to.
    pub contact_email: Seen<String>,
    /// Where it may send its users back to.
    pub callback_urls: Seen<BTreeSet<String>>,
    /// Its scopes, by runtime name.
    pub scopes: Seen<BTreeSet<Scope>>,
    /// Whether all switches of the client credentials flow are on.
    pub client_credentials: Seen<bool>,
    /// The user as whom client credentials run.
    pub run_as: Seen<Username>,
    /// The SHA-256 of the certificate; `Unknown` where the org does not return it.
    pub certificate_sha256: Seen<String>,
    /// Whether only admin-approved users may use it.
    pub admin_approved: Seen<bool>,
    /// Whether login IP ranges bind its users.
    pub ip_relaxation: Seen<IpRelaxation>,
    /// Whether it is switched on, as the general policies of an External Client App say; connected apps have no switch.
    #[serde(default)]
    pub enabled: Seen<bool>,
    /// What else it is held to, by attribute, of those in [`Attribute::SETTINGS`].
    #[serde(default)]
    pub settings: BTreeMap<Attribute, Seen<Value>>,
    /// Who holds tokens of it that outlive their session, as far as the org tells; absent where that was not asked.
    #[serde(default)]
    pub token_holders: Seen<BTreeSet<Username>>,
    /// The permission sets that it admits, by name.
    #[serde(default)]
    pub admits: BTreeSet<ApiName>,
    /// The profiles that it admits, by name.
    #[serde(default)]
    pub admits_profiles: BTreeSet<String>,
    /// Its metadata files as they were retrieved, so that what we do not know survives a write.
    pub files: Vec<MetadataFile>,
}

/// A metadata component as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataFile {
    /// The metadata type, such as `ExtlClntAppOauthSettings`.
    pub component: String,
    /// The full name.
    pub full_name: String,
    /// The file.
    pub xml: String,
}

/// What exists in the org that specs refer to; the ground for refusing a plan before any write.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Catalog {
    /// Profiles by name.
    pub profiles: BTreeMap<String, ProfileFacts>,
    /// User licences by name.
    pub user_licenses: BTreeMap<String, Seats>,
    /// Permission set licences by developer name.
    pub permission_set_licenses: BTreeMap<ApiName, Seats>,
    /// Of the declared objects those that exist, as the running user sees them.
    pub objects: BTreeMap<ApiName, ObjectFacts>,
    /// Of the declared Apex classes those that exist.
    pub apex_classes: BTreeMap<ApiName, RecordId>,
    /// Of the declared custom permissions those that exist.
    pub custom_permissions: BTreeMap<ApiName, RecordId>,
    /// Of the other declared targets whose grants refer to them by id those that exist: flows, principals of external
    /// credentials, custom metadata types and custom settings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub entities: BTreeMap<Target, RecordId>,
    /// All user permissions that a permission set can carry here, by API name.
    pub system_permissions: BTreeSet<ApiName>,
    /// Of the declared roles those that exist.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<ApiName, RecordId>,
    /// Licences of managed packages by namespace; -1 seats stand for a site licence, which everybody has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub package_licenses: BTreeMap<ApiName, Seats>,
    /// Of the declared public groups and queues those that exist.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<Kind, BTreeMap<ApiName, RecordId>>,
    /// Of the sets and groups that are declared in `also_assigned`, those that exist.
    pub permission_sets: BTreeMap<ApiName, RecordId>,
}

impl Catalog {
    /// Returns the id of what a user can be in, of [`Kind::JOINED`].
    #[must_use]
    pub fn joinable(&self, kind: Kind, name: &ApiName) -> Option<&RecordId> {
        match kind {
            Kind::PackageLicense => self.package_licenses.get(name).map(|seats| &seats.id),
            kind => self.groups.get(&kind)?.get(name),
        }
    }
}

/// A profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileFacts {
    /// Its id.
    pub id: RecordId,
    /// Its user licence, by name.
    pub license: String,
}

/// The seats of a licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// The id of the licence.
    pub id: RecordId,
    /// How many there are.
    pub total: i64,
    /// How many are taken.
    pub used: i64,
}

/// An object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectFacts {
    /// Its label.
    pub label: String,
    /// Whether a set can grant it; some objects are as open as their parents.
    #[serde(default = "yes")]
    pub takes_grants: bool,
    /// Its fields by name.
    pub fields: BTreeMap<ApiName, FieldFacts>,
}

const fn yes() -> bool {
    true
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldFacts {
    /// Whether a set can grant it; others follow the object.
    pub permissionable: bool,
    /// Whether nobody can edit it (formula, auto-number).
    pub read_only: bool,
    /// The compound field it is a part of.
    pub part_of: Option<ApiName>,
    /// The org's own data classification, such as `Confidential`.
    pub classification: Option<String>,
    /// Whether that classification is one of high risk.
    pub is_high_risk: bool,
}
