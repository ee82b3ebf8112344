//! Signing in: a token, its session, its line in the login history.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::history::{Flow, record};
use super::keep::{self, Kept};
use super::{Source, jwt, token};
use crate::apps::App;
use crate::services::metadata::setting;
use crate::store::{OrAbort as _, Org, Tx};
use crate::value::{Id, row};

/// The values of the org's session timeout, in minutes (Metadata API Developer Guide, SecuritySettings).
const TIMEOUTS: &[(&str, u32)] = &[
    ("FifteenMinutes", 15),
    ("ThirtyMinutes", 30),
    ("SixtyMinutes", 60),
    ("NinetyMinutes", 90),
    ("TwoHours", 120),
    ("FourHours", 240),
    ("EightHours", 480),
    ("TwelveHours", 720),
    ("TwentyFourHours", 1_440),
];

/// The session timeout of an org that has not changed it: two hours.
const DEFAULT_MINUTES: u32 = 120;

/// The application of a token that no app asked for.
const NO_APPLICATION: &str = "N/A";

/// Who signs in, and how.
#[derive(Debug, Clone)]
pub(crate) struct SignIn<'a> {
    /// The user.
    pub(crate) user: &'a Id,
    /// The app that asks.
    pub(crate) app: Option<&'a App>,
    /// The consumer key that it asked with.
    pub(crate) consumer: Option<&'a str>,
    /// How.
    pub(crate) flow: Flow,
    /// The runtime names of the scopes.
    pub(crate) scopes: Vec<String>,
    /// From where.
    pub(crate) source: &'a Source,
    /// The digest of the refresh token, where one was used.
    pub(crate) refresh: Option<String>,
}

/// A session that just began.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// The access token: told once, kept as a digest.
    pub(crate) token: SecretString,
    /// When it was issued.
    pub(crate) issued: jiff::Timestamp,
}

/// Begins a session.
pub(crate) fn sign_in(tx: &mut Tx<'_>, sign_in: &SignIn<'_>) -> NewSession {
    keep::sweep(tx);
    let application = sign_in.app.map_or(NO_APPLICATION, |app| app.label.as_str());
    let login = record(
        tx,
        sign_in.user,
        application,
        sign_in.flow,
        sign_in.source,
        "Success",
    );
    note_last_login(tx, sign_in.user);
    let seconds = lifetime(tx, sign_in);
    let auth_session = begin(tx, sign_in, &login, seconds);
    let token = if issues_jwt(sign_in) {
        jwt::access(tx, sign_in, seconds)
    } else {
        let org = Org::id(tx).expect("an org that has users has its Organization row");
        token::access(&org)
    };
    let issued = tx.now();
    let kept = Kept {
        auth_session,
        user: sign_in.user.clone(),
        app: sign_in.app.map(|app| app.id.clone()),
        consumer: sign_in.consumer.map(str::to_owned),
        scopes: sign_in.scopes.clone(),
        issued,
        refresh: sign_in.refresh.clone(),
    };
    keep::put(tx, &token::digest(token.expose_secret()), &kept);
    NewSession { token, issued }
}

fn issues_jwt(sign_in: &SignIn<'_>) -> bool {
    sign_in.app.is_some_and(|app| app.issues_jwt)
}

/// The seconds that a session lasts: the app's time, and another one for tokens in JWT format; else the org's.
fn lifetime(tx: &Tx<'_>, sign_in: &SignIn<'_>) -> u32 {
    let of_app = sign_in.app.and_then(|app| {
        let of_jwt = app.jwt_minutes.filter(|_| app.issues_jwt);
        of_jwt.or(app.session_minutes)
    });
    of_app.unwrap_or_else(|| minutes_of_org(tx)) * 60
}

/// The org's session timeout.
pub(crate) fn minutes_of_org(tx: &Tx<'_>) -> u32 {
    let set = setting(tx, "Security", "sessionSettings/sessionTimeout").unwrap_or_default();
    TIMEOUTS
        .iter()
        .find(|(name, _)| *name == set)
        .map_or(DEFAULT_MINUTES, |(_, minutes)| *minutes)
}

fn begin(tx: &mut Tx<'_>, sign_in: &SignIn<'_>, login: &Id, seconds: u32) -> Id {
    let user_type = tx
        .get("User", sign_in.user)
        .and_then(|user| user.get("UserType").cloned());
    let session = row([
        ("UsersId", Value::from(sign_in.user)),
        ("NumSecondsValid", Value::from(seconds)),
        (
            "UserType",
            user_type
                .filter(|kind| !kind.is_null())
                .unwrap_or_else(|| Value::from("Standard")),
        ),
        ("SourceIp", Value::from(sign_in.source.ip.to_string())),
        ("LoginType", Value::from(sign_in.flow.login_type())),
        ("SessionType", Value::from(sign_in.flow.session_type())),
        ("SessionSecurityLevel", Value::from("STANDARD")),
        ("LoginHistoryId", Value::from(login)),
        ("IsCurrent", Value::from(false)),
        ("IsAssociatedWithJwtAccessToken", Value::from(issues_jwt(sign_in))),
    ]);
    tx.insert_raw("AuthSession", session)
}

/// A login is no change of the user: neither the date of the last change nor access moves.
fn note_last_login(tx: &Tx<'_>, user: &Id) {
    tx.conn()
        .prepare_cached("UPDATE \"User\" SET \"LastLoginDate\" = ?1 WHERE \"Id\" = ?2")
        .or_abort()
        .execute([tx.stamp().as_str(), user.as_str()])
        .or_abort();
}
