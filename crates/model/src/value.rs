//! The attributes of entities, by name, as a plan shows and stores them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An attribute of a user, a permission set or an app. The order is the order in which they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// What it is called in the org; of memberships: what is held.
    Name,
    /// Whether an app is an External Client App or a connected app.
    AppKind,
    /// `User.Username`.
    Username,
    /// `User.LastName`.
    LastName,
    /// `User.Email`.
    Email,
    /// `User.Alias`.
    Alias,
    /// The user's profile, by name.
    Profile,
    /// The user's role, by developer name; `none` where it has none.
    Role,
    /// `User.TimeZoneSidKey`.
    TimeZone,
    /// `User.LocaleSidKey`.
    Locale,
    /// `User.LanguageLocaleKey`.
    Language,
    /// `User.EmailEncodingKey`.
    EmailEncoding,
    /// `User.IsActive`.
    Active,
    /// `UserLogin.IsFrozen`: whether logins are refused.
    Frozen,
    /// What becomes of the API sessions that live: `ended`.
    Sessions,
    /// The user licence of a profile, by name.
    UserLicense,
    /// From where users of a profile may log in.
    IpRanges,
    /// When they may, in the org's default time zone, which the value names.
    Hours,
    /// The user permissions of a profile.
    UserPermissions,
    /// What a profile grants besides user permissions: objects, fields, classes and the like.
    Grants,
    /// The label that people see in Setup.
    Label,
    /// The description without the mark.
    Description,
    /// Who to write to about an app.
    ContactEmail,
    /// Where an app may send its users back to.
    CallbackUrl,
    /// The OAuth scopes, by runtime name (`api`, `refresh_token`).
    Scopes,
    /// `client_credentials` or `jwt_bearer`.
    Flow,
    /// The user as whom client credentials run.
    RunAs,
    /// The SHA-256 fingerprint of the certificate of a JWT bearer app.
    Certificate,
    /// The certificate itself, as PEM; a public thing.
    CertificatePem,
    /// Who may use the app: `admin_pre_authorized` or `self_authorized`.
    PermittedUsers,
    /// Whether login IP ranges bind the app's users.
    IpRelaxation,
    /// Whether the flows with a browser need a challenge (PKCE).
    RequirePkce,
    /// Whether the web server flow needs the secret.
    RequireSecret,
    /// Whether refreshing a token needs the secret.
    RequireSecretForRefresh,
    /// The addresses that pass the app's IP relaxation, each as `first-last`.
    TrustedIpRanges,
    /// How long refresh tokens are good for: `infinite`, `zero`, `lifetime 30d`, `unused 30d`.
    RefreshPolicy,
    /// How sure a session must be of its user: `low`, `standard`, `high_assurance`.
    SessionLevel,
    /// How long sessions live, in minutes, such as `120m`.
    SessionTimeout,
    /// Whether an app is switched on.
    Enabled,
    /// The mark of ownership.
    Mark,
}

impl Attribute {
    /// The settings of apps that specs hold word by word; the same values stand in a spec, in a plan and in what was read.
    pub const SETTINGS: [Attribute; 7] = [
        Attribute::RequirePkce,
        Attribute::RequireSecret,
        Attribute::RequireSecretForRefresh,
        Attribute::TrustedIpRanges,
        Attribute::RefreshPolicy,
        Attribute::SessionLevel,
        Attribute::SessionTimeout,
    ];

    /// Returns whether an org decides this of an app whoever made the app, as the vendor of a package leaves it to the org.
    #[must_use]
    pub const fn is_app_policy(self) -> bool {
        matches!(
            self,
            Attribute::RunAs
                | Attribute::PermittedUsers
                | Attribute::IpRelaxation
                | Attribute::RefreshPolicy
                | Attribute::SessionLevel
                | Attribute::SessionTimeout
                | Attribute::Enabled
        )
    }

    /// Returns the word used in JSON and text.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Attribute::Name => "name",
            Attribute::AppKind => "app_kind",
            Attribute::Username => "username",
            Attribute::LastName => "last_name",
            Attribute::Email => "email",
            Attribute::Alias => "alias",
            Attribute::Profile => "profile",
            Attribute::Role => "role",
            Attribute::TimeZone => "time_zone",
            Attribute::Locale => "locale",
            Attribute::Language => "language",
            Attribute::EmailEncoding => "email_encoding",
            Attribute::Active => "active",
            Attribute::Frozen => "frozen",
            Attribute::Sessions => "sessions",
            Attribute::UserLicense => "user_license",
            Attribute::IpRanges => "ip_ranges",
            Attribute::Hours => "hours",
            Attribute::UserPermissions => "user_permissions",
            Attribute::Grants => "grants",
            Attribute::Label => "label",
            Attribute::Description => "description",
            Attribute::ContactEmail => "contact_email",
            Attribute::CallbackUrl => "callback_url",
            Attribute::Scopes => "scopes",
            Attribute::Flow => "flow",
            Attribute::RunAs => "run_as",
            Attribute::Certificate => "certificate",
            Attribute::CertificatePem => "certificate_pem",
            Attribute::PermittedUsers => "permitted_users",
            Attribute::IpRelaxation => "ip_relaxation",
            Attribute::RequirePkce => "require_pkce",
            Attribute::RequireSecret => "require_secret",
            Attribute::RequireSecretForRefresh => "require_secret_for_refresh",
            Attribute::TrustedIpRanges => "trusted_ip_ranges",
            Attribute::RefreshPolicy => "refresh_policy",
            Attribute::SessionLevel => "session_level",
            Attribute::SessionTimeout => "session_timeout",
            Attribute::Enabled => "enabled",
            Attribute::Mark => "mark",
        }
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A text.
    Text(String),
    /// Texts whose order does not matter; kept sorted.
    List(Vec<String>),
}

impl Value {
    /// Returns the text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Flag(_) | Value::List(_) => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Flag(flag)
    }
}
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Flag(flag) => f.pad(if *flag { "yes" } else { "no" }),
            Value::Text(text) => f.pad(text),
            Value::List(list) => f.pad(&list.join(", ")),
        }
    }
}

/// Attributes with their values.
pub type Attributes = BTreeMap<Attribute, Value>;
