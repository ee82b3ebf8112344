//! The Metadata API from envelope to rows and back.

mod apps;
mod calls;
mod connected_apps;
mod deploys;
mod family;
mod over_rest;
mod permission_sets;
mod policies;
mod settings;
mod world;
