//! Tokens to tree.

mod clauses;
mod condition;
mod cursor;
mod query;
mod select;
mod value;

pub use query::parse;
pub(crate) use query::parse_tree;
