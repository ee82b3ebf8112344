//! `token` and `revoked`: a token by the app's own flow, and its end.

use std::net::IpAddr;

use hallpass_model::{LoginPolicy, Managed};
use hallpass_salesforce::Record;

use crate::verify::answer::chain;
use crate::verify::observed::Observed;
use crate::verify::{Check, Source, Subject};

const TOKEN: &str = "token";

/// Why nobody asks for a token, where nobody does.
pub(super) fn not_wanted(subject: &Subject<'_>, source: &Source) -> Option<Check> {
    match source {
        Source::None => Some(Check::skipped(
            TOKEN,
            "not asked for: only what Salesforce tells the administrator is looked at",
        )),
        Source::Org if subject.one.apps.is_empty() => {
            Some(Check::skipped(TOKEN, "the spec has no app that would give one"))
        }
        Source::Org | Source::Given(_) => None,
    }
}

/// Without a credential nothing is proved, and nothing is refuted.
pub(super) fn no_credential(observed: &Observed) -> Option<Check> {
    let why = observed.credential.as_ref()?.as_ref().err()?;
    Some(Check::cannot(TOKEN, format!("there is no credential: {why}")))
}

/// What the token endpoint said, unless the login history has to say where this machine stands.
pub(super) fn at_once(subject: &Subject<'_>, observed: &Observed) -> Option<Check> {
    match observed.token.as_ref()? {
        Ok(org) => {
            let flow = observed.credential.as_ref().and_then(|one| one.as_ref().ok());
            let flow = flow.map_or("its own flow", |credential| credential.flow());
            let app = subject.app().map_or("the app", |(app, _)| app.name.as_str());
            Some(Check::passed(
                TOKEN,
                format!("{app} gave one by {flow} at {}", org.url().host()),
            ))
        }
        Err(error) if is_restricted(error) => None,
        Err(error) => Some(refused(error)),
    }
}

fn refused(error: &hallpass_salesforce::Error) -> Check {
    match error.oauth() {
        Some(refusal) => Check::failed(TOKEN, format!("the org refuses: {refusal}")),
        None => Check::cannot(TOKEN, chain(error)),
    }
}

fn is_restricted(error: &hallpass_salesforce::Error) -> bool {
    error.oauth().is_some_and(|refusal| {
        let words = refusal.description.to_ascii_lowercase();
        words.contains("ip restricted") || words.contains("login hours")
    })
}

/// A login from the wrong place or at the wrong time: whether that is what the spec says, the login history tells.
pub(super) fn by_history(subject: &Subject<'_>, observed: &Observed) -> Option<Check> {
    let error = observed.token.as_ref()?.as_ref().err()?;
    if !is_restricted(error) {
        return None;
    }
    let rows = observed.logins.as_ref().and_then(|logins| logins.all.given());
    let row = rows.and_then(|rows| {
        rows.iter().find(|row| {
            row.text("Status")
                .is_some_and(|status| status.starts_with("Restricted"))
        })
    });
    let policy = match &subject.one.own_profile.login {
        Managed::Set(policy) => policy.clone(),
        Managed::Unmanaged => LoginPolicy::default(),
    };
    Some(excluded(&policy, row).unwrap_or_else(|| refused(error)))
}

/// The verdict where the spec's own policy keeps this machine out.
fn excluded(policy: &LoginPolicy, row: Option<&Record>) -> Option<Check> {
    let is_time = row.and_then(|row| row.text("Status")) == Some("Restricted time");
    if is_time && policy.hours.is_some() {
        let detail = "the spec's login hours are over: run this within them";
        return Some(Check::cannot(TOKEN, detail));
    }
    let address = row.and_then(|row| row.text("SourceIp"));
    let from: Option<IpAddr> = address.and_then(|address| address.parse().ok());
    let is_admitted = |from: IpAddr| {
        let ranges = policy.ip_ranges.iter();
        ranges
            .filter(|range| range.start().is_ipv4() == from.is_ipv4())
            .any(|range| (range.start()..=range.end()).contains(&from))
    };
    let is_excluded = match from {
        Some(from) => !is_admitted(from),
        None => true,
    };
    let is_restricted = policy.restricts() && (!policy.ip_ranges.is_empty() || is_time);
    (is_restricted && is_excluded).then(|| {
        let from = address.unwrap_or("an address that the login history does not show");
        let ranges: Vec<String> = policy.ip_ranges.iter().map(ToString::to_string).collect();
        Check::cannot(
            TOKEN,
            format!("this machine logs in from {from}, and the spec's own ip_ranges exclude it: run this where the integration runs"),
        )
        .with(ranges)
    })
}

/// Whether the token is gone.
pub(super) fn revoked(observed: &Observed) -> Option<Check> {
    const NAME: &str = "revoked";
    Some(match observed.revoked.as_ref()? {
        Ok(()) => Check::passed(NAME, "its token is revoked, and the org takes it no more"),
        Err(why) => Check::failed(NAME, format!("its token may still be good: {why}")),
    })
}
