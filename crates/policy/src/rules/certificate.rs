//! HP016 and HP017: the certificate of an app is valid, and will be for a while.

use hallpass_model::{Certificate, Desired, Flow, Integration};
use jiff::civil::Date;

use crate::rule::{Rule, Sighting, seen};
use crate::{Level, RuleInfo};

/// How long before the end of a certificate somebody is told.
const NOTICE_DAYS: i64 = 30;

pub(super) const EXPIRED: Rule = Rule {
    info: RuleInfo {
        code: "HP016",
        name: "certificate-not-valid",
        level: Level::Refuse,
        why: "an assertion that is signed with a certificate outside of its time gives no token",
        fix: "put a certificate that is valid today in its place",
    },
    look: not_valid,
};

pub(super) const ENDS_SOON: Rule = Rule {
    info: RuleInfo {
        code: "HP017",
        name: "certificate-ends-soon",
        level: Level::Warn,
        why: "on the day after its end the integration gets no token any more",
        fix: "make a new pair, give the key to the integration, and put the new certificate in its place",
    },
    look: ends_soon,
};

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

fn ends_soon(one: &Integration, _: &Desired, today: Date) -> Vec<Sighting> {
    each(one, |app, Times { end, .. }| {
        let end = end.filter(|end| *end >= today)?;
        let days = today.duration_until(end).as_hours() / 24;
        (days <= NOTICE_DAYS).then(|| match days {
            0 => format!("the certificate of {app} ends today"),
            1 => format!("the certificate of {app} ends tomorrow"),
            days => format!("the certificate of {app} ends on {end}, in {days} days"),
        })
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
