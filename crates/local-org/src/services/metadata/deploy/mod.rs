//! Deployments: a package in, a result out, everything saved or nothing.

mod message;
mod options;
mod package;
mod record;
mod render;
mod run;
mod service;

pub(crate) use options::DeployOptions;
pub(crate) use record::Record;
pub(crate) use render::{to_element, to_json};
pub(crate) use run::may_change;
pub(crate) use service::{CancelError, Request, cancel, check, quick_deploy, start};
