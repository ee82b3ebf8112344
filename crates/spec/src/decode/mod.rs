//! From trees to the types of the format, collecting every problem on the way.
//!
//! [`mapping!`] declares a mapping once; its decoder and its JSON Schema both come from that declaration, so that
//! an editor and hallpass can't disagree about a key.

mod collections;
mod context;
mod mapping;
mod near;
mod scalars;
mod text;
mod word;

pub(crate) use collections::{Map, OneOrMany, Unique};
pub(crate) use context::{At, Cx, Decode, Home, listed};
pub(crate) use mapping::{Mapping, bare, mapping, object_schema, property};
pub use near::nearest;
pub(crate) use scalars::Count;
pub(crate) use text::{EnvText, Fault, Rule, Text, check_placeholders, fault_problem, has_placeholder};
pub(crate) use word::{Word, words};
