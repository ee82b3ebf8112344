//! `hallpass drift`: a plan for a schedule. It has no way to write.

use super::look::{Choice, look};
use super::plan::render;
use crate::arguments::{DriftArguments, Global, PlanFormat};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::PlanDocument;

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &DriftArguments) -> Ended {
    let look = look(
        terminal,
        global,
        &Choice {
            integrations: &arguments.integration,
            adopt: &[],
        },
    )
    .await?;
    let document = PlanDocument::new(&look.plan, look.connection.usage());
    let format = if global.json {
        PlanFormat::Json
    } else {
        arguments.format
    };
    terminal.result(&render(&document, format, terminal));
    look.connection.close().await;
    Ok(match (document.blocked.is_empty(), document.changes.is_empty()) {
        (false, _) => Exit::Error,
        (true, false) => Exit::Differences,
        (true, true) => Exit::Done,
    })
}
