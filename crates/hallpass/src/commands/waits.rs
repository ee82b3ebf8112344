//! Long waits, told where no terminal shows them: a pipeline that says nothing for minutes looks stuck.

use std::time::Duration;

use hallpass_reconcile::Event;

/// From when on a wait is told.
const FIRST: Duration = Duration::from_secs(10);
/// How often it is told then.
const EVERY: Duration = Duration::from_secs(30);

/// When a wait was told last.
#[derive(Debug, Default)]
pub(super) struct Waits {
    next: Option<(String, Duration)>,
}

impl Waits {
    /// Returns what is to be told of an event, if it is time for that.
    pub(super) fn due(&mut self, event: &Event) -> Option<String> {
        let Event::Waiting { what, state, waited } = event else {
            return None;
        };
        let next = match &self.next {
            Some((same, next)) if same == what => *next,
            _ => FIRST,
        };
        self.next = Some((what.clone(), next));
        if *waited < next {
            return None;
        }
        self.next = Some((what.clone(), *waited + EVERY));
        Some(format!("waiting for {what} ({state}, {}s)\n", waited.as_secs()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hallpass_reconcile::Event;

    use super::Waits;

    #[test]
    fn a_wait_is_told_when_it_is_long_and_then_now_and_again() {
        let mut waits = Waits::default();
        let mut told = |what: &str, seconds| {
            waits.due(&Event::Waiting {
                what: what.to_owned(),
                state: "InProgress".to_owned(),
                waited: Duration::from_secs(seconds),
            })
        };
        assert_eq!(told("deployment 0Af", 2), None);
        assert_eq!(
            told("deployment 0Af", 11).unwrap(),
            "waiting for deployment 0Af (InProgress, 11s)\n"
        );
        assert_eq!(told("deployment 0Af", 40), None);
        assert!(told("deployment 0Af", 41).is_some());
        assert_eq!(told("deployment 0Ag", 5), None, "another begins anew");
    }
}
