//! `hallpass thaw`: a frozen integration gets back exactly what it had.

use hallpass_model::{IntegrationName, Mark};

use super::apply::{approved, exit, write};
use super::look::{Look, look_for, nothing_of};
use super::state::Lock;
use crate::arguments::{Global, ThawArguments};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::{HoldDocument, OutcomeDocument, outcome_as_text, pretty, spent};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &ThawArguments) -> Ended {
    let name = IntegrationName::new(arguments.name.as_str())
        .map_err(|error| Failure::because("thaw an integration", &error))?;
    let _lock = Lock::take(&global.specs)?;
    let mut look = look_for(terminal, global, |org, desired, live| {
        hallpass_plan::thaw(org, desired, live, &name)
    })
    .await?;
    if !is_there(&look, &name) {
        return Err(nothing_of(&look, &name));
    }
    let plan = look.plan.clone();
    let mut document = approved(terminal, global, &mut look, &plan, arguments.auto_approve).await?;
    let outcome = write(terminal, global, &look, &plan).await?;
    document.api = look.connection.usage().into();
    terminal.note(&spent(document.api));
    let ended = exit(&outcome);
    if global.json {
        let plan = OutcomeDocument {
            plan: document,
            outcome,
        };
        terminal.result(&pretty(&HoldDocument { plan, cut_off: None }));
    } else if outcome.0.is_empty() {
        terminal.result(&format!("{name} is not frozen by hallpass.\n"));
    } else {
        terminal.result("\n");
        terminal.result(&outcome_as_text(&outcome, terminal.out));
        terminal.result(&next(&look, &name, ended));
    }
    look.connection.close().await;
    Ok(ended)
}

fn is_there(look: &Look, name: &IntegrationName) -> bool {
    let is_ours = |mark: Option<&Mark>| {
        mark.is_some_and(|mark| mark.fleet == look.desired.fleet && mark.integration == *name)
    };
    look.desired.integrations.contains_key(name)
        || look.live.users.values().any(|user| is_ours(user.mark.as_ref()))
}

fn next(look: &Look, name: &IntegrationName, ended: Exit) -> String {
    let org = &look.settings.name;
    match ended {
        Exit::Done => {
            format!("Next: hallpass drift --org {org}; its sessions and tokens have to be made anew\n")
        }
        _ => format!("Next: mend what failed, then thaw {name} again; what is done stays done\n"),
    }
}
