//! What is asked, and what recorded answers make of it.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::build::{desired, integration, live_of, name, org};
use hallpass_model::{
    ApiName, AppKind, Attribute, Attributes, Desired, Kind, Live, LiveApp, LiveUser, Managed, MetadataFile,
    OrgName, RecordId, Role, Seen, Target, Username, Value, Verb, Verbs,
};
use hallpass_salesforce::metadata::{Package, package_xml};
use hallpass_salesforce::rows::ObjectDescribe;

use super::answers::{Answers, Ask, Topic};
use super::scope::Scope;
use super::world::{Known, live};
use super::{
    ReadError, apps, assignments, classification, entity_access, field_permissions, joined, licenses,
    object_permissions, organization, passwords, permission_sets, system_permissions, users,
};
use crate::lower::{Operation, lower};

const RECORDED: &str = include_str!("../../tests/recorded/billing.json");

fn billing() -> Desired {
    let grants = [
        ("Account", "read create"),
        ("Account.Phone", "read edit"),
        ("class CustomerWS", "use"),
        ("custom ns__Refund", "use"),
    ];
    let mut one = integration("billing", &grants);
    one.also_assigned = BTreeSet::from(["ns__Sales".into(), "Sales_Ops".into()]);
    one.joins = BTreeMap::from([
        (Kind::PublicGroup, BTreeSet::from(["Readers".into()])),
        (Kind::PackageLicense, BTreeSet::from(["acmepay".into()])),
    ]);
    one.user.role = Managed::Set(Role::Named("Sales".into()));
    desired([one])
}

fn account() -> ObjectDescribe {
    serde_json::from_value(serde_json::json!({"name": "Account", "label": "Account", "fields": [
        {"name": "Phone", "type": "phone", "permissionable": true},
        {"name": "BillingStreet", "type": "textarea", "compoundFieldName": "BillingAddress"},
        {"name": "BillingAddress", "type": "address", "permissionable": true, "compoundFieldName": "BillingAddress"},
        {"name": "Rating__c", "type": "double", "permissionable": true, "calculated": true}]}))
    .unwrap()
}

fn known(files: apps::Files) -> Known {
    let permissions: BTreeSet<ApiName> = ["ApiEnabled", "ViewSetup"].map(ApiName::from).into();
    Known {
        url: "https://acme.my.salesforce.com".to_owned(),
        api_version: "68.0".to_owned(),
        user: (
            RecordId::parse("005000000000009AAA").unwrap(),
            Username::from("runner@example.com"),
        ),
        client_id: Some("3MVGxyz".to_owned()),
        system_permissions: permissions.clone(),
        own_permissions: super::running_user::Source::Sets(permissions),
        objects: vec![account()],
        object_grants: None,
        files,
        profiles: BTreeMap::new(),
    }
}

fn read(fleet: &Desired, files: apps::Files) -> Live {
    live(&Scope::of(fleet), known(files), Answers::recorded(RECORDED)).unwrap()
}

#[test]
fn only_what_the_picklist_of_grants_holds_takes_grants() {
    let grants = serde_json::json!({ "name": "ObjectPermissions", "fields": [{ "name": "SobjectType", "picklistValues": [
        { "value": "Contact", "active": true }, { "value": "Account", "active": false }
    ]}]});
    let mut known = known(Ok(files()));
    let takes_grants = |known: Known| {
        let fleet = billing();
        let live = live(&Scope::of(&fleet), known, Answers::recorded(RECORDED)).unwrap();
        live.catalog.objects[&ApiName::from("Account")].takes_grants
    };
    known.object_grants = Some(serde_json::from_value(grants).unwrap());
    assert!(!takes_grants(known));
    // Where the org does not tell, it has the last word.
    assert!(takes_grants(self::known(Ok(files()))));
}

fn file(component: &str, full_name: &str, inner: &str) -> MetadataFile {
    MetadataFile {
        component: component.to_owned(),
        full_name: full_name.to_owned(),
        xml: format!("<{component} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{inner}</{component}>"),
    }
}

/// Satellites whose names say nothing about their app.
fn files() -> Vec<MetadataFile> {
    let of = |app: &str| format!("<externalClientApplication>{app}</externalClientApplication>");
    vec![
        file(
            "ExternalClientApplication",
            "Billing_Integration",
            "<label>Billing Integration</label>",
        ),
        file("ExternalClientApplication", "Another", "<label>Another</label>"),
        file(
            "ExtlClntAppGlobalOauthSettings",
            "Another_glbloauth",
            &format!(
                "<callbackUrl>https://a\nhttps://b</callbackUrl><consumerKey>3MVGxyz</consumerKey>{}\
                 <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>",
                of("Billing_Integration")
            ),
        ),
        file(
            "ExtlClntAppOauthSettings",
            "Billing_Integration_oauth",
            &format!(
                "<commaSeparatedOauthScopes>Full</commaSeparatedOauthScopes>{}",
                of("Another")
            ),
        ),
        file(
            "ExtlClntAppOauthSettings",
            "x",
            &format!(
                "<commaSeparatedOauthScopes>RefreshToken, Api,Chatbot</commaSeparatedOauthScopes>{}",
                of("billing_integration")
            ),
        ),
        file(
            "ExtlClntAppOauthConfigurablePolicies",
            "y",
            &format!(
                "<clientCredentialsFlowUser>billing.api@example.com</clientCredentialsFlowUser>\
                 <commaSeparatedPermissionSet>Sales_Ops</commaSeparatedPermissionSet>{}\
                 <ipRelaxationPolicyType>Enforce_relaxrefresh</ipRelaxationPolicyType>\
                 <isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled>\
                 <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>",
                of("Billing_Integration")
            ),
        ),
    ]
}

fn texts(asks: &[Ask]) -> String {
    asks.iter()
        .map(|ask| format!("{:?}\n  {}\n", ask.topic, ask.soql))
        .collect()
}

#[test]
fn questions_name_things_and_never_wait_for_ids() {
    let fleet = billing();
    let scope = Scope::of(&fleet);
    let asks = [
        organization::asks(),
        licenses::asks(),
        users::asks(&scope),
        permission_sets::asks(&scope),
        assignments::asks(&scope),
        joined::asks(&scope),
        passwords::asks(&scope),
        object_permissions::count(&scope),
        field_permissions::count(&scope),
        entity_access::asks(&scope),
        apps::asks(),
        classification::asks(&scope),
        system_permissions::asks(
            &scope,
            &known(Ok(Vec::new())).system_permissions,
            &BTreeSet::new(),
        ),
    ]
    .concat();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../tests/cases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("questions", texts(&asks)));
}

#[test]
fn a_thousand_integrations_are_asked_about_in_as_many_calls_as_one() {
    let many = desired((0..1_000).map(|n| integration(&format!("load-{n}"), &[("Account", "read")])));
    let asks = |fleet: &Desired| {
        let scope = Scope::of(fleet);
        [
            users::asks(&scope),
            permission_sets::asks(&scope),
            assignments::asks(&scope),
            joined::asks(&scope),
            passwords::asks(&scope),
            entity_access::asks(&scope),
        ]
        .concat()
    };
    let (few, all) = (asks(&billing()), asks(&many));
    assert!(all.len() <= few.len() + 5, "{} and {}", few.len(), all.len());
    assert!(all.iter().all(|ask| ask.soql.to_string().len() < 100_000));
}

#[test]
fn users_are_those_declared_and_those_marked() {
    let live = read(&billing(), Ok(Vec::new()));
    let names: Vec<&str> = live.users.keys().map(Username::as_str).collect();
    assert_eq!(names, ["billing.api@example.com", "retired@example.com"]);
    let user = &live.users[&Username::from("billing.api@example.com")];
    assert_eq!(user.about_me, "Ask finance.");
    assert_eq!(user.mark.as_ref().unwrap().integration, name("billing"));
    assert_eq!(
        user.licenses.keys().map(ApiName::as_str).collect::<Vec<_>>(),
        ["SalesforceAPIIntegrationPsl"]
    );
    let held: Vec<(&str, bool)> = user
        .assignments
        .iter()
        .map(|(name, held)| (name.as_str(), held.is_group))
        .collect();
    assert_eq!(held, [("Billing_Integration", false), ("Sales_Ops", true)]);
    assert!(!live.users[&Username::from("retired@example.com")].active);
}

#[test]
fn what_users_hold_besides_is_read_with_its_grants() {
    let elsewhere = read(&billing(), Ok(Vec::new())).elsewhere;
    let profile = &elsewhere.profiles["Minimum Access - API Only Integrations"];
    let granted = |grants: &hallpass_model::Grants| {
        let lines = grants.iter().map(|(target, verbs)| format!("{verbs} {target}"));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(granted(&profile.grants), ["read Campaign"]);
    let group = &elsewhere.groups[&ApiName::from("Sales_Ops")];
    assert_eq!(granted(&group.set.grants), ["read, edit Lead"]);
    assert_eq!(group.parts, None);
    assert!(elsewhere.sets.is_empty(), "our own sets are read anyway");
}

#[test]
fn sets_have_their_grants_by_name() {
    let live = read(&billing(), Ok(Vec::new()));
    assert_eq!(
        live.permission_sets.len(),
        1,
        "a package's namesake is another set"
    );
    let set = &live.permission_sets[&ApiName::from("Billing_Integration")];
    let verbs = |verbs: &[Verb]| verbs.iter().copied().collect::<Verbs>();
    let expected = [
        (
            Target::Object("Account".into()),
            verbs(&[Verb::Read, Verb::Create]),
        ),
        (
            Target::Field {
                object: "Account".into(),
                field: "Phone".into(),
            },
            verbs(&[Verb::Read, Verb::Edit]),
        ),
        (Target::ApexClass("CustomerWS".into()), Verbs::USE),
        (Target::CustomPermission("ns__Refund".into()), Verbs::USE),
        (Target::Flow("ns__Intake".into()), Verbs::USE),
        (Target::ExternalCredential("Gateway-Service".into()), Verbs::USE),
        (Target::CustomMetadataType("Rule__mdt".into()), Verbs::USE),
        (Target::CustomSetting("Settings__c".into()), Verbs::USE),
        (Target::SystemPermission("ApiEnabled".into()), Verbs::USE),
        (
            Target::App(AppKind::ExternalClientApp, "Billing_Integration".into()),
            Verbs::USE,
        ),
    ];
    let found: Vec<(Target, Verbs)> = set
        .grants
        .iter()
        .map(|(target, grant)| (target.clone(), grant.verbs))
        .collect();
    assert_eq!(found, expected);
    let holders: Vec<&str> = set.holders.keys().map(Username::as_str).collect();
    assert_eq!(holders, ["admin@example.com", "billing.api@example.com"]);
    assert!(set.groups.contains(&ApiName::from("Everybody")));
    assert_eq!(set.description, Seen::Known("What billing is for".to_owned()));
}

#[test]
fn the_catalog_holds_what_exists_of_what_is_declared() {
    let catalog = read(&billing(), Ok(Vec::new())).catalog;
    assert_eq!(catalog.user_licenses["Salesforce Integration"].total, 5);
    assert_eq!(
        catalog.user_licenses["Chatter Free"].total, 0,
        "a disabled licence has no seats"
    );
    assert_eq!(catalog.profiles.len(), 1);
    assert!(catalog.apex_classes.contains_key(&ApiName::from("customerws")));
    assert!(catalog.custom_permissions.is_empty(), "granted is not declared");
    assert!(catalog.permission_sets.contains_key(&ApiName::from("ns__Sales")));
    let fields = &catalog.objects[&ApiName::from("Account")].fields;
    let phone = &fields[&ApiName::from("Phone")];
    assert!(phone.permissionable && phone.is_high_risk);
    assert_eq!(phone.classification.as_deref(), Some("Restricted"));
    assert!(fields[&ApiName::from("Rating__c")].read_only);
    assert_eq!(
        fields[&ApiName::from("BillingStreet")].part_of,
        Some("BillingAddress".into())
    );
    assert_eq!(
        fields[&ApiName::from("BillingAddress")].part_of,
        None,
        "the whole is no part of itself"
    );
}

#[test]
fn satellites_are_found_by_the_app_they_point_to() {
    let live = read(&billing(), Ok(files()));
    let app = &live.apps[&ApiName::from("Billing_Integration")];
    assert_eq!(app.files.len(), 4);
    let urls: Vec<&str> = app
        .callback_urls
        .known()
        .unwrap()
        .iter()
        .map(String::as_str)
        .collect();
    assert_eq!(urls, ["https://a", "https://b"]);
    let scopes: Vec<&str> = app
        .scopes
        .known()
        .unwrap()
        .iter()
        .map(|scope| scope.0.as_str())
        .collect();
    assert_eq!(scopes, ["api", "chatbot_api", "refresh_token"]);
    assert_eq!(
        app.client_credentials,
        Seen::Known(false),
        "one of two switches is off"
    );
    assert_eq!(app.run_as, Seen::Known(Username::from("billing.api@example.com")));
    assert_eq!(app.admin_approved, Seen::Known(true));
    assert!(matches!(app.certificate_sha256, Seen::Unknown(_)));
    assert!(
        app.files[3]
            .xml
            .contains("Billing_Integration, Operations, Sales_Ops"),
        "{}",
        app.files[3].xml
    );
    assert!(
        app.files.iter().all(|file| !file.xml.contains("3MVG")),
        "keys are not kept"
    );
    assert_eq!(live.apps.len(), 1, "apps of nobody are not ours to look at");
}

#[test]
fn apps_whose_files_may_not_be_read_are_unknown_and_not_empty() {
    let live = read(&billing(), Err("INSUFFICIENT_ACCESS: no".to_owned()));
    let app = &live.apps[&ApiName::from("Billing_Integration")];
    assert_eq!(app.label, Seen::Known("Billing Integration".to_owned()));
    assert!(matches!(&app.scopes, Seen::Unknown(why) if why.contains("INSUFFICIENT_ACCESS")));
    assert!(matches!(app.client_credentials, Seen::Unknown(_)));
    assert!(app.mark.is_some());
}

#[test]
fn an_email_that_waits_for_a_click_is_unknown_while_it_is_still_wanted() {
    let marked = RECORDED.replace(
        "object=billing.api@example.com]",
        "object=billing.api@example.com email=new@example.com]",
    );
    let email = |wanted: &str| {
        let mut fleet = billing();
        for one in fleet.integrations.values_mut() {
            one.user.email = hallpass_model::Managed::Set(wanted.to_owned());
        }
        let live = live(
            &Scope::of(&fleet),
            known(Ok(Vec::new())),
            Answers::recorded(&marked),
        )
        .unwrap();
        live.users[&Username::from("billing.api@example.com")]
            .email
            .clone()
    };
    assert!(matches!(email("NEW@example.com"), Seen::Unknown(_)));
    assert_eq!(
        email("third@example.com"),
        Seen::Known("billing-alerts@example.com".to_owned())
    );
    assert_eq!(
        email("billing-alerts@example.com"),
        Seen::Known("billing-alerts@example.com".to_owned())
    );
}

#[test]
fn a_flow_that_this_user_cannot_see_goes_by_its_id() {
    let answers = Answers::recorded(RECORDED).without(super::answers::Topic::Flows);
    let live = live(&Scope::of(&billing()), known(Ok(Vec::new())), answers).unwrap();
    let set = &live.permission_sets[&ApiName::from("Billing_Integration")];
    assert!(
        set.grants
            .contains_key(&Target::Flow("300000000000001AAA".into()))
    );
}

#[test]
fn a_grant_without_a_name_is_an_error_and_not_a_shorter_answer() {
    let text = RECORDED.replace(
        "\"DeclaredApexClasses\": [{\"Id\": \"01p000000000001AAA\"",
        "\"DeclaredApexClasses\": [{\"Id\": \"01p000000000007AAA\"",
    );
    let error = live(
        &Scope::of(&billing()),
        known(Ok(Vec::new())),
        Answers::recorded(&text),
    )
    .unwrap_err();
    assert!(
        matches!(
            error,
            ReadError::Unusable {
                what: "SetupEntityAccess",
                ..
            }
        ),
        "{error}"
    );
}

/// Files that are written are files that read as what was wanted.
/// A value of each setting that no org has by itself.
fn every_setting() -> Attributes {
    let values = Attribute::SETTINGS.map(|attribute| {
        let value = match attribute {
            Attribute::TrustedIpRanges => Value::List(vec!["192.0.2.0-192.0.2.255".to_owned()]),
            Attribute::RefreshPolicy => "unused 12h".into(),
            Attribute::SessionLevel => "high_assurance".into(),
            Attribute::SessionTimeout => "45m".into(),
            _ => Value::Flag(false),
        };
        (attribute, value)
    });
    values.into_iter().collect()
}

#[test]
fn a_new_app_reads_as_it_was_written() {
    for kind in [AppKind::ExternalClientApp, AppKind::ConnectedApp] {
        let mut one = integration("billing", &[("Account", "read")]);
        one.apps[0].kind = kind;
        one.apps[0].create = true;
        one.apps[0].settings = every_setting();
        one.grants
            .retain(|target, _| target.kind() != hallpass_model::Kind::AppLink);
        one.grants
            .insert(Target::App(kind, "Billing_Integration".into()), Verbs::USE);
        let fleet = desired([one]);
        let empty = org(&fleet);
        let plan = hallpass_plan::plan(&OrgName::new("local").unwrap(), &fleet, &empty);
        let deployed: Vec<MetadataFile> = lower(&plan, &empty)
            .unwrap()
            .into_iter()
            .flat_map(|wave| wave.operations)
            .flat_map(|operation| match operation {
                Operation::Deploy(deploy) => deploy.apps.into_iter().flat_map(|app| app.files).collect(),
                Operation::Rows(_) | Operation::Logins(_) => Vec::new(),
            })
            .collect();
        let rows = match kind {
            AppKind::ExternalClientApp => RECORDED.to_owned(),
            AppKind::ConnectedApp => RECORDED
                .replace(
                    "\"DeveloperName\": \"Billing_Integration\"",
                    "\"DeveloperName\": \"Unrelated\"",
                )
                .replace("Ant Migration Tool", "Billing Integration"),
        };
        let live = live(&Scope::of(&fleet), known(Ok(deployed)), Answers::recorded(&rows)).unwrap();
        let read = live.apps[&ApiName::from("Billing_Integration")].clone();
        let wanted = live_of(&fleet).apps[&ApiName::from("Billing_Integration")].clone();
        assert!(matches!(read.certificate_sha256, Seen::Unknown(_)));
        let comparable = |app: LiveApp| LiveApp {
            id: RecordId::parse("0xI000000000001").unwrap(),
            certificate_sha256: Seen::Absent,
            admits: std::collections::BTreeSet::new(),
            enabled: Seen::Absent,
            token_holders: Seen::Absent,
            files: Vec::new(),
            ..app
        };
        assert_eq!(comparable(read), comparable(wanted));
    }
}

#[test]
fn who_holds_tokens_is_asked_of_apps_that_are_taken_over() {
    let mut fleet = billing();
    assert!(apps::asks_for_token_holders(&Scope::of(&fleet)).is_none());
    fleet.integrations.values_mut().for_each(|one| one.adopt = true);
    let scope = Scope::of(&fleet);
    assert!(apps::asks_for_token_holders(&scope).is_some());
    let holders = r#"{ "TokenHolders": [
        { "AppName": "Billing", "User": { "Username": "ana@example.com" } },
        { "AppName": "Billing", "User": { "Username": "ana@example.com" } },
        { "AppName": "Other", "User": { "Username": "bo@example.com" } }],"#;
    let mut answers = Answers::recorded(&RECORDED.replacen('{', holders, 1));
    let Seen::Known(found) = apps::token_holders(&scope, &mut answers).unwrap() else {
        panic!("the org told")
    };
    assert_eq!(
        found["Billing"],
        BTreeSet::from([Username::new("ana@example.com")])
    );
    let mut silent = Answers::recorded(RECORDED).without(Topic::TokenHolders);
    assert!(matches!(
        apps::token_holders(&scope, &mut silent).unwrap(),
        Seen::Unknown(_)
    ));
}

#[test]
fn the_running_user_may_what_all_of_its_sets_grant_together() {
    let permissions = |recorded: &str| {
        let live = live(
            &Scope::of(&billing()),
            known(Ok(Vec::new())),
            Answers::recorded(recorded),
        )
        .unwrap();
        live.running_user.permissions
    };
    let rows = |text: &str| {
        let present = "[{\"PermissionsApiEnabled\": true, \"PermissionsViewSetup\": false}]";
        assert!(RECORDED.contains(present));
        RECORDED.replace(present, text)
    };
    let of_profile =
        r#"{"IsOwnedByProfile": true, "PermissionsApiEnabled": true, "PermissionsViewSetup": false}"#;
    let of_set =
        r#"{"IsOwnedByProfile": false, "PermissionsApiEnabled": false, "PermissionsViewSetup": true}"#;
    let both = permissions(&rows(&format!("[{of_profile}, {of_set}]")));
    assert_eq!(
        both,
        Seen::Known(["ApiEnabled".into(), "ViewSetup".into()].into())
    );
    for partial in [format!("[{of_set}]"), "[]".to_owned()] {
        assert!(
            matches!(permissions(&rows(&partial)), Seen::Unknown(_)),
            "{partial}"
        );
    }
}

#[test]
fn apps_that_may_be_there_unseen_are_not_taken_for_missing() {
    let read = |topic: Topic| {
        let answers = Answers::recorded(RECORDED).without(topic);
        live(&Scope::of(&billing()), known(Ok(Vec::new())), answers)
    };
    let error = read(Topic::ExternalClientApps).unwrap_err();
    assert!(
        matches!(
            error,
            ReadError::Unusable {
                what: "ExternalClientApplication",
                ..
            }
        ),
        "{error}"
    );
    assert!(read(Topic::ConnectedApps).is_ok(), "nobody declares one");
    assert!(
        read(Topic::Classifications).is_ok(),
        "not every org classifies its fields"
    );
    assert!(read(Topic::PermissionSets).is_err());
}

#[test]
fn who_else_gets_in_and_what_else_runs_is_seen() {
    let other = file(
        "ExtlClntAppOauthConfigurablePolicies",
        "other",
        "<clientCredentialsFlowUser>billing.api@example.com</clientCredentialsFlowUser>\
         <commaSeparatedProfile>Standard User, System Administrator</commaSeparatedProfile>\
         <externalClientApplication>Billing_Integration</externalClientApplication>",
    );
    let mut files = files();
    files.retain(|file| file.component != other.component);
    files.push(other);
    let live = read(&billing(), Ok(files));
    let app = &live.apps[&ApiName::from("Billing_Integration")];
    let profiles: Vec<&str> = app.admits_profiles.iter().map(String::as_str).collect();
    assert_eq!(profiles, ["Standard User", "System Administrator"]);
    assert!(
        app.admits.contains(&ApiName::from("Operations")),
        "{:?}",
        app.admits
    );
    let user = &live.users[&Username::from("billing.api@example.com")];
    assert!(user.runs.contains(&ApiName::from("Billing_Integration")));
    assert_eq!(
        live.running_user.app,
        Some("Billing_Integration".into()),
        "by its key"
    );
}

#[test]
fn a_set_of_the_name_before_is_filed_under_the_name_that_it_gets() {
    let mut one = integration("invoicing", &[("Account", "read")]);
    one.previously = Some(name("billing"));
    one.user.username = "billing.api@example.com".into();
    let fleet = desired([one]);
    let live = super::renames::follow(&fleet, read(&fleet, Ok(Vec::new())));
    let set = &live.permission_sets[&ApiName::from("Invoicing_Integration")];
    assert_eq!(set.name, "Billing_Integration".into());
    assert!(
        !live
            .permission_sets
            .contains_key(&ApiName::from("Billing_Integration"))
    );
    let user = &live.users[&Username::from("billing.api@example.com")];
    assert!(
        user.assignments
            .contains_key(&ApiName::from("Invoicing_Integration"))
    );
}

/// The user of the recorded answers, as read by somebody with these permissions, where a topic is refused.
fn user_read_by(permissions: &[&str], refused: Option<Topic>) -> LiveUser {
    let fleet = billing();
    let mut known = known(Ok(files()));
    let all = permissions
        .iter()
        .chain(&["ApiEnabled"])
        .map(|name| ApiName::from(*name));
    known.own_permissions = super::running_user::Source::OwnRow(all.collect());
    let mut answers = Answers::recorded(RECORDED);
    let own: serde_json::Map<_, _> = permissions
        .iter()
        .chain(&["ApiEnabled"])
        .map(|name| (format!("Permissions{name}"), true.into()))
        .collect();
    answers.extend(Answers::recorded(
        &serde_json::json!({ "RunningUserPermissions": [own] }).to_string(),
    ));
    if let Some(topic) = refused {
        answers = answers.without(topic);
    }
    let mut live = live(&Scope::of(&fleet), known, answers).unwrap();
    let mut users = std::mem::take(&mut live.users).into_inner();
    users.remove(&Username::from("billing.api@example.com")).unwrap()
}

#[test]
fn groups_queues_and_packages_are_read_or_unknown() {
    let live = read(&billing(), Ok(files()));
    let user = &live.users[&Username::from("billing.api@example.com")];
    let held = |user: &LiveUser, kind| {
        let held = user.joined[&kind].known()?;
        Some(held.keys().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(held(user, Kind::PublicGroup), Some(vec!["Readers".to_owned()]));
    assert_eq!(held(user, Kind::Queue), Some(vec!["Cases".to_owned()]));
    assert_eq!(held(user, Kind::PackageLicense), Some(vec!["acmepay".to_owned()]));
    assert_eq!(user.role, Seen::Known("Sales".into()));
    assert_eq!(live.catalog.package_licenses[&ApiName::from("acmepay")].total, -1);
    assert!(
        live.catalog
            .joinable(Kind::PublicGroup, &"Readers".into())
            .is_some()
    );
    assert!(live.catalog.joinable(Kind::Queue, &"Readers".into()).is_none());
    assert!(live.catalog.roles.contains_key(&ApiName::from("Sales")));

    let user = user_read_by(&[], Some(Topic::GroupMemberships));
    assert_eq!(
        (held(&user, Kind::PublicGroup), held(&user, Kind::Queue)),
        (None, None)
    );
    assert!(held(&user, Kind::PackageLicense).is_some());
}

#[test]
fn passwords_are_told_of_late_and_unknown_to_whoever_sees_no_logins() {
    let user = user_read_by(&["MonitorLoginHistory"], None);
    assert_eq!(
        user.password.changed,
        Seen::Known("2030-01-31T08:00:00.000+0000".to_owned())
    );
    let logins = user.password.logins.known().unwrap();
    assert_eq!(
        (logins.count, logins.last.as_str()),
        (5, "2030-01-31T09:00:00.000+0000")
    );
    let through: Vec<&str> = logins.through.iter().map(String::as_str).collect();
    assert_eq!(through, ["Application", "OauthUsernamePassword"]);

    let unseen = user_read_by(&[], None).password.logins;
    assert!(matches!(unseen, Seen::Unknown(why) if why.contains("MonitorLoginHistory")));
    let refused = user_read_by(&["ManageUsers"], Some(Topic::PasswordLogins))
        .password
        .logins;
    assert!(matches!(refused, Seen::Unknown(_)));
}

#[test]
fn the_making_of_a_user_is_no_change_of_its_password() {
    let change = |changed: &str| {
        let rows = serde_json::json!({ "PasswordChanges": [{ "Id": "005000000000001AAA",
            "LastPasswordChangeDate": changed, "CreatedDate": "2030-01-31T08:00:00.000+0000" }] });
        let mut users = users_of_recorded();
        passwords::fill(
            &mut users,
            &Seen::Absent,
            &mut Answers::recorded(&rows.to_string()),
        )
        .unwrap();
        let user = &users[&Username::from("billing.api@example.com")];
        user.password.changed.known().is_some()
    };
    assert!(!change("2030-01-31T08:00:02.000+0000"));
    assert!(change("2030-01-31T08:01:00.000+0000"));
}

fn users_of_recorded() -> BTreeMap<Username, LiveUser> {
    read(&billing(), Ok(files())).users.into_inner()
}

#[test]
fn the_apps_of_packages_are_retrieved_by_name_too() {
    let mut one = integration("billing", &[]);
    (one.apps[0].kind, one.apps[0].name) = (AppKind::ConnectedApp, "ns__Loader".into());
    let package = apps::components(&Scope::of(&desired([one])), Package::default());
    let manifest = package_xml(&package, None);
    assert_eq!(manifest.matches(">*<").count(), 6, "{manifest}");
    assert_eq!(manifest.matches(">ns__Loader<").count(), 1, "{manifest}");
}
