//! Specs that hallpass writes itself: an integration as the text that resolves to it.
//!
//! `app`, `user`, `permissions` and `rest` each write a part, `integration` puts them together; `lines` knows where a
//! comment belongs, `scalar` how a text stands in YAML.

mod app;
mod given;
mod integration;
mod lines;
mod permissions;
mod rest;
mod scalar;
mod user;

pub use given::Given;
pub use integration::{Emitted, emit};
pub use lines::Note;
