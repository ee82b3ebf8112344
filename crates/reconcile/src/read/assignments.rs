//! Memberships: the licences, sets and groups that users hold, and the groups that sets are in.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Complete, LiveAssignment, LivePermissionSet, LiveUser, RecordId, Username};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Condition, Soql, any_of, is_in};

use super::answers::{Answers, Ask, Topic, ask};
use super::record::{full_name, need_id, same_id};
use super::scope::Scope;
use super::{ReadError, joined, users};

const OF_SETS: [&str; 15] = [
    "Id",
    "AssigneeId",
    "Assignee.Username",
    "Assignee.Profile.Name",
    "PermissionSetId",
    "PermissionSet.Name",
    "PermissionSet.NamespacePrefix",
    "PermissionSet.IsOwnedByProfile",
    "PermissionSet.HasActivationRequired",
    "PermissionSet.LicenseId",
    "PermissionSetGroupId",
    "PermissionSetGroup.DeveloperName",
    "PermissionSetGroup.NamespacePrefix",
    "PermissionSetGroup.Status",
    "PermissionSetGroup.HasActivationRequired",
];

/// The status of a group whose access is as its sets say (Object Reference, PermissionSetGroup).
const SETTLED: &str = "Updated";

const OF_LICENSES: [&str; 4] = [
    "Id",
    "AssigneeId",
    "Assignee.Username",
    "PermissionSetLicense.DeveloperName",
];

/// Asks what our users hold, who holds our sets, and which groups hold our sets.
pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let held = either(scope.users("Assignee."), scope.sets("PermissionSet."));
    let sets = held
        .into_iter()
        .map(|filter| ask(Topic::Assignments, of_sets(filter)));
    let licenses = scope.users("Assignee.").into_iter().map(|filter| {
        let soql = Soql::select(OF_LICENSES)
            .from("PermissionSetLicenseAssign")
            .filter(filter);
        ask(Topic::LicenseAssignments, soql)
    });
    let groups = scope.sets("PermissionSet.").into_iter().map(|filter| {
        let columns = [
            "PermissionSetId",
            "PermissionSetGroup.DeveloperName",
            "PermissionSetGroup.NamespacePrefix",
        ];
        let soql = Soql::select(columns)
            .from("PermissionSetGroupComponent")
            .filter(filter);
        ask(Topic::GroupMembers, soql)
    });
    sets.chain(licenses).chain(groups).collect()
}

/// Asks what users hold who were found through a set they hold alone: the first round has not seen the rest.
pub(super) fn asks_about_strangers(scope: &Scope<'_>, answers: &Answers) -> Result<Vec<Ask>, ReadError> {
    let strangers = users::strangers(scope, answers)?;
    if strangers.is_empty() {
        return Ok(Vec::new());
    }
    let licenses = Soql::select(OF_LICENSES)
        .from("PermissionSetLicenseAssign")
        .filter(is_in("AssigneeId", &strangers));
    let sets = of_sets(is_in("AssigneeId", &strangers));
    let mut asks = vec![
        ask(Topic::Assignments, sets),
        ask(Topic::LicenseAssignments, licenses),
        users::frozen_logins(is_in("UserId", &strangers)),
    ];
    asks.extend(joined::asks_about(&strangers));
    Ok(asks)
}

/// The sets of profiles are among them: what they grant is access too.
fn of_sets(filter: Condition) -> Soql {
    Soql::select(OF_SETS)
        .from("PermissionSetAssignment")
        .filter(filter)
}

/// Returns whether it is the assignment that every user has to the set of its profile.
pub(super) fn is_of_profile(row: &Record) -> bool {
    row.flag("PermissionSet.IsOwnedByProfile") == Some(true)
}

/// Joins two lists of conditions pairwise, so that they need no more queries than the longer has.
fn either(left: Vec<Condition>, right: Vec<Condition>) -> Vec<Condition> {
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    std::iter::from_fn(|| {
        let pair: Vec<Condition> = left.next().into_iter().chain(right.next()).collect();
        (!pair.is_empty()).then(|| any_of(pair))
    })
    .collect()
}

/// Gives users what they hold, and sets their holders and groups.
pub(super) fn fill(
    users: &mut BTreeMap<Username, LiveUser>,
    sets: &mut BTreeMap<ApiName, LivePermissionSet>,
    answers: &mut Answers,
) -> Result<(), ReadError> {
    fill_licenses(users, &answers.rows(Topic::LicenseAssignments)?)?;
    fill_assignments(users, sets, &answers.rows(Topic::Assignments)?)?;
    fill_groups(sets, &answers.rows(Topic::GroupMembers)?)
}

fn fill_licenses(users: &mut BTreeMap<Username, LiveUser>, rows: &[Record]) -> Result<(), ReadError> {
    let mut held: BTreeMap<Username, BTreeMap<ApiName, RecordId>> = BTreeMap::new();
    for row in rows {
        let license = ApiName::from(row.need_text("PermissionSetLicense.DeveloperName")?);
        held.entry(assignee(row)?)
            .or_default()
            .insert(license, need_id(row, "Id")?);
    }
    for (username, user) in users {
        user.licenses = Complete::read_to_the_end(held.remove(username).unwrap_or_default());
    }
    Ok(())
}

fn fill_assignments(
    users: &mut BTreeMap<Username, LiveUser>,
    sets: &mut BTreeMap<ApiName, LivePermissionSet>,
    rows: &[Record],
) -> Result<(), ReadError> {
    let mut held: BTreeMap<Username, BTreeMap<ApiName, LiveAssignment>> = BTreeMap::new();
    let mut holders: BTreeMap<RecordId, BTreeMap<Username, RecordId>> = BTreeMap::new();
    let mut unsettled: BTreeMap<Username, BTreeMap<ApiName, String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !is_of_profile(row)) {
        let username = assignee(row)?;
        let is_group = row.id("PermissionSetGroupId").is_some();
        let name = if is_group {
            full_name(
                row,
                "PermissionSetGroup.NamespacePrefix",
                "PermissionSetGroup.DeveloperName",
            )?
        } else {
            holders
                .entry(need_id(row, "PermissionSetId")?)
                .or_default()
                .insert(username.clone(), need_id(row, "Id")?);
            full_name(row, "PermissionSet.NamespacePrefix", "PermissionSet.Name")?
        };
        if let Some(status) = row
            .text("PermissionSetGroup.Status")
            .filter(|status| is_group && *status != SETTLED)
        {
            let groups = unsettled.entry(username.clone()).or_default();
            groups.insert(name.clone(), status.to_owned());
        }
        let assignment = LiveAssignment {
            id: need_id(row, "Id")?,
            is_group,
            license: row
                .id("PermissionSet.LicenseId")
                .map(|id| same_id(&id))
                .transpose()?,
        };
        held.entry(username).or_default().insert(name, assignment);
    }
    for (username, user) in users {
        user.assignments = Complete::read_to_the_end(held.remove(username).unwrap_or_default());
        user.unsettled = unsettled.remove(username).unwrap_or_default();
    }
    for set in sets.values_mut() {
        set.holders = Complete::read_to_the_end(holders.remove(&set.id).unwrap_or_default());
    }
    Ok(())
}

fn fill_groups(sets: &mut BTreeMap<ApiName, LivePermissionSet>, rows: &[Record]) -> Result<(), ReadError> {
    let mut groups: BTreeMap<RecordId, BTreeSet<ApiName>> = BTreeMap::new();
    for row in rows {
        let group = full_name(
            row,
            "PermissionSetGroup.NamespacePrefix",
            "PermissionSetGroup.DeveloperName",
        )?;
        groups
            .entry(need_id(row, "PermissionSetId")?)
            .or_default()
            .insert(group);
    }
    for set in sets.values_mut() {
        set.groups = Complete::read_to_the_end(groups.remove(&set.id).unwrap_or_default());
    }
    Ok(())
}

pub(super) fn assignee(row: &Record) -> Result<Username, ReadError> {
    Ok(Username::new(row.need_text("Assignee.Username")?))
}
