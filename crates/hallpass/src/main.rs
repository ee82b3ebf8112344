//! The binary: what was typed → what it means → a command → a view → an exit code.
//!
//! No rule about access lives here. `arguments` is what was typed, `commands` has one file a command, `view` makes
//! text, Markdown and JSON of what they return, and `error` is the one place that turns errors into words.

mod arguments;
mod commands;
mod error;
mod exit;
mod interrupt;
mod logging;
mod progress;
mod terminal;
mod view;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use arguments::Arguments;
use exit::Exit;
use terminal::Terminal;

fn main() -> ExitCode {
    // The provider can only be chosen once; that somebody chose it already is no error.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match Arguments::try_parse() {
        Ok(arguments) => run(arguments).into(),
        Err(error) => misunderstood(&error).into(),
    }
}

fn run(arguments: Arguments) -> Exit {
    let Arguments { global, command } = arguments;
    let terminal = Terminal::new(&global);
    logging::start(&global);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            terminal.error(&error::Failure::because("start", &error).as_text(terminal.err));
            return Exit::Error;
        }
    };
    let ended = match command {
        Some(command) => runtime.block_on(commands::run(terminal, &global, command)),
        None => commands::say_what_is_next(terminal, &global),
    };
    match ended {
        Ok(exit) => exit,
        Err(failure) => {
            terminal.error(&failure.as_text(terminal.err));
            failure.exit
        }
    }
}

/// Help and version are results; everything else is wrong usage.
fn misunderstood(error: &clap::Error) -> Exit {
    // A closed pipe is the reader's choice.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}
