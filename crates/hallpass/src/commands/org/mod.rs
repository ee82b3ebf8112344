//! `hallpass org`: the local org on its own.

mod control;
mod log;
mod reset;
mod seed;
mod serve;
mod token;

pub(super) use control::Control;

use crate::arguments::{Global, OrgCommand};
use crate::error::Ended;
use crate::terminal::Terminal;

/// Runs one of the commands of the local org.
pub(super) async fn run(terminal: Terminal, global: &Global, command: OrgCommand) -> Ended {
    match command {
        OrgCommand::Serve(arguments) => serve::run(terminal, global, &arguments).await,
        OrgCommand::Token(arguments) => token::run(terminal, global, &arguments).await,
        OrgCommand::Log(arguments) => log::run(terminal, global, &arguments).await,
        OrgCommand::Seed(arguments) => seed::run(terminal, global, &arguments).await,
        OrgCommand::Reset(arguments) => reset::run(terminal, global, &arguments).await,
    }
}
