//! Days between days.

use jiff::civil::Date;

/// Returns how many days the second is after the first.
pub(crate) fn days_between(first: Date, second: Date) -> i64 {
    first.duration_until(second).as_hours() / 24
}
