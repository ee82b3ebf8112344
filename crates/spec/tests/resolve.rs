//! Fleets, resolved for an org with an environment.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Kind, OrgName};
use hallpass_spec::{Auth, Diagnostic, OrgTarget, Resolved, load, resolve};
use secrecy::ExposeSecret;

const FLEET: &str = r#"
version: 1
fleet: acme
orgs:
  local: { local: "${env:STATE}/org" }
  prod:
    url: "https://${env:DOMAIN}.my.salesforce.com/"
    org_id: 00D000000000001
    kind: production
    username_suffix: "${env:SUFFIX}"
    accept_fleets: [old-fleet]
    auth: { client_credentials: { client_id: "${env:ID}", client_secret: { file: secret.txt } } }
  signed:
    url: https://acme.my.salesforce.com
    auth: { jwt: { client_id: id, username: ops@example.com, key_file: "${env:KEY}" } }
  cli: { url: https://acme.my.salesforce.com, auth: { sf_cli: acme } }
  token: { url: "http://localhost:1", auth: { access_token: "${env:TOKEN}" } }
  link: { url: https://acme.my.salesforce.com, auth: { auth_url: "force://x:y:z@acme" } }
  private: { url: https://acme.my.salesforce.com, ca_file: "${env:CA}", auth: { sf_cli: acme } }
"#;
const PLAIN: &str = r"
integration: plain
owner: me
user: { username: p@example.com, email: p@example.com }
permissions:
  objects: { Account: [read, edit] }
  fields: { Account: { edit: [Phone] } }
apps:
  - { external_client_app: Plain, callback_url: https://localhost/callback, flow: client_credentials, scopes: [api] }
";

fn fleet() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a test has a folder");
    for (name, text) in [
        ("hallpass.yaml", FLEET),
        ("plain.yaml", PLAIN),
        ("secret.txt", "hunter2\n"),
        (
            "key.pem",
            "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n",
        ),
        ("not-a-key.pem", "hunter2"),
        (
            "ca.pem",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        ),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a test can write");
    }
    folder
}

fn in_org(org: &str, env: &[(&str, &str)]) -> Result<Resolved, Vec<Diagnostic>> {
    let folder = fleet();
    let env: BTreeMap<_, _> = env.iter().copied().collect();
    let lookup = |name: &str| env.get(name).map(|value| (*value).to_owned());
    resolve(
        &load(folder.path()),
        &OrgName::new(org).expect("tests use well-formed names"),
        &lookup,
    )
}

fn errors(org: &str, env: &[(&str, &str)]) -> Vec<String> {
    let Err(errors) = in_org(org, env) else {
        panic!("{org} resolves with {env:?}")
    };
    let all = errors.iter();
    all.map(|one| format!("{} {}: {}", one.code, one.start.line, one.message))
        .collect()
}

const PROD: [(&str, &str); 3] = [("DOMAIN", "acme"), ("SUFFIX", ".prod"), ("ID", "key")];

#[test]
fn only_the_chosen_org_asks_for_its_environment() {
    let resolved = in_org("cli", &[]).unwrap();
    assert!(
        matches!(resolved.org.target, OrgTarget::Remote { auth: Auth::SfCli { alias }, .. } if alias == "acme")
    );
    assert_eq!(
        errors("prod", &[]),
        [
            "HS092 7: the environment variable `DOMAIN` is not set",
            "HS092 10: the environment variable `SUFFIX` is not set",
            "HS092 12: the environment variable `ID` is not set",
        ]
    );
    assert_eq!(
        errors("prod", &[("SUFFIX", ".x"), ("DOMAIN", "acme")]),
        ["HS092 12: the environment variable `ID` is not set"]
    );
}

#[test]
fn placeholders_suffixes_and_files_are_filled_in() {
    let resolved = in_org("prod", &PROD).unwrap();
    let org = resolved.org;
    assert_eq!(org.org_id.unwrap().as_str(), "00D000000000001EAA");
    assert_eq!(
        org.accept_fleets
            .iter()
            .map(|fleet| fleet.as_str())
            .collect::<Vec<_>>(),
        ["old-fleet"]
    );
    let OrgTarget::Remote {
        url,
        auth: Auth::ClientCredentials {
            client_id,
            client_secret,
        },
        ca: None,
    } = org.target
    else {
        panic!("prod has client credentials")
    };
    assert_eq!(
        (url.as_str(), client_id.as_str()),
        ("https://acme.my.salesforce.com", "key")
    );
    assert_eq!(client_secret.expose_secret(), "hunter2");
    let plain = resolved.desired.integrations.values().next().unwrap();
    assert_eq!(plain.user.username.as_str(), "p@example.com.prod");
}

#[test]
fn the_folder_of_a_local_org_is_beside_the_file_that_names_it() {
    let folder = fleet();
    let local = OrgName::new("local").unwrap();
    let resolved = resolve(&load(folder.path()), &local, &|_| Some("state".to_owned()))
        .map_err(|_| ())
        .unwrap();
    assert!(
        matches!(resolved.org.target, OrgTarget::Local { folder: state } if state == folder.path().join("state/org"))
    );
}

#[test]
fn values_that_come_from_elsewhere_are_held_to_the_same_rules() {
    let with = |name: &'static str, value: &'static str| {
        let mut env: BTreeMap<_, _> = PROD.into_iter().collect();
        env.insert(name, value);
        errors("prod", &env.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(
        with("DOMAIN", "login.salesforce.com/x?"),
        ["HS035 7: `https://login.salesforce.com/x?.my.salesforce.com/` has more than a host"]
    );
    assert!(with("SUFFIX", "prod")[0].starts_with("HS032 10: `prod` can't stand behind a username"));
    let long = ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    assert!(with("SUFFIX", long)[0].starts_with("HS032 4: "));
    assert_eq!(with("ID", ""), ["HS039 12: the text is empty"]);
    assert_eq!(
        errors("token", &[("TOKEN", "")]),
        ["HS039 17: the value is empty"]
    );
}

#[test]
fn keys_are_read_from_files_and_looked_at() {
    let resolved = in_org("signed", &[("KEY", "key.pem")]).unwrap();
    let OrgTarget::Remote {
        auth: Auth::Jwt { key, username, .. },
        ..
    } = resolved.org.target
    else {
        panic!("signed has a key")
    };
    assert!(key.expose_secret().starts_with("-----BEGIN PRIVATE KEY-----"));
    assert_eq!(username.as_str(), "ops@example.com");
    assert_eq!(
        errors("signed", &[("KEY", "not-a-key.pem")]),
        ["HS093 15: this gives no private key"]
    );
    assert!(errors("signed", &[("KEY", "nowhere.pem")])[0].ends_with("there is no such file"));
}

#[test]
fn authorities_to_trust_are_read_from_their_file_and_looked_at() {
    let resolved = in_org("private", &[("CA", "ca.pem")]).unwrap();
    assert!(
        matches!(resolved.org.target, OrgTarget::Remote { ca: Some(pem), .. } if pem.contains("BEGIN CERTIFICATE"))
    );
    assert_eq!(
        errors("private", &[("CA", "key.pem")]),
        ["HS093 19: this gives no certificate"]
    );
    assert!(errors("private", &[("CA", "nowhere.pem")])[0].ends_with("there is no such file"));
}

#[test]
fn an_unknown_org_is_told_with_the_ones_there_are() {
    let Err(errors) = in_org("prd", &[]) else {
        panic!("there is no prd")
    };
    assert_eq!(
        (errors[0].code, errors[0].hints[0].as_str()),
        ("HS095", "did you mean `prod`?")
    );
    let Err(errors) = in_org("nothing-like-it", &[]) else {
        panic!("there is no such org")
    };
    assert!(errors[0].hints[0].contains("`cli`"));
}

#[test]
fn a_literal_secret_is_a_warning_and_no_debug_shows_one() {
    let resolved = in_org("link", &[]).unwrap();
    assert_eq!(
        resolved.warnings.iter().map(|one| one.code).collect::<Vec<_>>(),
        ["HS094"]
    );
    for (org, env) in [
        ("prod", &PROD[..]),
        ("link", &[]),
        ("token", &[("TOKEN", "hunter2")]),
        ("signed", &[("KEY", "key.pem")]),
    ] {
        let resolved = in_org(org, env).unwrap();
        let shown = format!("{:?} {:?}", resolved.org, resolved.warnings);
        assert!(!shown.contains("hunter2") && !shown.contains("x:y:z"), "{shown}");
    }
}

#[test]
fn specs_with_errors_resolve_for_no_org() {
    let folder = fleet();
    std::fs::write(folder.path().join("bad.yaml"), "integration: bad").unwrap();
    let cli = OrgName::new("cli").unwrap();
    let Err(errors) = resolve(&load(folder.path()), &cli, &|_| None) else {
        panic!("bad.yaml is bad")
    };
    assert_eq!(errors.len(), 3);
}

#[test]
fn every_address_of_an_integration_leads_to_a_line() {
    let folder = fleet();
    let loaded = load(folder.path());
    let cli = OrgName::new("cli").unwrap();
    let resolved = resolve(&loaded, &cli, &|_| None).map_err(|_| ()).unwrap();
    let plain = resolved.desired.integrations.values().next().unwrap();
    let line = |address| {
        loaded
            .sources()
            .position_of(loaded.variant(&cli).locate(&address).unwrap())
            .line
    };
    let lines: Vec<_> = plain
        .grants
        .keys()
        .map(|target| line(target.address(&plain.name)))
        .collect();
    assert_eq!(lines, [6, 7, 9]);
    let named = |kind, name: &str| hallpass_model::Address::named(&plain.name, kind, ApiName::new(name));
    assert_eq!(line(hallpass_model::Address::user(&plain.name)), 4);
    // What has only defaults is told at the integration, or at the nearest thing that is written.
    assert_eq!(line(hallpass_model::Address::permission_set(&plain.name)), 2);
    assert_eq!(line(named(Kind::License, "SalesforceAPIIntegrationPsl")), 4);
}

#[test]
fn what_comes_from_a_bundle_is_located_there_and_fields_of_a_file_in_it() {
    let folder = fleet();
    let plain = PLAIN.replace("owner: me", "owner: me\nuse: [more]");
    let more = "bundle: more\npermissions:\n  objects: { Account: [read], Case: [read] }\n  fields:\n    \
                Account: { read: [Fax] }\n    Case: { read: { file: names.txt } }\n  apex_classes: [More]\n";
    for (name, text) in [
        ("plain.yaml", plain.as_str()),
        ("more.yaml", more),
        ("names.txt", "Subject\n\nReason\n"),
    ] {
        std::fs::write(folder.path().join(name), text).expect("a test can write");
    }
    let loaded = load(folder.path());
    let cli = OrgName::new("cli").expect("cli is a name");
    let variant = loaded.variant(&cli);
    let name = hallpass_model::IntegrationName::new("plain").expect("plain is a name");
    for (target, file, line) in [
        ("object[Account]", "plain.yaml", 7),
        ("object[Case]", "more.yaml", 3),
        ("field[Account.Phone]", "plain.yaml", 8),
        ("field[Account.Fax]", "more.yaml", 5),
        ("field[Case.Reason]", "names.txt", 3),
        ("field[Case.Owner]", "more.yaml", 6),
        ("apex_class[More]", "more.yaml", 7),
        ("system_permission[Other]", "plain.yaml", 6),
    ] {
        let target = hallpass_model::Target::try_from(target.to_owned()).expect("the test names targets");
        let place = variant
            .locate(&target.address(&name))
            .expect("it stands somewhere");
        let sources = loaded.sources();
        let found = (sources.path_of(place), sources.position_of(place).line);
        assert!(
            found.0.ends_with(file) && found.1 == line,
            "{target} is at {found:?}"
        );
    }
    let digest = loaded.digest();
    std::fs::write(folder.path().join("names.txt"), "Subject\n").expect("a test can write");
    assert_ne!(load(folder.path()).digest(), digest);
}

#[test]
fn an_integration_ends_under_its_old_name_too() {
    let folder = fleet();
    let ended = PLAIN.replace(
        "owner: me",
        "owner: me\npreviously: before\nretire: { reason: replaced, grace: 7d }",
    );
    std::fs::write(folder.path().join("plain.yaml"), ended).expect("a test can write");
    let org = OrgName::new("cli").expect("cli is a name");
    let resolved = resolve(&load(folder.path()), &org, &|_| None);
    let retiring = resolved
        .unwrap_or_else(|_| panic!("it is sound"))
        .desired
        .retiring;
    let ends: Vec<_> = retiring
        .declared
        .iter()
        .map(|(name, end)| (name.as_str(), end.grace.days))
        .collect();
    assert_eq!(ends, [("before", 7), ("plain", 7)]);
    assert_eq!(retiring.known.len(), 2);
}

#[test]
fn what_is_desired_anywhere_needs_no_environment() {
    let folder = fleet();
    let loaded = load(folder.path());
    let cli = OrgName::new("cli").unwrap();
    let anywhere = loaded.variant(&cli).desired().unwrap();
    let resolved = resolve(&loaded, &cli, &|_| None).map_err(|_| ()).unwrap();
    assert_eq!(anywhere, resolved.desired);
    std::fs::write(folder.path().join("bad.yaml"), "integration: bad").unwrap();
    assert_eq!(load(folder.path()).variant(&cli).desired(), None);
}
