//! Integrations that end, against an org that refuses and loses answers.

use std::sync::Arc;

use hallpass_model::build::{desired, integration, live_of};
use hallpass_model::{Desired, Grace, IntegrationName, Live, Status};
use serde_json::json;

use crate::org::{FakeOrg, Fate, Refusal};
use crate::{accepted, answered, of, planned, ran};

const SESSION: &str = "666000000000001AAA";

/// Two integrations in the org; the specs have one, and the other goes at once.
fn ending() -> (Desired, Live) {
    let one = |name: &str| integration(name, &[("Account", "read")]);
    let live = live_of(&desired([one("billing"), one("postman")]));
    let mut now = desired([one("billing")]);
    now.retiring.today = "2026-11-22".to_owned();
    now.retiring
        .known
        .insert(IntegrationName::new("billing").unwrap());
    now.retiring.prune = Some(Grace::of_days(0));
    (now, live)
}

/// The rows that freezing asks for.
fn with_login(fake: Arc<FakeOrg>, live: &Live) -> Arc<FakeOrg> {
    let user = live
        .users
        .values()
        .find(|user| user.username.as_str().starts_with("postman"));
    let id = user.unwrap().id.as_str().to_owned();
    fake.put("User", &json!({"Id": id, "AboutMe": "", "IsActive": true}));
    fake.put(
        "UserLogin",
        &json!({"Id": "555000000000001AAA", "UserId": id, "IsFrozen": false}),
    );
    fake.put("AuthSession", &json!({"Id": SESSION, "UsersId": id}));
    fake
}

#[tokio::test]
async fn the_user_is_frozen_first_and_switched_off_last() {
    let (desired, live) = ending();
    let fake = with_login(FakeOrg::new(answered, accepted), &live);
    let (outcome, _) = ran(&fake, &desired, &live).await;
    assert!(outcome.is_whole(), "{outcome:#?}");
    let calls = fake.calls();
    assert_eq!(
        calls[..4],
        ["PATCH 1 User", "PATCH 1 UserLogin", "DELETE 1", "PATCH 1 User"]
    );
    assert_eq!(calls.last().unwrap(), "PATCH 1 User");
    assert_eq!(fake.value("UserLogin", "IsFrozen"), true);
    assert_eq!(fake.count("AuthSession"), 0);
    assert_eq!(fake.value("User", "IsActive"), false);
    assert_eq!(
        fake.value("User", "AboutMe"),
        "[hallpass fleet=acme integration=postman object=postman.api@example.com frozen=2026-11-22 retired=2026-11-22]"
    );
}

#[tokio::test]
async fn a_step_of_freezing_whose_answer_is_lost_is_taken_again() {
    for fate in [Fate::LostAfter, Fate::LostBefore] {
        for step in [
            "retired=2026-11-22]",
            "UserLogin",
            SESSION,
            "frozen=2026-11-22",
            "\"IsActive\":false",
        ] {
            let (desired, live) = ending();
            let of_step = move |body: &str| if body.contains(step) { fate } else { Fate::Answered };
            let fake = with_login(FakeOrg::new(of_step, accepted), &live);
            let (outcome, _) = ran(&fake, &desired, &live).await;
            assert!(outcome.is_whole(), "{step}: {outcome:#?}");
            assert_eq!(fake.value("User", "IsActive"), false, "{step}");
            assert_eq!(fake.count("AuthSession"), 0, "{step}");
        }
    }
}

#[tokio::test]
async fn what_blocks_deactivation_is_named_and_the_user_stays_frozen() {
    fn refused(object: &str, row: &serde_json::Value) -> Refusal {
        let words =
            "You cannot deactivate this user. You cannot deactivate a user who is the default owner of cases";
        (object == "User" && row.get("IsActive").is_some()).then_some(("FIELD_INTEGRITY_EXCEPTION", words))
    }
    let (desired, live) = ending();
    let fake = with_login(FakeOrg::new(answered, refused), &live);
    let (outcome, _) = ran(&fake, &desired, &live).await;
    assert_eq!(outcome.count(Status::Failed), 1, "{outcome:#?}");
    assert_eq!(outcome.count(Status::Skipped), 0, "{outcome:#?}");
    let error = of(&outcome, "postman.user").error.as_ref().unwrap();
    assert!(error.message.contains("default owner of cases"));
    assert!(error.meaning.as_ref().unwrap().contains("stays as it is, frozen"));
    assert_eq!(fake.value("UserLogin", "IsFrozen"), true);
    assert!(
        fake.value("User", "AboutMe")
            .as_str()
            .unwrap()
            .contains("retired=")
    );
}

#[tokio::test]
async fn nothing_goes_of_an_integration_whose_user_could_not_be_frozen() {
    fn refused(object: &str, _: &serde_json::Value) -> Refusal {
        (object == "UserLogin").then_some(("INSUFFICIENT_ACCESS_OR_READONLY", "no"))
    }
    let (desired, live) = ending();
    let fake = with_login(FakeOrg::new(answered, refused), &live);
    let (outcome, _) = ran(&fake, &desired, &live).await;
    assert_eq!(of(&outcome, "postman.login").status, Status::Failed);
    assert_eq!(
        outcome.count(Status::Skipped),
        planned(&desired, &live).changes.len() - 1
    );
    assert_eq!(fake.count("AuthSession"), 1);
    assert_eq!(fake.value("User", "IsActive"), true);
}
