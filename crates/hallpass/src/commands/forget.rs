//! `hallpass forget`: takes the marks of an integration off, and leaves all the rest.

use hallpass_model::IntegrationName;

use super::apply::{carry_out, refuse_production};
use super::look::{Choice, distrust, look, nothing_of};
use super::saved;
use super::state::Lock;
use crate::arguments::{ForgetArguments, Global};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::{PlanDocument, plan_as_text, pretty};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &ForgetArguments) -> Ended {
    let name = IntegrationName::new(arguments.name.as_str())
        .map_err(|error| Failure::because("forget an integration", &error))?;
    let _lock = Lock::take(&global.specs)?;
    let mut look = look(terminal, global, &Choice::default()).await?;
    look.plan = hallpass_plan::forget(&look.settings.name, &look.desired, &look.live, &name);
    distrust(&hallpass_plan::check(&look.plan, &look.desired, &look.live))?;
    if look.plan.changes.is_empty() {
        return Err(nothing_of(&look, &name));
    }
    if let Some(file) = &arguments.out {
        saved::save(&look.plan, file)?;
        let document = PlanDocument::new(&look.plan, look.connection.usage());
        terminal.result(&match global.json {
            true => pretty(&document),
            false => plan_as_text(&document, terminal.out),
        });
        look.connection.close().await;
        return Ok(Exit::Done);
    }
    refuse_production(&look, &format!("forget {name}"))?;
    let plan = look.plan.clone();
    let ended = carry_out(terminal, global, look, &plan, arguments.auto_approve).await?;
    if ended == Exit::Done {
        terminal.note(&format!(
            "{name} is nobody's now: its user, set and apps work as before. Take it out of the specs, or plans will be blocked by it.\n"
        ));
    }
    Ok(ended)
}
