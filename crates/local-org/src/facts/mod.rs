//! What the local org believes about Salesforce, fact by fact, and the switches for what nobody is sure of.
//!
//! Each surface has a file with its facts and its switches. Code that decides on an uncertain fact asks
//! [`Behaviours`] with the switch's constant, so a misspelt name does not compile; the documentation page and
//! the values that `--behaviour` accepts come from the same table.

pub(crate) mod apex;
pub(crate) mod apps;
mod behaviours;
mod bulk;
pub(crate) mod connect;
mod fact;
pub(crate) mod metadata;
pub(crate) mod oauth;
mod page;
pub(crate) mod permissions;
mod registry;
pub(crate) mod rest;
pub(crate) mod sessions;
mod soap;
pub(crate) mod soql;
pub(crate) mod users;

pub use behaviours::{BehaviourError, Behaviours};
pub use fact::{Fact, Sureness, Switch, Values};
pub use page::markdown;
pub use registry::registry;
