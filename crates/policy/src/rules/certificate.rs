//! HP016, HP017 and HP022: the certificate of an app is valid, will be for a while, and is not in use for too long.

use hallpass_model::{Certificate, Desired, Flow, Integration};
use jiff::civil::Date;

use crate::days::days_between;
use crate::rule::{Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const EXPIRED: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP016",
        name: "certificate-not-valid",
        level: Level::Refuse,
        sees: Sees::Specs,
        why: "an assertion that is signed with a certificate outside of its time gives no token",
        fix: "put a certificate that is valid today in its place",
        example: None,
    },
    not_valid,
);

pub(super) const ENDS_SOON: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP017",
        name: "certificate-ends-soon",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "on the day after its end the integration gets no token any more",
        fix: "make a new pair, give the key to the integration, and put the new certificate in its place",
        example: None,
    },
    ends_soon,
);

pub(super) const AGED: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP022",
        name: "credential-age",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "the longer a key is in use, the more copies of it there are that nobody knows of",
        fix: "make a new pair, give the key to the integration, and put the new certificate in its place; \
              `policy.credential_age` says how old one may be",
        example: None,
    },
    aged,
);

fn not_valid(one: &Integration, _: &Desired, today: Date) -> Vec<Sighting> {
    each(one, |app, Times { begin, end }| {
        if end.is_some_and(|end| end < today) {
            return Some(format!("the certificate of {app} ended on {}", end?));
        }
        begin
            .filter(|begin| *begin > today)
            .map(|begin| format!("the certificate of {app} begins on {begin}"))
    })
}

fn ends_soon(one: &Integration, desired: &Desired, today: Date) -> Vec<Sighting> {
    let notice = i64::from(desired.policy.certificate_notice);
    each(one, |app, Times { end, .. }| {
        let end = end.filter(|end| *end >= today)?;
        let days = days_between(today, end);
        (days <= notice).then(|| match days {
            0 => format!("the certificate of {app} ends today"),
            1 => format!("the certificate of {app} ends tomorrow"),
            days => format!("the certificate of {app} ends on {end}, in {days} days"),
        })
    })
}

/// The one credential whose age a spec shows: a secret is made in the org, and nobody tells when.
fn aged(one: &Integration, desired: &Desired, today: Date) -> Vec<Sighting> {
    let allowed = i64::from(desired.policy.credential_age);
    each(one, |app, Times { begin, end }| {
        // One that has ended has to be replaced anyway.
        let begin = begin.filter(|_| end.is_none_or(|end| end >= today))?;
        let days = days_between(begin, today);
        (days > allowed)
            .then(|| format!("the certificate of {app} is {days} days old, and {allowed} are allowed"))
    })
}

/// When a certificate is valid, as far as that was looked at.
struct Times {
    begin: Option<Date>,
    end: Option<Date>,
}

impl Times {
    fn of(certificate: &Certificate) -> Self {
        Self {
            begin: certificate.not_before.parse().ok(),
            end: certificate.not_after.parse().ok(),
        }
    }
}

fn each(one: &Integration, find: impl Fn(&str, Times) -> Option<String>) -> Vec<Sighting> {
    let found = one.apps.iter().enumerate().filter_map(|(n, app)| {
        let Flow::JwtBearer(certificate) = &app.flow else {
            return None;
        };
        let message = find(app.name.as_str(), Times::of(certificate))?;
        Some(seen(format!("apps[{n}].certificate"), message))
    });
    found.collect()
}
