//! What was typed: the command line as clap sees it, and nothing about what it means.

mod commands;
mod global;

pub(crate) use commands::{
    ApplyArguments, CiSystem, Command, CompletionsArguments, DEFAULT_GRACE, DiffArguments, DoctorArguments,
    DriftArguments, ExplainArguments, ForgetArguments, FreezeArguments, HandoverArguments, ImportArguments,
    InitArguments, ManArguments, MigrateArguments, NotifyFormat, NotifyWhen, OrgCommand, OrgLog, OrgReset,
    OrgSeed, OrgServe, OrgToken, ParityArguments, PlanArguments, PlanFormat, ReportArguments, ReportFormat,
    RotateArguments, SchemaArguments, SchemaName, ThawArguments, ToArguments, ValidateArguments,
    ValidateFormat, VerifyArguments, VerifyFormat, WaiversOf,
};
pub(crate) use global::{Arguments, ColorWhen, Global, LogFormat};
