//! The Metadata API from envelope to rows and back.

mod any_permission_set;
mod apps;
mod calls;
mod connected_apps;
mod deploys;
mod family;
mod objects;
mod others;
mod over_rest;
mod permission_sets;
mod policies;
mod round_trips;
mod settings;
mod world;
