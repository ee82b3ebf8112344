//! From where and when a user may log in. Both stand on a profile, so they need one that no other user has.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ApiName, Managed};

/// The profile that is an integration's own, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OwnProfile {
    /// Its name: that of `user.profile`, or one that follows from the integration. Nobody need have made it.
    pub name: String,
    /// From where and when its user may log in.
    pub login: Managed<LoginPolicy>,
}

impl OwnProfile {
    /// Returns whether the integration needs a profile of its own.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.login.wanted().is_some_and(LoginPolicy::restricts)
    }
}

/// From where and when a user may log in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LoginPolicy {
    /// From which addresses; empty means from everywhere.
    pub ip_ranges: BTreeSet<IpRange>,
    /// At which hours; nothing means at any time.
    pub hours: Option<LoginHours>,
}

impl LoginPolicy {
    /// Returns whether it keeps anybody out.
    #[must_use]
    pub fn restricts(&self) -> bool {
        !self.ip_ranges.is_empty() || self.hours.is_some()
    }
}

/// Addresses from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IpRange {
    start: IpAddr,
    end: IpAddr,
}

/// Text that is no range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no range such as 192.0.2.1-192.0.2.20 or 192.0.2.0/24")]
pub struct IpRangeError(pub String);

impl IpRange {
    /// Makes a range; `None` where the ends are of two families, or the wrong way round.
    #[must_use]
    pub fn new(start: IpAddr, end: IpAddr) -> Option<Self> {
        (start.is_ipv4() == end.is_ipv4() && start <= end).then_some(Self { start, end })
    }

    /// Returns the first address.
    #[must_use]
    pub const fn start(&self) -> IpAddr {
        self.start
    }

    /// Returns the last address.
    #[must_use]
    pub const fn end(&self) -> IpAddr {
        self.end
    }

    /// Returns the addresses that share the first so many bits; `None` where others are set in the address.
    fn of_network(address: IpAddr, bits: u32) -> Option<Self> {
        match address {
            IpAddr::V4(address) => {
                let rest = u32::MAX
                    .checked_shr(bits)
                    .filter(|_| bits <= 32)
                    .or(at_end(bits, 32))?;
                let first = address.to_bits();
                (first & rest == 0).then(|| Self {
                    start: address.into(),
                    end: IpAddr::V4((first | rest).into()),
                })
            }
            IpAddr::V6(address) => {
                let rest = u128::MAX
                    .checked_shr(bits)
                    .filter(|_| bits <= 128)
                    .or(at_end(bits, 128).map(u128::from))?;
                let first = address.to_bits();
                (first & rest == 0).then(|| Self {
                    start: address.into(),
                    end: IpAddr::V6((first | rest).into()),
                })
            }
        }
    }
}

/// Of a network with all bits nothing is left.
fn at_end(bits: u32, all: u32) -> Option<u32> {
    (bits == all).then_some(0)
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start, end } = self;
        f.pad(&format!("{start}-{end}"))
    }
}

impl FromStr for IpRange {
    type Err = IpRangeError;

    /// Reads `192.0.2.1-192.0.2.20`, `192.0.2.0/24` and `192.0.2.1`, of either family.
    fn from_str(text: &str) -> Result<Self, IpRangeError> {
        let address = |part: &str| part.trim().parse::<IpAddr>().ok();
        let found = if let Some((start, end)) = text.split_once('-') {
            address(start)
                .zip(address(end))
                .and_then(|(start, end)| Self::new(start, end))
        } else if let Some((first, bits)) = text.split_once('/') {
            // A number reads `+8` too.
            let is_number = bits.bytes().all(|byte| byte.is_ascii_digit());
            let bits = bits.parse().ok().filter(|_| is_number);
            address(first)
                .zip(bits)
                .and_then(|(first, bits)| Self::of_network(first, bits))
        } else {
            address(text).and_then(|one| Self::new(one, one))
        };
        found.ok_or_else(|| IpRangeError(text.to_owned()))
    }
}

impl TryFrom<String> for IpRange {
    type Error = IpRangeError;
    fn try_from(text: String) -> Result<Self, IpRangeError> {
        text.parse()
    }
}
impl From<IpRange> for String {
    fn from(range: IpRange) -> String {
        range.to_string()
    }
}

/// The days of a week as login hours name them.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The minutes of a day.
pub const DAY: u16 = 24 * 60;

/// From when to when on each day, in minutes after midnight of the org's default time zone; the end is not in it.
/// Equal ends close the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LoginHours([(u16, u16); 7]);

/// Text that is no login hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no login hours such as monday 08:00-18:00")]
pub struct LoginHoursError(pub String);

impl LoginHours {
    /// Makes hours of one window for each day from Monday on; `None` where one ends before it starts, or after the day.
    #[must_use]
    pub fn new(days: [(u16, u16); 7]) -> Option<Self> {
        let is_fine = |(start, end): &(u16, u16)| start <= end && *end <= DAY;
        // A closed day is one thing, wherever its ends are.
        let plain = |(start, end)| if start == end { (0, 0) } else { (start, end) };
        days.iter().all(is_fine).then(|| Self(days.map(plain)))
    }

    /// Returns the days with their windows, from Monday on.
    pub fn days(&self) -> impl Iterator<Item = (&'static str, (u16, u16))> {
        WEEKDAYS.into_iter().zip(self.0)
    }

    /// Returns whether they keep nobody out.
    #[must_use]
    pub fn are_all(&self) -> bool {
        self.0.iter().all(|window| *window == (0, DAY))
    }
}

/// Reads a window such as `08:00-18:00`; a day ends at `24:00`.
#[must_use]
pub fn window_of(text: &str) -> Option<(u16, u16)> {
    let minute = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        let number = |digits: &str| {
            let is_short = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_short.then(|| digits.parse::<u16>().ok()).flatten()
        };
        let (hours, minutes) = number(hours).zip(number(minutes))?;
        let minute = hours * 60 + minutes;
        (minutes < 60 && minute <= DAY).then_some(minute)
    };
    let (start, end) = text.split_once('-')?;
    let (start, end) = minute(start.trim()).zip(minute(end.trim()))?;
    (start <= end).then_some((start, end))
}

impl fmt::Display for LoginHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = self.days().filter(|(_, (start, end))| start < end);
        let days: Vec<String> = open
            .map(|(day, (start, end))| {
                let (from, to) = (start / 60, end / 60);
                format!("{day} {from:02}:{:02}-{to:02}:{:02}", start % 60, end % 60)
            })
            .collect();
        f.pad(&if days.is_empty() {
            NEVER.to_owned()
        } else {
            days.join(", ")
        })
    }
}

/// How hours read that let nobody in.
const NEVER: &str = "never";

impl FromStr for LoginHours {
    type Err = LoginHoursError;

    /// Reads what [`fmt::Display`] writes: days that are not named are closed.
    fn from_str(text: &str) -> Result<Self, LoginHoursError> {
        let fault = || LoginHoursError(text.to_owned());
        let mut days = [(0, 0); 7];
        for part in text.split(", ").filter(|_| text != NEVER) {
            let (day, window) = part.split_once(' ').ok_or_else(fault)?;
            let at = WEEKDAYS
                .iter()
                .position(|known| *known == day)
                .ok_or_else(fault)?;
            days[at] = window_of(window).ok_or_else(fault)?;
        }
        Self::new(days).ok_or_else(fault)
    }
}

impl TryFrom<String> for LoginHours {
    type Error = LoginHoursError;
    fn try_from(text: String) -> Result<Self, LoginHoursError> {
        text.parse()
    }
}
impl From<LoginHours> for String {
    fn from(hours: LoginHours) -> String {
        hours.to_string()
    }
}

/// Returns what the mark of a profile calls it: names of profiles have spaces, and a mark must not.
#[must_use]
pub fn profile_object(name: &str) -> ApiName {
    let plain = |c: char| {
        if c.is_alphanumeric() || "_.-".contains(c) {
            c
        } else {
            '_'
        }
    };
    ApiName::new(name.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{IpRange, LoginHours, profile_object, window_of};

    #[test]
    fn ranges_are_read_in_three_ways_and_written_in_one() {
        for (text, range) in [
            ("192.0.2.1-192.0.2.20", Some("192.0.2.1-192.0.2.20")),
            ("192.0.2.7", Some("192.0.2.7-192.0.2.7")),
            ("192.0.2.0/24", Some("192.0.2.0-192.0.2.255")),
            ("192.0.2.7/32", Some("192.0.2.7-192.0.2.7")),
            ("0.0.0.0/0", Some("0.0.0.0-255.255.255.255")),
            (
                "2001:db8::/32",
                Some("2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
            ),
            ("::1/128", Some("::1-::1")),
            ("192.0.2.1 - 192.0.2.9", Some("192.0.2.1-192.0.2.9")),
            ("2001:DB8::/127", Some("2001:db8::-2001:db8::1")),
            ("192.0.2.1/24", None),
            ("192.0.2.0/+8", None),
            ("192.0.2.0/", None),
            ("here", None),
            ("-", None),
            ("192.0.2.0/33", None),
            ("192.0.2.20-192.0.2.1", None),
            ("192.0.2.1-::1", None),
            ("192.0.2", None),
            ("", None),
        ] {
            let read = text.parse::<IpRange>().ok().map(|range| range.to_string());
            assert_eq!(read.as_deref(), range, "{text}");
        }
    }

    #[test]
    fn hours_round_trip() {
        for text in [
            "monday 08:00-18:00, sunday 00:00-24:00",
            "never",
            "friday 00:30-01:00",
        ] {
            assert_eq!(text.parse::<LoginHours>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "monday",
            "someday 08:00-18:00",
            "monday 18:00-08:00",
            "monday 08:00-25:00",
        ] {
            assert!(bad.parse::<LoginHours>().is_err(), "{bad}");
        }
        assert_eq!(window_of("00:00-24:00"), Some((0, 1440)));
        assert_eq!((window_of("24:01-24:02"), window_of("8-18")), (None, None));
    }

    #[test]
    fn a_mark_can_hold_the_name_of_a_profile() {
        assert_eq!(
            profile_object("Billing (EU) Integration").as_str(),
            "Billing__EU__Integration"
        );
    }
}
