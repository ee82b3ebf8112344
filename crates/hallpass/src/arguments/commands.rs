//! The commands and their flags.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use secrecy::SecretString;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Begin: a fleet, a first spec and, where wanted, the files of a pipeline. Asks on a terminal; overwrites nothing.
    Init(InitArguments),
    /// Check the specs offline: form, meaning, policy.
    Validate(ValidateArguments),
    /// Show what access changes between two git revisions of the specs; offline.
    Diff(DiffArguments),
    /// Show what apply would change; writes nothing.
    Plan(PlanArguments),
    /// Make the org as the specs say.
    Apply(ApplyArguments),
    /// Plan for a schedule: exit code 2 when the org has moved; writes nothing.
    Drift(DriftArguments),
    /// Prove, with its own token, that an integration can do what its spec says and nothing else: exit code 4 when it is not
    /// so; writes nothing.
    Verify(VerifyArguments),
    /// Show where integrations are not the same in two or more orgs: exit code 2 when something differs; writes nothing.
    Parity(ParityArguments),
    /// Say why an integration's user can do something or cannot, grant by grant; without a target, what it can do beyond
    /// its spec. Writes nothing.
    Explain(ExplainArguments),
    /// Give the credential of an integration to its consumer: a file, a Postman collection, or a command. Nobody sees it on
    /// the way.
    Handover(HandoverArguments),
    /// Roll key and secret of an integration over without an outage; goes on where an earlier run stopped.
    Rotate(RotateArguments),
    /// Give an integration up: take the marks off its user, set and apps, and leave all the rest.
    Forget(ForgetArguments),
    /// Pull the plug: nobody logs in as the integration, its sessions end, its apps are off; it stays so until it is thawed.
    Freeze(FreezeArguments),
    /// Give a frozen integration back exactly what it had.
    Thaw(ThawArguments),
    /// Write specs for what an org has already, one file an integration; nothing in the org changes, and no file is overwritten.
    Import(ImportArguments),
    /// Print what the specs want as JSON, for programs such as policy engines; offline. With `--org` as that org has it.
    Desired,
    /// Say what stops this login, org or integration, with evidence and fix. Writes nothing, but for `--selftest`.
    Doctor(DoctorArguments),
    /// Show who may touch what, who else can, and what is under management, as text, CSV, JSON or a page; or what
    /// integrations do with their access. Writes nothing.
    Report(ReportArguments),
    /// Go over from an old user to the integration's own: how far it is, the cut-over, and the way back.
    Migrate(MigrateArguments),
    /// List the orgs of hallpass.yaml.
    Orgs,
    /// Print the JSON Schema of the spec files.
    Schema(SchemaArguments),
    /// Print a completion script for a shell.
    Completions(CompletionsArguments),
    /// Print the manual, or write a page for each command into a folder.
    Man(ManArguments),
    /// The local org: a Salesforce org on this machine.
    #[command(subcommand)]
    Org(OrgCommand),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass init\n  hallpass init --fleet acme --integration billing --objects Account,Contact\n  \
                       hallpass init --fleet acme --integration billing --org uat \\\n      \
                       --url https://acme--uat.sandbox.my.salesforce.com --alias acme-uat\n  \
                       hallpass init --org prod --ci github"
)]
pub(crate) struct InitArguments {
    /// What the fleet is called; it is part of the mark on everything that hallpass owns.
    #[arg(long, value_name = "NAME")]
    pub(crate) fleet: Option<String>,
    /// What the first integration is called.
    #[arg(long, value_name = "NAME")]
    pub(crate) integration: Option<String>,
    /// What the integration may read, by API name.
    #[arg(long, value_name = "OBJECT", num_args = 1.., value_delimiter = ',')]
    pub(crate) objects: Vec<String>,
    /// The address of the team that answers for the integration.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: Option<String>,
    /// The My Domain address of an org of yours, besides the local one; `--org` is what it is called.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// How the `sf` CLI calls that org; without it the login comes from `HALLPASS_CLIENT_ID` and `HALLPASS_CLIENT_SECRET`.
    #[arg(long, value_name = "ALIAS", requires = "url")]
    pub(crate) alias: Option<String>,
    /// Write the files of a pipeline that validates, plans, applies and looks for drift; for the org of `--org`.
    #[arg(long, value_name = "SYSTEM")]
    pub(crate) ci: Option<CiSystem>,
}

/// Where pipelines run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CiSystem {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  hallpass validate\n  hallpass validate --format sarif > hallpass.sarif")]
pub(crate) struct ValidateArguments {
    /// How to print what was found.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ValidateFormat,
}

/// How `validate` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ValidateFormat {
    /// With the source lines.
    Text,
    /// One document.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass diff main\n  hallpass diff v1.4 v1.5 --org prod\n  \
                       hallpass diff origin/main --format markdown --deny-new-access"
)]
pub(crate) struct DiffArguments {
    /// The earlier git revision.
    #[arg(value_name = "BASE")]
    pub(crate) base: String,
    /// The later git revision; without it the working tree.
    #[arg(value_name = "HEAD")]
    pub(crate) head: Option<String>,
    /// How to print what changes.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlanFormat,
    /// Exit with 5 when there is access that was not there before, unless a waiver of HP025 covers it.
    #[arg(long)]
    pub(crate) deny_new_access: bool,
    /// Whose waivers count: those of the later state, or only those that the earlier one has already.
    #[arg(
        long,
        value_name = "STATE",
        default_value = "head",
        requires = "deny_new_access"
    )]
    pub(crate) waivers: WaiversOf,
}

/// Whose waivers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WaiversOf {
    /// Those of the earlier state.
    Base,
    /// Those of the later state.
    Head,
}

/// How a plan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// For a terminal.
    Text,
    /// For a comment on a pull request.
    Markdown,
    /// For programs.
    Json,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  hallpass plan --org local\n  hallpass plan --org uat --out uat.plan\n  \
                       hallpass plan --format markdown --integration billing\n  hallpass plan --detailed-exitcode\n  \
                       hallpass plan --validate --org uat"
)]
pub(crate) struct PlanArguments {
    /// Save the plan, to be applied later exactly so; with several orgs a folder, with a file for each.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// How to print the plan.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlanFormat,
    /// Have the org check the files of apps and profiles that apply would deploy, without deploying any. Rows have no such
    /// check.
    #[arg(long)]
    pub(crate) validate: bool,
    /// Exit with 2 when there is something to change.
    #[arg(long)]
    pub(crate) detailed_exitcode: bool,
    /// End what is marked and in no spec any more: freeze it, and take apart what was frozen for long enough.
    #[arg(long, conflicts_with_all = ["integration"])]
    pub(crate) prune: bool,
    /// How long what is pruned stays frozen before it is taken apart; 0d does both at once.
    #[arg(long, value_name = "DAYS", requires = "prune", value_parser = grace, default_value = "30d")]
    pub(crate) grace: u32,
    /// Only these integrations.
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    pub(crate) integration: Vec<String>,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  hallpass apply --org local\n  hallpass apply --org local --auto-approve\n  hallpass apply uat.plan --org uat"
)]
pub(crate) struct ApplyArguments {
    /// A saved plan; it is its own approval and is refused when the org or the specs have moved. With several orgs the
    /// folder of theirs.
    #[arg(value_name = "PLAN")]
    pub(crate) plan: Option<PathBuf>,
    /// Do not ask.
    #[arg(long)]
    pub(crate) auto_approve: bool,
    /// Prove afterwards, with the integrations' own tokens, that they can do what their specs say and nothing else.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Take over unmarked objects of this integration as they are, and show all else that the next apply would change.
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',', conflicts_with = "plan")]
    pub(crate) adopt: Vec<String>,
    /// End what is marked and in no spec any more: freeze it, and take apart what was frozen for long enough.
    #[arg(long, conflicts_with_all = ["plan", "integration"])]
    pub(crate) prune: bool,
    /// How long what is pruned stays frozen before it is taken apart; 0d does both at once.
    #[arg(long, value_name = "DAYS", requires = "prune", value_parser = grace, default_value = "30d")]
    pub(crate) grace: u32,
    /// Only these integrations.
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',', conflicts_with = "plan")]
    pub(crate) integration: Vec<String>,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  hallpass drift --org prod\n  hallpass drift --org prod --format markdown\n  \
                       HALLPASS_NOTIFY=https://… hallpass drift --all-orgs --metrics /var/lib/node_exporter"
)]
pub(crate) struct DriftArguments {
    /// How to print what moved; Markdown is for an issue that is edited in place.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlanFormat,
    /// Send what was found to this address, as JSON. The address is a secret, and better given by the variable.
    #[arg(long, value_name = "URL", env = "HALLPASS_NOTIFY", hide_env_values = true, value_parser = secret)]
    pub(crate) notify: Option<SecretString>,
    /// In which shape; `auto` takes Slack's for Slack's own hosts.
    #[arg(long, value_name = "SHAPE", default_value = "auto")]
    pub(crate) notify_format: NotifyFormat,
    /// When to send: where something moved or failed, or always.
    #[arg(long, value_name = "WHEN", default_value = "moved")]
    pub(crate) notify_when: NotifyWhen,
    /// Write metrics for Prometheus to this file, for a textfile collector; with several orgs to a folder, with a file for
    /// each.
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics: Option<PathBuf>,
    /// Only these integrations.
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    pub(crate) integration: Vec<String>,
}

/// The shape of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NotifyFormat {
    /// By the host.
    Auto,
    /// For programs.
    Json,
    /// For incoming webhooks of Slack, and what takes the same.
    Slack,
}

/// When a notification is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NotifyWhen {
    /// Where something moved, or the org could not be read.
    Moved,
    /// After each run.
    Always,
}

/// Takes anything: what is wrong with a secret must not be told with the secret.
fn secret(text: &str) -> Result<SecretString, std::convert::Infallible> {
    Ok(SecretString::from(text))
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  hallpass verify --org uat\n  hallpass verify billing --org prod --evidence evidence\n  \
                       vault kv get -format=json secret/billing | jq .data.data | hallpass verify billing --credential -\n  \
                       hallpass verify --no-credential --format junit > verify.xml"
)]
pub(crate) struct VerifyArguments {
    /// Only these integrations.
    #[arg(value_name = "NAME")]
    pub(crate) integration: Vec<String>,
    /// Read the credential from this file, or from stdin with `-`, and not from the org: `{"client_id": …,
    /// "client_secret": …}`, or `private_key` in PEM in place of the secret; for several integrations one object with their
    /// names; or what `handover` gives to `exec` and `env`.
    #[arg(long, value_name = "FILE", conflicts_with = "no_credential")]
    pub(crate) credential: Option<PathBuf>,
    /// Get no token: look only at what Salesforce tells the administrator.
    #[arg(long)]
    pub(crate) no_credential: bool,
    /// How to print what was found.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: VerifyFormat,
    /// Write what the proof rests on into this folder, with a digest of each file; it must be empty or not there yet. For
    /// several orgs it gets a folder for each.
    #[arg(long, value_name = "DIR")]
    pub(crate) evidence: Option<PathBuf>,
    /// How many days of logins are looked at for other apps.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=180))]
    pub(crate) days: u32,
    /// How long an app that changed lately is given until its token comes, in seconds since the change.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) wait: u64,
}

/// How `verify` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerifyFormat {
    /// A line a check, as it is made.
    Text,
    /// One document.
    Json,
    /// JUnit, for CI.
    Junit,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass parity --org uat,prod\n  hallpass parity billing --all-orgs --json"
)]
pub(crate) struct ParityArguments {
    /// Only these integrations.
    #[arg(value_name = "NAME")]
    pub(crate) integration: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass explain billing Account.Phone\n  hallpass explain billing 'delete Account' --org prod --json\n  \
                       hallpass explain billing 'apex_class[CustomerWS]'\n  hallpass explain billing"
)]
pub(crate) struct ExplainArguments {
    /// The integration.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// An object, a field, a class or a permission, by its API name: `Account.Phone`; with a verb in front, only that:
    /// `delete Account`; with its kind, only that: `apex_class[CustomerWS]`.
    #[arg(value_name = "TARGET")]
    pub(crate) target: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass import --all --org uat\n  hallpass import --user billing.api@example.com --org prod\n  \
                       hallpass import --app Billing --out review\n  hallpass import --from force-app/main/default --out review",
    group = ArgGroup::new("what").required(true).args(["user", "app", "permission_set", "all", "from"])
)]
pub(crate) struct ImportArguments {
    /// The integration of this user.
    #[arg(long, value_name = "USERNAME")]
    pub(crate) user: Option<String>,
    /// Whoever gets tokens through this app, by its API name.
    #[arg(long, value_name = "APP")]
    pub(crate) app: Option<String>,
    /// Whoever holds this permission set, by its API name.
    #[arg(long, value_name = "NAME")]
    pub(crate) permission_set: Option<String>,
    /// Whatever looks like an integration: users of the integration licence, API-only users, and users that apps run as.
    #[arg(long)]
    pub(crate) all: bool,
    /// Offline, from metadata files in this folder and below: permission sets, their groups, and the apps that admit them.
    #[arg(long, value_name = "DIR")]
    pub(crate) from: Option<PathBuf>,
    /// The folder to write to, instead of that of the specs.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// Where a credential goes.
#[derive(Debug, Clone, Args)]
pub(crate) struct ToArguments {
    /// Where the credential goes: `env FILE`, `postman DIR`, or `exec -- CMD`, which gets it as JSON on its standard input.
    #[arg(long, value_names = ["SINK", "PATH"], num_args = 1..=2)]
    pub(crate) to: Vec<OsString>,
    /// Which app, where the integration has several.
    #[arg(long, value_name = "APP")]
    pub(crate) app: Option<String>,
    /// Turn on the org setting without which secrets are not shown over REST, for as long as they are read, and turn it
    /// off again.
    #[arg(long)]
    pub(crate) with_secret_access: bool,
    /// The command of `--to exec`.
    #[arg(last = true, value_name = "CMD")]
    pub(crate) command: Vec<OsString>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass handover billing --to env billing.env\n  \
                       hallpass handover billing --org uat --to postman ~/postman\n  \
                       hallpass handover billing --org prod --to exec -- vault kv put -mount=secret billing -"
)]
pub(crate) struct HandoverArguments {
    /// The integration.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) to: ToArguments,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass rotate billing --org prod --to exec -- vault kv put -mount=secret billing -\n  \
                       hallpass rotate billing --org prod --status\n  hallpass rotate billing --org prod --revoke-old"
)]
pub(crate) struct RotateArguments {
    /// The integration.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) to: ToArguments,
    /// End the former pair, once the consumer has the new one.
    #[arg(long, conflicts_with = "new_key")]
    pub(crate) revoke_old: bool,
    /// For an app with a certificate: make a new key and certificate, and put the certificate into this file, which is the
    /// one that the spec names.
    #[arg(long, value_name = "CERTIFICATE", requires = "to")]
    pub(crate) new_key: Option<PathBuf>,
    /// How many days the new certificate is valid.
    #[arg(long, value_name = "DAYS", default_value_t = 365, requires = "new_key")]
    pub(crate) days: u32,
    /// How long what is new is given until its token comes, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) wait: u64,
    /// Say how far the rotation is, and do nothing.
    #[arg(long, conflicts_with_all = ["to", "revoke_old", "new_key"])]
    pub(crate) status: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass forget billing --org local\n  hallpass forget billing --org prod --out forget.plan"
)]
pub(crate) struct ForgetArguments {
    /// The integration; the specs need not have it any more.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Save what would be done as a plan, to be applied later exactly so.
    #[arg(long, value_name = "FILE", conflicts_with = "auto_approve")]
    pub(crate) out: Option<PathBuf>,
    /// Do not ask.
    #[arg(long)]
    pub(crate) auto_approve: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass freeze billing --org prod --reason 'key found in a public repository'\n  \
                       hallpass freeze billing --org prod --reason 'audit 4711' --auto-approve"
)]
pub(crate) struct FreezeArguments {
    /// The integration; the specs need not have it any more.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Why; it is kept in the org, and plans say it.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Do not ask.
    #[arg(long)]
    pub(crate) auto_approve: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallpass thaw billing --org prod")]
pub(crate) struct ThawArguments {
    /// The integration; the specs need not have it any more.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Do not ask.
    #[arg(long)]
    pub(crate) auto_approve: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass doctor --org prod\n  hallpass doctor billing --org prod\n  hallpass doctor --selftest --org uat --json"
)]
pub(crate) struct DoctorArguments {
    /// Integrations whose own things are looked at too, down to a token, which is revoked again.
    #[arg(value_name = "NAME")]
    pub(crate) integration: Vec<String>,
    /// Make a throw-away integration in a sandbox, tell which beliefs of the local org hold there, and end it again.
    #[arg(long, conflicts_with = "integration")]
    pub(crate) selftest: bool,
}

#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("view")),
    after_help = "Examples:\n  hallpass report --org prod\n  hallpass report --org prod --fields --format html > access.html\n  \
                       hallpass report --desired --format csv\n  hallpass report --who Account.Phone --org prod\n  \
                       hallpass report --usage billing --days 180 --json"
)]
pub(crate) struct ReportArguments {
    /// Who can touch this, in the fleet and besides: an object, a field, a class or a permission, as for `explain`.
    #[arg(long, value_name = "TARGET", group = "view")]
    pub(crate) who: Option<String>,
    /// What integrations do with their access: logins, where from, through what, and calls by object.
    #[arg(long, group = "view")]
    pub(crate) usage: bool,
    /// The access of the specs alone; offline. With `--org` as that org has it.
    #[arg(long, group = "view")]
    pub(crate) desired: bool,
    /// Have fields in the matrix too.
    #[arg(long, conflicts_with_all = ["usage", "who"])]
    pub(crate) fields: bool,
    /// How to print the report.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ReportFormat,
    /// Of how many days logins are read; the org keeps them for six months.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=180))]
    pub(crate) days: u32,
    /// Only these integrations.
    #[arg(value_name = "NAME")]
    pub(crate) integration: Vec<String>,
}

/// How `report` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For a terminal.
    Text,
    /// For spreadsheets: a line for each verb.
    Csv,
    /// For programs.
    Json,
    /// One page that loads nothing; for the matrix alone.
    Html,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  hallpass migrate billing --org prod\n  \
                       hallpass migrate billing --org prod --cut-over\n  hallpass migrate billing --org prod --undo")]
pub(crate) struct MigrateArguments {
    /// The integration; its spec says `migrate_from`.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Close the old way: freeze the old user and end its sessions.
    #[arg(long, conflicts_with = "undo")]
    pub(crate) cut_over: bool,
    /// Open the old way again, as it was before the cut-over.
    #[arg(long)]
    pub(crate) undo: bool,
    /// For how long the old way has to be silent before it is closed.
    #[arg(long, value_name = "DAYS", value_parser = grace, default_value = "7d")]
    pub(crate) quiet_for: u32,
    /// Close the old way although it is in use, or nobody can tell.
    #[arg(long, requires = "cut_over")]
    pub(crate) force: bool,
    /// Do not ask.
    #[arg(long)]
    pub(crate) auto_approve: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass schema integration\n  hallpass schema fleet > fleet.schema.json"
)]
pub(crate) struct SchemaArguments {
    /// Which of the two.
    #[arg(value_name = "NAME", default_value = "integration")]
    pub(crate) name: SchemaName,
}

/// Which schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// hallpass.yaml.
    Fleet,
    /// Integrations, in every other file.
    Integration,
    /// Bundles, in every other file.
    Bundle,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallpass completions bash > /etc/bash_completion.d/hallpass")]
pub(crate) struct CompletionsArguments {
    /// For which shell.
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass man | man -l -\n  hallpass man --dir /usr/local/share/man/man1"
)]
pub(crate) struct ManArguments {
    /// Write a page for each command into this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

/// The local org on its own.
#[derive(Debug, Subcommand)]
pub(crate) enum OrgCommand {
    /// Run a local org until interrupted.
    Serve(OrgServe),
    /// Print an access token of a local org.
    Token(OrgToken),
    /// Print the call log of a local org, oldest first.
    Log(OrgLog),
    /// Put what a seed file says into a local org.
    Seed(OrgSeed),
    /// Make a local org as it was at its start.
    Reset(OrgReset),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hallpass org serve --json\n  hallpass org serve --dir .hallpass/local-org --port 8080\n  \
                       hallpass org serve --tls --ca-out ca.pem\n  \
                       hallpass org serve --seats 20 --behaviour connected_app_creation=allowed\n  \
                       hallpass org serve --seed org.yaml"
)]
pub(crate) struct OrgServe {
    /// Keep the org in this folder; without it the org is gone at the end.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The port; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// Speak https. The certificate authority behind it stays the same as long as the folder does.
    #[arg(long)]
    pub(crate) tls: bool,
    /// Write the certificate authority that clients are to trust into this file, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) ca_out: Option<PathBuf>,
    /// Put what this file says into the org: users, licences, objects, permission sets, rows.
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,
    /// How many Salesforce Integration users the org has seats for.
    #[arg(long, value_name = "N")]
    pub(crate) seats: Option<u32>,
    /// Choose how the org answers where Salesforce's behaviour differs or is not known for sure.
    #[arg(long = "behaviour", value_name = "NAME=VALUE")]
    pub(crate) behaviours: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  hallpass org token\n  hallpass org token --as billing.api@example.com")]
pub(crate) struct OrgToken {
    /// The folder of the org; without it the one of `--org` in hallpass.yaml.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Whose token; without it the administrator's.
    #[arg(long = "as", value_name = "USERNAME")]
    pub(crate) username: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallpass org log --json | jq 'select(.method != \"GET\")'")]
pub(crate) struct OrgLog {
    /// The folder of the org; without it the one of `--org` in hallpass.yaml.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallpass org seed org.yaml --dir .hallpass/local-org")]
pub(crate) struct OrgSeed {
    /// The seed file; without one, an org that is empty is filled as a new one is.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The folder of the org; without it the one of `--org` in hallpass.yaml.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct OrgReset {
    /// The folder of the org; without it the one of `--org` in hallpass.yaml.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

/// How many days what is pruned stays frozen where nothing is said.
pub(crate) const DEFAULT_GRACE: u32 = 30;

/// Reads a grace such as `30d`.
fn grace(text: &str) -> Result<u32, String> {
    hallpass_spec::days_of(text).ok_or_else(|| "write days, such as 30d; 0d ends at once".to_owned())
}
