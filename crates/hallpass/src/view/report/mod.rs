//! Reports: one file a view.

mod usage;

pub(crate) use usage::{UsageDocument, usage_as_text};
