//! Grants on classes, custom permissions and apps: `SetupEntityAccess`, whose rows know ids alone.
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
use super::world::GrantsBySet;

const OBJECT: &str = "SetupEntityAccess";
const COLUMNS: [&str; 4] = ["Id", "ParentId", "SetupEntityId", "SetupEntityType"];

pub(super) fn asks(scope: &Scope<'_>) -> Vec<Ask> {
    let mut asks = parts::count(scope, Topic::CountedEntityAccess, OBJECT);
    let classes = ["Id", "Name", "NamespacePrefix"];
    let permissions = ["Id", "DeveloperName", "NamespacePrefix"];
    for filter in scope.apex_classes() {
        asks.push(ask(
            Topic::DeclaredApexClasses,
            Soql::select(classes).from("ApexClass").filter(filter),
        ));
    }
    for filter in scope.custom_permissions() {
        let soql = Soql::select(permissions).from("CustomPermission").filter(filter);
        asks.push(ask(Topic::DeclaredCustomPermissions, soql));
    }
    for granted in granted(scope, "ApexClass") {
        let soql = Soql::select(classes)
            .from("ApexClass")
            .filter(in_select("Id", granted));
        asks.push(ask(Topic::GrantedApexClasses, soql));
    }
    for granted in granted(scope, "CustomPermission") {
        let soql = Soql::select(permissions)
            .from("CustomPermission")
            .filter(in_select("Id", granted));
        asks.push(ask(Topic::GrantedCustomPermissions, soql));
    }
    let kinds = ["ExternalClientApplication", "ConnectedApplication"];
    let links = Soql::select(["SetupEntityId", "Parent.Name", "Parent.NamespacePrefix"])
        .from(OBJECT)
        .filter(is_in("SetupEntityType", kinds))
        .filter(eq("Parent.IsOwnedByProfile", false));
    asks.push(ask(Topic::AppLinks, links));
    asks
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

pub(super) fn asks_for_rows(answers: &mut Answers) -> Result<Vec<Ask>, ReadError> {
    parts::asks(
        Topic::CountedEntityAccess,
        answers,
        Topic::EntityAccess,
        OBJECT,
        &COLUMNS,
    )
}

/// Classes and custom permissions, by name and by id.
pub(super) struct Entities {
    /// Of the declared classes those that exist.
    pub(super) apex_classes: BTreeMap<ApiName, RecordId>,
    /// Of the declared custom permissions those that exist.
    pub(super) custom_permissions: BTreeMap<ApiName, RecordId>,
    targets: BTreeMap<RecordId, Target>,
}

impl Entities {
    pub(super) fn from(answers: &mut Answers) -> Result<Self, ReadError> {
        let mut targets = BTreeMap::new();
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

/// Adds the grants. Rows of other kinds (pages, flows, …) are of no kind that is managed, and stay unseen.
///
/// A row of a managed kind without a name would be a grant that nobody sees: that is an error. It can only be one that
/// was made between the two questions.
pub(super) fn fill(
    grants: &mut GrantsBySet,
    entities: &Entities,
    answers: &mut Answers,
) -> Result<(), ReadError> {
    for row in answers
        .rows(Topic::EntityAccess)?
        .iter()
        .filter(|row| !is_synthetic(row))
    {
        let entity = need_id(row, "SetupEntityId")?;
        let Some(target) = entities.targets.get(&entity) else {
            must_not_be_managed(row, &entity)?;
            continue;
        };
        let grant = LiveGrant {
            id: Some(need_id(row, "Id")?),
            verbs: Verbs::USE,
        };
        grants
            .entry(need_id(row, "ParentId")?)
            .or_default()
            .insert(target.clone(), grant);
    }
    Ok(())
}

fn must_not_be_managed(row: &Record, entity: &RecordId) -> Result<(), ReadError> {
    match row.text("SetupEntityType") {
        Some(kind @ ("ApexClass" | "CustomPermission")) => Err(ReadError::unusable(
            "SetupEntityAccess",
            format!("{kind} {entity} has a grant and no name; read again"),
        )),
        _ => Ok(()),
    }
}

fn named(rows: &[Record], name: &str) -> Result<BTreeMap<ApiName, RecordId>, ReadError> {
    rows.iter()
        .map(|row| Ok((full_name(row, "NamespacePrefix", name)?, need_id(row, "Id")?)))
        .collect()
}
