//! Tree to SQL.

mod aggregate;
mod children;
mod columns;
mod compare;
mod filter;
mod function;
mod join;
mod literal;
mod narrow;
mod order;
mod place;
mod records;
mod restrict;
mod rolled;
mod scope;
mod sql;
mod start;

pub use start::{Settings, translate};
