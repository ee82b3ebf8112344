//! An org in which one state of an integration was applied, and in which all exists that another one names.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    API_ONLY_PROFILES, ApiName, ApiUse, Catalog, Complete, Desired, Elsewhere, FieldFacts,
    INTEGRATION_LICENSE, Integration, Kind, Live, LiveOrg, ObjectFacts, OrgName, Profile, ProfileFacts,
    RecordId, Role, RunningUser, Seats, Seen, Target, Username,
};

use crate::memory::apply_in_memory;
use crate::planner::plan;

/// Stands for the fields of an object that no spec names; no field is called so.
pub(super) const ALL_OTHERS: &str = "*";

/// More than anybody has.
const SEATS: i64 = 1_000_000;

/// Imagines an org that has nothing yet, but all that these integrations name.
pub(super) fn empty_org(sides: &[&Integration]) -> Live {
    Live {
        org: LiveOrg {
            id: id("00D"),
            url: String::new(),
            edition: "Enterprise Edition".to_owned(),
            is_sandbox: false,
            api_version: String::new(),
            time_zone: "UTC".to_owned(),
        },
        running_user: RunningUser {
            id: id("005"),
            username: Username::from("nobody"),
            permissions: Seen::Unknown("nobody was asked".to_owned()),
            app: None,
        },
        users: Complete::read_to_the_end(BTreeMap::new()),
        profiles: Complete::read_to_the_end(BTreeMap::new()),
        permission_sets: Complete::read_to_the_end(BTreeMap::new()),
        apps: Complete::read_to_the_end(BTreeMap::new()),
        elsewhere: Elsewhere::default(),
        catalog: catalog(sides),
        api: ApiUse::default(),
    }
}

/// Imagines the same org after these specs were applied.
pub(super) fn applied(org: &OrgName, desired: &Desired, empty: Live) -> Live {
    let first = plan(org, desired, &empty);
    let desired = &*desired.in_org(&empty);
    apply_in_memory(&first, empty, desired)
}

fn catalog(sides: &[&Integration]) -> Catalog {
    let mut catalog = Catalog::default();
    license(&mut catalog, INTEGRATION_LICENSE);
    profile(&mut catalog, API_ONLY_PROFILES[0], INTEGRATION_LICENSE);
    for one in sides {
        license(&mut catalog, &one.user.license);
        if let Profile::Named(name) = &one.user.profile
            && !one.own_profile.is_needed()
        {
            profile(&mut catalog, name, &one.user.license);
        }
        for name in &one.licenses {
            catalog.permission_set_licenses.insert(name.clone(), seats("0PL"));
        }
        if let Some(Role::Named(role)) = one.user.role.wanted() {
            catalog.roles.insert(role.clone(), id("00E"));
        }
        for (kind, names) in &one.joins {
            for name in names {
                join(&mut catalog, *kind, name);
            }
        }
        for name in &one.also_assigned {
            catalog.permission_sets.insert(name.clone(), id("0PS"));
        }
        for target in one.grants.keys() {
            exists(&mut catalog, target);
        }
        for (object, all) in &one.all_fields {
            let excepted: BTreeSet<&ApiName> = all.excepted();
            let others = ApiName::from(ALL_OTHERS);
            for name in excepted.into_iter().chain([&others]) {
                field(&mut catalog, object, name);
            }
        }
    }
    catalog
}

fn exists(catalog: &mut Catalog, target: &Target) {
    match target {
        Target::Object(object) => {
            object_of(catalog, object);
        }
        Target::Field { object, field: name } => field(catalog, object, name),
        Target::ApexClass(name) => {
            catalog.apex_classes.insert(name.clone(), id("01p"));
        }
        Target::CustomPermission(name) => {
            catalog.custom_permissions.insert(name.clone(), id("0CP"));
        }
        Target::SystemPermission(name) => {
            catalog.system_permissions.insert(name.clone());
        }
        Target::Flow(_)
        | Target::ExternalCredential(_)
        | Target::CustomMetadataType(_)
        | Target::CustomSetting(_) => {
            catalog.entities.insert(target.clone(), id("01I"));
        }
        Target::App(..) => {}
    }
}

fn object_of<'c>(catalog: &'c mut Catalog, object: &ApiName) -> &'c mut ObjectFacts {
    let facts = || ObjectFacts {
        takes_grants: true,
        label: object.to_string(),
        fields: BTreeMap::new(),
    };
    catalog.objects.entry(object.clone()).or_insert_with(facts)
}

fn field(catalog: &mut Catalog, object: &ApiName, name: &ApiName) {
    let facts = FieldFacts {
        permissionable: true,
        ..FieldFacts::default()
    };
    object_of(catalog, object).fields.insert(name.clone(), facts);
}

fn join(catalog: &mut Catalog, kind: Kind, name: &ApiName) {
    if kind == Kind::PackageLicense {
        catalog.package_licenses.insert(name.clone(), seats("050"));
    } else {
        let groups = catalog.groups.entry(kind).or_default();
        groups.insert(name.clone(), id("00G"));
    }
}

fn license(catalog: &mut Catalog, name: &str) {
    catalog.user_licenses.insert(name.to_owned(), seats("100"));
}

fn profile(catalog: &mut Catalog, name: &str, license: &str) {
    let facts = ProfileFacts {
        id: id("00e"),
        license: license.to_owned(),
    };
    catalog.profiles.insert(name.to_owned(), facts);
}

fn seats(prefix: &str) -> Seats {
    Seats {
        id: id(prefix),
        total: SEATS,
        used: 0,
    }
}

/// Nobody looks at the ids of what is imagined.
fn id(prefix: &str) -> RecordId {
    RecordId::parse(&format!("{prefix}000000000001")).expect("fifteen letters and digits")
}
