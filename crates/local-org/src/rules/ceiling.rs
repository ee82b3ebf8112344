//! What licences allow at most.

use serde_json::Value;

use super::seats::license_of_user;
use crate::error::ApiError;
use crate::schema::{ObjectDef, PermissionDef};
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, text};

/// The licence whose holders get no object at all without the integration permission set licence.
///
/// Source: reports of `Can't assign permission set …` for users without it.
const INTEGRATION: &str = "Salesforce Integration";

/// The user permissions that the Salesforce Integration licence allows by itself.
const INTEGRATION_PERMISSIONS: &[&str] = &["ApiEnabled", "ApiUserOnly"];

/// Licences for people of full standing: they allow everything.
const FULL: &str = "Salesforce";

/// The licence for custom apps: all permissions, and no objects that are for standard CRM alone.
///
/// Source: Help, "Standard User Licenses"; which objects these are is not published as a list.
const PLATFORM: &str = "Salesforce Platform";

/// Objects that the Platform licence does not give.
const OF_CRM: &[&str] = &["Campaign", "Case", "Lead", "Opportunity", "Quote"];

/// The permission set licence that gives integration users their objects.
pub(super) const INTEGRATION_PSL: &str = "SalesforceAPIIntegrationPsl";

/// Which objects licences allow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Objects {
    All,
    AllBut(&'static [&'static str]),
    None,
}

impl Objects {
    fn of(license: &str) -> Objects {
        match license {
            FULL => Objects::All,
            PLATFORM => Objects::AllBut(OF_CRM),
            _ => Objects::None,
        }
    }

    /// A permission set licence that gives objects gives all of them.
    fn with(self, held: &[Row]) -> Objects {
        if held.iter().any(gives_objects) {
            Objects::All
        } else {
            self
        }
    }

    fn allow(self, object: &str) -> bool {
        match self {
            Objects::All => true,
            Objects::AllBut(withheld) => !withheld.iter().any(|name| name.eq_ignore_ascii_case(object)),
            Objects::None => false,
        }
    }
}

/// What a user's licences allow.
pub(super) struct Ceiling {
    permissions: bool,
    objects: Objects,
    user_license: String,
    permission_set_licenses: Vec<Row>,
    own: &'static [&'static str],
}

impl Ceiling {
    /// Returns the ceiling of a user: the user licence and all permission set licences held.
    pub(super) fn of_user(tx: &Tx<'_>, user: &Row) -> Ceiling {
        let license = license_of_user(tx, user).unwrap_or_default();
        let name = text(&license, "Name");
        let assignments = match id(user, "Id") {
            Some(user) => tx.find("PermissionSetLicenseAssign", &[("AssigneeId", Value::from(user))]),
            None => Vec::new(),
        };
        let held: Vec<Row> = assignments
            .iter()
            .filter_map(|assignment| {
                tx.get("PermissionSetLicense", &id(assignment, "PermissionSetLicenseId")?)
            })
            .collect();
        Ceiling {
            permissions: [FULL, PLATFORM].contains(&name),
            objects: Objects::of(name).with(&held),
            user_license: name.to_owned(),
            permission_set_licenses: held,
            own: if name == INTEGRATION {
                INTEGRATION_PERMISSIONS
            } else {
                &[]
            },
        }
    }

    /// Returns the ceiling of a set that is bound to a permission set licence.
    pub(super) fn of_license(license: Row) -> Ceiling {
        Ceiling {
            permissions: false,
            objects: Objects::None.with(std::slice::from_ref(&license)),
            user_license: String::new(),
            permission_set_licenses: vec![license],
            own: &[],
        }
    }

    /// Returns the ceiling without one of the permission set licences.
    pub(super) fn without(mut self, license: &Id) -> Ceiling {
        self.permission_set_licenses
            .retain(|held| id(held, "Id").as_ref() != Some(license));
        self.objects = Objects::of(&self.user_license).with(&self.permission_set_licenses);
        self
    }

    fn allows(&self, permission: &PermissionDef) -> bool {
        let column = permission.maximum_column();
        self.permissions
            || self.own.contains(&permission.name.as_str())
            || self
                .permission_set_licenses
                .iter()
                .any(|license| flag(license, &column))
    }

    fn allows_object(&self, object: &str) -> bool {
        self.objects.allow(object)
    }

    /// Returns the first thing in a set that the licences don't allow, as refusals name it.
    pub(super) fn first_excess(&self, tx: &Tx<'_>, set: &Row) -> Option<String> {
        if self.permissions && self.objects == Objects::All {
            return None;
        }
        let schema = tx.org.schema();
        let permission = schema
            .permissions
            .iter()
            .find(|permission| flag(set, &permission.column()) && !self.allows(permission))
            .map(|permission| permission.label.clone());
        permission.or_else(|| {
            let rows = tx.find("ObjectPermissions", &[("ParentId", Value::from(id(set, "Id")?))]);
            rows.iter().find_map(|row| {
                let object = schema.object(text(row, "SobjectType"))?;
                (!self.allows_object(&object.name)).then(|| format!("Read {}", object.label_plural))
            })
        })
    }
}

fn gives_objects(license: &Row) -> bool {
    text(license, "DeveloperName").eq_ignore_ascii_case(INTEGRATION_PSL)
}

/// Refuses to put a permission into a set that a user holds whose licences don't allow it, or whose own licence
/// doesn't.
pub(super) fn check_set(tx: &Tx<'_>, set: &Row) -> Result<(), ApiError> {
    for (_, ceiling) in holders(tx, set).into_iter().chain(own_license(tx, set)) {
        if let Some(excess) = ceiling.first_excess(tx, set) {
            return Err(ApiError::bad(
                "FIELD_INTEGRITY_EXCEPTION",
                format!("The user license doesn't allow the permission: {excess}"),
            ));
        }
    }
    Ok(())
}

/// Refuses to grant an object in a set that such a user holds.
pub(super) fn check_object(tx: &Tx<'_>, set: &Row, object: &ObjectDef, verb: &str) -> Result<(), ApiError> {
    let refused = holders(tx, set)
        .into_iter()
        .chain(own_license(tx, set))
        .any(|(_, ceiling)| !ceiling.allows_object(&object.name));
    if !refused {
        return Ok(());
    }
    Err(ApiError::bad(
        "FIELD_INTEGRITY_EXCEPTION",
        format!(
            "The user license doesn't allow the permission: {verb} {}",
            object.label_plural
        ),
    ))
}

fn holders(tx: &Tx<'_>, set: &Row) -> Vec<(Row, Ceiling)> {
    // A profile's own set is held to the profile's licence by the profile's seed, not by its users.
    if flag(set, "IsOwnedByProfile") {
        return Vec::new();
    }
    let Some(set) = id(set, "Id") else {
        return Vec::new();
    };
    tx.find(
        "PermissionSetAssignment",
        &[("PermissionSetId", Value::from(set))],
    )
    .iter()
    .filter_map(|assignment| tx.get("User", &id(assignment, "AssigneeId")?))
    .map(|user| {
        let ceiling = Ceiling::of_user(tx, &user);
        (user, ceiling)
    })
    .collect()
}

fn own_license(tx: &Tx<'_>, set: &Row) -> Option<(Row, Ceiling)> {
    let license = id(set, "LicenseId").filter(|license| license.prefix() == "0PL")?;
    Some((
        set.clone(),
        Ceiling::of_license(tx.get("PermissionSetLicense", &license)?),
    ))
}
