//! Date literals (`TODAY`, `LAST_N_DAYS:7`, …) and what span of time each stands for.
//!
//! The spans are those of the SOQL and SOSL Reference, "Date Formats and Date Literals": half-open,
//! in the caller's time zone, with weeks that begin on Sunday.

use std::fmt;

use jiff::civil::Date;
use jiff::{ToSpan as _, Zoned};

/// The units that literals count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    FiscalQuarter,
    FiscalYear,
}

/// A date literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the language")]
pub enum DateLiteral {
    Yesterday,
    Today,
    Tomorrow,
    Last90Days,
    Next90Days,
    Last(Unit),
    This(Unit),
    Next(Unit),
    LastN(Unit, u32),
    NextN(Unit, u32),
    Ago(Unit, u32),
}

const UNITS: [(Unit, &str, &str); 7] = [
    (Unit::Day, "DAY", "DAYS"),
    (Unit::Week, "WEEK", "WEEKS"),
    (Unit::Month, "MONTH", "MONTHS"),
    (Unit::Quarter, "QUARTER", "QUARTERS"),
    (Unit::Year, "YEAR", "YEARS"),
    (Unit::FiscalQuarter, "FISCAL_QUARTER", "FISCAL_QUARTERS"),
    (Unit::FiscalYear, "FISCAL_YEAR", "FISCAL_YEARS"),
];

impl DateLiteral {
    /// Returns the literal of that name without a number, in any case.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        let word = word.to_ascii_uppercase();
        match word.as_str() {
            "YESTERDAY" => return Some(Self::Yesterday),
            "TODAY" => return Some(Self::Today),
            "TOMORROW" => return Some(Self::Tomorrow),
            "LAST_90_DAYS" => return Some(Self::Last90Days),
            "NEXT_90_DAYS" => return Some(Self::Next90Days),
            _ => {}
        }
        let (which, unit) = word.split_once('_')?;
        let unit = UNITS
            .iter()
            .find(|(known, name, _)| *known != Unit::Day && *name == unit)?
            .0;
        match which {
            "LAST" => Some(Self::Last(unit)),
            "THIS" => Some(Self::This(unit)),
            "NEXT" => Some(Self::Next(unit)),
            _ => None,
        }
    }

    /// Returns the literal of that name with `:n`, in any case.
    #[must_use]
    pub fn counted(word: &str, n: u32) -> Option<Self> {
        let word = word.to_ascii_uppercase();
        let unit = |text: &str| {
            UNITS
                .iter()
                .find(|(_, _, plural)| *plural == text)
                .map(|(unit, ..)| *unit)
        };
        if let Some(rest) = word.strip_prefix("LAST_N_") {
            return unit(rest).map(|unit| Self::LastN(unit, n));
        }
        if let Some(rest) = word.strip_prefix("NEXT_N_") {
            return unit(rest).map(|unit| Self::NextN(unit, n));
        }
        let rest = word.strip_prefix("N_")?.strip_suffix("_AGO")?;
        unit(rest).map(|unit| Self::Ago(unit, n))
    }

    /// Whether that word takes a number after a colon.
    #[must_use]
    pub fn takes_a_number(word: &str) -> bool {
        Self::counted(word, 1).is_some()
    }

    /// Whether the span rolls with the day and reaches today. Public scripts write `> LAST_N_DAYS:30` for
    /// "younger than thirty days" and get rows, so comparisons by size count from its first day; those with
    /// any other span count from whichever end lies outside.
    #[must_use]
    pub fn is_rolling(self) -> bool {
        matches!(self, Self::Last90Days | Self::LastN(Unit::Day, _))
    }

    /// Returns the first day of the span and the first day after it; `None` when that leaves the calendar.
    #[must_use]
    pub fn days(self, today: Date, fiscal_start: i8) -> Option<(Date, Date)> {
        let start = |unit, steps| start_of(unit, today, fiscal_start, steps);
        let n = |count: u32| i64::from(count);
        Some(match self {
            Self::Yesterday => (start(Unit::Day, -1)?, today),
            Self::Today => (today, start(Unit::Day, 1)?),
            Self::Tomorrow => (start(Unit::Day, 1)?, start(Unit::Day, 2)?),
            // Both of these "N days" spans reach today, and LAST_N_DAYS does too.
            Self::Last90Days => (start(Unit::Day, -90)?, start(Unit::Day, 1)?),
            Self::LastN(Unit::Day, count) => (start(Unit::Day, -n(count))?, start(Unit::Day, 1)?),
            Self::Next90Days => (start(Unit::Day, 1)?, start(Unit::Day, 91)?),
            Self::Last(unit) => (start(unit, -1)?, start(unit, 0)?),
            Self::This(unit) => (start(unit, 0)?, start(unit, 1)?),
            Self::Next(unit) => (start(unit, 1)?, start(unit, 2)?),
            Self::LastN(unit, count) => (start(unit, -n(count))?, start(unit, 0)?),
            Self::NextN(unit, count) => (start(unit, 1)?, start(unit, n(count) + 1)?),
            Self::Ago(unit, count) => (start(unit, -n(count))?, start(unit, 1 - n(count))?),
        })
    }
}

impl fmt::Display for DateLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |unit: &Unit| UNITS.iter().find(|(known, ..)| known == unit).map_or("", |u| u.1);
        let many = |unit: &Unit| UNITS.iter().find(|(known, ..)| known == unit).map_or("", |u| u.2);
        match self {
            Self::Yesterday => f.write_str("YESTERDAY"),
            Self::Today => f.write_str("TODAY"),
            Self::Tomorrow => f.write_str("TOMORROW"),
            Self::Last90Days => f.write_str("LAST_90_DAYS"),
            Self::Next90Days => f.write_str("NEXT_90_DAYS"),
            Self::Last(unit) => write!(f, "LAST_{}", one(unit)),
            Self::This(unit) => write!(f, "THIS_{}", one(unit)),
            Self::Next(unit) => write!(f, "NEXT_{}", one(unit)),
            Self::LastN(unit, n) => write!(f, "LAST_N_{}:{n}", many(unit)),
            Self::NextN(unit, n) => write!(f, "NEXT_N_{}:{n}", many(unit)),
            Self::Ago(unit, n) => write!(f, "N_{}_AGO:{n}", many(unit)),
        }
    }
}

/// Returns the first day of the unit that `today` lies in, moved by whole units.
fn start_of(unit: Unit, today: Date, fiscal_start: i8, steps: i64) -> Option<Date> {
    let moved = |date: Date, months: i64| date.checked_add(months_span(months)?).ok();
    match unit {
        Unit::Day => today.checked_add(days_span(steps)?).ok(),
        Unit::Week => {
            let sunday = -i64::from(today.weekday().to_sunday_zero_offset());
            today.checked_add(days_span(steps.checked_mul(7)? + sunday)?).ok()
        }
        Unit::Month => moved(today.first_of_month(), steps),
        Unit::Quarter => months_start(today, 1, 3, steps),
        Unit::Year => months_start(today, 1, 12, steps),
        Unit::FiscalQuarter => months_start(today, fiscal_start, 3, steps),
        Unit::FiscalYear => months_start(today, fiscal_start, 12, steps),
    }
}

/// Returns the start of a period of `length` months in a year that begins with `first_month`.
fn months_start(today: Date, first_month: i8, length: i64, steps: i64) -> Option<Date> {
    let into_year = i64::from((today.month() - first_month).rem_euclid(12));
    let back = into_year.rem_euclid(length);
    let months = steps.checked_mul(length)? - back;
    today.first_of_month().checked_add(months_span(months)?).ok()
}

fn days_span(days: i64) -> Option<jiff::Span> {
    0.days().try_days(days).ok()
}

fn months_span(months: i64) -> Option<jiff::Span> {
    0.months().try_months(months).ok()
}

/// Returns the moment a day begins in a zone, as stored: `2026-11-22T00:00:00.000Z`.
pub(crate) fn start_of_day(date: Date, zone: &jiff::tz::TimeZone) -> Option<String> {
    let zoned: Zoned = date.to_zoned(zone.clone()).ok()?;
    Some(stamp(zoned.timestamp()))
}

/// Returns a moment as stored.
pub(crate) fn stamp(moment: jiff::Timestamp) -> String {
    format!("{moment:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn span(word: &str, n: Option<u32>) -> String {
        let literal = match n {
            Some(n) => DateLiteral::counted(word, n),
            None => DateLiteral::named(word),
        };
        // A Sunday, in the first week of the fiscal year that begins in February.
        let (from, to) = literal.unwrap().days(date(2026, 11, 22), 2).unwrap();
        format!("{from}..{to}")
    }

    #[test]
    fn every_span_is_that_of_the_reference() {
        for (word, n, wanted) in [
            ("YESTERDAY", None, "2026-11-21..2026-11-22"),
            ("today", None, "2026-11-22..2026-11-23"),
            ("TOMORROW", None, "2026-11-23..2026-11-24"),
            ("LAST_WEEK", None, "2026-11-15..2026-11-22"),
            ("THIS_WEEK", None, "2026-11-22..2026-11-29"),
            ("NEXT_WEEK", None, "2026-11-29..2026-12-06"),
            ("LAST_MONTH", None, "2026-10-01..2026-11-01"),
            ("THIS_MONTH", None, "2026-11-01..2026-12-01"),
            ("NEXT_MONTH", None, "2026-12-01..2027-01-01"),
            ("LAST_90_DAYS", None, "2026-08-24..2026-11-23"),
            ("NEXT_90_DAYS", None, "2026-11-23..2027-02-21"),
            ("LAST_N_DAYS", Some(7), "2026-11-15..2026-11-23"),
            ("NEXT_N_DAYS", Some(7), "2026-11-23..2026-11-30"),
            ("N_DAYS_AGO", Some(7), "2026-11-15..2026-11-16"),
            ("LAST_N_WEEKS", Some(2), "2026-11-08..2026-11-22"),
            ("N_WEEKS_AGO", Some(2), "2026-11-08..2026-11-15"),
            ("LAST_N_MONTHS", Some(2), "2026-09-01..2026-11-01"),
            ("NEXT_N_MONTHS", Some(2), "2026-12-01..2027-02-01"),
            ("N_MONTHS_AGO", Some(2), "2026-09-01..2026-10-01"),
            ("THIS_QUARTER", None, "2026-10-01..2027-01-01"),
            ("LAST_N_QUARTERS", Some(1), "2026-07-01..2026-10-01"),
            ("THIS_YEAR", None, "2026-01-01..2027-01-01"),
            ("N_YEARS_AGO", Some(1), "2025-01-01..2026-01-01"),
            ("THIS_FISCAL_QUARTER", None, "2026-11-01..2027-02-01"),
            ("THIS_FISCAL_YEAR", None, "2026-02-01..2027-02-01"),
            ("LAST_N_FISCAL_YEARS", Some(2), "2024-02-01..2026-02-01"),
        ] {
            assert_eq!(span(word, n), wanted, "{word}");
        }
    }

    #[test]
    fn words_that_are_no_literals_are_none() {
        for word in ["THIS_DAY", "LAST_N_DAYS", "SOON", "LAST_", "N_AGO"] {
            assert_eq!(DateLiteral::named(word), None, "{word}");
        }
        assert!(!DateLiteral::takes_a_number("TODAY"));
    }

    #[test]
    fn a_span_outside_the_calendar_is_none() {
        let literal = DateLiteral::counted("LAST_N_YEARS", u32::MAX).unwrap();
        assert_eq!(literal.days(date(2026, 1, 1), 1), None);
    }
}
