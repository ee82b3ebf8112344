//! `hallpass schema`: the JSON Schema of the spec files, for editors.

use crate::arguments::{SchemaArguments, SchemaName};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(super) fn run(terminal: Terminal, arguments: &SchemaArguments) -> Ended {
    let schemas = hallpass_spec::schemas();
    terminal.result(match arguments.name {
        SchemaName::Fleet => &schemas.fleet,
        SchemaName::Integration => &schemas.integration,
        SchemaName::Bundle => &schemas.bundle,
    });
    Ok(Exit::Done)
}
