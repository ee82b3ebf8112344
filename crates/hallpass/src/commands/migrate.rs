//! `hallpass migrate`: shows how far a consumer has gone over from an old user, closes that way, and opens it again.

use hallpass_lifecycle::migrate::{MigrateError, Migration, Observed, Obstacle, Stage, Wish, obstacles};
use hallpass_model::{Integration, MigrateFrom};
use hallpass_salesforce::SystemEnv;
use jiff::SignedDuration;

use super::apply::ask;
use super::look::{Choice, Look, look};
use super::state::Lock;
use crate::arguments::{Global, MigrateArguments};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{MigrateDocument, migrate_as_text, pretty, spent};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &MigrateArguments) -> Ended {
    let wish = match (arguments.cut_over, arguments.undo) {
        (true, _) => Some(Wish::CutOver),
        (_, true) => Some(Wish::Undo),
        _ => None,
    };
    let _lock = wish.map(|_| Lock::take(&global.specs)).transpose()?;
    let only = [arguments.name.clone()];
    let choice = Choice {
        integrations: &only,
        ..Choice::default()
    };
    let look = look(terminal, global, &choice).await?;
    let ended = act(terminal, global, arguments, &look, wish).await;
    terminal.note(&spent(look.connection.usage().into()));
    look.connection.close().await;
    ended
}

async fn act(
    terminal: Terminal,
    global: &Global,
    arguments: &MigrateArguments,
    look: &Look,
    wish: Option<Wish>,
) -> Ended {
    let one = look.desired.integrations.values().next();
    let one =
        one.ok_or_else(|| Failure::new(Exit::Error, format!("the spec of {} ends it", arguments.name)))?;
    let from = from(one)?;
    let migration = Migration {
        env: &SystemEnv,
        fleet: &look.desired.fleet,
        integration: &one.name,
        from,
        new: &one.user.username,
        running: &look.live.running_user.username,
        permissions: &look.live.running_user.permissions,
        changes: look.plan.changes.len() + look.plan.blocked.len(),
        window: SignedDuration::from_hours(24 * i64::from(arguments.quiet_for)),
    };
    let reader = look.connection.reader();
    let observed = migration.look(&reader).await.map_err(|error| stopped(&error))?;
    let show = |observed: &Observed, done: Option<Wish>| {
        let org = &look.settings.name;
        let document = MigrateDocument::new(org, one, from, observed, done, arguments.quiet_for);
        terminal.result(&match global.json {
            true => pretty(&document),
            false => migrate_as_text(&document, terminal.out),
        });
    };
    let Some(wish) = wish.filter(|wish| !is_done(*wish, &observed)) else {
        show(&observed, None);
        return Ok(Exit::Done);
    };
    if let Err(refusal) = may(wish, &observed, arguments.force) {
        show(&observed, None);
        return Err(refusal);
    }
    if !arguments.auto_approve {
        show(&observed, None);
        ask(terminal, question(wish))?;
    }
    let after = Progress::start(terminal, "migrating")
        .during(migration.run(&look.connection.writer(), wish))
        .await
        .map_err(|error| stopped(&error).with_exit(Exit::Partial))?;
    show(&after, Some(wish));
    Ok(Exit::Done)
}

fn from(one: &Integration) -> Result<&MigrateFrom, Failure> {
    one.migrate_from.as_ref().ok_or_else(|| {
        let failure = Failure::new(
            Exit::Error,
            format!("the spec of {} does not say what it migrates from", one.name),
        );
        failure.hint("write `migrate_from: { user: old.user@example.com }` into it")
    })
}

fn stopped(error: &MigrateError) -> Failure {
    Failure::because("migrate", error).hint("run it again: what is done stays done")
}

fn is_done(wish: Wish, observed: &Observed) -> bool {
    let noted = observed.old.as_ref().is_some_and(|old| old.note.is_some());
    match wish {
        Wish::CutOver => Stage::of(observed) == Stage::Closed,
        Wish::Undo => !noted,
    }
}

/// What was closed may always be opened again, by whom it was closed.
fn may(wish: Wish, observed: &Observed, force: bool) -> Result<(), Failure> {
    let found = match wish {
        Wish::CutOver => obstacles(observed),
        Wish::Undo => Vec::new(),
    };
    let (soft, hard): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.yields());
    let listed = |all: &[&Obstacle]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    if !hard.is_empty() {
        let mut failure = Failure::new(Exit::Error, "the old way is not closed");
        failure.causes = listed(&hard);
        return Err(failure);
    }
    if soft.is_empty() || force {
        return Ok(());
    }
    let mut failure = Failure::new(Exit::Limit, "the old way is not closed");
    failure.causes = listed(&soft);
    Err(failure
        .hint("wait until it is silent; --quiet-for says for how long, --force closes it all the same"))
}

const fn question(wish: Wish) -> &'static str {
    match wish {
        Wish::CutOver => "Close the old way? Only 'yes' is taken for yes: ",
        Wish::Undo => "Open the old way again? Only 'yes' is taken for yes: ",
    }
}
