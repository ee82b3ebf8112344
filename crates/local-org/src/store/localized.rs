//! Values as people of a locale write them: what SOQL's `FORMAT()` answers.
//!
//! Sources: SOQL and SOSL Reference, "FORMAT()"; Salesforce help, "Supported Date and Time Formats (ICU)" and "Supported
//! Number, Name, and Address Formats (ICU)". Locales that are not in the table write as en_US does.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// What kind of value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Currency,
    Date,
    Moment,
    Time,
    Boolean,
}

impl Kind {
    /// The kind that a statement names.
    pub(super) fn named(name: &str) -> Kind {
        match name {
            "currency" => Kind::Currency,
            "date" => Kind::Date,
            "moment" => Kind::Moment,
            "time" => Kind::Time,
            "boolean" => Kind::Boolean,
            _ => Kind::Number,
        }
    }
}

/// How a locale writes days, times and numbers.
#[derive(Debug, PartialEq, Eq)]
struct Way {
    locales: &'static [&'static str],
    /// Both as `strftime` has them.
    day: &'static str,
    time: &'static str,
    /// Between day and time.
    between: &'static str,
    /// Between thousands, and before decimals.
    marks: (&'static str, char),
    /// Whether the sign of the currency comes first.
    sign_first: bool,
}

const AMERICAN: Way = Way {
    locales: &["en_US"],
    day: "%-m/%-d/%Y",
    time: "%-I:%M %p",
    between: ", ",
    marks: (",", '.'),
    sign_first: true,
};

const WAYS: &[Way] = &[
    AMERICAN,
    Way {
        locales: &["en_GB", "en_IE"],
        day: "%d/%m/%Y",
        time: "%H:%M",
        ..AMERICAN
    },
    Way {
        locales: &["en_AU", "en_IN", "en_NZ"],
        day: "%-d/%m/%Y",
        time: "%-I:%M %p",
        ..AMERICAN
    },
    Way {
        locales: &["en_CA"],
        day: "%Y-%m-%d",
        ..AMERICAN
    },
    Way {
        locales: &["de_DE", "de_AT", "de_LU", "de_BE"],
        day: "%d.%m.%Y",
        time: "%H:%M",
        marks: (".", ','),
        sign_first: false,
        ..AMERICAN
    },
    Way {
        locales: &["de_CH", "it_CH"],
        day: "%d.%m.%Y",
        time: "%H:%M",
        marks: ("’", '.'),
        ..AMERICAN
    },
    Way {
        locales: &["fr_FR", "fr_LU", "fr_BE"],
        day: "%d/%m/%Y",
        time: "%H:%M",
        between: " ",
        marks: ("\u{202f}", ','),
        sign_first: false,
    },
    Way {
        locales: &["es_ES"],
        day: "%-d/%-m/%Y",
        time: "%-H:%M",
        marks: (".", ','),
        sign_first: false,
        ..AMERICAN
    },
    Way {
        locales: &["it_IT", "pt_PT", "pt_BR"],
        day: "%d/%m/%Y",
        time: "%H:%M",
        marks: (".", ','),
        sign_first: false,
        ..AMERICAN
    },
    Way {
        locales: &["nl_NL"],
        day: "%d-%m-%Y",
        time: "%H:%M",
        between: " ",
        marks: (".", ','),
        sign_first: true,
    },
    Way {
        locales: &["sv_SE"],
        day: "%Y-%m-%d",
        time: "%H:%M",
        between: " ",
        marks: ("\u{a0}", ','),
        sign_first: false,
    },
    Way {
        locales: &["ja_JP"],
        day: "%Y/%m/%d",
        time: "%-H:%M",
        between: " ",
        ..AMERICAN
    },
];

/// A locale with the time zone that moments are told in.
#[derive(Debug)]
pub(super) struct Locale {
    way: &'static Way,
    zone: TimeZone,
}

impl Locale {
    /// The locale and zone of those names.
    pub(super) fn of(locale: &str, zone: &str) -> Locale {
        let way = WAYS.iter().find(|way| way.locales.contains(&locale));
        Locale {
            way: way.unwrap_or(&AMERICAN),
            zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
        }
    }

    /// Writes a number; money has two decimals, other numbers have as many as they have.
    pub(super) fn number(&self, kind: Kind, number: f64) -> String {
        let plain = match kind {
            Kind::Currency => format!("{:.2}", number.abs()),
            _ => number.abs().to_string(),
        };
        let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
        let (between, before) = self.way.marks;
        let mut written = grouped(whole, between);
        if !decimals.is_empty() {
            written.push(before);
            written.push_str(decimals);
        }
        if kind == Kind::Currency {
            // The org's one currency is the dollar.
            written = if self.way.sign_first {
                format!("${written}")
            } else {
                format!("{written} $")
            };
        }
        if number < 0.0 {
            format!("-{written}")
        } else {
            written
        }
    }

    /// Writes what is kept as text. What can't be read as its kind stays as it is.
    pub(super) fn text(&self, kind: Kind, text: &str) -> String {
        let written = match kind {
            Kind::Date => text.parse::<Date>().map(|day| self.day(day)).ok(),
            Kind::Moment => text.parse::<Timestamp>().map(|at| self.moment(at)).ok(),
            Kind::Time => {
                let time = text.trim_end_matches('Z').parse::<Time>();
                time.map(|time| time.strftime(self.way.time).to_string()).ok()
            }
            Kind::Number | Kind::Currency | Kind::Boolean => None,
        };
        written.unwrap_or_else(|| text.to_owned())
    }

    fn day(&self, day: Date) -> String {
        day.strftime(self.way.day).to_string()
    }

    fn moment(&self, at: Timestamp) -> String {
        let local: Zoned = at.to_zoned(self.zone.clone());
        let time = local.strftime(self.way.time);
        format!("{}{}{time}", self.day(local.date()), self.way.between)
    }
}

fn grouped(digits: &str, between: &str) -> String {
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push_str(between);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_locale_has_them() {
        for (locale, kind, value, expected) in [
            // The two of the reference.
            (
                "en_US",
                Kind::Moment,
                "2025-04-10T22:31:37.000Z",
                "4/10/2025, 3:31 PM",
            ),
            ("en_US", Kind::Currency, "44000", "$44,000.00"),
            ("en_US", Kind::Date, "2015-12-28", "12/28/2015"),
            ("en_GB", Kind::Date, "2015-12-28", "28/12/2015"),
            ("de_DE", Kind::Date, "2015-12-28", "28.12.2015"),
            ("sv_SE", Kind::Date, "2015-12-28", "2015-12-28"),
            ("nl_NL", Kind::Date, "2015-12-28", "28-12-2015"),
            (
                "de_DE",
                Kind::Moment,
                "2025-04-10T22:31:37.000Z",
                "10.04.2025, 15:31",
            ),
            ("en_US", Kind::Number, "1234567.5", "1,234,567.5"),
            ("de_DE", Kind::Number, "1234567.5", "1.234.567,5"),
            ("de_DE", Kind::Currency, "-44000", "-44.000,00 $"),
            ("en_US", Kind::Time, "15:05:00.000Z", "3:05 PM"),
            ("en_US", Kind::Number, "999", "999"),
            ("xx_XX", Kind::Date, "2015-12-28", "12/28/2015"),
            ("en_US", Kind::Date, "no day", "no day"),
        ] {
            let locale_of = Locale::of(locale, "America/Los_Angeles");
            let written = match value.parse::<f64>() {
                Ok(number) => locale_of.number(kind, number),
                Err(_) => locale_of.text(kind, value),
            };
            assert_eq!(written, expected, "{kind:?} {value} in {locale}");
        }
    }

    #[test]
    fn no_number_breaks_the_writing_of_numbers() {
        let locale = Locale::of("en_US", "no zone");
        for number in [f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NAN, 0.0, -0.0] {
            assert!(!locale.number(Kind::Currency, number).is_empty());
            assert!(!locale.number(Kind::Number, number).is_empty());
        }
    }
}
