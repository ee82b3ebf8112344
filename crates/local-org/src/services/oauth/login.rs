//! An attempt to log in: who it turned out to be about, and whether that user may.

use serde_json::Value;

use super::refusal::Refusal;
use super::restrictions::{Restrictions, Verdict};
use crate::apps::{App, IpRelaxation};
use crate::sessions::{Flow, Source, is_frozen, record_failure};
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

/// What is known of an attempt so far.
#[derive(Debug)]
pub(super) struct Attempt {
    /// From where.
    pub(super) source: Source,
    /// By which flow.
    pub(super) flow: Option<Flow>,
    user: Option<Id>,
    application: String,
}

impl Attempt {
    /// An attempt of which nothing is known but where it came from.
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            flow: None,
            user: None,
            application: "N/A".to_owned(),
        }
    }

    /// Notes the app.
    pub(super) fn is_through(&mut self, app: &App) {
        self.application.clone_from(&app.label);
    }

    /// Notes the user.
    pub(super) fn is_by(&mut self, user: Option<&Row>) {
        self.user = user.and_then(|row| id(row, "Id"));
    }

    /// Writes the refusal into the login history, where there is a user to write it to.
    pub(super) fn record(&self, tx: &mut Tx<'_>, refusal: &Refusal) {
        if let (Some(user), Some(flow)) = (&self.user, self.flow) {
            record_failure(
                tx,
                user,
                &self.application,
                flow,
                &self.source,
                refusal.login_status,
            );
        }
    }
}

/// Says whether the user may log in through the app now, from there.
pub(super) fn check(tx: &Tx<'_>, app: &App, user: &Row, attempt: &Attempt) -> Result<(), Refusal> {
    let behaviours = &tx.org.behaviours;
    if !flag(user, "IsActive") {
        return Err(Refusal::inactive(behaviours));
    }
    if id(user, "Id").is_some_and(|user| is_frozen(tx, &user)) {
        return Err(Refusal::frozen(behaviours));
    }
    if app.high_assurance && attempt.flow != Some(Flow::Refresh) {
        return Err(Refusal::session_level());
    }
    match judge(tx, user, &attempt.source) {
        Verdict::Allowed => Ok(()),
        Verdict::WrongPlace if is_relaxed(app, attempt.flow) => Ok(()),
        Verdict::WrongPlace => Err(Refusal::restricted_ip()),
        Verdict::WrongTime => Err(Refusal::restricted_time()),
    }
}

/// Says whether the user's profile allows a login from there and now.
pub(crate) fn judge(tx: &Tx<'_>, user: &Row, source: &Source) -> Verdict {
    let restrictions = Restrictions::of_profile(tx, id(user, "ProfileId").as_ref());
    let zone = tx
        .find_one("Organization", &[])
        .map(|org| text(&org, "TimeZoneSidKey").to_owned());
    restrictions.judge(source.ip, tx.now(), zone.as_deref().unwrap_or("GMT"))
}

/// JWT bearer is always held to the ranges, whatever the app says.
/// Source: help page "Connected App IP Relaxation and Continuous IP Enforcement".
fn is_relaxed(app: &App, flow: Option<Flow>) -> bool {
    match (app.ip_relaxation, flow) {
        (_, Some(Flow::JwtBearer)) => false,
        (IpRelaxation::Bypass, _) | (IpRelaxation::EnforceRelaxRefresh, Some(Flow::Refresh)) => true,
        (IpRelaxation::Enforce | IpRelaxation::EnforceRelaxRefresh | IpRelaxation::BypassTwoFactor, _) => {
            false
        }
    }
}

/// The user of that Id.
pub(super) fn user(tx: &Tx<'_>, user: &Id) -> Option<Row> {
    tx.get("User", user)
}

/// The user of that username.
pub(super) fn user_by_name(tx: &Tx<'_>, username: &str) -> Option<Row> {
    tx.find_one("User", &[("Username", Value::from(username))])
}
