//! Counting: calls, round trips, bytes, and what the org says about its own limit.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use http::HeaderMap;

use crate::error::Limit;

/// What was used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that count against the org's limit (all but tokens and the list of versions).
    pub calls: u64,
    /// How often a request was sent while none was under way: the length of the chain of waiting.
    pub round_trips: u64,
    /// Bytes sent in bodies.
    pub bytes_sent: u64,
    /// Bytes received in bodies, decompressed.
    pub bytes_received: u64,
    /// What the org last said about its own limit.
    pub org: Option<OrgCalls>,
}

/// The org's calls of the last 24 hours, as it last told (`Sforce-Limit-Info`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrgCalls {
    /// Calls made by everybody.
    pub used: u64,
    /// Calls allowed.
    pub limit: u64,
}

/// Counts, and stops before the budget is exceeded.
#[derive(Debug)]
pub(crate) struct Meter {
    /// All there are where there is no limit.
    max_calls: AtomicU64,
    calls: AtomicU64,
    in_flight: AtomicU64,
    round_trips: AtomicU64,
    bytes_sent: AtomicU64,
    bytes_received: AtomicU64,
    org: Mutex<Option<OrgCalls>>,
}

/// A request under way; it ends when this is dropped.
pub(crate) struct UnderWay<'a>(&'a Meter);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Meter {
    pub(crate) fn new(max_calls: Option<u64>) -> Self {
        Self {
            max_calls: AtomicU64::new(max_calls.unwrap_or(u64::MAX)),
            calls: AtomicU64::new(0),
            in_flight: AtomicU64::new(0),
            round_trips: AtomicU64::new(0),
            bytes_sent: AtomicU64::new(0),
            bytes_received: AtomicU64::new(0),
            org: Mutex::new(None),
        }
    }

    /// Takes one call from the budget, or says that it is spent.
    pub(crate) fn start(&self, counted: bool, body_bytes: usize) -> Result<UnderWay<'_>, Limit> {
        if counted {
            let max = self.max_calls.load(Ordering::SeqCst);
            self.calls
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |calls| {
                    (calls < max).then_some(calls + 1)
                })
                .map_err(|_| Limit::Budget { max })?;
        }
        if self.in_flight.fetch_add(1, Ordering::SeqCst) == 0 {
            self.round_trips.fetch_add(1, Ordering::SeqCst);
        }
        self.bytes_sent.fetch_add(body_bytes as u64, Ordering::SeqCst);
        Ok(UnderWay(self))
    }

    /// Adds calls to the budget.
    pub(crate) fn allow_more(&self, calls: u64) {
        let more = |max: u64| Some(max.saturating_add(calls));
        // It always gives something to put.
        let _ = self
            .max_calls
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, more);
    }

    /// Takes note of an answer.
    pub(crate) fn received(&self, headers: &HeaderMap, body_bytes: usize) {
        self.bytes_received.fetch_add(body_bytes as u64, Ordering::SeqCst);
        let told = headers
            .get("sforce-limit-info")
            .and_then(|value| value.to_str().ok())
            .and_then(org_calls);
        if let (Some(told), Ok(mut org)) = (told, self.org.lock()) {
            *org = Some(told);
        }
    }

    pub(crate) fn usage(&self) -> Usage {
        Usage {
            calls: self.calls.load(Ordering::SeqCst),
            round_trips: self.round_trips.load(Ordering::SeqCst),
            bytes_sent: self.bytes_sent.load(Ordering::SeqCst),
            bytes_received: self.bytes_received.load(Ordering::SeqCst),
            org: self.org.lock().ok().and_then(|org| *org),
        }
    }
}

/// Reads `api-usage=18/5000`, with or without `per-app-api-usage=…` behind it.
fn org_calls(header: &str) -> Option<OrgCalls> {
    let told = header
        .split([',', ';'])
        .find_map(|part| part.trim().strip_prefix("api-usage="))?;
    let (used, limit) = told.split_once('/')?;
    Some(OrgCalls {
        used: used.trim().parse().ok()?,
        limit: limit.trim().parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Meter, OrgCalls, org_calls};

    #[test]
    fn the_limit_header_is_read_or_ignored() {
        let told = |used, limit| Some(OrgCalls { used, limit });
        for (header, expected) in [
            ("api-usage=18/5000", told(18, 5000)),
            (
                "api-usage=25/5000; per-app-api-usage=17/250(appName=sample)",
                told(25, 5000),
            ),
            ("per-app-api-usage=17/250", None),
            ("api-usage=x/y", None),
            ("", None),
        ] {
            assert_eq!(org_calls(header), expected, "{header}");
        }
    }

    #[test]
    fn the_budget_stops_before_the_call_and_tokens_are_free() {
        let meter = Meter::new(Some(1));
        drop(meter.start(true, 0).unwrap());
        assert!(meter.start(true, 0).is_err());
        assert!(meter.start(false, 0).is_ok());
        assert_eq!(meter.usage().calls, 1);
    }

    #[test]
    fn calls_side_by_side_are_one_round_trip() {
        let meter = Meter::new(None);
        let first = meter.start(true, 0).unwrap();
        let second = meter.start(true, 0).unwrap();
        drop((first, second));
        drop(meter.start(true, 0).unwrap());
        assert_eq!((meter.usage().calls, meter.usage().round_trips), (3, 2));
    }
}
