//! `hallpass freeze`: nobody gets in as the integration any more, and plans leave it so.

use hallpass_lifecycle::freeze::{CutOff, Frozen, cut_off};
use hallpass_model::{Hold, IntegrationName, Plan};

use super::apply::{approved, exit, write};
use super::look::{Look, look_for, nothing_of};
use super::state::Lock;
use crate::arguments::{FreezeArguments, Global};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{HoldDocument, OutcomeDocument, cut_off_as_text, outcome_as_text, pretty, spent};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &FreezeArguments) -> Ended {
    let name = IntegrationName::new(arguments.name.as_str())
        .map_err(|error| Failure::because("freeze an integration", &error))?;
    let reason = reason(&arguments.reason)?;
    let _lock = Lock::take(&global.specs)?;
    let mut look = look_for(terminal, global, |org, desired, live| {
        let hold = Hold {
            since: format!("{:.0}", jiff::Timestamp::now()),
            by: live.running_user.username.to_string(),
            reason,
            ..Hold::default()
        };
        hallpass_plan::freeze(org, desired, live, &name, &hold)
    })
    .await?;
    let plan = look.plan.clone();
    if plan.changes.is_empty() {
        return Err(nothing_of(&look, &name));
    }
    let mut document = approved(terminal, global, &mut look, &plan, arguments.auto_approve).await?;
    let outcome = write(terminal, global, &look, &plan).await?;
    let cut_off = make_sure(terminal, &look, &plan, &name).await?;
    document.api = look.connection.usage().into();
    terminal.note(&spent(document.api));
    let ended = match exit(&outcome) {
        Exit::Done if !cut_off.is_whole() => Exit::Partial,
        ended => ended,
    };
    if global.json {
        let plan = OutcomeDocument {
            plan: document,
            outcome,
        };
        let hold = Some(&cut_off);
        terminal.result(&pretty(&HoldDocument { plan, cut_off: hold }));
    } else {
        terminal.result("\n");
        terminal.result(&outcome_as_text(&outcome, terminal.out));
        terminal.result(&cut_off_as_text(&name, &cut_off, terminal.out));
        terminal.result(&next(&look, &name, ended));
    }
    look.connection.close().await;
    Ok(ended)
}

/// It stands in a mark, beside what people wrote.
fn reason(text: &str) -> Result<String, Failure> {
    let reason = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = reason.chars().count();
    if reason.is_empty() || length > Hold::MAX_REASON {
        let most = Hold::MAX_REASON;
        let message = format!("a reason has 1 to {most} characters, and this has {length}");
        return Err(Failure::new(Exit::Usage, message));
    }
    Ok(reason)
}

async fn make_sure(
    terminal: Terminal,
    look: &Look,
    plan: &Plan,
    name: &IntegrationName,
) -> Result<CutOff, Failure> {
    let writer = look.connection.writer();
    let frozen = Frozen::by(plan, &look.live, name);
    Progress::start(terminal, "looking whether anything is left open")
        .during(cut_off(&writer, &frozen))
        .await
        .map_err(|error| {
            Failure::because(
                format!("make sure that nobody gets in as {name} any more"),
                &error,
            )
            .with_exit(Exit::Partial)
            .hint("freeze it again: what is done stays done")
        })
}

fn next(look: &Look, name: &IntegrationName, ended: Exit) -> String {
    let org = &look.settings.name;
    match ended {
        Exit::Done => format!("Next: when the cause is gone, hallpass thaw {name} --org {org}\n"),
        _ => format!("Next: mend what failed, then freeze {name} again; what is done stays done\n"),
    }
}
