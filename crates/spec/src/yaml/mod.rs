//! YAML, and the only place that knows the crate which reads it.
//!
//! A text becomes a tree whose nodes know their places. Building the tree here, from the events of the parser,
//! keeps three promises that a deserialiser can't: *all* problems of a file come at once, each with its place,
//! and a key that stands twice is never dropped silently.

mod build;
mod fault;
mod node;

pub(crate) use build::{Parsed, parse};
pub(crate) use node::{Entry, Node, Scalar, Value};
