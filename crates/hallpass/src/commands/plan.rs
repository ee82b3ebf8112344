//! `hallpass plan`: what apply would change; writes nothing but the file of `--out`.

use hallpass_plan::LimitExceeded;
use hallpass_reconcile::Validation;

use super::look::{Choice, Look, look};
use super::saved;
use crate::arguments::{Global, PlanArguments, PlanFormat};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{PlanDocument, plan_as_markdown, plan_as_text, pretty, spent};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &PlanArguments) -> Ended {
    let choice = Choice {
        integrations: &arguments.integration,
        adopt: &[],
        prune: arguments.prune.then_some(arguments.grace),
        only_reads: false,
    };
    let look = look(terminal, global, &choice).await?;
    let refusal = hallpass_plan::refuse_if_unsafe(&look.plan, &look.desired, &look.live).err();
    let validation = match arguments.validate {
        true => Some(validated(terminal, &look).await?),
        false => None,
    };
    let document = PlanDocument::new(&look.plan, look.connection.usage()).validated(validation);
    let format = if global.json {
        PlanFormat::Json
    } else {
        arguments.format
    };
    if let Some(file) = &arguments.out {
        saved::save(&look.plan, file)?;
    }
    terminal.result(&render(&document, format, terminal));
    if format == PlanFormat::Text {
        terminal.result(&next(&look, arguments, refusal.as_ref()));
    }
    // Whoever reviews a plan is to know it, and not only whoever applies it afterwards.
    if let Some(refusal) = &refusal {
        terminal.note(&format!("warning: apply refuses this plan: {refusal}\n"));
    }
    terminal.note(&spent(document.api));
    look.connection.close().await;
    Ok(exit(&document, arguments.detailed_exitcode))
}

/// Has the org check what would be deployed.
async fn validated(terminal: Terminal, look: &Look) -> Result<Validation, Failure> {
    let waves = hallpass_reconcile::lower(&look.plan, &look.live)
        .map_err(|error| Failure::because("turn the plan into operations".to_owned(), &error))?;
    let reader = look.connection.reader();
    Progress::start(terminal, "the org checks")
        .during(hallpass_reconcile::validate(&reader, &look.plan, &waves))
        .await
        .map_err(|error| Failure::because("have the org check the plan".to_owned(), &error))
}

/// Prints a plan in the chosen form.
fn render(document: &PlanDocument, format: PlanFormat, terminal: Terminal) -> String {
    match format {
        PlanFormat::Text => plan_as_text(document, terminal.out),
        PlanFormat::Markdown => plan_as_markdown(document, "plan"),
        PlanFormat::Json => pretty(document),
    }
}

fn exit(document: &PlanDocument, detailed: bool) -> Exit {
    let is_refused = document.validation.as_ref().is_some_and(Validation::is_refused);
    if !document.blocked.is_empty() || is_refused {
        Exit::Error
    } else if detailed && !document.changes.is_empty() {
        Exit::Differences
    } else {
        Exit::Done
    }
}

fn next(look: &Look, arguments: &PlanArguments, refusal: Option<&LimitExceeded>) -> String {
    let org = &look.settings.name;
    if !look.plan.blocked.is_empty() {
        return "Next: see what is blocked; nothing is written while something is.\n".to_owned();
    }
    if let Some(refusal) = refusal {
        let limit = refusal.name();
        return format!("Next: see safety.{limit}; apply refuses what is more than it allows.\n");
    }
    match &arguments.out {
        _ if look.plan.changes.is_empty() => String::new(),
        Some(file) => format!("Next: hallpass apply {} --org {org}\n", file.display()),
        None => format!("Next: hallpass apply --org {org}\n"),
    }
}
