//! Builders of whole worlds, for tests: a desired fleet, the live org that satisfies it, and small edits of both.

mod world;

pub use world::{desired, grants, id, integration, live_of, name, org};
