//! Grants on classes, custom permissions, flows, apps and the like: `SetupEntityAccess`, whose rows know ids alone.
//!
//! Names of classes and custom permissions are asked for in the same round as the rows, by a subquery over the very
//! rows; all apps of the org are read anyway.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, AppKind, LiveGrant, RecordId, Target, Verbs};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::{Soql, eq, in_select, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::parts;
use super::record::{full_name, is_synthetic, need_id};
use super::scope::Scope;
use super::setup_entities;
use super::world::GrantsBySet;

const OBJECT: &str = "SetupEntityAccess";
const COLUMNS: [&str; 4] = ["Id", "ParentId", "SetupEntityId", "SetupEntityType"];
const CLASS: [&str; 3] = ["Id", "Name", "NamespacePrefix"];
const PERMISSION: [&str; 3] = ["Id", "DeveloperName", "NamespacePrefix"];

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let mut asks = parts::count(scope, Topic::CountedEntityAccess, OBJECT);
    for filter in scope.apex_classes() {
        asks.push(ask(
            Topic::DeclaredApexClasses,
            Soql::select(CLASS).from("ApexClass").filter(filter),
        ));
    }
    for filter in scope.custom_permissions() {
        let soql = Soql::select(PERMISSION).from("CustomPermission").filter(filter);
        asks.push(ask(Topic::DeclaredCustomPermissions, soql));
    }
    for granted in granted(scope, "ApexClass") {
        let soql = Soql::select(CLASS)
            .from("ApexClass")
            .filter(in_select("Id", granted));
        asks.push(ask(Topic::GrantedApexClasses, soql));
    }
    for granted in granted(scope, "CustomPermission") {
        let soql = Soql::select(PERMISSION)
            .from("CustomPermission")
            .filter(in_select("Id", granted));
        asks.push(ask(Topic::GrantedCustomPermissions, soql));
    }
    asks.push(app_links());
    asks.extend(setup_entities::asks(scope));
    asks
}

/// Asks which sets the apps of the org admit.
pub(super) fn app_links() -> Ask {
    let kinds = ["ExternalClientApplication", "ConnectedApplication"];
    let links = Soql::select(["SetupEntityId", "Parent.Name", "Parent.NamespacePrefix"])
        .from(OBJECT)
        .filter(is_in("SetupEntityType", kinds))
        .filter(eq("Parent.IsOwnedByProfile", false));
    ask(Topic::AppLinks, links)
}

/// The rows of our sets as a subquery.
fn granted(scope: &Scope<'_>, kind: &str) -> Vec<Soql> {
    let parts = scope.sets("Parent.").into_iter();
    parts
        .map(|filter| {
            Soql::select(["SetupEntityId"])
                .from(OBJECT)
                .filter(eq("SetupEntityType", kind))
                .filter(filter)
        })
        .collect()
}

pub(super) fn asks_for_rows(
    answers: &mut Answers,
    besides: &BTreeSet<RecordId>,
) -> Result<Vec<Ask>, ReadError> {
    let mut asks = parts::asks(
        Topic::CountedEntityAccess,
        answers,
        Topic::EntityAccess,
        OBJECT,
        &COLUMNS,
        besides,
    )?;
    asks.extend(setup_entities::asks_for_names(answers)?);
    asks.extend(names(besides));
    Ok(asks)
}

/// Asks for the rows of these sets, and the names in them.
pub(super) fn of_sets(sets: &BTreeSet<RecordId>) -> Vec<Ask> {
    let mut asks = names(sets);
    asks.push(parts::of_sets(Topic::EntityAccess, OBJECT, &COLUMNS, sets));
    asks
}

/// Asks for the names of what other sets grant.
fn names(sets: &BTreeSet<RecordId>) -> Vec<Ask> {
    if sets.is_empty() {
        return Vec::new();
    }
    let granted = |kind: &str| {
        let rows = Soql::select(["SetupEntityId"])
            .from(OBJECT)
            .filter(eq("SetupEntityType", kind))
            .filter(is_in("ParentId", sets.iter().map(RecordId::as_str)));
        in_select("Id", rows)
    };
    let classes = Soql::select(CLASS).from("ApexClass").filter(granted("ApexClass"));
    let permissions = Soql::select(PERMISSION)
        .from("CustomPermission")
        .filter(granted("CustomPermission"));
    vec![
        ask(Topic::GrantedApexClasses, classes),
        ask(Topic::GrantedCustomPermissions, permissions),
    ]
}

/// What sets refer to by id, by name and by id.
pub(super) struct Entities {
    /// Of the declared classes those that exist.
    pub(super) apex_classes: BTreeMap<ApiName, RecordId>,
    /// Of the declared custom permissions those that exist.
    pub(super) custom_permissions: BTreeMap<ApiName, RecordId>,
    /// Flows and the like, declared or granted.
    pub(super) others: BTreeMap<Target, RecordId>,
    targets: BTreeMap<RecordId, Target>,
}

impl Entities {
    pub(super) fn from(answers: &mut Answers) -> Result<Self, ReadError> {
        let mut targets = setup_entities::from(answers)?;
        let swapped = targets.iter().map(|(id, target)| (target.clone(), id.clone()));
        let others = swapped.collect();
        let apex_classes = named(&answers.rows(Topic::DeclaredApexClasses)?, "Name")?;
        let custom_permissions = named(&answers.rows(Topic::DeclaredCustomPermissions)?, "DeveloperName")?;
        let classes = named(&answers.rows(Topic::GrantedApexClasses)?, "Name")?;
        let permissions = named(&answers.rows(Topic::GrantedCustomPermissions)?, "DeveloperName")?;
        for (name, id) in apex_classes.iter().chain(&classes) {
            targets.insert(id.clone(), Target::ApexClass(name.clone()));
        }
        for (name, id) in custom_permissions.iter().chain(&permissions) {
            targets.insert(id.clone(), Target::CustomPermission(name.clone()));
        }
        Ok(Self {
            apex_classes,
            custom_permissions,
            others,
            targets,
        })
    }

    /// Adds an app, which sets can be linked to.
    pub(super) fn add_app(&mut self, kind: AppKind, name: &ApiName, id: &RecordId) {
        self.targets.insert(id.clone(), Target::App(kind, name.clone()));
    }
}

/// Returns the sets that each app admits, all sets of the org counted.
pub(super) fn links(answers: &mut Answers) -> Result<BTreeMap<RecordId, BTreeSet<ApiName>>, ReadError> {
    let mut links: BTreeMap<RecordId, BTreeSet<ApiName>> = BTreeMap::new();
    for row in answers.rows(Topic::AppLinks)? {
        let set = full_name(&row, "Parent.NamespacePrefix", "Parent.Name")?;
        links
            .entry(need_id(&row, "SetupEntityId")?)
            .or_default()
            .insert(set);
    }
    Ok(links)
}

/// Adds the grants. Rows of other kinds (pages, tab sets, …) are of no kind that is managed, and stay unseen.
///
/// A row of a managed kind without a name would be a grant that nobody sees: that is an error. It can only be one that
/// was made between the two questions. In other sets it is counted: packages hide what is theirs.
pub(super) fn fill(
    grants: &mut GrantsBySet,
    entities: &Entities,
    besides: &BTreeSet<RecordId>,
    answers: &mut Answers,
) -> Result<BTreeMap<RecordId, usize>, ReadError> {
    let mut unnamed: BTreeMap<RecordId, usize> = BTreeMap::new();
    for row in answers
        .rows(Topic::EntityAccess)?
        .iter()
        .filter(|row| !is_synthetic(row))
    {
        let entity = need_id(row, "SetupEntityId")?;
        let parent = need_id(row, "ParentId")?;
        let named = entities.targets.get(&entity).cloned();
        let Some(target) = named.or_else(|| setup_entities::nameless(row, &entity)) else {
            if besides.contains(&parent) {
                *unnamed.entry(parent).or_default() += usize::from(is_managed(row));
            } else {
                must_not_be_managed(row, &entity)?;
            }
            continue;
        };
        let grant = LiveGrant {
            id: Some(need_id(row, "Id")?),
            verbs: Verbs::USE,
        };
        grants.entry(parent).or_default().insert(target, grant);
    }
    Ok(unnamed)
}

fn must_not_be_managed(row: &Record, entity: &RecordId) -> Result<(), ReadError> {
    match (is_managed(row), row.text("SetupEntityType")) {
        (true, Some(kind)) => Err(ReadError::unusable(
            "SetupEntityAccess",
            format!("{kind} {entity} has a grant and no name; read again"),
        )),
        _ => Ok(()),
    }
}

fn is_managed(row: &Record) -> bool {
    matches!(
        row.text("SetupEntityType"),
        Some("ApexClass" | "CustomPermission")
    )
}

fn named(rows: &[Record], name: &str) -> Result<BTreeMap<ApiName, RecordId>, ReadError> {
    rows.iter()
        .map(|row| Ok((full_name(row, "NamespacePrefix", name)?, need_id(row, "Id")?)))
        .collect()
}
