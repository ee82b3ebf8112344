//! `hallpass report`: one file a view.

mod usage;
mod views;

pub(super) use views::run;
