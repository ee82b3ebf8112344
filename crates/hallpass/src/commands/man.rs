//! `hallpass man`: the manual, made from what the command line knows of itself.

use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::arguments::{Arguments, ManArguments};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(super) fn run(terminal: Terminal, arguments: &ManArguments) -> Ended {
    let command = Arguments::command();
    let Some(folder) = &arguments.dir else {
        let mut page = Vec::new();
        Man::new(command)
            .render(&mut page)
            .map_err(|error| Failure::because("make the manual", &error))?;
        terminal.result(&String::from_utf8_lossy(&page));
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command, folder))
        .map_err(|error| Failure::because(format!("write the manual to {}", folder.display()), &error))?;
    terminal.note(&format!("the manual is in {}\n", folder.display()));
    Ok(Exit::Done)
}
