//! Permission sets: those declared, those marked, and those that specs refer to.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Complete, LivePermissionSet, RecordId, split_mark};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Soql, eq};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::{full_name, need_id, same_id, seen_text};
use super::scope::Scope;

const COLUMNS: [&str; 7] = [
    "Id",
    "Name",
    "NamespacePrefix",
    "Label",
    "Description",
    "LicenseId",
    "HasActivationRequired",
];

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let ours = scope.sets("").into_iter().map(|filter| {
        let soql = Soql::select(COLUMNS)
            .from("PermissionSet")
            .filter(eq("IsOwnedByProfile", false));
        ask(Topic::PermissionSets, soql.filter(filter))
    });
    let sets = scope.also_assigned("Name").into_iter().map(|filter| {
        let soql = Soql::select(["Id", "Name", "NamespacePrefix"])
            .from("PermissionSet")
            .filter(eq("IsOwnedByProfile", false))
            .filter(filter);
        ask(Topic::AlsoAssignedSets, soql)
    });
    let groups = scope.also_assigned("DeveloperName").into_iter().map(|filter| {
        let soql = Soql::select(["Id", "DeveloperName", "NamespacePrefix"]).from("PermissionSetGroup");
        ask(Topic::AlsoAssignedGroups, soql.filter(filter))
    });
    // Object Reference, PermissionSetTabSetting. Which record types a set shows stands in no row: see record_types.
    let tabs = scope.sets("Parent.").into_iter().map(|filter| {
        let soql = Soql::select(["ParentId", "Name"]).from("PermissionSetTabSetting");
        ask(Topic::Tabs, soql.filter(filter))
    });
    ours.chain(sets).chain(groups).chain(tabs).collect()
}

/// Returns the sets in scope; grants, holders and groups are added by others.
pub(super) fn from(
    scope: &Scope<'_>,
    answers: &mut Answers,
) -> Result<BTreeMap<ApiName, LivePermissionSet>, ReadError> {
    let mut sets = BTreeMap::new();
    let mut tabs: BTreeMap<RecordId, BTreeSet<String>> = BTreeMap::new();
    // Tabs give no access: who may not see them does without.
    for row in answers.rows_or_refusal(Topic::Tabs)?.unwrap_or_default() {
        let of_set = tabs.entry(need_id(&row, "ParentId")?).or_default();
        of_set.insert(row.need_text("Name")?.to_owned());
    }
    for row in answers.rows(Topic::PermissionSets)? {
        let mut set = set(&row)?;
        set.tabs = tabs.remove(&set.id).unwrap_or_default();
        if scope.declares_set(&set.name) || scope.is_ours(set.mark.as_ref()) {
            sets.insert(set.name.clone(), set);
        }
    }
    Ok(sets)
}

/// Returns what exists of `also_assigned`. A set and a group of one name cannot be told apart by a spec; the group
/// wins, because a group's own aggregate set bears its name.
pub(super) fn also_assigned(answers: &mut Answers) -> Result<BTreeMap<ApiName, RecordId>, ReadError> {
    let mut found = BTreeMap::new();
    for row in answers.rows(Topic::AlsoAssignedSets)? {
        found.insert(full_name(&row, "NamespacePrefix", "Name")?, need_id(&row, "Id")?);
    }
    for row in answers.rows(Topic::AlsoAssignedGroups)? {
        found.insert(
            full_name(&row, "NamespacePrefix", "DeveloperName")?,
            need_id(&row, "Id")?,
        );
    }
    Ok(found)
}

fn set(row: &Record) -> Result<LivePermissionSet, ReadError> {
    let (description, mark) = split_mark(row.text("Description").unwrap_or_default());
    let description = Some(description.to_owned()).filter(|text| !text.is_empty());
    Ok(LivePermissionSet {
        id: need_id(row, "Id")?,
        name: full_name(row, "NamespacePrefix", "Name")?,
        label: seen_text(row, "Label"),
        description: description.into(),
        mark,
        namespace: row
            .text("NamespacePrefix")
            .filter(|prefix| !prefix.is_empty())
            .map(str::to_owned),
        license_id: row.id("LicenseId").map(|id| same_id(&id)).transpose()?,
        needs_activation: row.flag("HasActivationRequired").unwrap_or(false),
        grants: Complete::default(),
        holders: Complete::default(),
        groups: Complete::default(),
        tabs: BTreeSet::new(),
    })
}
