//! OAuth policies: made by the org, linked to permission sets, tied to their run-as user.

use serde_json::{Value, json};

use super::family::{RUN_AS, deploy_family, policy, policy_manifest};
use super::world::{World, done, file};
use crate::apps::{self, AppKind, PermittedUsers};
use crate::value::text;

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
fn an_older_package_leaves_what_it_cannot_name() {
    let world = World::new();
    deploy_family(&world);
    let name = "Bill_oauth_defaultPolicy";
    let path = format!("extlClntAppOauthPolicies/{name}.ecaOauthPlcy");
    world.deployed(&[
        ("package.xml", &policy_manifest(name)),
        (&path, &policy(RUN_AS, "")),
    ]);
    let old = policy_manifest(name).replace("66.0", "59.0");
    let bare = file(
        "ExtlClntAppOauthConfigurablePolicies",
        "<externalClientApplication>Bill</externalClientApplication>",
    );
    world.deployed(&[("package.xml", &old), (&path, &bare)]);
    let policies = world.file("ExtlClntAppOauthConfigurablePolicies", name, &path);
    assert_eq!(policies.value("clientCredentialsFlowUser"), Some(RUN_AS));
    assert!(policies.flag("isClientCredentialsFlowEnabled"));
    world.deployed(&[("package.xml", &policy_manifest(name)), (&path, &bare)]);
    let policies = world.file("ExtlClntAppOauthConfigurablePolicies", name, &path);
    assert_eq!(
        policies.value("clientCredentialsFlowUser"),
        None,
        "66.0 can name it, so it goes"
    );
}
