//! SOQL: queries run for a caller, their pages, their columns.

mod adapter;
mod columns;
mod computed;
mod cursor;
mod endpoints;
mod explain;
mod export;
mod eyes;
mod fetch;
mod run;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use cursor::TABLES;
pub(crate) use endpoints::handle;
pub(crate) use export::{Export, export};
pub(crate) use run::{QueryOptions, more, run};
