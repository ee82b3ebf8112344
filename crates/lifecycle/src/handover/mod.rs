//! Handing over: a credential goes from the org to its consumer, and nowhere else.
//!
//! What a consumer is given is made by pure functions; [`Sink`] is the one place that touches files and processes.

mod client_id;
mod document;
mod env_text;
mod fetch;
mod git;
#[cfg(test)]
mod panics;
mod parcel;
mod postman;
mod private_file;
mod sink;

pub use client_id::client_id;
pub use fetch::{fetch, is_hidden};
pub use git::Visibility;
pub use parcel::{Parcel, Stamp, Way};
pub use postman::Exercise;
pub use sink::{Sink, SinkError};
