//! What was typed: the command line as clap sees it, and nothing about what it means.

mod commands;
mod global;

pub(crate) use commands::{
    ApplyArguments, Command, CompletionsArguments, DEFAULT_GRACE, DriftArguments, ExplainArguments,
    ForgetArguments, FreezeArguments, OrgCommand, OrgLog, OrgReset, OrgSeed, OrgServe, OrgToken,
    ParityArguments, PlanArguments, PlanFormat, SchemaArguments, SchemaName, ThawArguments,
    ValidateArguments, ValidateFormat,
};
pub(crate) use global::{Arguments, ColorWhen, Global, LogFormat};
