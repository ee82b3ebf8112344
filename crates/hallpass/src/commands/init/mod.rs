//! `hallpass init`: a fleet, a first spec, and the files of a pipeline. It overwrites nothing.

mod files;
mod pipeline;
mod run;
mod wanted;

pub(super) use run::run;
