//! How far a migration is, for a terminal and for programs.

use std::fmt::Write as _;

use hallpass_lifecycle::migrate::{AppUser, Observed, OldApp, Stage, Use, Way, Wish, obstacles};
use hallpass_model::{FORMAT_VERSION, Integration, IntegrationName, MigrateFrom, OrgName, Seen, Username};
use jiff::Timestamp;
use serde::Serialize;

use super::{Styles, for_terminal};

/// What `migrate --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct MigrateDocument {
    format_version: &'static str,
    org: OrgName,
    integration: IntegrationName,
    stage: Stage,
    /// What this run did.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<&'static str>,
    quiet_for_days: u32,
    /// What is left until the new way is as its spec says.
    changes: usize,
    old: WayEntry,
    new: WayEntry,
    /// The old app, which a cut-over leaves open.
    #[serde(skip_serializing_if = "Option::is_none")]
    old_app: Option<AppEntry>,
    /// What stands in the way of closing the old way.
    obstacles: Vec<ObstacleEntry>,
    #[serde(skip)]
    now: Timestamp,
}

#[derive(Debug, Serialize)]
struct WayEntry {
    username: Username,
    /// Whether the org has the user.
    exists: bool,
    active: bool,
    frozen: Option<bool>,
    profile: Option<String>,
    last_used: Option<Timestamp>,
    sessions: usize,
    uses: Vec<UseEntry>,
    /// Why uses could not be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    unseen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<ClosedEntry>,
}

#[derive(Debug, Serialize)]
struct UseEntry {
    app: String,
    how: String,
    logins: usize,
    refused: usize,
    last: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct AppEntry {
    label: String,
    /// Who else uses it; none where that cannot be seen.
    others: Option<Vec<AppUserEntry>>,
    /// Why they could not be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    unseen: Option<String>,
    /// Why only logins of others are counted, and no tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens_unseen: Option<String>,
}

#[derive(Debug, Serialize)]
struct AppUserEntry {
    /// The username, or the id where the org shows none.
    user: String,
    logins: u64,
    tokens: usize,
    last: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct ClosedEntry {
    since: String,
    by: String,
    integration: String,
}

#[derive(Debug, Serialize)]
struct ObstacleEntry {
    reason: &'static str,
    message: String,
    yields_to_force: bool,
}

impl MigrateDocument {
    /// Makes the document of what was seen, and done if anything was.
    pub(crate) fn new(
        org: &OrgName,
        one: &Integration,
        from: &MigrateFrom,
        observed: &Observed,
        done: Option<Wish>,
        quiet_for_days: u32,
    ) -> Self {
        let obstacles = obstacles(observed);
        Self {
            format_version: FORMAT_VERSION,
            org: org.clone(),
            integration: one.name.clone(),
            stage: Stage::of(observed),
            done: done.map(|wish| match wish {
                Wish::CutOver => "cut_over",
                Wish::Undo => "undone",
            }),
            quiet_for_days,
            changes: observed.changes,
            old: WayEntry::new(&from.user, observed.old.as_ref()),
            new: WayEntry::new(&one.user.username, observed.new.as_ref()),
            old_app: observed.app.as_ref().map(AppEntry::new),
            obstacles: obstacles
                .iter()
                .map(|one| ObstacleEntry {
                    reason: one.word(),
                    message: one.to_string(),
                    yields_to_force: one.yields(),
                })
                .collect(),
            now: observed.now,
        }
    }
}

impl WayEntry {
    fn new(username: &Username, way: Option<&Way>) -> Self {
        let uses = way.and_then(|way| way.uses.known());
        Self {
            username: way.map_or(username, |way| &way.username).clone(),
            exists: way.is_some(),
            active: way.is_some_and(|way| way.active),
            frozen: way.and_then(|way| way.frozen.known().copied()),
            profile: way.map(|way| way.profile.clone()),
            last_used: way.and_then(Way::last_used),
            sessions: way.map_or(0, |way| way.sessions.len()),
            uses: uses.into_iter().flatten().map(UseEntry::new).collect(),
            unseen: way.and_then(|way| match &way.uses {
                Seen::Unknown(why) => Some(why.clone()),
                Seen::Known(_) | Seen::Absent => None,
            }),
            closed: way.and_then(|way| way.note.as_ref()).map(|note| ClosedEntry {
                since: note.since.clone(),
                by: note.by.clone(),
                integration: note.integration.clone(),
            }),
        }
    }
}

impl AppEntry {
    fn new(app: &OldApp) -> Self {
        let entry = |one: &AppUser| AppUserEntry {
            user: one.username.clone().unwrap_or_else(|| one.id.to_string()),
            logins: one.logins,
            tokens: one.tokens,
            last: one.last,
        };
        Self {
            label: app.label.clone(),
            others: app.others.known().map(|all| all.iter().map(entry).collect()),
            unseen: match &app.others {
                Seen::Unknown(why) => Some(why.clone()),
                Seen::Known(_) | Seen::Absent => None,
            },
            tokens_unseen: app.tokens_unseen.clone(),
        }
    }
}

impl UseEntry {
    fn new(one: &Use) -> Self {
        Self {
            app: one.app.clone(),
            how: one.how.clone(),
            logins: one.logins,
            refused: one.refused,
            last: one.last,
        }
    }
}

/// Prints how far a migration is, with a line feed at its end.
pub(crate) fn migrate_as_text(document: &MigrateDocument, styles: Styles) -> String {
    let mut out = String::new();
    let heading = match document.done {
        None => format!("Migration of {} in org {}", document.integration, document.org),
        Some("undone") => "The old way is open again.".to_owned(),
        Some(_) => "The cut-over is done.".to_owned(),
    };
    let _ = writeln!(out, "{}\n", styles.bold(for_terminal(&heading)));
    way(&mut out, "old", &document.old, document.now, styles);
    way(&mut out, "new", &document.new, document.now, styles);
    if let Some(app) = &document.old_app {
        old_app(&mut out, app, document.now);
    }
    let _ = writeln!(out, "\n{}", document.stage);
    let asks = matches!(
        document.stage,
        Stage::BothAlive | Stage::Switching | Stage::NotReady
    );
    for one in document.obstacles.iter().filter(|_| asks) {
        let _ = writeln!(out, "  {}", for_terminal(&one.message));
    }
    let _ = writeln!(out, "{}", for_terminal(&next(document)));
    out
}

fn way(out: &mut String, word: &str, way: &WayEntry, now: Timestamp, styles: Styles) {
    let state = match way {
        WayEntry { exists: false, .. } => styles.warn("not there"),
        WayEntry { active: false, .. } => styles.warn("not active"),
        WayEntry {
            frozen: Some(true), ..
        } => styles.warn("frozen"),
        _ => styles.good("open"),
    };
    let profile = way
        .profile
        .iter()
        .map(|profile| format!(", profile {}", for_terminal(profile)));
    let _ = writeln!(
        out,
        "  {word}  {}: {state}{}",
        for_terminal(way.username.as_str()),
        profile.collect::<String>()
    );
    if let Some(closed) = &way.closed {
        let since = closed
            .since
            .parse()
            .map_or_else(|_| closed.since.clone(), |since| day(since, now));
        let _ = writeln!(
            out,
            "       closed by {} {}",
            for_terminal(&closed.by),
            for_terminal(&since)
        );
    }
    if way.exists {
        let last = way.last_used.map_or_else(
            || "never used".to_owned(),
            |last| format!("last used {}", day(last, now)),
        );
        let _ = writeln!(out, "       {last}");
    }
    for one in &way.uses {
        let _ = writeln!(out, "       {}", for_terminal(&used(one, now)));
    }
    if let Some(why) = &way.unseen {
        let _ = writeln!(out, "       its uses cannot be seen: {}", for_terminal(why));
    }
    if way.sessions > 0 {
        let _ = writeln!(out, "       sessions over the API that live: {}", way.sessions);
    }
}

/// More users of an app than these are counted; JSON names all.
const MAX_TOLD: usize = 5;

fn old_app(out: &mut String, app: &AppEntry, now: Timestamp) {
    let _ = writeln!(
        out,
        "  app  {}: a cut-over leaves it open",
        for_terminal(&app.label)
    );
    let others = app.others.as_deref().unwrap_or_default();
    for one in others.iter().take(MAX_TOLD) {
        let _ = writeln!(
            out,
            "       {}: {}",
            for_terminal(&one.user),
            others_use(one, now)
        );
    }
    if let Some(more) = others.len().checked_sub(MAX_TOLD).filter(|more| *more > 0) {
        let _ = writeln!(out, "       and {more} more");
    }
    if let Some(why) = app.tokens_unseen.as_ref().filter(|_| app.unseen.is_none()) {
        let _ = writeln!(
            out,
            "       who else holds a token of it cannot be seen: {}",
            for_terminal(why)
        );
    }
    let advice = match (&app.unseen, others) {
        (Some(why), _) => format!("who else uses it cannot be seen: {}", for_terminal(why)),
        (None, []) if app.tokens_unseen.is_some() => {
            "nobody else was seen to log in through it; Setup, Connected Apps OAuth Usage, tells who \
             holds a token, and blocks it"
                .to_owned()
        }
        (None, []) => "nobody else was seen to use it; to close it, block it in Setup, \
                       Connected Apps OAuth Usage"
            .to_owned(),
        (None, _) => "blocking it in Setup would stop them".to_owned(),
    };
    let _ = writeln!(out, "       {advice}");
}

fn others_use(one: &AppUserEntry, now: Timestamp) -> String {
    let mut told = Vec::new();
    match one.logins {
        0 => {}
        1 => told.push("a login".to_owned()),
        many => told.push(format!("{many} logins")),
    }
    match one.tokens {
        0 => {}
        1 => told.push("a token".to_owned()),
        many => told.push(format!("{many} tokens")),
    }
    told.push(one.last.map_or_else(
        || "never used".to_owned(),
        |last| format!("last used {}", day(last, now)),
    ));
    told.join(", ")
}

fn used(one: &UseEntry, now: Timestamp) -> String {
    let what = match one.how.as_str() {
        "" => format!("tokens of {}", one.app),
        how if how == one.app => how.to_owned(),
        how => format!("{} ({how})", one.app),
    };
    let mut told = vec![match (one.how.as_str(), one.last) {
        (_, None) => format!("{what}: never"),
        ("", Some(last)) => format!("{what}: {}", day(last, now)),
        (_, Some(last)) if one.logins == 1 => format!("{what}: a login, {}", day(last, now)),
        (_, Some(last)) => format!("{what}: {} logins, the last {}", one.logins, day(last, now)),
    }];
    if one.refused > 0 {
        told.push(format!("{} refused", one.refused));
    }
    told.join(", ")
}

/// Days say enough here; JSON has the seconds.
fn day(then: Timestamp, now: Timestamp) -> String {
    match now.duration_since(then).as_hours() / 24 {
        ..=0 => "within a day".to_owned(),
        1 => "a day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}

fn next(document: &MigrateDocument) -> String {
    let MigrateDocument { integration, org, .. } = document;
    let again = format!("hallpass migrate {integration} --org {org}");
    match document.stage {
        Stage::NoOldWay | Stage::ClosedByOthers => "Next: take `migrate_from` out of the spec".to_owned(),
        Stage::NotReady => {
            format!("Next: hallpass apply --org {org} --integration {integration}, then {again}")
        }
        Stage::BothAlive => format!("Next: give the new credential to the consumer, then {again}"),
        Stage::Switching => format!(
            "Next: wait until the old way was silent for {} days, then {again}",
            document.quiet_for_days
        ),
        Stage::Quiet => format!("Next: {again} --cut-over"),
        Stage::HalfClosed => format!("Next: {again} --cut-over goes on, --undo opens the old way again"),
        Stage::Closed => format!(
            "Next: {again} --undo where something is missing; else deactivate {} and take `migrate_from` out",
            document.old.username
        ),
    }
}
