//! `hallpass org reset`: makes a local org as it was at its start; credentials and call log stay.

use super::control::{Control, folder};
use crate::arguments::{Global, OrgReset};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &OrgReset) -> Ended {
    let control = Control::of(&folder(terminal, global, arguments.dir.as_ref())?).await?;
    control.post("reset").await?;
    control.close().await;
    Ok(Exit::Done)
}
