//! Between an org and the words of hallpass: reads what is there, lowers plans to operations, runs them.
//!
//! | step | is |
//! |---|---|
//! | [`read`] | an org and what is desired → `Live`, whole or an error |
//! | [`lower`] | a plan and the live org → [`Wave`]s of operations; pure |
//! | [`validate`] | waves → what the org says of their files, with nothing deployed |
//! | [`run`] | waves → an `Outcome`; the one place that writes |
//! | [`attribute`] | a plan and the org's Setup Audit Trail → who moved what, when and through what |
//! | [`explain`] | the org's words → what they mean and what to do |
//!
//! Whatever is written here is written as reading gives it back, so that a plan after an apply is empty. Nothing is
//! printed: a run tells [`Event`]s.

mod attribute;
mod columns;
mod explain;
mod explain_oauth;
mod journal;
mod lower;
mod metadata;
mod read;
mod run;

pub use attribute::{Evidence, Origin, Origins, Via, attribute};
pub use columns::OBJECT_VERBS;
pub use explain::explain;
pub use explain_oauth::{OauthCause, explain_oauth};
pub use journal::Journal;
pub use lower::{
    AppDeploy, Cell, Deploy, Link, Login, LowerError, Operation, Row, RowVerb, Rows, Thing, Wave, lower, show,
};
pub use metadata::scope_words;
pub use read::{
    ReadError, Survey, SurveyedApp, Wanted, read, read_groups, read_record_types, settled, survey,
};
pub use run::{Checked, Event, Validation, Waiting, run, run_with_journal, validate};
