//! Flags that every command knows, before or after its name.

use std::path::PathBuf;

use clap::{ArgAction, Parser, ValueEnum};

use super::Command;

/// Terraform's plan and apply, for the access that other systems have to Salesforce.
#[derive(Debug, Parser)]
#[command(
    name = "hallpass",
    version,
    about = "plan and apply for the access that other systems have to Salesforce",
    long_about = "A folder of YAML specs lists every integration: its user, its permissions, its app. \
                  hallpass compares that with a Salesforce org and makes the fewest changes that close the difference.",
    after_help = "Examples:\n  \
        hallpass                                 what to do next in this folder\n  \
        hallpass init                            begin: a fleet and a first spec\n  \
        hallpass validate                        check the specs, offline\n  \
        hallpass plan --org local                what would change; writes nothing\n  \
        hallpass apply --org local               change it, after asking\n  \
        hallpass plan --all-orgs --out plans     the same for every org, in waves\n  \
        hallpass drift --org prod --json         for a schedule: exit code 2 when something moved\n  \
        hallpass org serve                       a Salesforce org on this machine\n\n\
        Exit codes: 0 done or nothing to do, 1 error, 2 differences found, 3 applied in part,\n  \
        4 verification failed, 5 refused by policy, 6 plan is stale, 7 refused by a safety limit, 64 wrong usage.",
    disable_help_subcommand = true,
    propagate_version = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Flags of every command.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The folder with hallpass.yaml and the integrations.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "specs",
        env = "HALLPASS_SPECS"
    )]
    pub(crate) specs: PathBuf,

    /// Which org of hallpass.yaml; may be left out where there is only one that is no production. `plan`, `apply` and
    /// `drift` take it several times.
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "HALLPASS_ORG",
        value_delimiter = ','
    )]
    pub(crate) org: Vec<String>,

    /// `plan`, `apply`, `drift` or `verify` for every org of hallpass.yaml: by `wave`, and no further wave when one org
    /// fails; `verify` looks at all of them.
    #[arg(long, global = true)]
    pub(crate) all_orgs: bool,

    /// How many orgs of a wave at once.
    #[arg(long, global = true, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) parallel: u8,

    /// Print one JSON document on stdout; the same as `--format json`.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// When to colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,

    /// Say on stderr what is asked of the org; twice for more.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// Say nothing on stderr but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// The form of what `-v` says.
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
}

impl Global {
    /// Returns whether more than one org is meant, or as many as there are.
    pub(crate) fn is_for_several(&self) -> bool {
        self.all_orgs || self.org.len() > 1
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
