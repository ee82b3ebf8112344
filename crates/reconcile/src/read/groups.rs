//! Groups that users hold, looked into: which sets they are made of, what is muted, and whether the org has worked out
//! what they come to. Only whoever explains access needs to know; it takes three round trips more.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use hallpass_model::{ApiName, GroupParts, Live, RecordId, Username};
use hallpass_salesforce::soql::{Soql, is_in};
use hallpass_salesforce::transport::{Patience, Polled, Progress};
use hallpass_salesforce::{QueryResult, Reader, Record};

use super::answers::{Answers, Ask, Topic, ask};
use super::elsewhere::plain;
use super::entity_access::Entities;
use super::record::{bare_name, full_name, need_id};
use super::rounds::answered;
use super::world::GrantsBySet;
use super::{ReadError, entity_access, field_permissions, object_permissions, system_permissions};

/// What ids of muting sets begin with (Object Reference, MutingPermissionSet).
const MUTING: &str = "0QM";

/// The states from which a group does not go on by itself (Object Reference, PermissionSetGroup).
const SETTLED: [&str; 2] = ["Updated", "Failed"];

/// Waits until the org has worked out what the groups of a user come to; returns whether there was something to wait for.
///
/// # Errors
/// When the org refuses, cannot be reached, or needs longer than `at_most`.
pub async fn settled(
    reader: &Reader,
    live: &Live,
    user: &Username,
    at_most: Duration,
    progress: &(dyn Fn(&Progress) + Send + Sync),
) -> Result<bool, ReadError> {
    let unsettled = live.users.get(user).map(|user| &user.unsettled);
    let moving = unsettled
        .into_iter()
        .flatten()
        .filter(|(_, state)| !SETTLED.contains(&state.as_str()));
    let names: Vec<&str> = moving.map(|(name, _)| bare_name(name)).collect();
    if names.is_empty() {
        return Ok(false);
    }
    let soql = Soql::select(["DeveloperName", "Status"])
        .from("PermissionSetGroup")
        .filter(is_in("DeveloperName", names));
    let patience = Patience {
        at_most,
        ..Patience::default()
    };
    let what = "permission set groups that are being recalculated";
    reader.query_until(&soql, what, patience, progress, state).await?;
    Ok(true)
}

fn state(groups: &QueryResult<Record>) -> Polled<()> {
    let mut states = groups.rows.iter().filter_map(|row| row.text("Status"));
    match states.find(|state| !SETTLED.contains(state)) {
        Some(state) => Polled::Waiting(state.to_owned()),
        None => Polled::Done(()),
    }
}

/// Adds to a live org what the groups of a user are made of.
///
/// # Errors
/// When the org refuses or cannot be reached.
pub async fn read_groups(reader: &Reader, mut live: Live, user: &Username) -> Result<Live, ReadError> {
    let held = live.users.get(user).map(|user| &*user.assignments);
    let groups: BTreeSet<ApiName> = held
        .into_iter()
        .flatten()
        .filter(|(name, held)| held.is_group && live.elsewhere.groups.contains_key(name))
        .map(|(name, _)| name.clone())
        .collect();
    if groups.is_empty() {
        return Ok(live);
    }
    let parts = parts(reader, &live, &groups).await?;
    for (name, parts) in parts {
        if let Some(group) = live.elsewhere.groups.get_mut(&name) {
            group.parts = Some(parts);
        }
    }
    Ok(live)
}

async fn parts(
    reader: &Reader,
    live: &Live,
    groups: &BTreeSet<ApiName>,
) -> Result<BTreeMap<ApiName, GroupParts>, ReadError> {
    let components = reader.query(&components(groups)).await?;
    let ids = components
        .rows
        .iter()
        .map(|row| need_id(row, "PermissionSetId"))
        .collect::<Result<BTreeSet<RecordId>, _>>()?;
    let mut answers = answered(reader, &asks(&ids, live)).await?;
    let names = names(&mut answers)?;
    let grants = grants(&mut answers, live, &ids)?;
    assemble(&components.rows, groups, &names, grants)
}

fn components(groups: &BTreeSet<ApiName>) -> Soql {
    let columns = [
        "PermissionSetGroup.DeveloperName",
        "PermissionSetGroup.NamespacePrefix",
        "PermissionSetId",
    ];
    Soql::select(columns)
        .from("PermissionSetGroupComponent")
        .filter(is_in(
            "PermissionSetGroup.DeveloperName",
            groups.iter().map(bare_name),
        ))
}

fn asks(parts: &BTreeSet<RecordId>, live: &Live) -> Vec<Ask> {
    let (muting, sets): (BTreeSet<RecordId>, BTreeSet<RecordId>) = parts
        .iter()
        .cloned()
        .partition(|id| id.as_str().starts_with(MUTING));
    let those = |ids: &BTreeSet<RecordId>| is_in("Id", ids.iter().map(RecordId::as_str));
    let mut asks = Vec::new();
    if !sets.is_empty() {
        let named = Soql::select(["Id", "Name", "NamespacePrefix"]).from("PermissionSet");
        asks.push(ask(Topic::PermissionSets, named.filter(those(&sets))));
        asks.push(system_permissions::of_sets(
            &sets,
            &live.catalog.system_permissions,
        ));
        asks.push(object_permissions::of_sets(&sets));
        asks.push(field_permissions::of_sets(&sets));
        asks.extend(entity_access::of_sets(&sets));
    }
    if !muting.is_empty() {
        let named = Soql::select(["Id", "DeveloperName"]).from("MutingPermissionSet");
        asks.push(ask(Topic::MutingSets, named.filter(those(&muting))));
    }
    asks
}

/// The names of sets and muting sets by id.
fn names(answers: &mut Answers) -> Result<BTreeMap<RecordId, ApiName>, ReadError> {
    let mut names = BTreeMap::new();
    for row in answers.rows(Topic::PermissionSets)? {
        names.insert(need_id(&row, "Id")?, full_name(&row, "NamespacePrefix", "Name")?);
    }
    // Whoever may not see muting sets still sees what they leave.
    for row in answers.rows_or_refusal(Topic::MutingSets)?.unwrap_or_default() {
        names.insert(need_id(&row, "Id")?, row.need_text("DeveloperName")?.into());
    }
    Ok(names)
}

fn grants(answers: &mut Answers, live: &Live, sets: &BTreeSet<RecordId>) -> Result<GrantsBySet, ReadError> {
    let mut entities = Entities::from(answers)?;
    for app in live.apps.values() {
        entities.add_app(app.kind, &app.name, &app.id);
    }
    let mut grants = GrantsBySet::new();
    object_permissions::fill(&mut grants, answers)?;
    field_permissions::fill(&mut grants, answers)?;
    entity_access::fill(&mut grants, &entities, sets, answers)?;
    system_permissions::fill(&mut grants, answers)?;
    Ok(grants)
}

fn assemble(
    components: &[Record],
    groups: &BTreeSet<ApiName>,
    names: &BTreeMap<RecordId, ApiName>,
    grants: GrantsBySet,
) -> Result<BTreeMap<ApiName, GroupParts>, ReadError> {
    let plain: BTreeMap<_, _> = grants
        .into_iter()
        .map(|(id, grants)| (id, plain(grants)))
        .collect();
    let mut parts: BTreeMap<ApiName, GroupParts> = groups
        .iter()
        .map(|group| (group.clone(), GroupParts::default()))
        .collect();
    for row in components {
        let namespace = "PermissionSetGroup.NamespacePrefix";
        let group = full_name(row, namespace, "PermissionSetGroup.DeveloperName")?;
        let Some(group) = parts.get_mut(&group) else {
            continue;
        };
        let id = need_id(row, "PermissionSetId")?;
        let Some(name) = names.get(&id) else { continue };
        match id.as_str().starts_with(MUTING) {
            true => group.muting = Some(name.clone()),
            false => {
                let grants = plain.get(&id).cloned().unwrap_or_default();
                group.sets.insert(name.clone(), grants);
            }
        }
    }
    Ok(parts)
}
