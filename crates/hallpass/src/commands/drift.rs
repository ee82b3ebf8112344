//! `hallpass drift`: a plan for a schedule. It has no way to write.

use hallpass_model::{BlockReason, Warning, WarningCode};

use super::look::{Choice, look};
use super::plan::render;
use crate::arguments::{DriftArguments, Global, PlanFormat};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::{PlanDocument, spent};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &DriftArguments) -> Ended {
    let look = look(
        terminal,
        global,
        &Choice {
            integrations: &arguments.integration,
            adopt: &[],
            prune: None,
        },
    )
    .await?;
    let document = PlanDocument::new(&look.plan, look.connection.usage());
    let format = if global.json {
        PlanFormat::Json
    } else {
        arguments.format
    };
    terminal.result(&render(&document, format, terminal, "drift"));
    terminal.note(&spent(document.api));
    look.connection.close().await;
    let (broken, blocked): (Vec<_>, Vec<_>) = document
        .blocked
        .iter()
        .partition(|one| one.reason == BlockReason::Never);
    Ok(if !blocked.is_empty() {
        Exit::Error
    } else if broken.is_empty() && document.changes.is_empty() && !is_exposed(&document.warnings) {
        Exit::Done
    } else {
        Exit::Differences
    })
}

/// Access the other way round is drift too, and so is a password, although nothing of it is ours to change.
fn is_exposed(warnings: &[Warning]) -> bool {
    let mut codes = warnings.iter().map(|warning| warning.code);
    codes.any(|code| {
        matches!(
            code,
            WarningCode::Exposed
                | WarningCode::OtherHolders
                | WarningCode::Never
                | WarningCode::Thawed
                | WarningCode::Password
        )
    })
}
