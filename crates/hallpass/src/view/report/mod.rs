//! Reports: one file a view.

mod access;
mod coverage;
mod csv;
mod html;
mod island;
mod text;
mod usage;
mod who;

#[cfg(test)]
mod tests;

pub(crate) use access::{AccessDocument, Matrix};
pub(crate) use coverage::CoverageEntry;
pub(crate) use csv::{access_as_csv, who_as_csv};
pub(crate) use html::access_as_html;
pub(crate) use text::access_as_text;
pub(crate) use usage::{UsageDocument, usage_as_text};
pub(crate) use who::{WhoDocument, who_as_text};
