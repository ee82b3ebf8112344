//! What the control endpoints turn: faults, latency, clock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use super::fault::{Fault, FaultAnswer};

/// The knobs of a running org.
#[derive(Debug, Default)]
pub(crate) struct Knobs {
    faults: Mutex<Vec<Fault>>,
    latency_ms: AtomicU64,
    clock_offset_ms: AtomicI64,
}

impl Knobs {
    /// Adds a fault.
    pub(crate) fn add_fault(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Forgets all faults and the latency.
    pub(crate) fn clear(&self) {
        self.lock().clear();
        self.set_latency(0);
    }

    /// Returns what is to happen to this call, and counts it.
    pub(crate) fn meet(&self, method: &str, target: &str) -> Option<FaultAnswer> {
        let mut faults = self.lock();
        let mut met = None;
        for fault in faults.iter_mut() {
            let fits = fault
                .method
                .as_deref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && target.contains(&fault.path);
            if !fits || met.is_some() {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
            } else {
                fault.times = fault.times.saturating_sub(1);
                met = Some(fault.answer.clone());
            }
        }
        faults.retain(|fault| fault.times > 0);
        met
    }

    /// Sets the time that every answer waits.
    pub(crate) fn set_latency(&self, milliseconds: u64) {
        self.latency_ms.store(milliseconds, Ordering::Relaxed);
    }

    /// Returns the time that every answer waits.
    pub(crate) fn latency(&self) -> std::time::Duration {
        std::time::Duration::from_millis(self.latency_ms.load(Ordering::Relaxed))
    }

    /// Sets how far the org's clock is ahead of the true one.
    pub(crate) fn set_clock_offset(&self, milliseconds: i64) {
        self.clock_offset_ms.store(milliseconds, Ordering::Relaxed);
    }

    /// Returns how far the org's clock is ahead of the true one.
    pub(crate) fn clock_offset(&self) -> i64 {
        self.clock_offset_ms.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.faults
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Knobs;
    use crate::store::{Fault, FaultAnswer};

    #[test]
    fn a_fault_meets_the_nth_matching_call_and_then_is_gone() {
        let knobs = Knobs::default();
        knobs.add_fault(Fault {
            method: Some("POST".to_owned()),
            path: "/composite".to_owned(),
            skip: 1,
            times: 2,
            answer: FaultAnswer::Drop,
        });
        let calls = [
            "GET /composite",
            "POST /composite",
            "POST /query",
            "POST /composite",
            "POST /composite",
            "POST /composite",
        ];
        let met: Vec<bool> = calls
            .iter()
            .map(|call| call.split_once(' ').expect("two words"))
            .map(|(method, path)| knobs.meet(method, path).is_some())
            .collect();
        assert_eq!(met, [false, false, false, true, true, false]);
    }
}
