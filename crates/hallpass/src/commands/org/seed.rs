//! `hallpass org seed`: fills a local org that is empty with its sample records.

use super::control::{Control, folder};
use crate::arguments::{Global, OrgSeed};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &OrgSeed) -> Ended {
    let control = Control::of(&folder(terminal, global, arguments.dir.as_ref())?).await?;
    control.post("seed").await?;
    control.close().await;
    Ok(Exit::Done)
}
