//! Login IP ranges and login hours, which live on profiles alone.
//! Source: Metadata API Developer Guide, Profile.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::services::metadata::Kind;
use crate::services::metadata::documents;
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, id};

/// What a profile says about where and when its users log in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Restrictions {
    ranges: Vec<(IpAddr, IpAddr)>,
    /// Minutes after midnight for each day from Monday on; none where a day is free.
    hours: [Option<(u32, u32)>; 7],
}

/// How a login fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing restricts it.
    Allowed,
    /// The address is outside all ranges.
    WrongPlace,
    /// The time is outside the hours.
    WrongTime,
}

const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Restrictions {
    /// Reads the restrictions of a profile; a profile that was never edited has none.
    pub(super) fn of_profile(tx: &Tx<'_>, profile: Option<&Id>) -> Self {
        profile
            .and_then(|id| documents::by_id(tx, Kind::Profile, id))
            .map(|document| Self::read(&document.body))
            .unwrap_or_default()
    }

    fn read(profile: &Element) -> Self {
        let address = |range: &Element, name: &str| range.value(name)?.trim().parse::<IpAddr>().ok();
        let ranges = profile
            .all("loginIpRanges")
            .filter_map(|range| Some((address(range, "startAddress")?, address(range, "endAddress")?)))
            .collect();
        let hours = profile.child("loginHours");
        let minute = |day: &str, end: &str| hours?.value(&format!("{day}{end}"))?.trim().parse().ok();
        Self {
            ranges,
            hours: DAYS.map(|day| Some((minute(day, "Start")?, minute(day, "End")?))),
        }
    }

    fn allow(&self, from: IpAddr) -> bool {
        self.ranges.is_empty()
            || self
                .ranges
                .iter()
                .any(|(first, last)| (first..=last).contains(&&from))
    }

    /// Judges a login from an address at a time; hours are those of the org's time zone.
    pub(super) fn judge(&self, from: IpAddr, now: Timestamp, zone: &str) -> Verdict {
        if !self.allow(from) {
            return Verdict::WrongPlace;
        }
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let local = now.to_zoned(zone);
        let minute =
            u32::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute())).unwrap_or_default();
        let day = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or_default();
        match self.hours[day] {
            Some((start, end)) if !(start..end).contains(&minute) => Verdict::WrongTime,
            _ => Verdict::Allowed,
        }
    }
}

/// Whether the ranges of a user's profile hold an address, or there are none.
pub(crate) fn is_in_login_ranges(tx: &Tx<'_>, user: &Row, from: IpAddr) -> bool {
    Restrictions::of_profile(tx, id(user, "ProfileId").as_ref()).allow(from)
}

#[cfg(test)]
mod tests {
    use super::{Restrictions, Verdict};
    use crate::services::metadata::xml::Element;

    fn profile() -> Element {
        let range = Element::new("loginIpRanges")
            .with("startAddress", "10.0.0.0")
            .with("endAddress", "10.0.0.255");
        let hours = Element::new("loginHours")
            .with("mondayStart", "480")
            .with("mondayEnd", "1080");
        Element::new("Profile").with_child(range).with_child(hours)
    }

    #[test]
    fn ranges_hold_for_addresses_and_hours_for_the_local_day() {
        let restrictions = Restrictions::read(&profile());
        // The 23rd of November 2026 is a Monday; Los Angeles is eight hours behind.
        for (from, at, zone, expected) in [
            ("10.0.0.7", "2026-11-23T08:00:00Z", "GMT", Verdict::Allowed),
            ("10.0.1.0", "2026-11-23T08:00:00Z", "GMT", Verdict::WrongPlace),
            ("::1", "2026-11-23T08:00:00Z", "GMT", Verdict::WrongPlace),
            ("10.0.0.7", "2026-11-23T07:59:00Z", "GMT", Verdict::WrongTime),
            ("10.0.0.7", "2026-11-23T18:00:00Z", "GMT", Verdict::WrongTime),
            (
                "10.0.0.7",
                "2026-11-23T18:00:00Z",
                "America/Los_Angeles",
                Verdict::Allowed,
            ),
            ("10.0.0.7", "2026-11-24T03:00:00Z", "GMT", Verdict::Allowed),
            (
                "10.0.0.7",
                "2026-11-24T03:00:00Z",
                "America/Los_Angeles",
                Verdict::WrongTime,
            ),
        ] {
            let verdict = restrictions.judge(from.parse().unwrap(), at.parse().unwrap(), zone);
            assert_eq!(verdict, expected, "{from} at {at} in {zone}");
        }
    }

    #[test]
    fn a_profile_that_says_nothing_restricts_nothing() {
        let restrictions = Restrictions::read(&Element::new("Profile"));
        let verdict = restrictions.judge("192.0.2.1".parse().unwrap(), jiff::Timestamp::UNIX_EPOCH, "GMT");
        assert_eq!(verdict, Verdict::Allowed);
    }
}
