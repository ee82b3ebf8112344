//! The day on which integrations end. Nothing that decides reads a clock, so the day is put in here.

use hallpass_model::{Grace, Retiring};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// Says which day it is, whether to prune, and since when a grace that is over today has run.
pub(super) fn date(retiring: &mut Retiring, prune: Option<u32>, today: Date) {
    retiring.today = today.to_string();
    retiring.prune = prune.map(Grace::of_days);
    let declared = retiring.declared.values_mut().map(|one| &mut one.grace);
    for grace in declared.chain(retiring.prune.as_mut()) {
        let since = today.checked_sub(i64::from(grace.days).days());
        grace.since = since.map(|day| day.to_string()).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::date;
    use hallpass_model::Retiring;

    #[test]
    fn a_grace_of_thirty_days_runs_since_thirty_days() {
        let mut retiring = Retiring::default();
        date(&mut retiring, Some(30), jiff::civil::date(2026, 3, 1));
        let grace = retiring.prune.unwrap();
        assert_eq!(
            (retiring.today.as_str(), grace.since.as_str()),
            ("2026-03-01", "2026-01-30")
        );
        assert!(grace.is_over("2026-01-30") && !grace.is_over("2026-01-31"));
    }
}
