//! Freezing, address and hours hold a user back in every flow.

use secrecy::ExposeSecret;
use serde_json::json;

use super::grants::{Signer, approved, refresh};
use crate::services::metadata::xml::Element;
use crate::services::metadata::{Kind, documents};
use crate::sessions::world::{Answer, World};

fn client_credentials(world: &World) -> Answer {
    let consumer = world.app().consumer.expect("the app has a consumer");
    world.post(
        "/services/oauth2/token",
        &[
            ("grant_type", "client_credentials"),
            ("client_id", &consumer.key),
            ("client_secret", consumer.secret.expose_secret()),
        ],
    )
}

fn restrict(world: &World, restriction: Element) {
    world.work(|tx| {
        let body = Element::new("Profile").with_child(restriction);
        documents::put(tx, Kind::Profile, "Minimum Access", &world.profile, None, &body);
    });
}

fn elsewhere(world: &World) {
    let range = Element::new("loginIpRanges")
        .with("startAddress", "10.0.0.0")
        .with("endAddress", "10.0.0.9");
    restrict(world, range);
}

fn never(world: &World) {
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let hours = days.iter().fold(Element::new("loginHours"), |hours, day| {
        hours
            .with(&format!("{day}Start"), "0")
            .with(&format!("{day}End"), "0")
    });
    restrict(world, hours);
}

fn inactive(world: &World) {
    world.edit_user("IsActive", json!(false));
}

/// What is done to a user so that it can't log in.
type Wrong = fn(&World);

#[test]
fn every_flow_is_held_to_what_holds_the_user_back() {
    let wrongs: [(&str, Wrong); 4] = [
        ("frozen", World::freeze),
        ("inactive", inactive),
        ("elsewhere", elsewhere),
        ("never", never),
    ];
    for (name, wrong) in wrongs {
        let signer = Signer::new(&[]);
        let world = &signer.world;
        let token = approved(world);
        let flows: [(&str, &dyn Fn() -> Answer); 3] = [
            ("client credentials", &|| client_credentials(world)),
            ("JWT bearer", &|| signer.ask(&json!({}))),
            ("refresh", &|| refresh(world, &token)),
        ];
        for (flow, ask) in flows {
            assert_eq!(ask().status, 200, "{flow} before {name}");
        }
        wrong(world);
        for (flow, ask) in flows {
            let answer = ask();
            assert_eq!(answer.status, 400, "{flow} while {name}: {}", answer.text);
        }
    }
}
