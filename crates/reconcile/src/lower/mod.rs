//! Lowering: a plan becomes waves of operations on the wire. Pure, and the same for the same plan and org.
//!
//! Nothing is left to choose when the waves run. Ids of things that earlier waves make are symbolic ([`Thing`]) and
//! filled in then. One file per kind says what a change of it is in rows or files; [`schedule`] says in which order.

mod access;
mod app;
mod assignment;
mod context;
mod error;
mod field;
mod joined;
mod license;
mod login;
mod object;
mod permission_set;
mod profile;
mod profile_grants;
mod relicense;
mod rows;
mod schedule;
mod show;
mod system_permission;
mod text;
mod user;
mod verb_row;
mod wave;
mod waves;

pub use error::LowerError;
pub use show::show;
pub use wave::{AppDeploy, Cell, Deploy, Link, Login, Operation, Row, RowVerb, Rows, Thing, Wave};
pub use waves::lower;
