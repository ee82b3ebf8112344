//! What is written as a spec is read back as what it was.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::build::{grants, integration};
use hallpass_model::{
    AllFields, ApiName, AppKind, Attribute, Enforce, Flow, INTEGRATION_LICENSE, Integration, IpRelaxation,
    LoginPolicy, Manage, Managed, Profile, Scope, Target, Username, Verb, Verbs, Waiver,
};
use hallpass_spec::{Given, Note, Severity, emit, load};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

const FLEET: &str = "version: 1\nfleet: acme\norgs: { local: { local: x } }\n\
    defaults: { user: { time_zone: Europe/Berlin } }\n";

/// Writes it, reads it, and returns what was read.
fn again(one: &Integration) -> Integration {
    let folder = tempfile::tempdir().expect("a test has a folder");
    std::fs::write(folder.path().join("hallpass.yaml"), FLEET).expect("a test can write");
    let given = load(folder.path()).given("");
    assert_eq!(given.time_zone, "Europe/Berlin");
    let text = emit(one, &given, &[]).text;
    std::fs::write(folder.path().join("spec.yaml"), &text).expect("a test can write");
    let loaded = load(folder.path());
    let errors: Vec<_> = loaded
        .diagnostics()
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    let desired = loaded.common().desired().expect("it has no errors");
    let read = desired.integrations.values().next().expect("it is there").clone();
    assert!(text.lines().all(|line| line.len() < 240), "{text}");
    read
}

fn words() -> impl Strategy<Value = String> {
    // Whatever an org may hold in a text of one line, but blanks around it, which no org keeps.
    let odd = "[ -~äöß€\u{2028}\u{feff}😀]{0,30}";
    ("[A-Za-z0-9äé'\"#:{\\[&*!|>%@`-]", odd).prop_map(|(first, rest)| {
        let text = format!("{first}{rest}");
        text.replace("${", "$ ")
            .replace("[hallpass", "(hallpass")
            .trim()
            .to_owned()
    })
}

fn api_name() -> impl Strategy<Value = ApiName> {
    prop_oneof![
        Just(ApiName::from("No")),
        Just(ApiName::from("Null")),
        "[A-Z][a-z]{0,9}(_[a-z]{1,5})?(__c)?".prop_map(ApiName::new),
    ]
}

fn closed(verbs: &BTreeSet<Verb>) -> Verbs {
    let needs = verbs.iter().flat_map(|verb| verb.needs().iter().copied());
    let all: Verbs = verbs.iter().copied().chain(needs).collect();
    all.with(Verb::Read)
}

prop_compose! {
    fn permissions()(
        objects in btree_map(api_name(), btree_set(proptest::sample::select(Verb::OF_OBJECTS.to_vec()), 0..4), 0..5),
        fields in btree_set(api_name(), 0..40),
        edited in any::<u64>(),
        names in vec(btree_set(api_name(), 0..4), 6),
        all in proptest::option::of((any::<bool>(), btree_set(api_name(), 0..3))),
    ) -> (BTreeMap<Target, Verbs>, BTreeMap<ApiName, AllFields>) {
        let mut grants = BTreeMap::new();
        let mut all_fields = BTreeMap::new();
        let first = objects.keys().next().cloned();
        for (object, verbs) in &objects {
            grants.insert(Target::Object(object.clone()), closed(verbs));
        }
        if let Some(object) = first {
            match all {
                Some((edits, except)) => {
                    let mut fields = AllFields::default();
                    fields.add(if edits { Verb::Edit } else { Verb::Read }, except);
                    all_fields.insert(object, fields);
                }
                None => for (n, field) in fields.into_iter().enumerate() {
                    let verbs = Verbs::NONE.with(Verb::Read);
                    let verbs = if edited >> (n % 64) & 1 == 1 { verbs.with(Verb::Edit) } else { verbs };
                    grants.insert(Target::Field { object: object.clone(), field }, verbs);
                },
            }
        }
        let kinds: [fn(ApiName) -> Target; 6] = [
            Target::ApexClass, Target::CustomPermission, Target::Flow, Target::CustomMetadataType,
            Target::CustomSetting, Target::SystemPermission,
        ];
        for (kind, names) in kinds.into_iter().zip(names) {
            grants.extend(names.into_iter().map(|name| (kind(name), Verbs::USE)));
        }
        (grants, all_fields)
    }
}

prop_compose! {
    fn integrations()(
        texts in vec(words(), 8),
        has in vec(any::<bool>(), 12),
        (grants, all_fields) in permissions(),
        held in btree_set("[A-Z][a-z]{1,8}_[0-9]".prop_map(ApiName::new), 0..4),
        enforce in proptest::sample::select(vec![Enforce::Exact, Enforce::Additive, Enforce::Report]),
        scopes in btree_set(proptest::sample::select(vec!["api", "refresh_token", "openid"]), 0..3),
    ) -> Integration {
        let mut one = integration("load-0", &[]);
        let own = |n: usize| if has[n] { Managed::Set(texts[n].clone()) } else { Managed::Set("x".to_owned()) };
        one.owner.clone_from(&texts[0]);
        one.description = has[0].then(|| texts[1].clone());
        one.enforce = enforce;
        one.adopt = has[1];
        one.protect = has[2];
        one.own_profile.name = "Load 0 Integration".to_owned();
        one.user.username = Username::from("o'hara+1@example.com");
        one.user.last_name = own(2);
        one.user.time_zone = Managed::Set(if has[3] { "GMT" } else { "Europe/Berlin" }.to_owned());
        if has[4] {
            one.user.license = "Salesforce".to_owned();
            one.user.profile = Profile::Named(texts[3].clone());
            one.own_profile.name.clone_from(&texts[3]);
            one.licenses = held.clone();
        }
        one.permission_set.description = match (&one.description, has[5]) {
            (None, false) => Managed::Unmanaged,
            (_, true) => Managed::Set(texts[4].clone()),
            (Some(text), false) => Managed::Set(text.clone()),
        };
        one.permission_set.label = own(6);
        one.also_assigned = held;
        let app = &mut one.apps[0];
        app.label = own(7);
        app.description = match &one.description {
            None => Managed::Unmanaged,
            Some(text) => Managed::Set(text.clone()),
        };
        app.scopes = Managed::Set(["api"].into_iter().chain(scopes).map(|word| Scope(word.to_owned())).collect());
        app.ip_relaxation = if has[8] { Managed::Set(IpRelaxation::Bypass) } else { Managed::Unmanaged };
        app.settings.insert(Attribute::RequirePkce, has[9].into());
        app.settings.insert(Attribute::SessionTimeout, "120m".into());
        if has[10] {
            app.kind = AppKind::ConnectedApp;
            app.name = ApiName::from("vendor__Loader");
            (app.manage, app.flow) = (Manage::Policies, Flow::AsItIs);
            (app.label, app.description, app.contact_email) = (Managed::Unmanaged, Managed::Unmanaged, Managed::Unmanaged);
            (app.callback_urls, app.scopes) = (Managed::Unmanaged, Managed::Unmanaged);
            app.settings.remove(&Attribute::RequirePkce);
        }
        let link = Target::App(app.kind, app.name.clone());
        one.grants = grants;
        if has[4] {
            // A user of another licence is kept to the API by its own set.
            one.grants.extend(["ApiEnabled", "ApiUserOnly"].map(|name| (Target::SystemPermission(name.into()), Verbs::USE)));
        }
        one.grants.insert(link, Verbs::USE);
        one.all_fields = all_fields;
        if has[11] {
            one.own_profile.login = Managed::Set(LoginPolicy::default());
        }
        one
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(one in integrations()) {
        prop_assert_eq!(again(&one), one);
    }
}

#[test]
fn what_is_rare_is_read_back_too() {
    let mut one = integration(
        "billing",
        &[("Account", "read"), ("credential Gateway-A user", "use")],
    );
    one.user.license = INTEGRATION_LICENSE.to_owned();
    one.never = ["delete Account", "apex_class[CustomerWS]"]
        .iter()
        .map(|text| text.parse().expect("it is a pattern"))
        .collect();
    one.own_profile.login = Managed::Set(LoginPolicy {
        ip_ranges: BTreeSet::from(["192.0.2.0/24".parse().expect("it is a range")]),
        hours: "monday 08:00-18:00".parse().ok(),
    });
    one.verify.queries = vec!["SELECT Id FROM Account LIMIT 1".to_owned()];
    one.verify.apex_rest = vec![hallpass_model::ApexRest {
        get: "/customer".to_owned(),
    }];
    one.verify.apex_soap = vec![hallpass_model::ApexSoap {
        class: "CustomerWS".into(),
        operation: "ping".to_owned(),
    }];
    one.waivers = vec![Waiver {
        rule: "HP012".to_owned(),
        owner: "security@example.com".to_owned(),
        reason: "it is: \"so\"".to_owned(),
        expires: "2030-12-31".to_owned(),
    }];
    one.migrate_from = Some(hallpass_model::MigrateFrom {
        user: Username::from("old.sync@example.com"),
        connected_app: Some("Legacy: Sync".to_owned()),
    });
    assert_eq!(again(&one).grants, one.grants);
    assert_eq!(again(&one), one);
}

#[test]
fn notes_stand_above_what_they_are_about() {
    let mut one = integration("billing", &[("Account", "read view_all")]);
    one.grants.extend(grants(&[("system ModifyAllData", "use")]));
    let note = |subject: &str, text: &str| Note {
        subject: subject.to_owned(),
        text: text.to_owned(),
    };
    let notes = [
        note("", "from an org"),
        note("permissions.objects.account", "HP010\nall records"),
        note("permissions.system[ModifyAllData]", "HP001"),
        note("user.email", "whose?"),
    ];
    let text = emit(&one, &Given::default(), &notes).text;
    let expected = "\
# from an org
integration: billing
owner: billing-team@example.com
description: What billing is for
user:
  username: billing.api@example.com
  # whose?
  email: billing-alerts@example.com
permissions:
  objects:
    # HP010 all records
    Account: [read, view_all]
  # HP001
  system: [ModifyAllData]
apps:
  - external_client_app: Billing_Integration
    callback_url: \"https://localhost/callback\"
    flow: client_credentials
    scopes: [api]
    ip_relaxation: enforce
";
    assert_eq!(text, expected);
}
