//! How long refresh tokens are good for: as specs say it, and as the two kinds of apps do.

use hallpass_model::{AppKind, Seen, Value};
use hallpass_salesforce::metadata::Element;

use super::{set, text_at};

/// What is counted: ours, `refreshTokenPolicyType` of External Client Apps, and the word in `refreshTokenPolicy` of
/// connected apps.
const SPANS: [(&str, &str, &str); 2] = [
    ("lifetime", "SpecificLifetime", "specific_lifetime"),
    ("unused", "SpecificInactivity", "specific_inactivity"),
];
/// Without a span.
const WORDS: [(&str, &str, &str); 2] = [("infinite", "Infinite", "infinite"), ("zero", "Zero", "zero")];
const UNITS: [(&str, &str); 3] = [("h", "Hours"), ("d", "Days"), ("mo", "Months")];

const TYPE: &str = "refreshTokenPolicyType";
const PERIOD: &str = "refreshTokenValidityPeriod";
const UNIT: &str = "refreshTokenValidityUnit";
const POLICY: &str = "refreshTokenPolicy";

/// Reads the policy out of the element that holds it.
pub(super) fn read(kind: AppKind, holder: &Element) -> Seen<Value> {
    let Some(text) = text_at(
        holder,
        match kind {
            AppKind::ExternalClientApp => TYPE,
            AppKind::ConnectedApp => POLICY,
        },
    ) else {
        return Seen::Absent;
    };
    let understood = match kind {
        AppKind::ExternalClientApp => external(&text, text_at(holder, PERIOD), text_at(holder, UNIT)),
        AppKind::ConnectedApp => connected(&text),
    };
    match understood {
        Some(policy) => Seen::Known(Value::Text(policy)),
        None => Seen::Unknown(format!("`{text}` is no refresh token policy that is known")),
    }
}

fn external(policy: &str, period: Option<String>, unit: Option<String>) -> Option<String> {
    let is = |word: &str| word.eq_ignore_ascii_case(policy);
    if let Some((ours, ..)) = WORDS.into_iter().find(|(_, external, _)| is(external)) {
        return Some(ours.to_owned());
    }
    let (ours, ..) = SPANS.into_iter().find(|(_, external, _)| is(external))?;
    span(ours, &period?, &unit?)
}

fn connected(policy: &str) -> Option<String> {
    let mut parts = policy.split(':');
    let head = parts.next()?;
    let is = |word: &str| word.eq_ignore_ascii_case(head);
    if let Some((ours, ..)) = WORDS.into_iter().find(|(_, _, connected)| is(connected)) {
        return Some(ours.to_owned());
    }
    let (ours, ..) = SPANS.into_iter().find(|(_, _, connected)| is(connected))?;
    span(ours, parts.next()?, parts.next()?)
}

fn span(what: &str, period: &str, unit: &str) -> Option<String> {
    let period: u32 = period.parse().ok()?;
    let (short, _) = UNITS
        .into_iter()
        .find(|(_, long)| long.eq_ignore_ascii_case(unit))?;
    Some(format!("{what} {period}{short}"))
}

/// Writes the policy; nothing where the text is none.
pub(super) fn write(kind: AppKind, holder: &mut Element, text: &str, order: &[&str]) -> Option<()> {
    let (external, connected, span) = parsed(text)?;
    match kind {
        AppKind::ExternalClientApp => {
            set(holder, TYPE, external, order);
            let (period, unit) = span.unwrap_or_default();
            set(holder, PERIOD, period, order);
            set(holder, UNIT, unit, order);
        }
        AppKind::ConnectedApp => {
            let text = match span {
                Some((period, unit)) => format!("{connected}:{period}:{}", unit.to_ascii_uppercase()),
                None => connected.to_owned(),
            };
            set(holder, POLICY, &text, order);
        }
    }
    Some(())
}

type Parsed<'t> = (&'static str, &'static str, Option<(&'t str, &'static str)>);

fn parsed(text: &str) -> Option<Parsed<'_>> {
    if let Some((_, external, connected)) = WORDS.into_iter().find(|(ours, ..)| *ours == text) {
        return Some((external, connected, None));
    }
    let (what, time) = text.split_once(' ')?;
    let (_, external, connected) = SPANS.into_iter().find(|(ours, ..)| *ours == what)?;
    let digits = time.find(|c: char| !c.is_ascii_digit())?;
    let (period, short) = time
        .split_at_checked(digits)
        .filter(|(period, _)| !period.is_empty())?;
    let (_, unit) = UNITS.into_iter().find(|(known, _)| *known == short)?;
    Some((external, connected, Some((period, unit))))
}
