//! The road that plan, apply and drift have in common: specs → org → live → plan, checked twice.

use hallpass_model::{Desired, Enforce, IntegrationName, Live, OrgName, Plan, Seen};
use hallpass_plan::Fault;
use hallpass_spec::OrgSettings;

use super::connection::Connection;
use super::{fleet, policy, retiring, state};
use crate::arguments::Global;
use crate::error::Failure;
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;

/// What the user chose on the command line.
#[derive(Debug, Default)]
pub(super) struct Choice<'a> {
    /// Only these integrations; empty for all.
    pub(super) integrations: &'a [String],
    /// Integrations whose unmarked objects may be taken over.
    pub(super) adopt: &'a [String],
    /// The grace in days of integrations that no spec has, where they are ended.
    pub(super) prune: Option<u32>,
    /// Whether nothing will be written, so that it does not matter what the running user may not do.
    pub(super) only_reads: bool,
}

/// The org as it is and what the specs make of it.
pub(super) struct Look {
    pub(super) settings: OrgSettings,
    pub(super) desired: Desired,
    pub(super) connection: Connection,
    pub(super) live: Live,
    pub(super) plan: Plan,
}

/// Reads the specs and the org and plans.
pub(super) async fn look(terminal: Terminal, global: &Global, choice: &Choice<'_>) -> Result<Look, Failure> {
    let loaded = fleet::load(terminal, global)?;
    let resolved = fleet::resolve(terminal, global, &loaded, choice.integrations)?;
    let (mut desired, settings) = (resolved.desired, resolved.org);
    adopt(&mut desired, choice.adopt)?;
    retiring::date(&mut desired.retiring, choice.prune, jiff::Zoned::now().date());
    policy::refuse(terminal, &loaded, &settings.name, &desired)?;
    if state::secret_access(&global.specs, &settings.name).is_there() {
        let org = &settings.name;
        terminal.note(&format!(
            "warning: org {org} still shows the secrets of its apps over REST, since a run of hallpass was stopped; the next \
             `hallpass handover` or `hallpass rotate` for it ends that\n"
        ));
    }
    // Texts and trees of many specs are large, and reading the org needs the room.
    drop(loaded);
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let mut live = read(terminal, &connection, &settings, &desired).await?;
    policy::refuse_org(terminal, &global.specs, &settings.name, &desired, &live)?;
    if choice.only_reads {
        live.running_user.permissions = Seen::Unknown("nothing is written".to_owned());
    }
    let plan = hallpass_plan::plan(&settings.name, &desired, &live);
    distrust(&hallpass_plan::check(&plan, &desired, &live))?;
    Ok(Look {
        settings,
        desired,
        connection,
        live,
        plan,
    })
}

/// Reads the specs and the org for a plan of another kind: what pulls the plug waits for no rule of the specs.
pub(super) async fn look_for(
    terminal: Terminal,
    global: &Global,
    make: impl FnOnce(&OrgName, &Desired, &Live) -> Plan,
) -> Result<Look, Failure> {
    let loaded = fleet::load(terminal, global)?;
    let resolved = fleet::resolve(terminal, global, &loaded, &[])?;
    let (desired, settings) = (resolved.desired, resolved.org);
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let live = read(terminal, &connection, &settings, &desired).await?;
    let plan = make(&settings.name, &desired, &live);
    distrust(&hallpass_plan::check(&plan, &desired, &live))?;
    Ok(Look {
        settings,
        desired,
        connection,
        live,
        plan,
    })
}

/// Says that nothing in the org carries the mark of an integration.
pub(super) fn nothing_of(look: &Look, name: &IntegrationName) -> Failure {
    let (org, fleet) = (&look.settings.name, &look.desired.fleet);
    let failure = Failure::new(
        Exit::Error,
        format!("nothing in org {org} carries the mark of integration {name} of fleet {fleet}"),
    );
    let known: Vec<_> = look
        .desired
        .integrations
        .keys()
        .map(IntegrationName::as_str)
        .collect();
    failure.hint(format!("the specs have: {}", known.join(", ")))
}

/// Reads the org, and refuses one that is not the pinned one.
pub(super) async fn read(
    terminal: Terminal,
    connection: &Connection,
    settings: &OrgSettings,
    desired: &Desired,
) -> Result<Live, Failure> {
    let reader = connection.reader();
    let live = Progress::start(terminal, "reading the org")
        .during(hallpass_reconcile::read(&reader, desired))
        .await
        .map_err(|error| Failure::because(format!("read org {}", settings.name), &error))?;
    is_pinned(settings, &live)?;
    Ok(live)
}

/// Refuses an org that is not the pinned one.
pub(super) fn is_pinned(settings: &OrgSettings, live: &Live) -> Result<(), Failure> {
    match &settings.org_id {
        Some(pinned) if *pinned != live.org.id => Err(Failure::new(
            Exit::Error,
            format!(
                "org {} is {}, and the specs pin {pinned}",
                settings.name, live.org.id
            ),
        )
        .hint("this is another org: correct `url`, or `org_id` if it was meant to move")),
        _ => Ok(()),
    }
}

/// Adopting is a step of its own: what it would change is shown, and done by the next apply.
fn adopt(desired: &mut Desired, names: &[String]) -> Result<(), Failure> {
    for name in names {
        let integration = IntegrationName::new(name.as_str())
            .ok()
            .and_then(|name| desired.integrations.get_mut(&name));
        match integration {
            Some(integration) => {
                integration.adopt = true;
                integration.enforce = Enforce::Adopt;
            }
            None => {
                return Err(Failure::new(
                    Exit::Error,
                    format!("there is no integration {name:?} to adopt for"),
                ));
            }
        }
    }
    Ok(())
}

/// A plan that the second opinion does not share is a fault of ours: it is neither shown nor run.
pub(super) fn distrust(faults: &[Fault]) -> Result<(), Failure> {
    if faults.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::new(Exit::Error, "the plan does not hold; nothing was written");
    failure.causes = faults.iter().map(ToString::to_string).collect();
    Err(failure.hint("this is a fault of hallpass: please report it with the lines above"))
}
