//! A world in which nothing is left to do, to be changed by a test.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    API_ONLY_PROFILES, ApiName, ApiUse, App, AppKind, Attribute, Attributes, Catalog, Complete, Desired,
    Enforce, FieldFacts, FleetName, Flow, Grants, INTEGRATION_LICENSE, INTEGRATION_PSL, Integration,
    IntegrationName, IpRelaxation, Joined, Kind, Limits, Live, LiveApp, LiveAssignment, LiveGrant, LiveOrg,
    LivePermissionSet, LiveProfile, LiveUser, Manage, Managed, Mark, ObjectFacts, OwnProfile, PasswordUse,
    PermissionSet, Profile, ProfileFacts, RecordId, Role, RunningUser, Scope, Seats, Seen, Target, User,
    Username, Verb, Verbs, Verify, profile_object,
};

/// Makes an integration's name, which must be well formed.
#[must_use]
pub fn name(text: &str) -> IntegrationName {
    IntegrationName::new(text).expect("tests use well-formed names")
}

/// Makes a record id from a prefix of three characters and a number.
#[must_use]
pub fn id(prefix: &str, number: usize) -> RecordId {
    RecordId::parse(&format!("{prefix}{number:012}")).expect("a prefix has three characters")
}

/// Makes grants from lines such as `("Account", "read edit")`, `("Account.Phone", "read")`, `("class CustomerWS", "use")`,
/// `("system ApiEnabled", "use")`, `("custom Refund", "use")`; `flow`, `credential`, `type` and `setting` likewise.
#[must_use]
pub fn grants(lines: &[(&str, &str)]) -> Grants {
    lines
        .iter()
        .map(|(target, verbs)| (parse_target(target), parse_verbs(verbs)))
        .collect()
}

fn parse_target(text: &str) -> Target {
    match (text.split_once(' '), text.split_once('.')) {
        (Some(("class", name)), _) => Target::ApexClass(name.into()),
        (Some(("system", name)), _) => Target::SystemPermission(name.into()),
        (Some(("custom", name)), _) => Target::CustomPermission(name.into()),
        (Some(("flow", name)), _) => Target::Flow(name.into()),
        (Some(("credential", name)), _) => Target::ExternalCredential(name.into()),
        (Some(("type", name)), _) => Target::CustomMetadataType(name.into()),
        (Some(("setting", name)), _) => Target::CustomSetting(name.into()),
        (Some((kind, _)), _) => panic!("{kind} is no kind of grant that tests know"),
        (None, Some((object, field))) => Target::Field {
            object: object.into(),
            field: field.into(),
        },
        (None, None) => Target::Object(text.into()),
    }
}

fn parse_verbs(text: &str) -> Verbs {
    text.split_whitespace()
        .map(|word| {
            Verb::ALL
                .into_iter()
                .find(|verb| verb.word() == word)
                .expect("tests use real verbs")
        })
        .collect()
}

/// Makes an integration `<name>` with a user, a set `<Name>_Integration` of these grants, and an app linked to it.
#[must_use]
pub fn integration(text: &str, lines: &[(&str, &str)]) -> Integration {
    let set = ApiName::new(format!("{}_Integration", capitalised(text)));
    let mut grants = grants(lines);
    grants.insert(Target::App(AppKind::ExternalClientApp, set.clone()), Verbs::USE);
    Integration {
        name: name(text),
        owner: format!("{text}-team@example.com"),
        description: Some(format!("What {text} is for")),
        enforce: Enforce::Exact,
        adopt: false,
        protect: false,
        previously: None,
        user: User {
            username: Username::new(format!("{text}.api@example.com")),
            last_name: Managed::Set(format!("{} Integration", capitalised(text))),
            email: Managed::Set(format!("{text}-alerts@example.com")),
            alias: Managed::Set(text.chars().filter(|c| *c != '-').take(8).collect()),
            license: INTEGRATION_LICENSE.to_owned(),
            profile: Profile::ApiOnly,
            role: Managed::Set(Role::None),
            time_zone: Managed::Set("GMT".to_owned()),
            locale: Managed::Set("en_US".to_owned()),
            language: Managed::Set("en_US".to_owned()),
            email_encoding: Managed::Set("UTF-8".to_owned()),
        },
        own_profile: OwnProfile {
            name: format!("{} Integration", capitalised(text)),
            login: Managed::Unmanaged,
        },
        permission_set: PermissionSet {
            name: set.clone(),
            label: Managed::Set(format!("{} Integration", capitalised(text))),
            description: Managed::Set(format!("What {text} is for")),
        },
        grants,
        never: BTreeSet::new(),
        all_fields: BTreeMap::new(),
        also_assigned: BTreeSet::new(),
        migrate_from: None,
        licenses: BTreeSet::from([ApiName::from(INTEGRATION_PSL)]),
        joins: BTreeMap::new(),
        apps: vec![App {
            kind: AppKind::ExternalClientApp,
            name: set,
            label: Managed::Set(format!("{} Integration", capitalised(text))),
            description: Managed::Set(format!("What {text} is for")),
            contact_email: Managed::Set(format!("{text}-alerts@example.com")),
            callback_urls: Managed::Set(BTreeSet::from(["https://localhost/callback".to_owned()])),
            flow: Flow::ClientCredentials,
            scopes: Managed::Set(BTreeSet::from([Scope("api".to_owned())])),
            ip_relaxation: Managed::Set(IpRelaxation::Enforce),
            settings: Attributes::new(),
            manage: Manage::All,
            create: false,
        }],
        verify: Verify::default(),
        waivers: Vec::new(),
    }
}

fn capitalised(text: &str) -> String {
    let words = text.split('-').map(|word| {
        let mut chars = word.chars();
        chars
            .next()
            .map(|c| c.to_ascii_uppercase())
            .into_iter()
            .chain(chars)
            .collect::<String>()
    });
    words.collect::<Vec<_>>().join("_")
}

/// Makes the fleet `acme` of these integrations.
#[must_use]
pub fn desired(integrations: impl IntoIterator<Item = Integration>) -> Desired {
    Desired {
        fleet: FleetName::new("acme").expect("acme is a name"),
        spec_digest: "0".repeat(64),
        integrations: integrations
            .into_iter()
            .map(|one| (one.name.clone(), one))
            .collect(),
        limits: Limits::default(),
        accept_fleets: BTreeSet::new(),
        retiring: crate::Retiring::default(),
        policy: crate::PolicySettings::default(),
    }
}

/// Makes an org that holds nothing of ours yet, but all that these specs refer to.
#[must_use]
pub fn org(desired: &Desired) -> Live {
    Live {
        org: LiveOrg {
            id: id("00D", 1),
            url: "https://acme.my.salesforce.com".to_owned(),
            edition: "Enterprise Edition".to_owned(),
            is_sandbox: false,
            api_version: "66.0".to_owned(),
            time_zone: "America/Los_Angeles".to_owned(),
        },
        running_user: RunningUser {
            id: id("005", 1),
            username: Username::from("runner@example.com"),
            permissions: Seen::Unknown("not asked".to_owned()),
            app: None,
        },
        users: Complete::default(),
        profiles: Complete::default(),
        permission_sets: Complete::default(),
        apps: Complete::default(),
        elsewhere: crate::Elsewhere::default(),
        catalog: catalog_of(desired),
        api: ApiUse::default(),
    }
}

fn catalog_of(desired: &Desired) -> Catalog {
    let mut catalog = Catalog::default();
    let seats = |id| Seats {
        id,
        total: 1_000,
        used: 0,
    };
    catalog
        .user_licenses
        .insert(INTEGRATION_LICENSE.to_owned(), seats(id("100", 1)));
    catalog.profiles.insert(
        API_ONLY_PROFILES[0].to_owned(),
        ProfileFacts {
            id: id("00e", 1),
            license: INTEGRATION_LICENSE.to_owned(),
        },
    );
    for (n, license) in desired
        .integrations
        .values()
        .flat_map(|one| &one.licenses)
        .enumerate()
    {
        catalog
            .permission_set_licenses
            .insert(license.clone(), seats(id("0PL", n)));
    }
    for (n, target) in desired
        .integrations
        .values()
        .flat_map(|one| one.grants.keys())
        .enumerate()
    {
        match target {
            Target::Object(object) => {
                object_of(&mut catalog, object);
            }
            Target::Field { object, field } => {
                let facts = FieldFacts {
                    permissionable: true,
                    ..FieldFacts::default()
                };
                object_of(&mut catalog, object)
                    .fields
                    .insert(field.clone(), facts);
            }
            Target::ApexClass(class) => {
                catalog.apex_classes.insert(class.clone(), id("01p", n));
            }
            Target::CustomPermission(permission) => {
                catalog
                    .custom_permissions
                    .insert(permission.clone(), id("0CP", n));
            }
            Target::SystemPermission(permission) => {
                catalog.system_permissions.insert(permission.clone());
            }
            Target::Flow(_)
            | Target::ExternalCredential(_)
            | Target::CustomMetadataType(_)
            | Target::CustomSetting(_) => {
                catalog.entities.insert(target.clone(), id("01I", n));
            }
            Target::App(..) => {}
        }
    }
    for (n, set) in desired
        .integrations
        .values()
        .flat_map(|one| &one.also_assigned)
        .enumerate()
    {
        catalog
            .permission_sets
            .insert(set.clone(), id("0PS", 900_000 + n));
    }
    joinable(&mut catalog, desired);
    catalog
}

fn joinable(catalog: &mut Catalog, desired: &Desired) {
    for (n, one) in desired.integrations.values().enumerate() {
        if let Some(Role::Named(role)) = one.user.role.wanted() {
            catalog.roles.insert(role.clone(), id("00E", n));
        }
        for (kind, name) in one
            .joins
            .iter()
            .flat_map(|(kind, names)| names.iter().map(|name| (*kind, name)))
        {
            if kind == Kind::PackageLicense {
                let seats = Seats {
                    id: id("050", n),
                    total: 1_000,
                    used: 0,
                };
                catalog.package_licenses.insert(name.clone(), seats);
            } else {
                let groups = catalog.groups.entry(kind).or_default();
                groups.insert(name.clone(), id("00G", n * 100 + groups.len()));
            }
        }
    }
}

fn object_of<'c>(catalog: &'c mut Catalog, object: &ApiName) -> &'c mut ObjectFacts {
    catalog
        .objects
        .entry(object.clone())
        .or_insert_with(|| ObjectFacts {
            takes_grants: true,
            label: object.to_string(),
            fields: BTreeMap::new(),
        })
}

/// Makes the org in which this fleet is all there and as it should be.
#[must_use]
pub fn live_of(desired: &Desired) -> Live {
    let mut live = org(desired);
    let mut users = BTreeMap::new();
    let mut profiles = BTreeMap::new();
    let mut sets = BTreeMap::new();
    let mut apps = BTreeMap::new();
    for (n, one) in desired.integrations.values().enumerate() {
        users.insert(one.user.username.clone(), live_user(desired, one, n));
        if one.own_profile.is_needed() {
            let name = ApiName::new(one.own_profile.name.as_str());
            profiles.insert(name, live_profile(desired, one, n));
        }
        sets.insert(one.permission_set.name.clone(), live_set(desired, one, n));
        for (m, app) in one.apps.iter().enumerate() {
            apps.insert(app.name.clone(), live_app(desired, one, app, n * 100 + m));
        }
    }
    live.users = Complete::read_to_the_end(users);
    for profile in profiles.values() {
        let facts = ProfileFacts {
            id: profile.id.clone(),
            license: profile.license.known().cloned().unwrap_or_default(),
        };
        live.catalog.profiles.insert(profile.name.clone(), facts);
    }
    live.profiles = Complete::read_to_the_end(profiles);
    live.permission_sets = Complete::read_to_the_end(sets);
    live.apps = Complete::read_to_the_end(apps);
    live
}

fn mark(desired: &Desired, one: &Integration, object: ApiName) -> Option<Mark> {
    Some(Mark {
        fleet: desired.fleet.clone(),
        integration: one.name.clone(),
        object,
        more: BTreeMap::new(),
    })
}

fn seen<T: Clone>(wanted: &Managed<T>) -> Seen<T> {
    wanted.wanted().cloned().into()
}

fn live_user(desired: &Desired, one: &Integration, n: usize) -> LiveUser {
    let user = &one.user;
    let held = one.also_assigned.iter().chain([&one.permission_set.name]);
    LiveUser {
        id: id("005", 1_000 + n),
        username: user.username.clone(),
        last_name: seen(&user.last_name),
        email: seen(&user.email),
        alias: seen(&user.alias),
        profile: Seen::Known(match &user.profile {
            _ if one.own_profile.is_needed() => one.own_profile.name.clone(),
            Profile::ApiOnly => API_ONLY_PROFILES[0].to_owned(),
            Profile::Named(name) => name.clone(),
        }),
        license: Seen::Known(user.license.clone()),
        role: match user.role.wanted() {
            Some(Role::Named(role)) => Seen::Known(role.clone()),
            Some(Role::None) | None => Seen::Absent,
        },
        time_zone: seen(&user.time_zone),
        locale: seen(&user.locale),
        language: seen(&user.language),
        email_encoding: seen(&user.email_encoding),
        active: true,
        frozen: Seen::Known(false),
        last_login: Seen::Absent,
        created: Seen::Absent,
        about_me: String::new(),
        mark: mark(desired, one, ApiName::new(user.username.as_str())),
        licenses: Complete::read_to_the_end(
            one.licenses
                .iter()
                .enumerate()
                .map(|(m, name)| (name.clone(), id("2LA", n * 100 + m)))
                .collect(),
        ),
        joined: joined(one, n),
        password: PasswordUse::default(),
        assignments: Complete::read_to_the_end(
            held.enumerate()
                .map(|(m, name)| {
                    (
                        name.clone(),
                        LiveAssignment {
                            id: id("0Pa", n * 100 + m),
                            is_group: false,
                            license: None,
                        },
                    )
                })
                .collect(),
        ),
        unsettled: BTreeMap::new(),
        activated: Seen::Absent,
        runs: one
            .apps
            .iter()
            .filter(|app| matches!(app.flow, Flow::ClientCredentials))
            .map(|app| app.name.clone())
            .collect(),
    }
}

/// All kinds were read; those that the spec does not manage are empty.
fn joined(one: &Integration, n: usize) -> BTreeMap<Kind, Seen<Joined>> {
    let of_kind = |kind: Kind| {
        let names = one.joins.get(&kind).into_iter().flatten();
        let held = names
            .enumerate()
            .map(|(m, name)| (name.clone(), id("011", n * 100 + m)));
        Seen::Known(Complete::read_to_the_end(held.collect()))
    };
    Kind::JOINED.map(|kind| (kind, of_kind(kind))).into()
}

fn live_profile(desired: &Desired, one: &Integration, n: usize) -> LiveProfile {
    let name = &one.own_profile.name;
    let policy = one.own_profile.login.wanted().cloned().unwrap_or_default();
    LiveProfile {
        id: id("00e", 1_000 + n),
        name: name.clone(),
        license: Seen::Known(one.user.license.clone()),
        description: Seen::Absent,
        mark: mark(desired, one, profile_object(name)),
        custom: Seen::Known(true),
        ip_ranges: Some(policy.ip_ranges).filter(|ranges| !ranges.is_empty()).into(),
        hours: policy.hours.into(),
        permissions: Seen::Known(BTreeSet::from(["ApiEnabled".into(), "ApiUserOnly".into()])),
        grants: Seen::Known(Grants::new()),
        holders: Complete::read_to_the_end(BTreeMap::from([(
            one.user.username.clone(),
            id("005", 1_000 + n),
        )])),
    }
}

fn live_set(desired: &Desired, one: &Integration, n: usize) -> LivePermissionSet {
    let row = |m: usize, target: &Target| match target.kind() {
        crate::Kind::SystemPermission => None,
        crate::Kind::Object => Some(id("110", n * 10_000 + m)),
        crate::Kind::Field => Some(id("01k", n * 10_000 + m)),
        _ => Some(id("0J0", n * 10_000 + m)),
    };
    LivePermissionSet {
        tabs: BTreeSet::new(),
        id: id("0PS", 1_000 + n),
        name: one.permission_set.name.clone(),
        label: seen(&one.permission_set.label),
        description: seen(&one.permission_set.description),
        mark: mark(desired, one, one.permission_set.name.clone()),
        namespace: None,
        license_id: None,
        needs_activation: false,
        grants: Complete::read_to_the_end(
            one.grants
                .iter()
                .enumerate()
                .map(|(m, (target, verbs))| {
                    (
                        target.clone(),
                        LiveGrant {
                            id: row(m, target),
                            verbs: *verbs,
                        },
                    )
                })
                .collect(),
        ),
        holders: Complete::read_to_the_end(BTreeMap::from([(
            one.user.username.clone(),
            id("0Pa", n * 100 + one.also_assigned.len()),
        )])),
        groups: Complete::default(),
    }
}

fn live_app(desired: &Desired, one: &Integration, app: &App, n: usize) -> LiveApp {
    let client_credentials = matches!(app.flow, Flow::ClientCredentials);
    LiveApp {
        kind: app.kind,
        id: id("0xI", n),
        name: app.name.clone(),
        label: seen(&app.label),
        description: seen(&app.description),
        mark: mark(desired, one, app.name.clone()),
        contact_email: seen(&app.contact_email),
        callback_urls: seen(&app.callback_urls),
        scopes: seen(&app.scopes),
        client_credentials: Seen::Known(client_credentials),
        run_as: client_credentials.then(|| one.user.username.clone()).into(),
        certificate_sha256: match &app.flow {
            Flow::ClientCredentials | Flow::AsItIs => Seen::Absent,
            Flow::JwtBearer(certificate) => Seen::Known(certificate.sha256.clone()),
        },
        admin_approved: Seen::Known(true),
        ip_relaxation: seen(&app.ip_relaxation),
        enabled: match app.kind {
            crate::AppKind::ExternalClientApp => {
                Seen::Known(app.settings.get(&Attribute::Enabled) != Some(&false.into()))
            }
            crate::AppKind::ConnectedApp => Seen::Absent,
        },
        settings: app
            .settings
            .iter()
            .filter(|(attribute, _)| **attribute != Attribute::Enabled)
            .map(|(attribute, value)| (*attribute, Seen::Known(value.clone())))
            .collect(),
        token_holders: Seen::Absent,
        admits: BTreeSet::from([one.permission_set.name.clone()]),
        admits_profiles: BTreeSet::new(),
        files: Vec::new(),
    }
}
