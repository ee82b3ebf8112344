//! `hallpass org seed`: puts a seed file into a local org; without one, fills an org that is empty.

use hallpass_local_org::Seed;

use super::control::{Control, folder};
use crate::arguments::{Global, OrgSeed};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &OrgSeed) -> Ended {
    let seed = arguments
        .file
        .as_deref()
        .map(Seed::read)
        .transpose()
        .map_err(|error| Failure::new(Exit::Error, error.to_string()))?;
    let folder = folder(terminal, global, arguments.dir.as_ref())?;
    let control = match &seed {
        Some(seed) => Control::seeded(&folder, seed).await?,
        None => {
            let control = Control::of(&folder).await?;
            control.post("seed").await?;
            control
        }
    };
    control.close().await;
    Ok(Exit::Done)
}
