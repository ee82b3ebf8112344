//! What deployments of apps do and refuse as a whole.

use serde_json::{Value, json};

use super::family::{ECA, GLOBAL, OAUTH, deploy_family, family, global, header, settings};
use super::world::{World, done, manifest};
use crate::apps::{self, AppKind};

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
