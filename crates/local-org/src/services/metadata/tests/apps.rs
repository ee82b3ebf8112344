//! External client apps as they show: in files, reads, lists and rows alike.

use serde_json::json;

use super::family::{CERTIFICATE, GLOBAL, OAUTH, deploy_family, global};
use super::world::{World, done, manifest};
use crate::apps::{self, AppKind};
use crate::value::flag;

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
