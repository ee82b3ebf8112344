//! `hallpass completions`: what a shell needs to complete our command line.

use clap::CommandFactory as _;

use crate::arguments::{Arguments, CompletionsArguments};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(super) fn run(terminal: Terminal, arguments: &CompletionsArguments) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Arguments::command(),
        "hallpass",
        &mut script,
    );
    terminal.result(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
