//! Desired: a spec resolved for one org, with all defaults filled and suffixes applied.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    AllFields, ApiName, Attributes, FleetName, GrantPattern, Grants, IntegrationName, Kind, Managed, Mark,
    OwnProfile, PolicySettings, Retiring, Username,
};

/// The user licence of API-only users (Help, "Give Integration Users API Only Access").
pub const INTEGRATION_LICENSE: &str = "Salesforce Integration";
/// The developer name of the permission set licence that users of that licence need before any set.
pub const INTEGRATION_PSL: &str = "SalesforceAPIIntegrationPsl";
/// The profiles of API-only users, the current one first; older orgs have the second instead or besides.
pub const API_ONLY_PROFILES: [&str; 2] = [
    "Minimum Access - API Only Integrations",
    "Salesforce API Only System Integrations",
];

/// What a fleet shall look like in one org.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Desired {
    /// Whose integrations these are; part of every mark.
    pub fleet: FleetName,
    /// SHA-256 over the spec's files, in hex: the same specs give the same digest.
    pub spec_digest: String,
    /// The integrations, by name.
    pub integrations: BTreeMap<IntegrationName, Integration>,
    /// What one apply may do at most.
    pub limits: Limits,
    /// Other fleets whose marks may be taken over in this org.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub accept_fleets: BTreeSet<FleetName>,
    /// Integrations that end.
    #[serde(default)]
    pub retiring: Retiring,
    /// How strict the fleet is with itself.
    #[serde(default, skip_serializing_if = "PolicySettings::is_default")]
    pub policy: PolicySettings,
}

impl Desired {
    /// Returns the integration to which a mark of this fleet belongs: the one that it names, or the one that had that
    /// name before.
    #[must_use]
    pub fn owner_of(&self, mark: &Mark) -> Option<&Integration> {
        let named = self.integrations.get(&mark.integration);
        let renamed = || {
            self.integrations
                .values()
                .find(|one| one.previously.as_ref() == Some(&mark.integration))
        };
        named.or_else(renamed).filter(|_| mark.fleet == self.fleet)
    }
}

/// What one apply may do at most; more is refused, not cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Whole things (users, sets, apps, memberships) and grants that may go.
    pub max_deletes: u32,
    /// The share of what is managed that may go, in percent.
    pub max_delete_percent: u32,
    /// API calls of one command.
    pub max_api_calls: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_deletes: 10,
            max_delete_percent: 30,
            max_api_calls: 500,
        }
    }
}

/// How far hallpass goes for an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enforce {
    /// Adds, changes, and removes what the spec does not hold.
    #[default]
    Exact,
    /// Adds and changes, removes nothing.
    Additive,
    /// Shows differences and touches nothing.
    Report,
    /// Takes over what may be adopted and touches nothing else; for one apply, never for a spec.
    Adopt,
}

/// One external system and all the access it shall have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// Its name, unique in the fleet.
    pub name: IntegrationName,
    /// Who answers for it.
    pub owner: String,
    /// What it is for.
    pub description: Option<String>,
    /// How far to go.
    pub enforce: Enforce,
    /// Whether unmarked objects with the declared names may be taken over.
    pub adopt: bool,
    /// Whether nothing may end what it owns; kept in the marks.
    #[serde(default)]
    pub protect: bool,
    /// The name that it had before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previously: Option<IntegrationName>,
    /// Its user.
    pub user: User,
    /// The profile that is its own, where it needs one, and from where and when its user may log in.
    #[serde(default)]
    pub own_profile: OwnProfile,
    /// The permission set that is its own.
    pub permission_set: PermissionSet,
    /// All that the set shall grant, app links included.
    pub grants: Grants,
    /// What its user must never be able to do, through whatever.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub never: BTreeSet<GrantPattern>,
    /// Objects of which all fields are granted, but some; a plan says which they are.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub all_fields: BTreeMap<ApiName, AllFields>,
    /// Sets and groups managed elsewhere that the user may hold.
    pub also_assigned: BTreeSet<ApiName>,
    /// The way in that it takes the place of, while both are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrate_from: Option<MigrateFrom>,
    /// The permission set licences that the user shall hold.
    pub licenses: BTreeSet<ApiName>,
    /// What else its user shall be in, of [`Kind::JOINED`]: where a kind is absent, it is not managed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub joins: BTreeMap<Kind, BTreeSet<ApiName>>,
    /// Its apps.
    pub apps: Vec<App>,
    /// How `verify` proves it.
    pub verify: Verify,
    /// Policy rules that are waived for it.
    pub waivers: Vec<Waiver>,
}

/// The way in that an integration had before: a user, perhaps with others who sign in as the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigrateFrom {
    /// The old user, suffix included. Nothing but a cut-over touches it.
    pub user: Username,
    /// The app through which the consumer signs in, by its label; what comes through others is somebody else's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_app: Option<String>,
}

/// The user of an integration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Its username in this org, suffix included.
    pub username: Username,
    /// `LastName`; API-only users have no first name.
    pub last_name: Managed<String>,
    /// Where mails about the user go.
    pub email: Managed<String>,
    /// At most eight characters.
    pub alias: Managed<String>,
    /// The user licence; a fact of the profile, checked and never written.
    pub license: String,
    /// The profile.
    pub profile: Profile,
    /// The role, which decides whose records it sees besides its own.
    #[serde(default)]
    pub role: Managed<Role>,
    /// `TimeZoneSidKey`.
    pub time_zone: Managed<String>,
    /// `LocaleSidKey`.
    pub locale: Managed<String>,
    /// `LanguageLocaleKey`.
    pub language: Managed<String>,
    /// `EmailEncodingKey`.
    pub email_encoding: Managed<String>,
}

/// Which profile a user shall have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// The first of [`API_ONLY_PROFILES`] that the org has; a user on any of them is left there.
    ApiOnly,
    /// The one of this name.
    Named(String),
}

/// Where a user stands in the hierarchy of roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nowhere: nobody's records open by standing above them.
    None,
    /// In the role of this developer name.
    Named(ApiName),
}

/// The permission set that is an integration's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionSet {
    /// Its API name.
    pub name: ApiName,
    /// Its label.
    pub label: Managed<String>,
    /// Its description, without the mark.
    pub description: Managed<String>,
}

/// The two kinds of apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppKind {
    /// `ExternalClientApplication` with its satellites.
    ExternalClientApp,
    /// `ConnectedApp`; most orgs refuse to create one.
    ConnectedApp,
}

/// An app through which an integration gets its tokens.
///
/// Its users are always admin approved and pre-authorized through the integration's permission set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct App {
    /// Which kind it is.
    pub kind: AppKind,
    /// Its developer name.
    pub name: ApiName,
    /// Its label.
    pub label: Managed<String>,
    /// Its description, without the mark.
    pub description: Managed<String>,
    /// Who to write to about it.
    pub contact_email: Managed<String>,
    /// Where it may send its users back to.
    pub callback_urls: Managed<BTreeSet<String>>,
    /// How it gets its tokens.
    pub flow: Flow,
    /// What its tokens may be used for.
    pub scopes: Managed<BTreeSet<Scope>>,
    /// Whether login IP ranges bind its users.
    pub ip_relaxation: Managed<IpRelaxation>,
    /// What else it is held to: of [`Attribute::SETTINGS`](crate::Attribute::SETTINGS) and `enabled` those that are managed.
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub settings: Attributes,
    /// How much of it is managed.
    #[serde(default, skip_serializing_if = "Manage::is_all")]
    pub manage: Manage,
    /// Whether a connected app that is missing may be created, in an org that is said to allow it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub create: bool,
}

/// How much of an app is managed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manage {
    /// All of it: the app is the integration's own.
    #[default]
    All,
    /// What the org decides of the app of another: who may use it, and on which terms.
    Policies,
}

impl Manage {
    /// Returns whether all of the app is managed.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Manage::All
    }
}

/// How an app gets its tokens; there is no variant for username and password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// Key and secret, running as the integration's user.
    ClientCredentials,
    /// An assertion signed with the key of this certificate.
    JwtBearer(Certificate),
    /// As whoever made the app set it up; not managed.
    AsItIs,
}

/// A certificate, as a spec names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Certificate {
    /// The PEM text; public.
    pub pem: String,
    /// The SHA-256 of its DER form, in lower case hex: how plans show it.
    pub sha256: String,
    /// The first day it is valid, as `YYYY-MM-DD`; empty where that was not looked at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_before: String,
    /// The last day it is valid, as `YYYY-MM-DD`; empty where that was not looked at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_after: String,
}

/// An OAuth scope by its runtime name, as it stands in a token (`api`, `refresh_token`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope(pub String);

/// Whether login IP ranges of the profile bind an app's users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpRelaxation {
    /// They do.
    Enforce,
    /// They do not.
    Bypass,
    /// They do not, where a second factor was given.
    BypassWithSecondFactor,
    /// They do, but not for refreshing a token.
    EnforceRelaxRefresh,
}

impl IpRelaxation {
    /// Returns the word used in specs and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            IpRelaxation::Enforce => "enforce",
            IpRelaxation::Bypass => "bypass",
            IpRelaxation::BypassWithSecondFactor => "bypass_with_second_factor",
            IpRelaxation::EnforceRelaxRefresh => "enforce_relax_refresh",
        }
    }
}

/// The calls that prove an integration works.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Verify {
    /// SOQL that must answer.
    pub queries: Vec<String>,
    /// Apex REST calls that must answer.
    pub apex_rest: Vec<ApexRest>,
    /// Apex SOAP calls that must answer.
    pub apex_soap: Vec<ApexSoap>,
}

/// A GET of an Apex REST service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApexRest {
    /// The path below `/services/apexrest`.
    pub get: String,
}

/// A call of an operation of an Apex web service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApexSoap {
    /// The class.
    pub class: ApiName,
    /// The operation, called without parameters.
    pub operation: String,
}

/// Leave to break a policy rule for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The rule's code, such as `HP012`.
    pub rule: String,
    /// Who gave leave.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day it holds, as `YYYY-MM-DD`.
    pub expires: String,
}
