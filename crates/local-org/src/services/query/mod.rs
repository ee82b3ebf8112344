//! SOQL: queries run for a caller, their pages, their columns.

mod adapter;
mod columns;
mod computed;
mod cursor;
mod endpoints;
mod eyes;
mod fetch;
mod run;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use cursor::TABLES;
pub(crate) use endpoints::handle;
