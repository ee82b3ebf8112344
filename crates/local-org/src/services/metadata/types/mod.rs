//! What is known of metadata types: their folders, fields, values and defaults, as data.

mod catalogue;
mod check;
mod kind;
mod settings;

pub(crate) use catalogue::{Field, catalogue};
pub(crate) use check::{Problem, check};
pub(crate) use kind::Kind;
pub(crate) use settings::{FILES, SettingsFile};

/// Namespace of the Metadata API's types and messages.
pub(crate) const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";
