//! One file a command, and the steps that several of them take.

mod app;
mod apply;
mod completions;
mod connection;
mod desired;
mod diff;
mod doctor;
mod drift;
mod each;
mod explain;
mod fleet;
mod forget;
mod freeze;
mod handover;
mod import;
mod init;
mod login;
mod look;
mod man;
mod metrics;
mod migrate;
mod new_key;
mod next;
mod notify;
mod org;
mod orgs;
mod parity;
mod plan;
mod policy;
mod report;
mod retiring;
mod revision;
mod rotate;
mod saved;
mod schema;
mod selftest;
mod sink;
mod state;
mod thaw;
mod validate;
mod verify;

pub(crate) use next::say_what_is_next;

use crate::arguments::{Command, Global};
use crate::error::Ended;
use crate::terminal::Terminal;

/// Runs a command to its end.
pub(crate) async fn run(terminal: Terminal, global: &Global, command: Command) -> Ended {
    match command {
        Command::Plan(_) | Command::Apply(_) | Command::Drift(_) | Command::Verify(_)
            if global.is_for_several() =>
        {
            each::run(terminal, global, &command).await
        }
        Command::Init(arguments) => init::run(terminal, global, &arguments),
        Command::Validate(arguments) => validate::run(terminal, global, &arguments),
        Command::Diff(arguments) => diff::run(terminal, global, &arguments),
        Command::Plan(arguments) => plan::run(terminal, global, &arguments).await,
        Command::Apply(arguments) => apply::run(terminal, global, &arguments).await,
        Command::Drift(arguments) => drift::run(terminal, global, &arguments).await,
        Command::Verify(arguments) => verify::run(terminal, global, &arguments).await,
        Command::Parity(arguments) => parity::run(terminal, global, &arguments).await,
        Command::Explain(arguments) => explain::run(terminal, global, &arguments).await,
        Command::Handover(arguments) => handover::run(terminal, global, &arguments).await,
        Command::Rotate(arguments) => rotate::run(terminal, global, &arguments).await,
        Command::Forget(arguments) => forget::run(terminal, global, &arguments).await,
        Command::Freeze(arguments) => freeze::run(terminal, global, &arguments).await,
        Command::Thaw(arguments) => thaw::run(terminal, global, &arguments).await,
        Command::Import(arguments) => import::run(terminal, global, &arguments).await,
        Command::Desired => desired::run(terminal, global),
        Command::Doctor(arguments) if arguments.selftest => selftest::run(terminal, global).await,
        Command::Doctor(arguments) => doctor::run(terminal, global, &arguments).await,
        Command::Report(arguments) => report::run(terminal, global, &arguments).await,
        Command::Migrate(arguments) => migrate::run(terminal, global, &arguments).await,
        Command::Orgs => orgs::run(terminal, global),
        Command::Schema(arguments) => schema::run(terminal, &arguments),
        Command::Completions(arguments) => completions::run(terminal, &arguments),
        Command::Man(arguments) => man::run(terminal, &arguments),
        Command::Org(command) => org::run(terminal, global, command).await,
    }
}
