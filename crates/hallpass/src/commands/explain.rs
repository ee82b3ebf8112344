//! `hallpass explain`: why a user can do something, or cannot. It has no way to write.

use std::collections::BTreeSet;
use std::time::Duration;

use hallpass_access::{Access, Explanation, effective, extra};
use hallpass_model::{ApiName, Catalog, Desired, GrantPattern, Integration, Live, PatternError, Target};
use hallpass_reconcile::ReadError;
use hallpass_salesforce::Error;
use hallpass_spec::{OrgSettings, nearest};

use super::connection::Connection;
use super::fleet;
use super::look::read;
use crate::arguments::{ExplainArguments, Global};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{ExplainDocument, explain_as_text, pretty, spent};

/// How long groups that the org is recalculating are waited for.
const AT_MOST: Duration = Duration::from_secs(60);

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &ExplainArguments) -> Ended {
    let pattern = arguments.target.as_deref().map(parse).transpose()?;
    let loaded = fleet::load(terminal, global)?;
    let only = [arguments.name.clone()];
    let resolved = fleet::resolve(terminal, global, &loaded, &only)?;
    let (desired, settings) = (resolved.desired, resolved.org);
    let is_there = desired.integrations.values().next();
    is_there.ok_or_else(|| {
        Failure::new(Exit::Error, format!("the spec of {} ends it", arguments.name))
            .hint("what is left of it is in the plan")
    })?;
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let live = live(
        terminal,
        &connection,
        &settings,
        &asked(&desired, pattern.as_ref()),
    )
    .await?;
    let desired = desired.in_org(&live);
    let Some(one) = desired.integrations.values().next() else {
        return Ok(Exit::Done);
    };
    let access = effective(&one.user.username, &live);
    let document = match &pattern {
        Some(pattern) => {
            let told = explained(one, &live.catalog, &access, pattern)?;
            ExplainDocument::new(&settings.name, one, &live, &access).with_targets(&told, pattern.verb)
        }
        None => {
            let extra = extra(one, &access);
            let shown = record_types(&connection, &live, one).await?;
            ExplainDocument::new(&settings.name, one, &live, &access)
                .with_extra(&extra)
                .with_record_types(&one.permission_set.name, shown)
        }
    };
    terminal.result(&match global.json {
        true => pretty(&document),
        false => explain_as_text(&document, terminal.out),
    });
    terminal.note(&spent(connection.usage().into()));
    connection.close().await;
    Ok(Exit::Done)
}

pub(super) fn parse(text: &str) -> Result<GrantPattern, Failure> {
    text.parse().map_err(|error: PatternError| {
        let failure = Failure::new(Exit::Usage, format!("{text:?} is no target: {error}"));
        failure.hint("write Account, Account.Phone, 'delete Account', or 'apex_class[CustomerWS]'")
    })
}

/// What is desired, with the target among what is looked up.
pub(super) fn asked(desired: &Desired, pattern: Option<&GrantPattern>) -> Desired {
    let mut asked = desired.clone();
    for one in asked.integrations.values_mut() {
        one.never.extend(pattern.cloned());
    }
    asked
}

/// Reads the org with what the groups of the user are made of, when they are worked out.
async fn live(
    terminal: Terminal,
    connection: &Connection,
    settings: &OrgSettings,
    asked: &Desired,
) -> Result<Live, Failure> {
    let reader = connection.reader();
    let mut live = read(terminal, connection, settings, asked).await?;
    for one in asked.integrations.values() {
        let user = &one.user.username;
        let failed = |error: ReadError| Failure::because(format!("read the groups of {user}"), &error);
        let progress = Progress::start(terminal, "waiting for permission set groups");
        let waited = hallpass_reconcile::settled(&reader, &live, user, AT_MOST, &|_| {}).await;
        drop(progress);
        match waited {
            Ok(false) => {}
            Ok(true) => live = read(terminal, connection, settings, asked).await?,
            // What is not worked out yet is told with all the rest.
            Err(ReadError::Org(Error::TimedOut { .. })) => {}
            Err(error) => return Err(failed(error)),
        }
        live = hallpass_reconcile::read_groups(&reader, live, user)
            .await
            .map_err(failed)?;
    }
    Ok(live)
}

/// Which record types the integration's own set shows, or why the org does not tell.
async fn record_types(
    connection: &Connection,
    live: &Live,
    one: &Integration,
) -> Result<Result<BTreeSet<String>, String>, Failure> {
    let Some(set) = live.permission_sets.get(&one.permission_set.name) else {
        return Ok(Ok(BTreeSet::new()));
    };
    match hallpass_reconcile::read_record_types(&connection.reader(), set).await {
        Ok(shown) => Ok(Ok(shown)),
        Err(ReadError::Org(error)) if error.api().is_none() => Err(Failure::because(
            format!("read the metadata of {}", set.name),
            &error,
        )),
        // The rest of the answer does not need it.
        Err(refused) => Ok(Err(refused.to_string())),
    }
}

/// Explains all that is there of what is meant.
fn explained(
    one: &Integration,
    catalog: &Catalog,
    access: &Access,
    pattern: &GrantPattern,
) -> Result<Vec<Explanation>, Failure> {
    let held = access.grants.keys().chain(access.held_back.keys());
    let held = held.filter(|target| pattern.means(target)).cloned();
    let there = pattern.targets().into_iter();
    // Of two spellings the last one stays, which is the org's.
    let targets: BTreeSet<Target> = there
        .filter(|target| is_there(catalog, target))
        .chain(held)
        .collect();
    if targets.is_empty() {
        return Err(unknown(one, catalog, pattern));
    }
    let explain = |target| hallpass_access::explain(access, catalog, &one.grants, target);
    Ok(targets.iter().map(explain).collect())
}

pub(super) fn is_there(catalog: &Catalog, target: &Target) -> bool {
    match target {
        Target::Object(name) => catalog.objects.contains_key(name),
        Target::Field { object, field } => catalog.objects.get(object).is_some_and(|facts| {
            let field = hallpass_access::lookup(facts, field);
            facts.fields.contains_key(&field)
        }),
        Target::ApexClass(name) => catalog.apex_classes.contains_key(name),
        Target::CustomPermission(name) => catalog.custom_permissions.contains_key(name),
        Target::Flow(_)
        | Target::ExternalCredential(_)
        | Target::CustomMetadataType(_)
        | Target::CustomSetting(_) => catalog.entities.contains_key(target),
        Target::SystemPermission(name) => catalog.system_permissions.contains(name),
        Target::App(..) => false,
    }
}

fn unknown(one: &Integration, catalog: &Catalog, pattern: &GrantPattern) -> Failure {
    let failure = Failure::new(
        Exit::Error,
        format!(
            "the org has no {}, or hides it from the running user",
            pattern.name
        ),
    );
    let declared = one.grants.keys().map(Target::name);
    let facts = pattern.field().zip(pattern.object());
    let fields = facts.and_then(|(_, object)| Some((catalog.objects.get(&object)?, object)));
    let fields = fields.into_iter().flat_map(|(facts, object)| {
        let full = move |field: &ApiName| ApiName::new(format!("{object}.{field}"));
        facts.fields.keys().map(full)
    });
    let names: Vec<ApiName> = declared
        .chain(fields)
        .chain(catalog.system_permissions.iter().cloned())
        .collect();
    match nearest(pattern.name.as_str(), names.iter().map(ApiName::as_str)) {
        Some(near) => failure.hint(format!("did you mean {near}?")),
        None => failure.hint("write the API name; that of a package's thing carries its namespace"),
    }
}
