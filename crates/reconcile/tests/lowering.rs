//! Plans made by the planner, lowered to waves, as text. Each case is a file in `tests/cases`.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::build::{desired, grants, integration, live_of, name, org};
use hallpass_model::{
    Address, ApiName, AppKind, Attribute, Certificate, Complete, Desired, Flow, Grace, Kind, Live, LiveApp,
    LiveAssignment, LivePermissionSet, LiveUser, Manage, Managed, Mark, MetadataFile, OrgName, Plan, Scope,
    Seen, State, Target, Username, Verbs,
};
use hallpass_reconcile::{LowerError, Operation, Wave, lower, show};

const ALL_KINDS: [(&str, &str); 10] = [
    ("Account", "read create edit"),
    ("Contact", "read"),
    ("Account.Phone", "read edit"),
    ("class CustomerWS", "use"),
    ("custom Refund", "use"),
    ("flow Order_Intake", "use"),
    ("credential Gateway-Service", "use"),
    ("type Rule__mdt", "use"),
    ("setting Settings__c", "use"),
    ("system ViewSetup", "use"),
];

fn planned(desired: &Desired, live: &Live) -> Plan {
    hallpass_plan::plan(&OrgName::new("local").unwrap(), desired, live)
}

fn waves(desired: &Desired, live: &Live) -> Vec<Wave> {
    lower(&planned(desired, live), live).unwrap()
}

/// Compares with the file of the case; `INSTA_UPDATE=always` writes it anew.
fn check(case: &str, waves: &[Wave]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("cases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(case, show(waves)));
}

/// Changes one entry of a collection that was read to its end.
fn edit<K: Ord, V>(all: &mut Complete<BTreeMap<K, V>>, key: &K, change: impl FnOnce(&mut V)) {
    let mut inner = std::mem::take(all).into_inner();
    change(inner.get_mut(key).unwrap());
    *all = Complete::read_to_the_end(inner);
}

fn edit_set(live: &mut Live, set: &str, change: impl FnOnce(&mut LivePermissionSet)) {
    edit(&mut live.permission_sets, &ApiName::from(set), change);
}

fn edit_user(live: &mut Live, username: &str, change: impl FnOnce(&mut LiveUser)) {
    edit(&mut live.users, &Username::from(username), change);
}

fn edit_app(live: &mut Live, app: &str, change: impl FnOnce(&mut LiveApp)) {
    edit(&mut live.apps, &ApiName::from(app), change);
}

fn addresses(waves: &[Wave]) -> Vec<Address> {
    let of = |operation: &Operation| match operation {
        Operation::Rows(rows) => rows
            .rows
            .iter()
            .flat_map(|row| row.addresses.clone())
            .collect::<Vec<_>>(),
        Operation::Logins(logins) => logins.iter().map(|login| login.address.clone()).collect(),
        Operation::Deploy(deploy) => deploy.apps.iter().map(|app| app.address.clone()).collect(),
    };
    waves
        .iter()
        .flat_map(|wave| &wave.operations)
        .flat_map(of)
        .collect()
}

fn with_login_policy(mut one: hallpass_model::Integration) -> hallpass_model::Integration {
    one.own_profile.login = hallpass_model::Managed::Set(hallpass_model::LoginPolicy {
        ip_ranges: ["192.0.2.1-192.0.2.20".parse().unwrap()].into(),
        hours: Some("monday 08:00-18:00".parse().unwrap()),
    });
    one
}

/// In a group, in a queue, with the licence of a package, and in a role.
fn with_joins(mut one: hallpass_model::Integration) -> hallpass_model::Integration {
    let names = |name: &str| BTreeSet::from([ApiName::from(name)]);
    one.joins = BTreeMap::from([
        (Kind::PackageLicense, names("acmepay")),
        (Kind::PublicGroup, names("Readers")),
        (Kind::Queue, names("Cases")),
    ]);
    one.user.role = hallpass_model::Managed::Set(hallpass_model::Role::Named("Sales".into()));
    one
}

#[test]
fn what_profiles_say_of_logins_is_changed_and_cleared() {
    let fleet = desired([with_login_policy(integration("billing", &[("Account", "read")]))]);
    let mut open = desired([integration("billing", &[("Account", "read")])]);
    for one in open.integrations.values_mut() {
        one.own_profile.login = hallpass_model::Managed::Set(hallpass_model::LoginPolicy::default());
    }
    let mut live = live_of(&fleet);
    let mut profiles = std::mem::take(&mut live.profiles).into_inner();
    for profile in profiles.values_mut() {
        profile.permissions =
            Seen::Known(["ApiEnabled".into(), "ApiUserOnly".into(), "ViewSetup".into()].into());
    }
    live.profiles = hallpass_model::Complete::read_to_the_end(profiles);
    check("login_policy_cleared", &waves(&open, &live));
}

#[test]
fn a_new_integration_comes_in_the_order_of_kinds() {
    let fleet = desired([with_joins(with_login_policy(integration("billing", &ALL_KINDS)))]);
    let live = org(&fleet);
    let plan = planned(&fleet, &live);
    let waves = lower(&plan, &live).unwrap();
    check("new_integration", &waves);

    let lowered = addresses(&waves);
    assert_eq!(lowered.len(), plan.changes.len(), "each change is lowered once");
    let kinds: BTreeSet<Kind> = lowered.iter().map(|address| address.kind).collect();
    // What is never declared comes with what was there before.
    let declared = Kind::ALL
        .into_iter()
        .filter(|kind| !matches!(kind, Kind::Login | Kind::Holder));
    assert_eq!(kinds, declared.collect(), "each kind has its case");
}

#[test]
fn an_integration_that_ends_is_frozen_first_and_its_user_is_the_last() {
    let was = desired([with_joins(with_login_policy(integration("billing", &ALL_KINDS)))]);
    let mut now = desired([]);
    now.retiring.today = "2026-11-22".to_owned();
    now.retiring.prune = Some(Grace::of_days(0));
    check("ended_integration", &waves(&now, &live_of(&was)));
}

#[test]
fn the_user_of_an_integration_that_comes_back_is_switched_on_and_thawed() {
    let fleet = desired([integration("billing", &[("Account", "read")])]);
    let mut live = live_of(&fleet);
    edit_user(&mut live, "billing.api@example.com", |user| {
        user.active = false;
        user.frozen = Seen::Known(true);
        user.about_me = "Talk to finance.".to_owned();
        let mark = user.mark.as_mut().unwrap();
        for key in [Mark::RETIRED, Mark::FROZEN] {
            mark.more.insert(key.to_owned(), "2026-11-22".to_owned());
        }
    });
    edit_app(&mut live, "Billing_Integration", |app| {
        app.enabled = Seen::Known(false);
    });
    let mut plan = planned(&fleet, &live);
    // The files of apps have a test of their own.
    plan.changes.retain(|change| change.kind != Kind::App);
    check("returned_integration", &lower(&plan, &live).unwrap());
}

#[test]
fn integrations_share_waves() {
    let fleet = desired([
        integration("billing", &[("Account", "read"), ("Account.Phone", "read")]),
        integration(
            "postman",
            &[("Lead", "read create edit delete"), ("class CustomerWS", "use")],
        ),
    ]);
    check("two_integrations", &waves(&fleet, &org(&fleet)));
}

#[test]
fn what_the_spec_no_longer_holds_goes_after_everything_else() {
    let before = desired([integration("billing", &ALL_KINDS)]);
    let mut live = live_of(&before);
    edit_user(&mut live, "billing.api@example.com", |user| {
        let mut held = std::mem::take(&mut user.assignments).into_inner();
        let id = held.values().next().unwrap().id.clone();
        held.insert(
            "Sales_Ops".into(),
            LiveAssignment {
                id,
                is_group: true,
                license: None,
            },
        );
        user.assignments = Complete::read_to_the_end(held);
    });
    let mut after = integration("billing", &[("Account", "read create")]);
    after.grants.extend(grants(&[("Lead", "read")]));
    let after = desired([after]);
    live.catalog = org(&after).catalog;
    check("removals", &waves(&after, &live));
}

#[test]
fn changed_entities_are_updates_that_keep_what_is_not_ours() {
    let fleet = desired([integration("billing", &ALL_KINDS)]);
    let mut live = live_of(&fleet);
    edit_user(&mut live, "billing.api@example.com", |user| {
        user.email = Seen::Known("old@example.com".to_owned());
        user.active = false;
    });
    edit_set(&mut live, "Billing_Integration", |set| {
        set.description = Seen::Known("Somebody wrote this".to_owned());
        let mut grants = std::mem::take(&mut set.grants).into_inner();
        grants.get_mut(&Target::Object("Contact".into())).unwrap().verbs =
            Verbs::from(vec![hallpass_model::Verb::Read, hallpass_model::Verb::Edit]);
        grants.remove(&Target::SystemPermission("ViewSetup".into()));
        set.grants = Complete::read_to_the_end(grants);
    });
    check("updates", &waves(&fleet, &live));
}

#[test]
fn adopting_writes_the_mark_behind_the_text_that_is_there() {
    let mut one = integration("billing", &[("Account", "read")]);
    one.adopt = true;
    one.permission_set.description = Managed::Unmanaged;
    let fleet = desired([one]);
    let mut live = live_of(&fleet);
    edit_user(&mut live, "billing.api@example.com", |user| {
        user.mark = None;
        user.about_me = "Made by hand".to_owned();
    });
    edit_set(&mut live, "Billing_Integration", |set| {
        set.mark = None;
        set.description = Seen::Known("Made by hand".to_owned());
    });
    check("adoption", &waves(&fleet, &live));
}

fn file(component: &str, full_name: &str, inner: &str) -> MetadataFile {
    MetadataFile {
        component: component.to_owned(),
        full_name: full_name.to_owned(),
        xml: format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <{component} xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{inner}\n</{component}>\n"
        ),
    }
}

fn external_files() -> Vec<MetadataFile> {
    let app = "<externalClientApplication>Billing_Integration</externalClientApplication>";
    vec![
        file(
            "ExternalClientApplication",
            "Billing_Integration",
            "<contactEmail>x@example.com</contactEmail><description>Old</description>\
             <distributionState>Local</distributionState><isProtected>false</isProtected><label>Old</label>\
             <orgScopedExternalApp>00D000000000001:Billing_Integration</orgScopedExternalApp>",
        ),
        file(
            "ExtlClntAppGlobalOauthSettings",
            "Billing_Integration_glbloauth",
            &format!(
                "<callbackUrl>https://old.example.com</callbackUrl><consumerKey>3MVGxyz</consumerKey>{app}\
                 <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
                 <isPkceRequired>false</isPkceRequired><label>g</label><ofTomorrow>kept</ofTomorrow>"
            ),
        ),
        file(
            "ExtlClntAppOauthSettings",
            "Billing_Integration_oauth",
            &format!(
                "<commaSeparatedOauthScopes>Api, Web</commaSeparatedOauthScopes>{app}<label>s</label>\
                 <oauthLink>00D000000000001:888000000000001</oauthLink>"
            ),
        ),
        file(
            "ExtlClntAppOauthConfigurablePolicies",
            "Billing_Integration_defaultPolicy",
            &format!(
                "<clientCredentialsFlowUser>other@example.com</clientCredentialsFlowUser>\
                 <commaSeparatedPermissionSet>Someone_Elses_Set</commaSeparatedPermissionSet>{app}\
                 <ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>\
                 <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\
                 <permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>\
                 <sessionTimeoutInMinutes>15</sessionTimeoutInMinutes>"
            ),
        ),
    ]
}

#[test]
fn an_app_is_read_merged_and_written() {
    let fleet = desired([integration("billing", &[("Account", "read")])]);
    let mut live = live_of(&fleet);
    edit_app(&mut live, "Billing_Integration", |app| {
        app.files = external_files();
        app.callback_urls = Seen::Known(BTreeSet::from(["https://old.example.com".to_owned()]));
        app.scopes = Seen::Known(BTreeSet::from([Scope("api".to_owned()), Scope("web".to_owned())]));
    });
    check("app_update", &waves(&fleet, &live));
}

#[test]
fn an_app_admits_fewer_only_when_those_who_use_it_are_in() {
    let fleet = desired([integration("billing", &[("Account", "read")])]);
    let mut live = live_of(&fleet);
    edit_app(&mut live, "Billing_Integration", |app| {
        app.files = external_files();
        app.admin_approved = Seen::Known(false);
        app.run_as = Seen::Known(Username::from("other@example.com"));
    });
    edit_set(&mut live, "Billing_Integration", |set| {
        let mut grants = std::mem::take(&mut set.grants).into_inner();
        grants.retain(|target, _| target.kind() != Kind::AppLink);
        set.grants = Complete::read_to_the_end(grants);
    });
    check("app_switch", &waves(&fleet, &live));
}

fn with_certificate(name: &str) -> hallpass_model::Integration {
    let mut one = integration(name, &[("Account", "read")]);
    one.apps[0].flow = Flow::JwtBearer(Certificate {
        pem: "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n".to_owned(),
        sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824".to_owned(),
        ..Certificate::default()
    });
    one.apps[0].scopes = Managed::Set(BTreeSet::from([
        Scope("api".to_owned()),
        Scope("refresh_token".to_owned()),
    ]));
    one
}

#[test]
fn the_certificate_is_the_switch_of_jwt_bearer() {
    let fleet = desired([with_certificate("billing")]);
    let live = live_of(&fleet);
    let mut live_without_app = live;
    live_without_app.apps = Complete::default();
    check("app_jwt", &waves(&fleet, &live_without_app));
}

#[test]
fn a_certificate_that_would_be_lost_stops_the_plan() {
    let fleet = desired([with_certificate("billing")]);
    let mut live = live_of(&fleet);
    edit_app(&mut live, "Billing_Integration", |app| {
        app.files = external_files();
        app.certificate_sha256 = Seen::Unknown("not returned".to_owned());
        app.callback_urls = Seen::Absent;
    });
    let mut plan = planned(&fleet, &live);
    assert!(lower(&plan, &live).is_ok(), "the planner brings it");
    let Some(State::Attributes(after)) = &mut plan.changes[0].after else {
        panic!("an app has attributes")
    };
    after.remove(&Attribute::CertificatePem);
    let error = lower(&plan, &live).unwrap_err();
    assert!(
        matches!(error, LowerError::NotInPlan { ref what, .. } if what == "the certificate"),
        "{error}"
    );
}

#[test]
fn a_connected_app_is_one_file() {
    let mut one = integration("billing", &[("Account", "read")]);
    one.apps[0].kind = AppKind::ConnectedApp;
    one.grants.retain(|target, _| target.kind() != Kind::AppLink);
    one.grants.insert(
        Target::App(AppKind::ConnectedApp, "Billing_Integration".into()),
        Verbs::USE,
    );
    let fleet = desired([one]);
    let mut live = live_of(&fleet);
    edit_app(&mut live, "Billing_Integration", |app| {
        app.scopes = Seen::Known(BTreeSet::from([Scope("web".to_owned())]));
        app.ip_relaxation = Seen::Known(hallpass_model::IpRelaxation::Bypass);
        app.files = vec![file(
            "ConnectedApp",
            "Billing_Integration",
            "<contactEmail>x@example.com</contactEmail><label>Old</label><oauthConfig>\
             <callbackUrl>https://localhost/callback</callbackUrl><consumerKey>3MVGxyz</consumerKey>\
             <isAdminApproved>true</isAdminApproved><scopes>Web</scopes></oauthConfig><oauthPolicy>\
             <ipRelaxation>BYPASS</ipRelaxation><refreshTokenPolicy>zero</refreshTokenPolicy></oauthPolicy>\
             <permissionSetName>Someone_Elses_Set</permissionSetName><startUrl>https://kept</startUrl>",
        )];
    });
    check("connected_app", &waves(&fleet, &live));
}

/// The file keeps the name with the namespace, and all that its vendor wrote.
#[test]
fn of_the_connected_app_of_a_package_only_the_policies_are_deployed() {
    let app = AppKind::ConnectedApp;
    let mut one = integration("billing", &[("Account", "read")]);
    one.grants.retain(|target, _| target.kind() != Kind::AppLink);
    one.grants
        .insert(Target::App(app, "ns__Loader".into()), Verbs::USE);
    one.apps[0].kind = app;
    one.apps[0].name = "ns__Loader".into();
    let mut live = live_of(&desired([one.clone()]));
    one.apps[0].manage = Manage::Policies;
    one.apps[0].contact_email = Managed::Unmanaged;
    one.apps[0].label = Managed::Unmanaged;
    one.apps[0].description = Managed::Unmanaged;
    one.apps[0].callback_urls = Managed::Unmanaged;
    one.apps[0].scopes = Managed::Unmanaged;
    edit_app(&mut live, "ns__Loader", |app| {
        app.mark = None;
        app.ip_relaxation = Seen::Known(hallpass_model::IpRelaxation::Bypass);
        app.files = vec![file(
            "ConnectedApp",
            "ns__Loader",
            "<contactEmail>vendor@example.com</contactEmail><label>Loader</label><oauthConfig>\
             <callbackUrl>https://vendor.example.com</callbackUrl><isAdminApproved>true</isAdminApproved>\
             <scopes>Web</scopes></oauthConfig><oauthPolicy><ipRelaxation>BYPASS</ipRelaxation></oauthPolicy>",
        )];
    });
    check("packaged_connected_app", &waves(&desired([one]), &live));
}

#[test]
fn plans_that_do_not_fit_the_org_are_refused() {
    let fleet = desired([integration("billing", &ALL_KINDS)]);
    let live = org(&fleet);
    let plan = planned(&fleet, &live);
    let user = Address::user(&name("billing"));

    let mut no_profile = live.clone();
    no_profile.catalog.profiles.clear();
    let error = lower(&plan, &no_profile).unwrap_err();
    assert!(
        matches!(&error, LowerError::NotInOrg { address, .. } if *address == user),
        "{error}"
    );

    let mut circle = plan.clone();
    circle.changes[0].depends_on = vec![circle.changes[1].address.clone()];
    circle.changes[1].depends_on = vec![circle.changes[0].address.clone()];
    assert!(matches!(lower(&circle, &live), Err(LowerError::Circle(_))));

    let mut long = plan;
    let set = long
        .changes
        .iter_mut()
        .find(|change| change.kind == Kind::PermissionSet)
        .unwrap();
    let Some(State::Attributes(after)) = &mut set.after else {
        panic!("a set has attributes")
    };
    after.insert(Attribute::Description, "x".repeat(200).into());
    assert!(matches!(lower(&long, &live), Err(LowerError::TooLong { .. })));

    let done = live_of(&fleet);
    let mut changed = done;
    edit_app(&mut changed, "Billing_Integration", |app| {
        app.label = Seen::Absent;
    });
    assert!(matches!(
        lower(&planned(&fleet, &changed), &changed),
        Err(LowerError::Unread { .. })
    ));
}

#[test]
fn nothing_to_do_is_no_wave() {
    let fleet = desired([integration("billing", &ALL_KINDS)]);
    assert_eq!(waves(&fleet, &live_of(&fleet)), []);
}

/// The org of an integration `billing`, with the files of its app, as it is read for the integration that it becomes.
fn renamed() -> (Desired, Live) {
    let was = desired([integration("billing", &[("Account", "read")])]);
    let mut live = live_of(&was);
    edit_app(&mut live, "Billing_Integration", |app| {
        app.files = external_files();
        for file in &mut app.files {
            let others = ">Someone_Elses_Set<";
            file.xml = file
                .xml
                .replace(others, ">Billing_Integration, Someone_Elses_Set<");
        }
    });
    let mut one = was.integrations.into_values().next().unwrap();
    one.name = name("invoicing");
    one.previously = Some(name("billing"));
    one.permission_set.name = "Invoicing_Integration".into();
    one.apps[0].ip_relaxation = Managed::Set(hallpass_model::IpRelaxation::Bypass);
    let mut sets = live.permission_sets.into_inner();
    let set = sets.remove(&ApiName::from("Billing_Integration")).unwrap();
    sets.insert("Invoicing_Integration".into(), set);
    live.permission_sets = Complete::read_to_the_end(sets);
    edit_user(&mut live, "billing.api@example.com", |user| {
        let mut held = std::mem::take(&mut user.assignments).into_inner();
        let own = held.remove(&ApiName::from("Billing_Integration")).unwrap();
        held.insert("Invoicing_Integration".into(), own);
        user.assignments = Complete::read_to_the_end(held);
    });
    (desired([one]), live)
}

#[test]
fn a_set_that_is_renamed_is_listed_under_its_new_name() {
    let (fleet, live) = renamed();
    let waves = waves(&fleet, &live);
    check("renamed_integration", &waves);
    let listed = "<commaSeparatedPermissionSet>Invoicing_Integration, Someone_Elses_Set<";
    assert!(show(&waves).contains(listed));
}

#[test]
fn whoever_else_holds_the_set_loses_that_one_assignment() {
    let fleet = desired([integration("billing", &[("Account", "read")])]);
    let mut live = live_of(&fleet);
    edit_set(&mut live, "Billing_Integration", |set| {
        let mut holders = std::mem::take(&mut set.holders).into_inner();
        let assignment = hallpass_model::build::id("0Pa", 77);
        holders.insert("stray@example.com".into(), assignment);
        set.holders = Complete::read_to_the_end(holders);
    });
    check("other_holder", &waves(&fleet, &live));
}

#[test]
fn what_is_given_up_keeps_its_texts_and_loses_its_mark() {
    let fleet = desired([integration("billing", &[("Account", "read")])]);
    let mut live = live_of(&fleet);
    edit_app(&mut live, "Billing_Integration", |app| {
        app.files = external_files();
    });
    edit_set(&mut live, "Billing_Integration", |set| {
        set.description = Seen::Absent;
    });
    edit_user(&mut live, "billing.api@example.com", |user| {
        user.about_me = "Ask finance.".to_owned();
    });
    let plan = hallpass_plan::forget(&OrgName::new("local").unwrap(), &fleet, &live, &name("billing"));
    check("given_up", &lower(&plan, &live).unwrap());
}
