//! External client apps: deployed, retrieved, queried, changed, deleted.

use serde_json::{Value, json};

use super::world::{World, done, file, manifest, problems};
use crate::apps::{self, AppKind, PermittedUsers};
use crate::value::{flag, text};

const RUN_AS: &str = "runner@hallpass.local";
const CERTIFICATE: &str = "MIIB";

fn header() -> String {
    file(
        "ExternalClientApplication",
        "<contactEmail>a@example.com</contactEmail><label>Bill</label>",
    )
}

fn settings(scopes: &str) -> String {
    file(
        "ExtlClntAppOauthSettings",
        &format!(
            "<commaSeparatedOauthScopes>{scopes}</commaSeparatedOauthScopes><externalClientApplication>Bill</externalClientApplication>"
        ),
    )
}

fn global(inner: &str) -> String {
    file(
        "ExtlClntAppGlobalOauthSettings",
        &format!(
            "<callbackUrl>https://localhost/callback</callbackUrl>{inner}<externalClientApplication>Bill</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
        ),
    )
}

fn policy(user: &str, inner: &str) -> String {
    file(
        "ExtlClntAppOauthConfigurablePolicies",
        &format!(
            "<clientCredentialsFlowUser>{user}</clientCredentialsFlowUser>{inner}<externalClientApplication>Bill</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"
        ),
    )
}

fn family() -> String {
    manifest(
        &[
            ("ExternalClientApplication", &["Bill"]),
            ("ExtlClntAppOauthSettings", &["Bill_oauth"]),
            ("ExtlClntAppGlobalOauthSettings", &["Bill_glbloauth"]),
        ],
        "66.0",
    )
}

const ECA: &str = "externalClientApps/Bill.eca";
const OAUTH: &str = "extlClntAppOauthSettings/Bill_oauth.ecaOauth";
const GLOBAL: &str = "extlClntAppGlobalOauthSets/Bill_glbloauth.ecaGlblOauth";

fn deploy_family(world: &World) {
    let result = world.deployed(&[
        ("package.xml", &family()),
        (ECA, &header()),
        (OAUTH, &settings("Api,RefreshToken")),
        (
            GLOBAL,
            &global(&format!("<certificate>{CERTIFICATE}</certificate>")),
        ),
    ]);
    assert_eq!(done(&result, "Bill"), (true, true, false));
    assert_eq!(result.value("numberComponentsTotal"), Some("3"));
    assert_eq!(result.value("numberComponentsDeployed"), Some("3"));
}

fn policy_manifest(name: &str) -> String {
    manifest(&[("ExtlClntAppOauthConfigurablePolicies", &[name])], "66.0")
}

#[test]
fn a_deployed_app_shows_in_retrieve_read_list_and_rows_alike() {
    let world = World::new();
    deploy_family(&world);

    let retrieved = world.file("ExtlClntAppOauthSettings", "Bill_oauth", OAUTH);
    assert_eq!(
        retrieved.value("commaSeparatedOauthScopes"),
        Some("Api, RefreshToken")
    );
    assert!(retrieved.value("oauthLink").unwrap().contains(":888"));

    let rows = world.rows(
        "ExtlClntAppOauthSettings",
        &[("DeveloperName", json!("Bill_oauth"))],
    );
    assert!(flag(&rows[0], "OauthScopesAPI") && flag(&rows[0], "OauthScopesREFRESH_TOKEN"));
    assert!(!flag(&rows[0], "OauthScopesFULL"));
    assert_eq!(
        world
            .rows(
                "ExtlClntAppOauthConsumer",
                &[("ExtlClntAppOauthSettingsId", rows[0]["Id"].clone())]
            )
            .len(),
        1
    );

    let read = world.soap("<readMetadata><type>ExternalClientApplication</type><fullNames>Bill</fullNames><fullNames>Nobody</fullNames></readMetadata>");
    let records: Vec<_> = read.child("result").unwrap().all("records").collect();
    assert_eq!(records[0].attribute("type"), Some("ExternalClientApplication"));
    assert!(
        records[0]
            .value("orgScopedExternalApp")
            .unwrap()
            .ends_with(":Bill")
    );
    assert_eq!(records[1].attribute("nil"), Some("true"));

    let listed = world.soap("<listMetadata><queries><type>ExtlClntAppGlobalOauthSettings</type></queries><queries><type>Nonsense</type></queries><asOfVersion>66.0</asOfVersion></listMetadata>");
    let entry = listed
        .all("result")
        .find(|entry| entry.value("fullName") == Some("Bill_glbloauth"))
        .unwrap();
    assert_eq!(entry.value("fileName"), Some(GLOBAL));
    assert!(
        listed
            .all("result")
            .all(|entry| entry.value("type") == Some("ExtlClntAppGlobalOauthSettings"))
    );
}

#[test]
fn soql_shows_what_was_deployed() {
    let world = World::new();
    deploy_family(&world);
    let table = [
        (
            "ExternalClientApplication",
            "DeveloperName",
            "DeveloperName = 'Bill'",
            "Bill",
        ),
        (
            "ExtlClntAppOauthSettings",
            "DeveloperName",
            "ExternalClientApplication.DeveloperName = 'Bill' AND OauthScopesAPI = true",
            "Bill_oauth",
        ),
        (
            "ExtlClntAppOauthPlcyCnfg",
            "PermittedUsersPolicyType",
            "ExternalClientApplication.DeveloperName = 'Bill'",
            "AllSelfAuthorized",
        ),
        (
            "ExtlClntAppPlcyCnfg",
            "DeveloperName",
            "ExternalClientApplication.DeveloperName = 'Bill' AND IsEnabled = true",
            "Bill_defaultPolicy",
        ),
        (
            "ExtlClntAppOauthConsumer",
            "ExternalClientApplication.DeveloperName",
            "ExtlClntAppOauthSettings.DeveloperName = 'Bill_oauth'",
            "",
        ),
    ];
    for (object, field, condition, expected) in table {
        let soql = format!("SELECT Id, {field} FROM {object} WHERE {condition}");
        let query: String = form_urlencoded::byte_serialize(soql.as_bytes()).collect();
        let target = format!("/services/data/v66.0/query?q={query}");
        let (status, answer) =
            crate::testing::send(&world.org, &world.token, http::Method::GET, &target, None);
        assert_eq!(
            (status, &answer["totalSize"]),
            (200, &json!(1)),
            "{soql}: {answer}"
        );
        assert_eq!(
            answer["records"][0][field].as_str().unwrap_or_default(),
            expected,
            "{soql}"
        );
    }
}

#[test]
fn the_key_comes_back_by_metadata_and_the_secret_never() {
    let world = World::new();
    deploy_family(&world);
    let global = world.file("ExtlClntAppGlobalOauthSettings", "Bill_glbloauth", GLOBAL);
    let app = world
        .work(|tx| apps::by_developer_name(tx, AppKind::External, "Bill"))
        .unwrap();
    let consumer = app.consumer.unwrap();
    assert_eq!(global.value("consumerKey"), Some(consumer.key.as_str()));
    assert_eq!(global.value("consumerSecret"), None);
    assert!(
        world
            .work(|tx| apps::by_consumer_key(tx, &consumer.key))
            .is_some()
    );
}

#[test]
fn what_a_later_file_leaves_out_falls_back_to_its_default() {
    let world = World::new();
    deploy_family(&world);
    let only = manifest(&[("ExtlClntAppGlobalOauthSettings", &["Bill_glbloauth"])], "66.0");
    let with_pkce_off = global("").replace("</ExtlClnt", "<isPkceRequired>false</isPkceRequired></ExtlClnt");
    assert_eq!(
        done(
            &world.deployed(&[("package.xml", &only), (GLOBAL, &with_pkce_off)]),
            "Bill_glbloauth"
        ),
        (false, true, false)
    );
    let read = || world.file("ExtlClntAppGlobalOauthSettings", "Bill_glbloauth", GLOBAL);
    assert_eq!(
        (read().value("certificate"), read().value("isPkceRequired")),
        (None, Some("false")),
        "left out, so cleared"
    );
    let again = world.deployed(&[("package.xml", &only), (GLOBAL, &global(""))]);
    assert_eq!(done(&again, "Bill_glbloauth"), (false, true, false));
    assert_eq!(read().value("isPkceRequired"), Some("true"));
    let same = world.deployed(&[("package.xml", &only), (GLOBAL, &global(""))]);
    assert_eq!(
        done(&same, "Bill_glbloauth"),
        (false, false, false),
        "the same file changes nothing"
    );
}

#[test]
fn a_retrieved_app_deploys_back_without_a_change() {
    let world = World::new();
    deploy_family(&world);
    let kinds: [(&str, &[&str]); 5] = [
        ("ExternalClientApplication", &["*"]),
        ("ExtlClntAppOauthSettings", &["*"]),
        ("ExtlClntAppGlobalOauthSettings", &["*"]),
        ("ExtlClntAppOauthConfigurablePolicies", &["*"]),
        ("ExtlClntAppConfigurablePolicies", &["*"]),
    ];
    let (archive, _) = world.retrieve(&kinds);
    let files: Vec<(String, String)> = archive
        .files
        .into_iter()
        .map(|(name, content)| (name, String::from_utf8(content).unwrap()))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_str()))
        .collect();
    let result = world.deployed(&files);
    let details = result.child("details").unwrap();
    let changed: Vec<_> = details
        .all("componentSuccesses")
        .filter(|message| message.flag("changed"))
        .collect();
    assert!(details.all("componentSuccesses").count() > 5);
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn policies_that_are_left_out_are_made_by_the_org() {
    for (behaviour, expected) in [
        (
            "default_policy",
            ["Bill_oauth_defaultPolicy", "Bill_defaultPolicy"],
        ),
        ("setup", ["Bill_oauthPlcy", "Bill_plcy"]),
    ] {
        let world = World::with(&[("policy_names", behaviour)]);
        deploy_family(&world);
        let oauth = world.rows(
            "ExtlClntAppOauthPlcyCnfg",
            &[("DeveloperName", json!(expected[0]))],
        );
        assert_eq!(text(&oauth[0], "PermittedUsersPolicyType"), "AllSelfAuthorized");
        assert_eq!(oauth[0]["RefreshTokenValidityPeriod"], json!(365));
        assert_eq!(
            world
                .rows("ExtlClntAppPlcyCnfg", &[("DeveloperName", json!(expected[1]))])
                .len(),
            1
        );
        let other = policy_manifest("Other");
        let refused = world.refused(&[
            ("package.xml", &other),
            ("extlClntAppOauthPolicies/Other.ecaOauthPlcy", &policy(RUN_AS, "")),
        ]);
        assert!(
            refused[0].starts_with("DUPLICATE_VALUE: duplicate value found: ExternalClientApplicationId"),
            "{refused:?}"
        );
        assert!(refused[0].contains(expected[0]), "{refused:?}");
    }
}

#[test]
fn refusals_of_app_files_have_the_recorded_words() {
    let world = World::new();
    deploy_family(&world);
    let name = "Bill_oauth_defaultPolicy";
    let path = format!("extlClntAppOauthPolicies/{name}.ecaOauthPlcy");
    let table: [(&str, String, &str, String, &str); 8] = [
        (
            "ExtlClntAppOauthConfigurablePolicies",
            name.into(),
            &path,
            policy("nobody@example.com", ""),
            "Enter a valid execution user for the OAuth client credentials flow.",
        ),
        (
            "ExtlClntAppOauthConfigurablePolicies",
            name.into(),
            &path,
            policy(
                RUN_AS,
                "<commaSeparatedPermissionSet>Nope</commaSeparatedPermissionSet>",
            ),
            "INVALID_FIELD: We couldn't find permission sets called Nope",
        ),
        (
            "ExtlClntAppOauthConfigurablePolicies",
            name.into(),
            &path,
            policy(RUN_AS, "").replace(
                "</ExtlClnt",
                "<namedUserJwtTimeout>5</namedUserJwtTimeout></ExtlClnt",
            ),
            "Invalid plugin settings",
        ),
        (
            "ExtlClntAppOauthConfigurablePolicies",
            name.into(),
            &path,
            policy(RUN_AS, "<ipRelaxation>ENFORCE</ipRelaxation>"),
            "Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}ipRelaxation invalid at this location in type ExtlClntAppOauthConfigurablePolicies",
        ),
        (
            "ExtlClntAppOauthSettings",
            "Bill_oauth".into(),
            OAUTH,
            settings("Api, chatbot_api"),
            "Invalid OAuth scopes: chatbot_api. Valid values are: Basic, OfflineAccess",
        ),
        (
            "ExtlClntAppOauthSettings",
            "Bill_oauth".into(),
            OAUTH,
            settings("Api").replace(">Bill<", ">Nobody<"),
            "INVALID_CROSS_REFERENCE_KEY: ",
        ),
        (
            "ExtlClntAppGlobalOauthSettings",
            "Bill_glbloauth".into(),
            GLOBAL,
            global("<consumerKey>3MVG9other</consumerKey>"),
            "You cannot provide a Consumer Key",
        ),
        (
            "ExternalClientApplication",
            "Bill".into(),
            ECA,
            file("ExternalClientApplication", "<label>x</label>"),
            "Required fields are missing: [ContactEmail]",
        ),
    ];
    for (kind, name, path, content, expected) in table {
        let before = world.rows("ExtlClntAppOauthPlcyCnfg", &[]);
        let package = manifest(&[(kind, &[name.as_str()])], "66.0");
        for options in [
            "<checkOnly>true</checkOnly>",
            "<rollbackOnError>true</rollbackOnError>",
            "",
        ] {
            let result = world.deploy(&[("package.xml", &package), (path, &content)], options);
            assert_eq!(result.value("status"), Some("Failed"), "{expected}");
            let problems = problems(&result);
            assert!(
                problems.len() == 1 && problems[0].starts_with(expected),
                "{problems:?} is not {expected}"
            );
        }
        assert_eq!(world.rows("ExtlClntAppOauthPlcyCnfg", &[]), before);
    }
}

#[test]
fn another_apps_key_is_taken() {
    let world = World::new();
    deploy_family(&world);
    let key = world
        .work(|tx| apps::by_developer_name(tx, AppKind::External, "Local_Admin"))
        .unwrap()
        .consumer
        .unwrap()
        .key;
    let only = manifest(&[("ExtlClntAppGlobalOauthSettings", &["Bill_glbloauth"])], "66.0");
    let refused = world.refused(&[
        ("package.xml", &only),
        (GLOBAL, &global(&format!("<consumerKey>{key}</consumerKey>"))),
    ]);
    assert_eq!(refused, ["The consumer key is already taken."]);
}

#[test]
fn the_policy_and_setup_entity_access_are_one_store() {
    let world = World::new();
    deploy_family(&world);
    let name = "Bill_oauth_defaultPolicy";
    let path = format!("extlClntAppOauthPolicies/{name}.ecaOauthPlcy");
    let package = policy_manifest(name);
    let approve = "<commaSeparatedPermissionSet>Hallpass_Runner</commaSeparatedPermissionSet>";
    let bound = policy(RUN_AS, approve).replace(
        "</ExtlClnt",
        "<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType></ExtlClnt",
    );
    world.deployed(&[("package.xml", &package), (&path, &bound)]);
    let app = world
        .work(|tx| apps::by_developer_name(tx, AppKind::External, "Bill"))
        .unwrap();
    assert_eq!(app.permitted_users, PermittedUsers::AdminApproved);
    assert_eq!(app.run_as.as_deref(), Some(RUN_AS));
    let links = || world.rows("SetupEntityAccess", &[("SetupEntityId", Value::from(&app.id))]);
    assert_eq!(links().len(), 1);
    assert_eq!(text(&links()[0], "SetupEntityType"), "ExternalClientApplication");
    let same = world.deployed(&[("package.xml", &package), (&path, &bound)]);
    assert_eq!(done(&same, name), (false, false, false));

    let read = || world.file("ExtlClntAppOauthConfigurablePolicies", name, &path);
    assert_eq!(
        read().value("commaSeparatedPermissionSet"),
        Some("Hallpass_Runner")
    );
    assert_eq!(read().value("clientCredentialsFlowUser"), Some(RUN_AS));
    let row = links()[0].clone();
    world.work(|tx| tx.delete_raw("SetupEntityAccess", &crate::value::id(&row, "Id").unwrap()));
    assert_eq!(
        read().value("commaSeparatedPermissionSet"),
        None,
        "the row was the link"
    );
}

#[test]
fn a_policy_without_its_list_is_a_behaviour() {
    for (behaviour, expected) in [("removes", 0), ("keeps", 1)] {
        let world = World::with(&[("policy_without_list", behaviour)]);
        deploy_family(&world);
        let name = "Bill_oauth_defaultPolicy";
        let path = format!("extlClntAppOauthPolicies/{name}.ecaOauthPlcy");
        let approve = "<commaSeparatedPermissionSet>Hallpass_Runner</commaSeparatedPermissionSet>";
        world.deployed(&[
            ("package.xml", &policy_manifest(name)),
            (&path, &policy(RUN_AS, approve)),
        ]);
        world.deployed(&[
            ("package.xml", &policy_manifest(name)),
            (&path, &policy(RUN_AS, "")),
        ]);
        let app = world
            .work(|tx| apps::by_developer_name(tx, AppKind::External, "Bill"))
            .unwrap();
        let links = world.rows("SetupEntityAccess", &[("SetupEntityId", Value::from(&app.id))]);
        assert_eq!(links.len(), expected, "{behaviour}");
    }
}

#[test]
fn a_renamed_run_as_user_stays_the_run_as_user() {
    let world = World::new();
    deploy_family(&world);
    let name = "Bill_oauth_defaultPolicy";
    let path = format!("extlClntAppOauthPolicies/{name}.ecaOauthPlcy");
    world.deployed(&[
        ("package.xml", &policy_manifest(name)),
        (&path, &policy(RUN_AS, "")),
    ]);
    let before = world
        .rows("ExtlClntAppOauthPlcyCnfg", &[("DeveloperName", json!(name))])
        .remove(0);
    let renamed = "other@hallpass.local";
    world.work(|tx| {
        let user = tx.find_one("User", &[("Username", json!(RUN_AS))]).unwrap();
        let id = crate::value::id(&user, "Id").unwrap();
        let admin = crate::testing::admin(tx);
        crate::dml::update(
            tx,
            &admin,
            "User",
            &id,
            &crate::value::row([("Username", json!(renamed))]),
        )
        .unwrap();
    });
    let policies = world.file("ExtlClntAppOauthConfigurablePolicies", name, &path);
    assert_eq!(policies.value("clientCredentialsFlowUser"), Some(renamed));
    let mut after = world
        .rows("ExtlClntAppOauthPlcyCnfg", &[("DeveloperName", json!(name))])
        .remove(0);
    assert_eq!(
        after.insert("ClientCredentialsFlowUser".into(), json!(RUN_AS)),
        Some(json!(renamed))
    );
    assert_eq!(after, before, "nothing else changes");
}

#[test]
fn whether_the_certificate_comes_back_is_a_behaviour() {
    for (behaviour, expected) in [("returned", Some(CERTIFICATE)), ("hidden", None)] {
        let world = World::with(&[("certificate_read", behaviour)]);
        deploy_family(&world);
        let global = world.file("ExtlClntAppGlobalOauthSettings", "Bill_glbloauth", GLOBAL);
        assert_eq!(global.value("certificate"), expected, "{behaviour}");
        let app = world
            .work(|tx| apps::by_developer_name(tx, AppKind::External, "Bill"))
            .unwrap();
        assert!(app.certificate.is_some(), "the app has it either way");
    }
}

#[test]
fn check_only_tells_what_would_be_and_does_nothing() {
    let world = World::new();
    let files: [(&str, &str); 4] = [
        ("package.xml", &family()),
        (ECA, &header()),
        (OAUTH, &settings("Api")),
        (GLOBAL, &global("")),
    ];
    let result = world.deploy(&files, "<checkOnly>true</checkOnly>");
    assert_eq!(
        (result.value("status"), result.value("checkOnly")),
        (Some("Succeeded"), Some("true"))
    );
    assert_eq!(done(&result, "Bill"), (true, true, false));
    assert!(
        world
            .rows("ExternalClientApplication", &[("DeveloperName", json!("Bill"))])
            .is_empty()
    );
    assert!(
        world
            .work(|tx| apps::by_developer_name(tx, AppKind::External, "Bill"))
            .is_none()
    );
}

#[test]
fn without_rollback_the_good_parts_stay() {
    let world = World::new();
    let bad = settings("nonsense");
    let files: [(&str, &str); 4] = [
        ("package.xml", &family()),
        (ECA, &header()),
        (OAUTH, &bad),
        (GLOBAL, &global("")),
    ];
    let result = world.deploy(&files, "");
    assert_eq!(
        (result.value("status"), result.value("success")),
        (Some("SucceededPartial"), Some("true"))
    );
    assert_eq!(
        (
            result.value("numberComponentErrors"),
            result.value("numberComponentsDeployed")
        ),
        (Some("1"), Some("2"))
    );
    assert_eq!(
        world
            .rows("ExternalClientApplication", &[("DeveloperName", json!("Bill"))])
            .len(),
        1
    );
    let taken_back = World::new();
    taken_back.refused(&files);
    assert!(
        taken_back
            .rows("ExternalClientApplication", &[("DeveloperName", json!("Bill"))])
            .is_empty()
    );
}

#[test]
fn deleting_an_app_takes_its_parts_with_it() {
    let world = World::new();
    deploy_family(&world);
    let app = world
        .work(|tx| apps::by_developer_name(tx, AppKind::External, "Bill"))
        .unwrap();
    let empty = manifest(&[], "66.0");
    let destructive = manifest(&[("ExternalClientApplication", &["Bill", "Nobody"])], "66.0");
    let result = world.deployed(&[("package.xml", &empty), ("destructiveChanges.xml", &destructive)]);
    assert_eq!(done(&result, "Bill"), (false, true, true));
    assert_eq!(
        done(&result, "Nobody"),
        (false, false, false),
        "what is not there is a warning"
    );
    for object in [
        "ExtlClntAppOauthSettings",
        "ExtlClntAppOauthPlcyCnfg",
        "ExtlClntAppPlcyCnfg",
        "ExtlClntAppOauthConsumer",
    ] {
        assert!(
            world
                .rows(object, &[("ExternalClientApplicationId", Value::from(&app.id))])
                .is_empty(),
            "{object}"
        );
    }
    assert!(
        world
            .work(|tx| apps::by_consumer_key(tx, &app.consumer.unwrap().key))
            .is_none()
    );
}

#[test]
fn rotating_a_key_needs_warnings_to_be_ignored() {
    let world = World::new();
    deploy_family(&world);
    let key = || {
        world
            .work(|tx| apps::by_developer_name(tx, AppKind::External, "Bill"))
            .unwrap()
            .consumer
            .unwrap()
            .key
    };
    let before = key();
    let only = manifest(&[("ExtlClntAppGlobalOauthSettings", &["Bill_glbloauth"])], "66.0");
    let rotating = global("").replace(
        "</ExtlClnt",
        "<shouldRotateConsumerKey>true</shouldRotateConsumerKey></ExtlClnt",
    );
    let files: [(&str, &str); 2] = [("package.xml", &only), (GLOBAL, &rotating)];
    assert_eq!(world.deploy(&files, "").value("status"), Some("Failed"));
    assert_eq!(key(), before);
    assert_eq!(
        world
            .deploy(&files, "<ignoreWarnings>true</ignoreWarnings>")
            .value("status"),
        Some("Succeeded")
    );
    assert_ne!(key(), before);
}

#[test]
fn a_thousand_apps_are_deployed_in_one_package_and_retrieved_by_wildcard() {
    let world = World::new();
    let mut members: [Vec<String>; 3] = Default::default();
    let mut files: Vec<(String, String)> = Vec::new();
    for number in 0..1_000 {
        let app = format!("Load_{number}");
        let [headers, settings_names, globals] = &mut members;
        files.push((format!("externalClientApps/{app}.eca"), header()));
        files.push((
            format!("extlClntAppOauthSettings/{app}_oauth.ecaOauth"),
            settings("Api").replace("Bill", &app),
        ));
        files.push((
            format!("extlClntAppGlobalOauthSets/{app}_g.ecaGlblOauth"),
            global("").replace("Bill", &app),
        ));
        headers.push(app.clone());
        settings_names.push(format!("{app}_oauth"));
        globals.push(format!("{app}_g"));
    }
    let types = [
        "ExternalClientApplication",
        "ExtlClntAppOauthSettings",
        "ExtlClntAppGlobalOauthSettings",
    ];
    let names: Vec<Vec<&str>> = members
        .iter()
        .map(|names| names.iter().map(String::as_str).collect())
        .collect();
    let wanted: Vec<(&str, &[&str])> = types
        .iter()
        .zip(&names)
        .map(|(kind, names)| (*kind, names.as_slice()))
        .collect();
    let package = manifest(&wanted, "66.0");
    let mut all: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_str()))
        .collect();
    all.push(("package.xml", &package));
    assert_eq!(
        world.deployed(&all).value("numberComponentsDeployed"),
        Some("3000")
    );
    let (archive, messages) = world.retrieve(&[("ExtlClntAppOauthConfigurablePolicies", &["*"])]);
    assert!(messages.is_empty());
    assert!(archive.files.len() > 1_000, "each app has got its policy");
}
