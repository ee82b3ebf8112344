//! The settings of an org: what is deployed over what, and what it changes.

use std::net::Ipv4Addr;

use http::Method;

use super::world::{World, done, file, manifest};
use crate::apps::rest_secrets_allowed;
use crate::server::{Request, handle};
use crate::services::metadata::setting;

const PATH: &str = "settings/ExternalClientApp.settings";

#[test]
fn the_setting_is_as_the_behaviour_says_until_it_is_deployed_or_updated() {
    for (behaviour, at_first) in [("on", true), ("off", false)] {
        let world = World::with(&[("rest_client_secret_access", behaviour)]);
        let allowed = || world.work(|tx| rest_secrets_allowed(tx));
        assert_eq!(allowed(), at_first);

        let package = manifest(&[("Settings", &["ExternalClientApp"])], "66.0");
        let inner = format!(
            "<enableClientSecretInRestApiAccess>{}</enableClientSecretInRestApiAccess>",
            !at_first
        );
        let content = file("ExternalClientAppSettings", &inner);
        let result = world.deployed(&[("package.xml", &package), (PATH, &content)]);
        assert_eq!(done(&result, "ExternalClientApp"), (false, true, false));
        assert_eq!(allowed(), !at_first);
        let shown = world.file("Settings", "ExternalClientApp", PATH);
        assert_eq!(shown.flag("enableClientSecretInRestApiAccess"), !at_first);

        let update = format!(
            "<updateMetadata><metadata xsi:type=\"ExternalClientAppSettings\"><fullName>ExternalClientApp</fullName><enableClientSecretInRestApiAccess>{at_first}</enableClientSecretInRestApiAccess></metadata></updateMetadata>"
        );
        assert!(world.soap(&update).child("result").unwrap().flag("success"));
        assert_eq!(allowed(), at_first);
        let empty = file("ExternalClientAppSettings", "");
        let result = world.deployed(&[("package.xml", &package), (PATH, &empty)]);
        assert_eq!(
            done(&result, "ExternalClientApp"),
            (false, false, false),
            "settings overlay"
        );
    }
}

#[test]
fn the_setting_is_known_from_62_0() {
    let world = World::new();
    let (_, old) = world.soap_at("61.0", "<readMetadata><type>ExternalClientAppSettings</type><fullNames>ExternalClientApp</fullNames></readMetadata>");
    let record = old.child("result").unwrap().child("records").unwrap();
    assert_eq!(record.value("fullName"), Some("ExternalClientApp"));
    assert_eq!(record.value("enableClientSecretInRestApiAccess"), None);
}

fn deploy(world: &World, name: &str, root: &str, inner: &str) {
    let package = manifest(&[("Settings", &[name])], "66.0");
    let path = format!("settings/{name}.settings");
    world.deployed(&[("package.xml", &package), (&path, &file(root, inner))]);
}

#[test]
fn a_file_overlays_what_there_is_at_every_depth_and_a_list_replaces_the_list() {
    let world = World::new();
    let range = |from: &str| format!("<ipRanges><end>{from}9</end><start>{from}0</start></ipRanges>");
    let security = |inner: &str| deploy(&world, "Security", "SecuritySettings", inner);
    security(&format!(
        "<networkAccess>{}{}</networkAccess>",
        range("10.0.0."),
        range("10.0.1.")
    ));
    security("<sessionSettings><lockSessionsToIp>true</lockSessionsToIp></sessionSettings>");
    security("<passwordPolicies><minimumPasswordLength>12</minimumPasswordLength></passwordPolicies>");
    security(&format!("<networkAccess>{}</networkAccess>", range("10.0.2.")));
    let shown = || world.file("Settings", "Security", "settings/Security.settings");
    let part = |name: &str, field: &str| {
        shown()
            .child(name)
            .and_then(|part| Some(part.value(field)?.to_owned()))
    };
    assert_eq!(
        part("sessionSettings", "lockSessionsToIp").as_deref(),
        Some("true")
    );
    assert_eq!(
        part("sessionSettings", "sessionTimeout").as_deref(),
        Some("TwoHours")
    );
    assert_eq!(
        part("passwordPolicies", "minimumPasswordLength").as_deref(),
        Some("12")
    );
    assert_eq!(
        part("passwordPolicies", "complexity").as_deref(),
        Some("AlphaNumeric")
    );
    assert_eq!(shown().child("networkAccess").unwrap().all("ipRanges").count(), 1);
    security("<networkAccess></networkAccess>");
    assert_eq!(shown().child("networkAccess"), None);
    let read = world
        .soap("<readMetadata><type>SecuritySettings</type><fullNames>Security</fullNames></readMetadata>");
    let record = read.child("result").unwrap().child("records").unwrap();
    assert_eq!(record.child("sessionSettings"), shown().child("sessionSettings"));
    let listed = world.soap("<listMetadata><queries><type>Settings</type></queries></listMetadata>");
    let names: Vec<_> = listed
        .all("result")
        .filter_map(|row| row.value("fullName"))
        .collect();
    assert_eq!(
        names,
        [
            "ConnectedApp",
            "ExternalClientApp",
            "OauthOidc",
            "Security",
            "UserManagement"
        ]
    );
}

#[test]
fn settings_that_are_not_served_and_values_that_are_none_are_refused() {
    let world = World::new();
    let refused = |name: &str, root: &str, inner: &str| {
        let package = manifest(&[("Settings", &[name])], "66.0");
        let path = format!("settings/{name}.settings");
        world
            .refused(&[("package.xml", &package), (&path, &file(root, inner))])
            .join("\n")
    };
    assert!(refused("Chatter", "ChatterSettings", "").contains("No Settings named: Chatter found"));
    let forever = "<sessionSettings><sessionTimeout>Forever</sessionTimeout></sessionSettings>";
    assert!(
        refused("Security", "SecuritySettings", forever)
            .contains("is not a valid value for the enum 'SessionTimeout'")
    );
    assert!(
        refused("Security", "ConnectedAppSettings", "")
            .contains("does not match expected \"SecuritySettings\"")
    );
}

/// What a call from 127.0.0.`last` is answered with.
fn status_from(world: &World, last: u8) -> u16 {
    let mut request = Request::new(Method::GET, "/services/data/v66.0/limits");
    let bearer = format!("Bearer {}", world.token);
    request.headers.insert("authorization", bearer.parse().unwrap());
    request.remote = Ipv4Addr::new(127, 0, 0, last).into();
    handle(&world.org, &request).status
}

#[test]
fn a_session_that_is_locked_to_its_address_is_none_elsewhere() {
    let world = World::new();
    let status = |last| status_from(&world, last);
    assert_eq!((status(1), status(2)), (200, 200));
    let lock = "<sessionSettings><lockSessionsToIp>true</lockSessionsToIp></sessionSettings>";
    deploy(&world, "Security", "SecuritySettings", lock);
    assert_eq!((status(1), status(2)), (200, 401));
}

#[test]
fn with_ip_ranges_on_every_request_a_call_from_outside_them_is_refused() {
    let world = World::new();
    let ranges = "<loginIpRanges><endAddress>127.0.0.1</endAddress><startAddress>127.0.0.1</startAddress></loginIpRanges>";
    let package = manifest(&[("Profile", &["Admin"])], "66.0");
    world.deployed(&[
        ("package.xml", &package),
        ("profiles/Admin.profile", &file("Profile", ranges)),
    ]);
    let status = |last| status_from(&world, last);
    assert_eq!((status(1), status(2)), (200, 200));
    let every = "<sessionSettings><enforceIpRangesEveryRequest>true</enforceIpRangesEveryRequest><sessionTimeout>FourHours</sessionTimeout></sessionSettings>";
    deploy(&world, "Security", "SecuritySettings", every);
    assert_eq!((status(1), status(2)), (200, 401));
    let timeout = world.work(|tx| setting(tx, "Security", "sessionSettings/sessionTimeout"));
    assert_eq!(timeout.as_deref(), Some("FourHours"));
    assert_eq!(world.work(|tx| crate::sessions::minutes_of_org(tx)), 240);
}
