//! Apps as OAuth and Connect see them: one view of external client apps and connected apps.

use secrecy::SecretString;

use crate::store::Tx;
use crate::value::Id;

/// Which of the two kinds an app is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AppKind {
    /// An external client app (`0xI`).
    External,
    /// A connected app (`0H4`).
    Connected,
}

/// Who may use an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PermittedUsers {
    /// Everybody, after approving it.
    AllSelfAuthorized,
    /// Those whom an administrator gave it to.
    AdminApproved,
}

/// Whether the login IP ranges of a user's profile hold for an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IpRelaxation {
    /// They hold.
    Enforce,
    /// They hold, but not for refresh tokens.
    EnforceRelaxRefresh,
    /// They hold for who has no second factor.
    BypassTwoFactor,
    /// They do not hold.
    Bypass,
}

/// Key and secret of an app.
#[derive(Debug, Clone)]
pub(crate) struct Consumer {
    /// The Id of the consumer (`888`).
    pub(crate) id: Id,
    /// The consumer key.
    pub(crate) key: String,
    /// The consumer secret.
    pub(crate) secret: SecretString,
}

/// An app with what its parts say, put together.
#[derive(Debug, Clone)]
pub(crate) struct App {
    /// The Id of its header.
    pub(crate) id: Id,
    /// Which kind it is.
    pub(crate) kind: AppKind,
    /// The API name.
    pub(crate) developer_name: String,
    /// The label, which login history calls Application.
    pub(crate) label: String,
    /// Whether it and its OAuth plugin are on.
    pub(crate) enabled: bool,
    /// Key and secret, once OAuth settings are there.
    pub(crate) consumer: Option<Consumer>,
    /// The scopes, as metadata names them.
    pub(crate) scopes: Vec<String>,
    /// The flow switch of its settings.
    pub(crate) client_credentials_setting: bool,
    /// The flow switch of its policies (the same switch for a connected app).
    pub(crate) client_credentials_policy: bool,
    /// The username of the run-as user of client credentials.
    pub(crate) run_as: Option<String>,
    /// The certificate of JWT bearer, as PEM or its base64 body.
    pub(crate) certificate: Option<String>,
    /// Who may use it.
    pub(crate) permitted_users: PermittedUsers,
    /// Whether login IP ranges hold.
    pub(crate) ip_relaxation: IpRelaxation,
    /// Whether refreshing needs the secret.
    pub(crate) secret_required_for_refresh: bool,
    /// Whether it may look into the tokens of other apps.
    pub(crate) introspects_all_tokens: bool,
    /// How long its sessions last, where it says so.
    pub(crate) session_minutes: Option<u32>,
    /// When any of its parts changed last.
    pub(crate) changed: Option<jiff::Timestamp>,
}

/// Finds the app that has that consumer key.
pub(crate) fn by_consumer_key(_tx: &Tx<'_>, _key: &str) -> Option<App> {
    None
}

/// Finds the app of that Id.
pub(crate) fn by_id(_tx: &Tx<'_>, _id: &Id) -> Option<App> {
    None
}

/// Gives an app another key and secret: what promoting staged credentials does.
pub(crate) fn set_credentials(_tx: &mut Tx<'_>, _app: &Id, _key: &str, _secret: &SecretString) {}
