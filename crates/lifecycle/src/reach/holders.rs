//! Everybody who holds a target: which sets grant it, and who has these.

use std::collections::BTreeMap;

use hallpass_access::Through;
use hallpass_model::{ApiName, Catalog, GrantPattern, Grants, Target, Username, Verb, Verbs};
use hallpass_reconcile::OBJECT_VERBS;
use hallpass_salesforce::soql::{Condition, Soql, any_of, chunks, eq, is_in};
use hallpass_salesforce::{Error, Reader, Record};

/// User permissions that open every object; the last one only where the org has it.
const OVER_ALL: [&str; 3] = ["ViewAllData", "ModifyAllData", "ViewAllFieldsGlobal"];
/// The most characters of ids in one query.
const MAX_LISTED: usize = 30_000;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holdings {
    /// What sets grant of what was asked about, by their ids.
    pub sets: BTreeMap<String, Grants>,
    /// Who holds which of them.
    pub held: Vec<Held>,
    /// How many holdings count only in sessions for which they are activated; these are not among the others.
    pub inactive: usize,
}

/// An active user and a set that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Who.
    pub username: Username,
    /// The id of the set that grants.
    pub set: String,
    /// Through what it holds it.
    pub through: Through,
}

/// Reads who holds what a pattern means, in two round trips and a page for every 2,000 holders.
///
/// # Errors
/// When the org is not reached, or does not show permissions.
pub async fn read_holders(
    reader: &Reader,
    catalog: &Catalog,
    apps: &BTreeMap<ApiName, String>,
    pattern: &GrantPattern,
) -> Result<Holdings, Error> {
    let mut holdings = Holdings::default();
    let asks = asks(catalog, apps, pattern);
    let queries: Vec<Soql> = asks.iter().map(|(_, soql)| soql.clone()).collect();
    for ((of, _), found) in asks.iter().zip(reader.query_many(&queries).await?) {
        for row in &found.rows {
            of.add(row, &mut holdings.sets);
        }
    }
    let ids: Vec<&str> = holdings.sets.keys().map(String::as_str).collect();
    let parts: Vec<Soql> = chunks(&ids, MAX_LISTED).into_iter().map(holders).collect();
    for found in reader.query_many(&parts).await? {
        for row in &found.rows {
            match held(row) {
                Some(_) if needs_activation(row) => holdings.inactive += 1,
                Some(held) => holdings.held.push(held),
                None => {}
            }
        }
    }
    Ok(holdings)
}

/// What the rows of a query grant.
enum Of {
    Objects,
    Fields,
    Permissions(Vec<ApiName>),
    Entities(Target),
}

impl Of {
    fn add(&self, row: &Record, sets: &mut BTreeMap<String, Grants>) {
        // Sets that may do everything show rows that the org made up (Object Reference, ObjectPermissions).
        let is_made_up = row.id("Id").is_some_and(|id| id.is_synthetic());
        let (Some(set), false) = (row.id(self.set()), is_made_up) else {
            return;
        };
        let grants = sets.entry(set.as_str().to_owned()).or_default();
        for (target, verbs) in self
            .grants(row)
            .into_iter()
            .filter(|(_, verbs)| !verbs.is_empty())
        {
            grants.insert(target, verbs);
        }
    }

    const fn set(&self) -> &'static str {
        match self {
            Of::Permissions(_) => "Id",
            _ => "ParentId",
        }
    }

    fn grants(&self, row: &Record) -> Vec<(Target, Verbs)> {
        let has = |column: &str| row.flag(column) == Some(true);
        let name = |column: &str| ApiName::from(row.text(column).unwrap_or_default());
        match self {
            Of::Objects => {
                let verbs = OBJECT_VERBS.into_iter();
                let verbs = verbs.filter(|(_, column)| has(column)).map(|(verb, _)| verb);
                vec![(Target::Object(name("SobjectType")), verbs.collect())]
            }
            Of::Fields => {
                let verbs = [(Verb::Read, "PermissionsRead"), (Verb::Edit, "PermissionsEdit")];
                let verbs = verbs.into_iter().filter(|(_, column)| has(column));
                let full = row.text("Field").unwrap_or_default();
                let Some((object, field)) = full.split_once('.') else {
                    return Vec::new();
                };
                let target = Target::Field {
                    object: object.into(),
                    field: field.into(),
                };
                vec![(target, verbs.map(|(verb, _)| verb).collect())]
            }
            Of::Permissions(permissions) => permissions
                .iter()
                .filter(|name| has(&column(name)))
                .map(|name| (Target::SystemPermission(name.clone()), Verbs::USE))
                .collect(),
            Of::Entities(target) => vec![(target.clone(), Verbs::USE)],
        }
    }
}

fn column(permission: &ApiName) -> String {
    format!("Permissions{permission}")
}

fn asks(catalog: &Catalog, apps: &BTreeMap<ApiName, String>, pattern: &GrantPattern) -> Vec<(Of, Soql)> {
    let mut asks = Vec::new();
    let object = pattern.object().filter(|name| catalog.objects.contains_key(name));
    if let Some(object) = &object {
        asks.push((Of::Objects, of_object(object)));
        if let Some(Target::Field { object, field }) = pattern.field() {
            let field = hallpass_access::root(catalog, &object, &field);
            asks.push((Of::Fields, of_field(&object, &field)));
        }
    }
    let over_all = OVER_ALL.into_iter().filter(|_| object.is_some());
    let over_all = over_all.map(ApiName::from);
    let is_listed = |name: &ApiName| catalog.system_permissions.contains(name);
    let mut permissions: Vec<ApiName> = over_all.filter(is_listed).collect();
    for target in pattern.targets() {
        if let Target::SystemPermission(name) = &target
            && let Some(name) = catalog.system_permissions.get(name)
        {
            permissions.push(name.clone());
        }
    }
    if !permissions.is_empty() {
        let soql = of_permissions(&permissions);
        asks.push((Of::Permissions(permissions), soql));
    }
    for (target, id) in entities(catalog, apps, pattern) {
        let soql = Soql::select(["Id", "ParentId"])
            .from("SetupEntityAccess")
            .filter(eq("SetupEntityId", id.as_str()));
        asks.push((Of::Entities(target), soql));
    }
    asks
}

fn of_object(object: &ApiName) -> Soql {
    let columns = ["Id", "ParentId", "SobjectType"]
        .into_iter()
        .chain(OBJECT_VERBS.map(|(_, column)| column));
    Soql::select(columns)
        .from("ObjectPermissions")
        .filter(eq("SobjectType", object.as_str()))
}

fn of_field(object: &ApiName, field: &ApiName) -> Soql {
    let columns = [
        "Id",
        "ParentId",
        "SobjectType",
        "Field",
        "PermissionsRead",
        "PermissionsEdit",
    ];
    Soql::select(columns)
        .from("FieldPermissions")
        .filter(eq("SobjectType", object.as_str()))
        .filter(eq("Field", format!("{object}.{field}").as_str()))
}

fn of_permissions(permissions: &[ApiName]) -> Soql {
    let columns: Vec<String> = permissions.iter().map(column).collect();
    let any: Vec<Condition> = columns.iter().map(|column| eq(column, true)).collect();
    let selected = std::iter::once("Id").chain(columns.iter().map(String::as_str));
    Soql::select(selected).from("PermissionSet").filter(any_of(any))
}

/// What is granted by id, with its id as far as the org has it.
fn entities(
    catalog: &Catalog,
    apps: &BTreeMap<ApiName, String>,
    pattern: &GrantPattern,
) -> Vec<(Target, String)> {
    let id = |target: &Target| match target {
        Target::ApexClass(name) => catalog.apex_classes.get(name).map(ToString::to_string),
        Target::CustomPermission(name) => catalog.custom_permissions.get(name).map(ToString::to_string),
        Target::App(_, name) => apps.get(name).cloned(),
        other => catalog.entities.get(other).map(ToString::to_string),
    };
    let targets = pattern.targets().into_iter();
    targets
        .filter_map(|target| Some((id(&target)?, target)))
        .map(|(id, target)| (target, id))
        .collect()
}

fn holders(sets: &[&str]) -> Soql {
    let columns = [
        "Assignee.Username",
        "Assignee.Profile.Name",
        "PermissionSetId",
        "PermissionSet.Name",
        "PermissionSet.NamespacePrefix",
        "PermissionSet.IsOwnedByProfile",
        "PermissionSet.HasActivationRequired",
        "PermissionSetGroupId",
        "PermissionSetGroup.DeveloperName",
        "PermissionSetGroup.NamespacePrefix",
        "PermissionSetGroup.HasActivationRequired",
    ];
    Soql::select(columns)
        .from("PermissionSetAssignment")
        .filter(is_in("PermissionSetId", sets.iter().copied()))
        .filter(eq("Assignee.IsActive", true))
}

fn is_of_group(row: &Record) -> bool {
    row.id("PermissionSetGroupId").is_some()
}

fn needs_activation(row: &Record) -> bool {
    let column = match is_of_group(row) {
        true => "PermissionSetGroup.HasActivationRequired",
        false => "PermissionSet.HasActivationRequired",
    };
    row.flag(column) == Some(true)
}

fn held(row: &Record) -> Option<Held> {
    let full = |namespace: &str, name: &str| {
        let name = row.text(name)?;
        Some(match row.text(namespace).filter(|prefix| !prefix.is_empty()) {
            Some(prefix) => ApiName::new(format!("{prefix}__{name}")),
            None => ApiName::from(name),
        })
    };
    let through = if is_of_group(row) {
        Through::Group(full(
            "PermissionSetGroup.NamespacePrefix",
            "PermissionSetGroup.DeveloperName",
        )?)
    } else if row.flag("PermissionSet.IsOwnedByProfile") == Some(true) {
        Through::Profile(row.text("Assignee.Profile.Name")?.to_owned())
    } else {
        Through::PermissionSet(full("PermissionSet.NamespacePrefix", "PermissionSet.Name")?)
    };
    Some(Held {
        username: Username::new(row.text("Assignee.Username")?),
        set: row.id("PermissionSetId")?.as_str().to_owned(),
        through,
    })
}
