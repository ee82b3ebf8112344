//! The view of one app.

use super::secrets::Consumer;
use crate::value::Id;

/// What sort of app it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AppKind {
    /// `ExternalClientApplication`, Ids `0xI…`.
    External,
    /// `ConnectedApplication`, Ids `0H4…`.
    Connected,
}

impl AppKind {
    /// The `SetupEntityType` of its approval rows.
    pub(crate) fn setup_entity_type(self) -> &'static str {
        match self {
            AppKind::External => "ExternalClientApplication",
            AppKind::Connected => "ConnectedApplication",
        }
    }
}

/// Who may use an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PermittedUsers {
    /// All users may authorize themselves.
    AllSelfAuthorized,
    /// Only users whose permission sets or profile name the app.
    AdminApproved,
}

/// How the app's users are held to the login IP ranges of their profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IpRelaxation {
    /// Held to them.
    Enforce,
    /// Held to them, but for refreshing tokens.
    EnforceRelaxRefresh,
    /// Free with a second factor, which only the web server flow has.
    BypassTwoFactor,
    /// Free.
    Bypass,
}

/// How long refresh tokens live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshPolicy {
    /// Until revoked.
    Infinite,
    /// Not at all: expired at once.
    Zero,
    /// That long after they were given.
    Lifetime(jiff::SignedDuration),
    /// That long after they were last used.
    Inactivity(jiff::SignedDuration),
}

/// An app.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// Id of its row.
    pub(crate) id: Id,
    /// What sort of app it is.
    pub(crate) kind: AppKind,
    /// Full name.
    pub(crate) developer_name: String,
    /// Label.
    pub(crate) label: String,
    /// The app and its OAuth plugin are both on.
    pub(crate) enabled: bool,
    /// It has OAuth settings and OAuth policies.
    pub(crate) complete: bool,
    /// Client credentials are on in its settings.
    pub(crate) client_credentials_setting: bool,
    /// Client credentials are on in its policies (the same switch for a connected app).
    pub(crate) client_credentials_policy: bool,
    /// Username of the run-as user of client credentials.
    pub(crate) run_as: Option<String>,
    /// Certificate of the JWT bearer flow, as PEM; there is no other switch for that flow.
    pub(crate) certificate: Option<String>,
    /// Scopes in the words of the metadata (`Api`, `RefreshToken`).
    pub(crate) scopes: Vec<String>,
    /// Who may use it.
    pub(crate) permitted_users: PermittedUsers,
    /// IP relaxation.
    pub(crate) ip_relaxation: IpRelaxation,
    /// Refresh token policy.
    pub(crate) refresh_policy: RefreshPolicy,
    /// Refreshing gives a new refresh token and ends the old one.
    pub(crate) rotates_refresh_tokens: bool,
    /// Where the answers of the flows with a browser may go.
    pub(crate) callbacks: Vec<String>,
    /// The web server flow needs a challenge.
    pub(crate) requires_pkce: bool,
    /// A code needs the secret.
    pub(crate) secret_required_for_code: bool,
    /// Refreshing needs the secret.
    pub(crate) secret_required_for_refresh: bool,
    /// Introspection shows tokens of other apps.
    pub(crate) introspects_all_tokens: bool,
    /// Minutes that sessions live; the user's own setting where absent.
    pub(crate) session_minutes: Option<u32>,
    /// Access tokens of users are in JWT format.
    pub(crate) issues_jwt: bool,
    /// Minutes that tokens in JWT format live, where the app has a time of its own for them.
    pub(crate) jwt_minutes: Option<u32>,
    /// High assurance sessions are required: flows without a user step are blocked then.
    pub(crate) high_assurance: bool,
    /// Keys and secrets.
    pub(crate) consumer: Option<Consumer>,
    /// When any part of it last changed: until then plus the propagation delay it is not known everywhere.
    pub(crate) changed: Option<jiff::Timestamp>,
}
