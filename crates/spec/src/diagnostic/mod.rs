//! Problems of a spec: what they are, where they stand, and how they are shown.

pub(crate) mod code;
mod json;
mod problem;
mod sarif;
mod text;

pub use code::{CODES, CodeFacts};
pub use json::to_json;
pub use problem::{Diagnostic, Related, Severity, Suggestion};
pub(crate) use problem::{Problem, Problems};
pub use sarif::{RuleFacts, to_sarif};
pub use text::render_text;
