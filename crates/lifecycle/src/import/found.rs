//! What comes of an import.

use hallpass_model::Integration;
use serde::Serialize;

/// All that was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// What became an integration, by name.
    pub integrations: Vec<Imported>,
    /// What did not, and why.
    pub left_out: Vec<LeftOut>,
}

/// An integration of the org, as a spec would have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The integration.
    pub integration: Integration,
    /// What somebody should know who reads its spec.
    pub remarks: Vec<Remark>,
}

/// Something to know at a place of a spec.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Remark {
    /// The place, such as `permission_set`; empty for the spec as a whole.
    pub subject: String,
    /// What to know.
    pub text: String,
}

/// Something that could not become a spec, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LeftOut {
    /// What it is, such as `user old.api@example.com`.
    pub what: String,
    /// Why.
    pub why: String,
}

impl Remark {
    pub(super) fn new(subject: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            text: text.into(),
        }
    }
}

impl LeftOut {
    pub(super) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
        }
    }
}
