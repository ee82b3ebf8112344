//! `hallpass parity`: where one integration is not the same in several orgs. It has no way to write.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use hallpass_plan::{Side, parity};

use super::each::{chosen, for_one};
use super::look::{Choice, Look, look};
use crate::arguments::{Global, ParityArguments};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::{Terminal, apart};
use crate::view::{ParityDocument, parity_as_text, pretty};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &ParityArguments) -> Ended {
    let orgs = chosen(global)?;
    if orgs.len() < 2 {
        return Err(Failure::new(Exit::Usage, "parity needs two orgs or more")
            .hint("name them: --org uat,prod; or take them all: --all-orgs"));
    }
    let choice = Choice {
        integrations: &arguments.integration,
        ..Choice::default()
    };
    let looks: Vec<Look> = stream::iter(&orgs)
        .map(|org| async {
            let global = for_one(global, &org.name);
            apart(org.name.to_string(), look(terminal, &global, &choice))
                .await
                .0
        })
        .buffered(usize::from(global.parallel))
        .try_collect()
        .await?;
    let sides: Vec<_> = looks.iter().map(side).collect();
    let document = ParityDocument::new(&sides, parity(&sides));
    terminal.result(&match global.json {
        true => pretty(&document),
        false => parity_as_text(&document, terminal.out),
    });
    let exit = match document.parity.is_whole() {
        true => Exit::Done,
        false => Exit::Differences,
    };
    for look in looks {
        look.connection.close().await;
    }
    Ok(exit)
}

fn side(look: &Look) -> Side<'_> {
    Side {
        org: &look.settings.name,
        desired: &look.desired,
        live: &look.live,
        plan: &look.plan,
    }
}
