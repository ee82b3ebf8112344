//! `hallpass doctor --selftest`: a throw-away integration in a sandbox, and which facts of the local org held there.

use hallpass_lifecycle::credential::from_org;
use hallpass_lifecycle::selftest::{NAME, Probed, Subject, ending, examine, judge, wanted};
use hallpass_model::{Desired, IntegrationName, Live, RecordId};
use hallpass_salesforce::RecordId as OrgRecordId;
use hallpass_spec::{OrgKind, OrgSettings, OrgTarget};

use super::connection::Connection;
use super::fleet;
use super::look::distrust;
use super::state::Lock;
use crate::arguments::Global;
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::interrupt::interrupt;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{SelftestDocument, pretty, selftest_as_text, spent};

pub(super) async fn run(terminal: Terminal, global: &Global) -> Ended {
    let loaded = fleet::load(terminal, global)?;
    let settings = fleet::resolve(terminal, global, &loaded, &[])?.org;
    drop(loaded);
    if settings.kind == Some(OrgKind::Production) {
        return Err(refusal(&settings));
    }
    let _lock = Lock::take(&global.specs)?;
    let connection = Connection::open(terminal, &settings, MAX_CALLS).await?;
    let org = sandbox(&connection, &settings).await?;
    let today = jiff::Zoned::now().date().to_string();
    let named = |error| Failure::because("name the throw-away integration", &error);
    let (begin, end) = (
        wanted(&org, &today).map_err(named)?,
        ending(&today).map_err(named)?,
    );
    let progress = Progress::start(terminal, "making a throw-away integration");
    let found = progress.during(walk(&connection, &settings, &begin)).await;
    // Also after a failure: nothing of it stays but a user that is switched off.
    progress.say("ending the throw-away integration".to_owned());
    let ended = progress.during(bring(&connection, &settings, &end)).await;
    drop(progress);
    let facts = found.map_err(|failure| with_rest(failure, ended.as_ref().err()))?;
    let document = SelftestDocument::new(&settings.name, facts);
    terminal.result(&match global.json {
        true => pretty(&document),
        false => selftest_as_text(&document, terminal.out),
    });
    terminal.note(&spent(connection.usage().into()));
    connection.close().await;
    ended.map_err(|failure| failure.hint(left_behind()))?;
    Ok(Exit::Done)
}

/// Far more than it needs, whatever the fleet allows itself.
const MAX_CALLS: u32 = 500;

fn refusal(settings: &OrgSettings) -> Failure {
    let message = format!(
        "the self-test makes things, and org {} is no sandbox",
        settings.name
    );
    Failure::new(Exit::Error, message).hint("choose a sandbox with --org")
}

/// Returns the id of the org, which has to be a sandbox, or the local org.
async fn sandbox(connection: &Connection, settings: &OrgSettings) -> Result<RecordId, Failure> {
    let org = connection
        .reader()
        .organization()
        .await
        .map_err(|error| Failure::because("read which org it is", &error))?;
    let is_local = matches!(settings.target, OrgTarget::Local { .. });
    if !org.is_sandbox && !is_local {
        return Err(refusal(settings));
    }
    RecordId::parse(org.id.as_str()).map_err(|error| Failure::because("read which org it is", &error))
}

async fn walk(
    connection: &Connection,
    settings: &OrgSettings,
    begin: &Desired,
) -> Result<Vec<Probed>, Failure> {
    let live = bring(connection, settings, begin).await?;
    let subject = subject(connection, begin, &live).await?;
    let interrupt = interrupt();
    Ok(judge(&examine(connection.org(), &subject, &*interrupt).await))
}

async fn subject(connection: &Connection, begin: &Desired, live: &Live) -> Result<Subject, Failure> {
    let missing = || Failure::new(Exit::Error, "the throw-away integration is not in the org");
    let name = IntegrationName::new(NAME).map_err(|error| Failure::because("name it", &error))?;
    let one = begin.integrations.get(&name).ok_or_else(missing)?;
    let user = live.users.get(&one.user.username).ok_or_else(missing)?;
    let app = one.apps.first().ok_or_else(missing)?;
    let live_app = live.apps.get(&app.name).ok_or_else(missing)?;
    let credential = from_org(&connection.reader(), live_app, &app.flow)
        .await
        .map_err(|error| {
            Failure::because("read the credential of the throw-away integration", &error).hint(error.fix())
        })?;
    Ok(Subject {
        credential,
        username: user.username.clone(),
        user: OrgRecordId::parse(user.id.as_str())
            .map_err(|error| Failure::because("read the throw-away user", &error))?,
    })
}

/// Makes the org as the throw-away fleet wants it, and reads it again.
async fn bring(connection: &Connection, settings: &OrgSettings, desired: &Desired) -> Result<Live, Failure> {
    let reader = connection.reader();
    let read = async || {
        let live = hallpass_reconcile::read(&reader, desired).await;
        live.map_err(|error| Failure::because(format!("read org {}", settings.name), &error))
    };
    let live = read().await?;
    let plan = hallpass_plan::plan(&settings.name, desired, &live);
    distrust(&hallpass_plan::check_before_run(&plan, desired, &live))?;
    if let Some(blocked) = plan.blocked.first() {
        let mut failure = Failure::new(Exit::Error, "the self-test cannot be made in this org");
        failure.causes = plan.blocked.iter().map(|one| one.message.clone()).collect();
        return Err(failure.hint(blocked.hint.clone()));
    }
    if plan.changes.is_empty() {
        return Ok(live);
    }
    let waves = hallpass_reconcile::lower(&plan, &live)
        .map_err(|error| Failure::because("prepare the changes", &error))?;
    let outcome = hallpass_reconcile::run(&connection.writer(), &plan, &waves, &mut |_| {}).await;
    if !outcome.is_whole() {
        let mut failure = Failure::new(Exit::Partial, "the org did not take all changes of the self-test");
        let errors = outcome
            .0
            .iter()
            .filter_map(|one| one.error.as_ref().map(|error| (one, error)));
        failure.causes = errors
            .map(|(one, error)| format!("{}: {}", one.address, error.message))
            .collect();
        return Err(failure);
    }
    read().await
}

fn left_behind() -> String {
    format!(
        "something of integration {NAME} is still in the org; run the self-test again, which takes it over and ends it"
    )
}

fn with_rest(failure: Failure, rest: Option<&Failure>) -> Failure {
    match rest {
        None => failure,
        Some(_) => failure.hint(left_behind()),
    }
}
