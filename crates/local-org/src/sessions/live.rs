//! Whether a token is still good, and what it stands for.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::keep;
use super::token;
use crate::apps;
use crate::enforce::SessionInfo;
use crate::facts::sessions as facts;
use crate::store::{OrAbort as _, Tx};
use crate::value::{Id, Row, flag, row, text};

/// A session that is good, of a user who may use it.
#[derive(Debug, Clone)]
pub(crate) struct LiveSession {
    /// The session.
    pub(crate) info: SessionInfo,
    /// The row of its user.
    pub(crate) user: Row,
    /// The Id of its user.
    pub(crate) user_id: Id,
    /// The consumer key that the token was given to.
    pub(crate) consumer: Option<String>,
    /// The address that it began from.
    pub(super) source: String,
    /// When the token was issued.
    pub(crate) issued: Timestamp,
    /// When it ends, unless used before.
    pub(crate) expires: Timestamp,
    /// When its clock was last set back.
    pub(super) active: Timestamp,
    /// Whether use sets its clock back: the end of a token in JWT format stands in it.
    pub(super) slides: bool,
}

/// Returns the session of an access token that is good.
pub(crate) fn live(tx: &Tx<'_>, access_token: &str) -> Option<LiveSession> {
    if !token::looks_like_access_token(access_token) && !token::is_jwt(access_token) {
        return None;
    }
    let kept = keep::get(tx, &token::digest(access_token))?;
    let session = tx.get("AuthSession", &kept.auth_session)?;
    let (active, expires) = span(&session)?;
    let user = tx.get("User", &kept.user)?;
    if tx.now() >= expires || is_shut_out(tx, &kept.user, &user) || is_app_shut(tx, kept.app.as_ref()) {
        return None;
    }
    let info = SessionInfo {
        id: kept.auth_session,
        app: kept.app,
        scopes: kept.scopes,
    };
    let (consumer, issued) = (kept.consumer, kept.issued);
    Some(LiveSession {
        info,
        user,
        user_id: kept.user,
        consumer,
        source: text(&session, "SourceIp").to_owned(),
        issued,
        expires,
        active,
        slides: !flag(&session, "IsAssociatedWithJwtAccessToken"),
    })
}

/// Sets the clock of a session back, once half of its time has gone, as real orgs do.
pub(super) fn keep_alive(tx: &mut Tx<'_>, session: &LiveSession) {
    let half = session.expires.duration_since(session.active) / 2;
    if session.slides && tx.now().duration_since(session.active) > half {
        let now = tx.second();
        tx.update_raw(
            "AuthSession",
            &session.info.id,
            row([("LastModifiedDate", Value::from(now))]),
        );
    }
}

/// Marks the session that asks: `IsCurrent` depends on who looks (Object Reference, AuthSession), and one call is
/// answered at a time.
pub(super) fn mark_current(tx: &Tx<'_>, session: &LiveSession) {
    tx.conn()
        .prepare_cached(
            "UPDATE \"AuthSession\" SET \"IsCurrent\" = (\"Id\" = ?1) WHERE \"IsCurrent\" <> (\"Id\" = ?1)",
        )
        .or_abort()
        .execute([session.info.id.as_str()])
        .or_abort();
}

/// When a session was last active and when it ends: Object Reference, AuthSession, NumSecondsValid.
fn span(session: &Row) -> Option<(Timestamp, Timestamp)> {
    let active: Timestamp = text(session, "LastModifiedDate").parse().ok()?;
    let seconds = session.get("NumSecondsValid")?.as_i64()?;
    Some((
        active,
        active.checked_add(SignedDuration::from_secs(seconds)).ok()?,
    ))
}

fn is_shut_out(tx: &Tx<'_>, user_id: &Id, user: &Row) -> bool {
    let behaviours = &tx.org.behaviours;
    let is_inactive = !flag(user, "IsActive") && behaviours.is(&facts::DEACTIVATION_ENDS_SESSIONS, "on");
    is_inactive || behaviours.is(&facts::FREEZE_ENDS_SESSIONS, "on") && is_frozen(tx, user_id)
}

fn is_app_shut(tx: &Tx<'_>, app: Option<&Id>) -> bool {
    tx.org.behaviours.is(&facts::DISABLED_APP_SESSIONS, "ended")
        && app.is_some_and(|id| apps::by_id(tx, id).is_none_or(|app| !app.enabled))
}

/// Whether a user is frozen.
pub(crate) fn is_frozen(tx: &Tx<'_>, user: &Id) -> bool {
    tx.find_one("UserLogin", &[("UserId", Value::from(user))])
        .is_some_and(|login| flag(&login, "IsFrozen"))
}
