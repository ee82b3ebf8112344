//! How results look: one document a command, printed as text, Markdown or JSON.

mod comment;
mod desired;
mod diff;
mod doctor;
mod document;
mod drift;
mod explain;
mod handover;
mod hold;
mod import;
mod init;
mod json;
mod junit;
mod markdown;
mod metrics;
mod migrate;
mod next;
mod notice;
mod outcome;
mod parity;
mod phrase;
mod report;
mod rotation;
mod safe;
mod selftest;
mod spent;
mod style;
mod text;
mod through;
mod told;
mod validation;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use desired::DesiredDocument;
pub(crate) use diff::{
    ComparisonEntry, DiffDocument, StateEntry, diff_as_markdown, diff_as_text, new_access,
};
pub(crate) use doctor::{DoctorDocument, doctor_as_text};
pub(crate) use document::{OutcomeDocument, PlanDocument};
pub(crate) use drift::{DriftDocument, drift_as_markdown, drift_as_text};
pub(crate) use explain::{ExplainDocument, explain_as_text};
pub(crate) use handover::{HandoverDocument, handover_as_text};
pub(crate) use hold::{HoldDocument, cut_off_as_text};
pub(crate) use import::{ImportDocument, import_as_text};
pub(crate) use init::{InitDocument, init_as_text};
pub(crate) use json::pretty;
pub(crate) use junit::as_junit;
pub(crate) use markdown::plan_as_markdown;
pub(crate) use metrics::{RunFacts, metrics};
pub(crate) use migrate::{MigrateDocument, migrate_as_text};
pub(crate) use next::{NextDocument, Step, next_as_text};
pub(crate) use notice::Notice;
pub(crate) use outcome::outcome_as_text;
pub(crate) use parity::{ParityDocument, parity_as_text};
pub(crate) use report::{
    AccessDocument, CoverageEntry, Matrix, UsageDocument, WhoDocument, access_as_csv, access_as_html,
    access_as_text, usage_as_text, who_as_csv, who_as_text,
};
pub(crate) use rotation::{RotationDocument, rotation_as_text};
pub(crate) use safe::{for_markdown, for_terminal};
pub(crate) use selftest::{SelftestDocument, selftest_as_text};
pub(crate) use spent::spent;
pub(crate) use style::Styles;
pub(crate) use text::plan_as_text;
pub(crate) use verify::{ProvedDocument, VerifyDocument, check_as_text, proof_as_text, proofs_as_text};
