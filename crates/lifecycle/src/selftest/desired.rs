//! The throw-away integration. It grants nothing, so nobody could do anything with it.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, App, AppKind, Attributes, Desired, Enforce, FleetName, Flow, Grace, Grants, INTEGRATION_LICENSE,
    INTEGRATION_PSL, Integration, IntegrationName, IpRelaxation, Limits, Manage, Managed, NameError,
    OwnProfile, PermissionSet, Profile, RecordId, Retirement, Retiring, Scope, Target, User, Username, Verbs,
    Verify,
};

/// The name of the integration, and of a fleet of its own: no other fleet's things are looked at, or pruned.
pub const NAME: &str = "hallpass-selftest";
const SET: &str = "Hallpass_Selftest";
const MAIL: &str = "hallpass-selftest@example.com";

/// Returns the integration as it shall be for the test. Users cannot be deleted, so every run takes the same one again.
///
/// # Errors
/// Never: its names are good ones.
pub fn wanted(org: &RecordId, today: &str) -> Result<Desired, NameError> {
    let mut desired = empty(today)?;
    let one = integration(org)?;
    desired.retiring.known.insert(one.name.clone());
    desired.integrations.insert(one.name.clone(), one);
    Ok(desired)
}

/// Returns its end, at once.
///
/// # Errors
/// Never: its names are good ones.
pub fn ending(today: &str) -> Result<Desired, NameError> {
    let mut desired = empty(today)?;
    let name = IntegrationName::new(NAME)?;
    let end = Retirement {
        owner: MAIL.to_owned(),
        reason: "the self-test is over".to_owned(),
        grace: Grace::of_days(0),
    };
    desired.retiring.known.insert(name.clone());
    desired.retiring.declared.insert(name, end);
    Ok(desired)
}

fn empty(today: &str) -> Result<Desired, NameError> {
    Ok(Desired {
        fleet: FleetName::new(NAME)?,
        spec_digest: "0".repeat(64),
        integrations: BTreeMap::new(),
        limits: Limits {
            max_delete_percent: 100,
            ..Limits::default()
        },
        accept_fleets: BTreeSet::new(),
        retiring: Retiring {
            today: today.to_owned(),
            ..Retiring::default()
        },
        policy: hallpass_model::PolicySettings::default(),
    })
}

fn integration(org: &RecordId) -> Result<Integration, NameError> {
    let set = ApiName::from(SET);
    let text = |text: &str| Managed::Set(text.to_owned());
    let about = || text("The self-test of hallpass made this, and takes it away again");
    let app = App {
        kind: AppKind::ExternalClientApp,
        name: set.clone(),
        label: text("Hallpass Selftest"),
        description: about(),
        contact_email: text(MAIL),
        callback_urls: Managed::Set(BTreeSet::from(["https://localhost/callback".to_owned()])),
        flow: Flow::ClientCredentials,
        scopes: Managed::Set(BTreeSet::from([Scope("api".to_owned())])),
        ip_relaxation: Managed::Set(IpRelaxation::Enforce),
        settings: Attributes::new(),
        manage: Manage::All,
        create: false,
    };
    let user = User {
        // Usernames are unique in all of Salesforce.
        username: Username::new(format!(
            "hallpass.selftest.{}@example.com",
            org.as_str().to_lowercase()
        )),
        last_name: text("Hallpass Selftest"),
        email: text(MAIL),
        alias: text("hpself"),
        license: INTEGRATION_LICENSE.to_owned(),
        profile: Profile::ApiOnly,
        role: Managed::Unmanaged,
        time_zone: text("GMT"),
        locale: text("en_US"),
        language: text("en_US"),
        email_encoding: text("UTF-8"),
    };
    Ok(Integration {
        name: IntegrationName::new(NAME)?,
        owner: MAIL.to_owned(),
        description: None,
        enforce: Enforce::Exact,
        adopt: false,
        protect: false,
        previously: None,
        migrate_from: None,
        user,
        own_profile: OwnProfile {
            name: "Hallpass Selftest".to_owned(),
            login: Managed::Unmanaged,
        },
        permission_set: PermissionSet {
            name: set.clone(),
            label: text("Hallpass Selftest"),
            description: about(),
        },
        grants: Grants::from([(Target::App(AppKind::ExternalClientApp, set), Verbs::USE)]),
        never: BTreeSet::new(),
        all_fields: BTreeMap::new(),
        also_assigned: BTreeSet::new(),
        joins: BTreeMap::new(),
        licenses: BTreeSet::from([ApiName::from(INTEGRATION_PSL)]),
        apps: vec![app],
        verify: Verify::default(),
        waivers: Vec::new(),
    })
}
