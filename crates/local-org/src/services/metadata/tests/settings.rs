//! The org setting that lets secrets be read over REST.

use super::world::{World, done, file, manifest};
use crate::apps::rest_secrets_allowed;

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
