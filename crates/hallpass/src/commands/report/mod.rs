//! `hallpass report`: one file a view.

mod access;
mod usage;
mod views;
mod who;

pub(super) use views::run;
