//! Connected apps: creating is blocked, changing works.

use serde_json::json;

use super::world::{World, done, file, manifest};
use crate::apps::{self, AppKind, RefreshPolicy};

const PATH: &str = "connectedApps/Legacy.connectedApp";

fn app(oauth: &str, after: &str) -> String {
    file(
        "ConnectedApp",
        &format!(
            "<contactEmail>a@example.com</contactEmail><label>Legacy</label><oauthConfig><callbackUrl>https://localhost/cb</callbackUrl>{oauth}</oauthConfig>{after}"
        ),
    )
}

fn package() -> String {
    manifest(&[("ConnectedApp", &["Legacy"])], "66.0")
}

#[test]
fn where_it_is_allowed_the_app_round_trips_with_its_scopes_normalised() {
    let world = World::with(&[("connected_app_creation", "allowed")]);
    let oauth = "<consumerKey>legacykey1</consumerKey><consumerSecret>legacysecret1</consumerSecret><isAdminApproved>true</isAdminApproved><scopes>Api</scopes><scopes>Email</scopes><scopes>Phone</scopes><scopes>OfflineAccess</scopes>";
    let after = "<permissionSetName>Hallpass_Runner</permissionSetName>";
    let content = app(oauth, after).replace("<permissionSetName>", "<oauthPolicy><ipRelaxation>BYPASS</ipRelaxation><refreshTokenPolicy>specific_lifetime:5:DAYS</refreshTokenPolicy></oauthPolicy><permissionSetName>");
    let result = world.deployed(&[("package.xml", &package()), (PATH, &content)]);
    assert_eq!(done(&result, "Legacy"), (true, true, false));
    assert_eq!(
        world
            .rows("ConnectedApplication", &[("Name", json!("Legacy"))])
            .len(),
        1
    );

    let read = world.file("ConnectedApp", "Legacy", PATH);
    let config = read.child("oauthConfig").unwrap();
    let scopes: Vec<_> = config.all("scopes").map(|scope| scope.text.as_str()).collect();
    assert_eq!(scopes, ["Api", "Basic", "RefreshToken"]);
    assert_eq!(
        (config.value("consumerKey"), config.value("consumerSecret")),
        (Some("legacykey1"), None)
    );
    assert_eq!(read.value("permissionSetName"), Some("Hallpass_Runner"));

    let view = world.work(|tx| apps::by_consumer_key(tx, "legacykey1")).unwrap();
    assert_eq!(view.kind, AppKind::Connected);
    assert_eq!(
        view.refresh_policy,
        RefreshPolicy::Lifetime(jiff::SignedDuration::from_hours(120))
    );

    let other_key = app("<consumerKey>anotherkey</consumerKey>", "");
    assert_eq!(
        world.refused(&[("package.xml", &package()), (PATH, &other_key)]),
        ["You cannot provide a Consumer Key"]
    );
    let second = manifest(&[("ConnectedApp", &["Second"])], "66.0");
    let taken = app("<consumerKey>legacykey1</consumerKey>", "");
    let refused = world.refused(&[
        ("package.xml", &second),
        ("connectedApps/Second.connectedApp", &taken),
    ]);
    assert_eq!(refused, ["The consumer key is already taken."]);

    let nobody = app(
        "<isAdminApproved>true</isAdminApproved>",
        "<permissionSetName></permissionSetName>",
    );
    world.deployed(&[("package.xml", &package()), (PATH, &nobody)]);
    assert_eq!(
        world
            .file("ConnectedApp", "Legacy", PATH)
            .value("permissionSetName"),
        None,
        "an empty element is nobody"
    );
}
