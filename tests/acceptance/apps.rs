//! Apps of both kinds: every setting is planned, applied, and then there is nothing left to do.

use serde_json::Value;

use crate::support::{Folder, Http, Served};

const FLEET: &str = "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\n";
const DIR: [&str; 2] = ["--dir", "specs/.hallpass/local-org"];
const CREATION: [&str; 2] = ["--behaviour", "connected_app_creation=allowed"];

/// The settings of an app, and others.
const SETTINGS: [(&str, &str, &str); 13] = [
    ("label", "Warehouse", "The warehouse"),
    ("description", "Moves stock", "Moves stock and pallets"),
    ("contact_email", "stock@example.com", "pallets@example.com"),
    (
        "callback_url",
        "https://localhost/callback",
        "[https://localhost/callback, https://localhost/other]",
    ),
    ("scopes", "[api, refresh_token]", "[api, web, refresh_token]"),
    ("ip_relaxation", "enforce", "enforce_relax_refresh"),
    (
        "trusted_ip_ranges",
        "[192.0.2.0/24, 198.51.100.7]",
        "[192.0.2.0/24, \"2001:db8::1\"]",
    ),
    ("require_pkce", "true", "false"),
    ("require_secret", "true", "false"),
    ("require_secret_for_refresh", "true", "false"),
    ("refresh_policy", "lifetime 30d", "unused 12h"),
    ("session_level", "standard", "low"),
    ("session_timeout", "2h", "30m"),
];

fn spec(app: &str, settings: &[(&str, &str)]) -> String {
    let settings: String = settings
        .iter()
        .map(|(key, value)| format!("    {key}: {value}\n"))
        .collect();
    format!(
        "integration: warehouse\nowner: logistics@example.com\n\
         user: {{ username: warehouse.api@example.com, email: logistics@example.com }}\n\
         permissions: {{ objects: {{ Account: [read] }} }}\napps:\n  - {app}\n{settings}"
    )
}

fn own(app: &str, settings: &[(&str, &str)]) -> String {
    let needed = [
        ("flow", "client_credentials"),
        ("callback_url", "https://localhost/callback"),
        ("scopes", "[api, refresh_token]"),
    ];
    let is_given = |key: &str| settings.iter().any(|(given, _)| *given == key);
    let needed = needed.into_iter().filter(|(key, _)| !is_given(key));
    spec(app, &[needed.collect(), settings.to_vec()].concat())
}

fn folder(spec: &str) -> Folder {
    Folder::with(&[("specs/hallpass.yaml", FLEET), ("specs/warehouse.yaml", spec)])
}

fn apply(folder: &Folder) {
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

fn plan(folder: &Folder) -> Value {
    folder.run(&["plan", "--org", "local", "--json"]).json()
}

/// The attributes of the one change of the app that is planned.
fn planned(folder: &Folder) -> Vec<String> {
    let plan = plan(folder);
    let changes = plan["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{plan}");
    assert_eq!(changes[0]["address"], "warehouse.app[Warehouse]");
    changes[0]["after"].as_object().unwrap().keys().cloned().collect()
}

fn first() -> Vec<(&'static str, &'static str)> {
    SETTINGS.map(|(key, value, _)| (key, value)).to_vec()
}

fn second() -> Vec<(&'static str, &'static str)> {
    SETTINGS.map(|(key, _, value)| (key, value)).to_vec()
}

#[test]
fn every_setting_of_an_external_client_app_is_applied_and_changed() {
    let folder = folder(&own("external_client_app: Warehouse", &first()));
    apply(&folder);
    let mut changed = second();
    changed.push(("enabled", "false"));
    folder.write(
        "specs/warehouse.yaml",
        &own("external_client_app: Warehouse", &changed),
    );
    let mut expected: Vec<_> = changed.iter().map(|(key, _)| (*key).to_owned()).collect();
    let mut found = planned(&folder);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    apply(&folder);
    // Without the key the app is on again.
    folder.write(
        "specs/warehouse.yaml",
        &own("external_client_app: Warehouse", &second()),
    );
    assert_eq!(planned(&folder), ["enabled"]);
    apply(&folder);
}

#[test]
fn a_new_app_can_be_off() {
    let folder = folder(&own("external_client_app: Warehouse", &[("enabled", "false")]));
    apply(&folder);
}

#[test]
fn every_setting_of_a_connected_app_is_applied_and_changed_where_the_org_lets_it_be_made() {
    let app = "connected_app: Warehouse\n    create: true";
    let folder = folder(&own(app, &first()));
    let org = Served::start(&folder, &[DIR, CREATION].concat());
    org.make_administrator(&Http::new(), "runner@hallpass.local");
    apply(&folder);
    folder.write("specs/warehouse.yaml", &own(app, &second()));
    let mut expected: Vec<_> = second().iter().map(|(key, _)| (*key).to_owned()).collect();
    let mut found = planned(&folder);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    apply(&folder);
}

#[test]
fn a_missing_connected_app_is_blocked_with_the_way_out_and_refused_where_the_spec_insists() {
    let folder = folder(&own("connected_app: Warehouse", &[]));
    let org = Served::start(&folder, &DIR);
    org.make_administrator(&Http::new(), "runner@hallpass.local");
    let found = plan(&folder);
    let blocked = &found["blocked"][0];
    assert_eq!(blocked["reason"], "connected_app_creation", "{found}");
    assert!(
        blocked["hint"].as_str().unwrap().contains("external_client_app"),
        "{blocked}"
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(1)
        .complains("blocked");
    folder.write(
        "specs/warehouse.yaml",
        &own("connected_app: Warehouse\n    create: true", &[]),
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .says("You can't create a connected app");
}

/// Once forgotten the app carries no mark, as that of a vendor, and none is written.
#[test]
fn of_the_app_of_another_only_the_policies_are_written() {
    let app = "connected_app: Warehouse\n    create: true";
    let folder = folder(&own(app, &[("ip_relaxation", "bypass")]));
    let org = Served::start(&folder, &[DIR, CREATION].concat());
    org.make_administrator(&Http::new(), "runner@hallpass.local");
    apply(&folder);
    folder
        .run(&["forget", "warehouse", "--org", "local", "--auto-approve"])
        .exits(0);
    let policies = [
        ("manage", "policies"),
        ("flow", "client_credentials"),
        ("ip_relaxation", "enforce"),
        ("refresh_policy", "zero"),
        ("session_timeout", "15m"),
    ];
    let taken = spec("connected_app: Warehouse", &policies);
    folder.write(
        "specs/warehouse.yaml",
        &taken.replacen("owner:", "adopt: true\nenforce: exact\nowner:", 1),
    );
    let plan = plan(&folder);
    let changes = plan["changes"].as_array().unwrap();
    let of_app = changes
        .iter()
        .find(|change| change["address"] == "warehouse.app[Warehouse]")
        .unwrap();
    assert_eq!(of_app["action"], "update");
    let mut found: Vec<_> = of_app["after"].as_object().unwrap().keys().collect();
    found.sort();
    assert_eq!(found, ["ip_relaxation", "refresh_policy", "session_timeout"]);
    apply(&folder);
}

#[test]
fn every_scope_of_specs_has_its_word_in_both_kinds_of_apps() {
    for scope in hallpass_spec::SCOPES {
        assert!(
            hallpass_reconcile::scope_words(scope.name).is_some(),
            "{}",
            scope.name
        );
    }
}
