//! Specs: what the user wrote, from files to a [`Desired`](hallpass_model::Desired).
//!
//! ```text
//! folder ─ load ─▶ Loaded (sources, documents, diagnostics) ─ resolve(org, env) ─▶ Resolved (Desired, OrgSettings)
//! ```
//!
//! [`load`] never fails: whatever is wrong is a [`Diagnostic`] with a place, and all of them come at once. It reads
//! files and nothing else; [`resolve`] alone asks for the environment, and only for what the chosen org needs.
//! There is no network here, and nothing knows what is in an org.
//!
//! - `yaml` reads a text into a tree with places, `decode` turns trees into the types of `format`;
//! - `text` holds the rule of each kind of text, `check` what several parts must be to each other;
//! - `emit` writes an integration as the text that resolves to it;
//! - `resolve` fills defaults and placeholders; `schema` gives the JSON Schemas of the types that are decoded.

mod check;
mod decode;
mod defaults;
mod diagnostic;
mod emit;
mod files;
mod format;
mod load;
mod locate;
mod placeholder;
mod resolve;
mod schema;
mod source;
mod text;
mod yaml;

pub use decode::nearest;
pub use diagnostic::{
    CODES, CodeFacts, Diagnostic, Related, RuleFacts, Severity, Suggestion, render_text, to_json, to_sarif,
};
pub use emit::{Emitted, Given, Note, emit};
pub use format::OrgKind;
pub use load::{Loaded, OrgEntry, Variant, load, load_as, load_with};
pub use resolve::{Auth, DEFAULT_GRACE_DAYS, OrgSettings, OrgTarget, Resolved, resolve};
pub use schema::{Schemas, schemas};
pub use source::{Place, Position, Source, Sources};
pub use text::{SCOPES, ScopeFacts, days_of};
