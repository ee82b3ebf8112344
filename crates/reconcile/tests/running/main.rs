//! Waves against an org that refuses, loses answers and is not there.

#![cfg(test)]

mod ending;
mod org;

use std::collections::BTreeMap;

use hallpass_model::build::{desired, integration, live_of, org as empty_org};
use hallpass_model::{
    Complete, Desired, Kind, Live, Managed, OrgName, Outcome, OutcomeEntry, Plan, RecordId, Seen, Status,
};
use hallpass_reconcile::{Event, lower, run};
use serde_json::{Value, json};

use org::{FakeOrg, Fate, Refusal};

fn fleet() -> Desired {
    let grants = [
        ("Account", "read edit"),
        ("Account.Phone", "read"),
        ("class CustomerWS", "use"),
    ];
    desired([integration("billing", &grants), integration("postman", &grants)])
}

fn planned(desired: &Desired, live: &Live) -> Plan {
    hallpass_plan::plan(&OrgName::new("local").unwrap(), desired, live)
}

async fn ran(fake: &std::sync::Arc<FakeOrg>, desired: &Desired, live: &Live) -> (Outcome, Vec<Event>) {
    let org = fake.connect().await;
    let plan = planned(desired, live);
    let waves = lower(&plan, live).unwrap();
    let mut events = Vec::new();
    let outcome = run(&org.writer(), &plan, &waves, &mut |event| events.push(event)).await;
    assert_eq!(outcome.0.len(), plan.changes.len());
    (outcome, events)
}

fn answered(_: &str) -> Fate {
    Fate::Answered
}

fn accepted(_: &str, _: &Value) -> Refusal {
    None
}

fn of<'o>(outcome: &'o Outcome, address: &str) -> &'o OutcomeEntry {
    outcome
        .0
        .iter()
        .find(|entry| entry.address.to_string() == address)
        .unwrap()
}

fn statuses(outcome: &Outcome) -> BTreeMap<String, Status> {
    outcome
        .0
        .iter()
        .map(|entry| (entry.address.to_string(), entry.status))
        .collect()
}

#[tokio::test]
async fn a_plan_that_nobody_disturbs_is_done_in_few_calls() {
    let fake = FakeOrg::new(answered, accepted);
    let fleet = fleet();
    let (outcome, events) = ran(&fake, &fleet, &empty_org(&fleet)).await;
    assert!(outcome.is_whole(), "{outcome:?}");
    assert_eq!(
        fake.calls(),
        [
            "POST 2 User",
            "POST 2 PermissionSetLicenseAssign",
            "POST 2 PermissionSet",
            "POST 2 ObjectPermissions",
            "POST 2 FieldPermissions",
            "POST 2 SetupEntityAccess",
            "POST 2 SetupEntityAccess",
            "POST 2 PermissionSetAssignment"
        ]
    );
    assert_eq!(fake.deploys(), [true]);
    let ended = events
        .iter()
        .filter(|event| matches!(event, Event::Ended { .. }))
        .count();
    assert_eq!(ended, outcome.0.len());
    let assigned = fake.value("PermissionSetAssignment", "AssigneeId");
    assert_eq!(
        assigned,
        fake.value("User", "Id"),
        "symbolic ids became real ones"
    );
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_nothing_is_written_twice() {
    let objects = [
        "User",
        "PermissionSet\"",
        "FieldPermissions",
        "PermissionSetAssignment",
        "SetupEntityAccess",
    ];
    for fate in [Fate::LostAfter, Fate::LostBefore] {
        for object in objects {
            let about = format!("\"type\":\"{}", object.trim_end_matches('"'));
            let fake = FakeOrg::new(
                move |body: &str| {
                    if body.contains(&about) {
                        fate
                    } else {
                        Fate::Answered
                    }
                },
                accepted,
            );
            let fleet = fleet();
            let (outcome, _) = ran(&fake, &fleet, &empty_org(&fleet)).await;
            assert!(outcome.is_whole(), "{object}: {outcome:?}");
            for (object, rows) in [
                ("User", 2),
                ("PermissionSet", 2),
                ("FieldPermissions", 2),
                ("PermissionSetAssignment", 2),
            ] {
                assert_eq!(fake.count(object), rows, "{object}");
            }
        }
    }
}

#[tokio::test]
async fn a_lost_deploy_is_deployed_again() {
    for fate in [Fate::LostAfter, Fate::LostBefore] {
        let fake = FakeOrg::new(
            move |body: &str| {
                if body.contains("deploy.zip") {
                    fate
                } else {
                    Fate::Answered
                }
            },
            accepted,
        );
        let fleet = fleet();
        let (outcome, _) = ran(&fake, &fleet, &empty_org(&fleet)).await;
        assert!(outcome.is_whole(), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_refusal_stops_what_depends_on_it_and_nothing_else() {
    let fake = FakeOrg::new(answered, |object: &str, row: &Value| {
        (object == "User" && row["Username"] == "billing.api@example.com")
            .then_some(("DUPLICATE_USERNAME", "Duplicate Username."))
    });
    let fleet = fleet();
    let (outcome, _) = ran(&fake, &fleet, &empty_org(&fleet)).await;
    let statuses = statuses(&outcome);
    for (address, status) in &statuses {
        let expected = match address.as_str() {
            "billing.user" => Status::Failed,
            "billing.license[SalesforceAPIIntegrationPsl]"
            | "billing.assignment[Billing_Integration]"
            | "billing.app[Billing_Integration]"
            | "billing.app_link[Billing_Integration]" => Status::Skipped,
            _ => Status::Done,
        };
        assert_eq!(*status, expected, "{address}");
    }
    let error = of(&outcome, "billing.user").error.as_ref().unwrap();
    assert_eq!(error.code, "DUPLICATE_USERNAME");
    assert!(error.meaning.as_ref().unwrap().contains("username_suffix"));
    let skipped = of(&outcome, "billing.app_link[Billing_Integration]")
        .error
        .as_ref()
        .unwrap();
    assert_eq!(skipped.message, "billing.app[Billing_Integration] was skipped");
}

#[tokio::test]
async fn apps_that_were_not_refused_are_deployed_without_the_others() {
    let fake = FakeOrg::new(answered, |object: &str, row: &Value| {
        (object == "deploy" && row == "Billing_Integration").then_some((
            "",
            "Enter a valid execution user for the OAuth client credentials flow.",
        ))
    });
    let fleet = fleet();
    let (outcome, _) = ran(&fake, &fleet, &empty_org(&fleet)).await;
    assert_eq!(fake.deploys(), [false, true]);
    let refused = of(&outcome, "billing.app[Billing_Integration]");
    assert_eq!(refused.status, Status::Failed);
    assert!(
        refused
            .error
            .as_ref()
            .unwrap()
            .meaning
            .as_ref()
            .unwrap()
            .contains("username")
    );
    assert_eq!(
        of(&outcome, "billing.app_link[Billing_Integration]").status,
        Status::Skipped
    );
    assert_eq!(
        of(&outcome, "postman.app_link[Postman_Integration]").status,
        Status::Done
    );
}

#[tokio::test]
async fn what_is_there_already_is_done_and_other_values_are_set() {
    let duplicate = |object: &str, row: &Value| {
        let is_new = row.get("id").is_none();
        let taken = [
            "PermissionSetLicenseAssign",
            "SetupEntityAccess",
            "PermissionSetAssignment",
            "ObjectPermissions",
        ];
        (is_new && taken.contains(&object)).then_some(("DUPLICATE_VALUE", "duplicate value found"))
    };
    let fake = FakeOrg::new(answered, duplicate);
    let fleet = desired([integration("billing", &[("Account", "read edit")])]);
    let mut live = live_of(&fleet);
    let mut sets = std::mem::take(&mut live.permission_sets).into_inner();
    for set in sets.values_mut() {
        set.grants = Complete::default();
        fake.put(
            "ObjectPermissions",
            &json!({"Id": "110000000000042AAA", "ParentId": set.id.as_str(), "SobjectType": "Account",
                "PermissionsRead": true, "PermissionsEdit": false}),
        );
    }
    live.permission_sets = Complete::read_to_the_end(sets);
    let (outcome, _) = ran(&fake, &fleet, &live).await;
    assert!(outcome.is_whole(), "{outcome:?}");
    assert_eq!(fake.value("ObjectPermissions", "PermissionsEdit"), true);
    assert_eq!(fake.count("ObjectPermissions"), 1);
}

#[tokio::test]
async fn what_is_gone_already_is_deleted() {
    let fake = FakeOrg::new(answered, |object: &str, _: &Value| {
        (object == "delete").then_some(("ENTITY_IS_DELETED", "entity is deleted"))
    });
    let before = fleet();
    let live = live_of(&before);
    let after = desired([
        integration("billing", &[("Account", "read edit")]),
        integration("postman", &[("Account", "read edit")]),
    ]);
    let (outcome, _) = ran(&fake, &after, &live).await;
    assert_eq!(outcome.count(Status::Done), 4, "{outcome:?}");
}

#[tokio::test]
async fn without_a_network_everything_stops_at_once() {
    let fake = FakeOrg::new(
        |body: &str| {
            if body.contains("\"type\":\"PermissionSet\"") {
                Fate::NoNetwork
            } else {
                Fate::Answered
            }
        },
        accepted,
    );
    let fleet = fleet();
    let (outcome, _) = ran(&fake, &fleet, &empty_org(&fleet)).await;
    assert_eq!(outcome.count(Status::Done), 4, "users and licences");
    assert_eq!(outcome.count(Status::Failed), 2, "{outcome:?}");
    for entry in &outcome.0 {
        if entry.status == Status::Skipped {
            assert_eq!(
                entry.error.as_ref().unwrap().code,
                "UNREACHABLE",
                "{}",
                entry.address
            );
        }
    }
    assert_eq!(fake.calls().len(), 2);
}

#[tokio::test]
async fn many_rows_ride_in_few_calls() {
    let names: Vec<String> = (0..450).map(|n| format!("Account.F{n}__c")).collect();
    let mut grants: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "read")).collect();
    grants.push(("Account", "read"));
    let fleet = desired([integration("billing", &grants)]);
    let fake = FakeOrg::new(answered, accepted);
    let (outcome, _) = ran(&fake, &fleet, &empty_org(&fleet)).await;
    assert!(outcome.is_whole());
    let fields = "POST 200 FieldPermissions, POST 200 FieldPermissions, POST 50 FieldPermissions";
    assert!(fake.calls().contains(&fields.to_owned()), "{:?}", fake.calls());
}

#[tokio::test]
async fn an_email_that_somebody_has_to_confirm_is_pending() {
    let mut one = integration("billing", &[("Account", "read")]);
    let live = live_of(&desired([one.clone()]));
    one.user.email = Managed::Set("new@example.com".to_owned());
    let fleet = desired([one]);
    let fake = FakeOrg::new(answered, accepted);
    let (outcome, _) = ran(&fake, &fleet, &live).await;
    assert_eq!(of(&outcome, "billing.user").status, Status::Pending);
    assert!(outcome.is_whole());
    assert_eq!(fake.calls(), ["PATCH 1 User"]);
}

#[tokio::test]
async fn a_lost_change_is_sent_again_only_where_it_was_not_done() {
    for (fate, calls) in [(Fate::LostAfter, 1), (Fate::LostBefore, 1)] {
        let fake = FakeOrg::new(move |_: &str| fate, accepted);
        let fleet = desired([integration("billing", &[("Account", "read edit")])]);
        let mut live = live_of(&fleet);
        let mut sets = std::mem::take(&mut live.permission_sets).into_inner();
        for set in sets.values_mut() {
            set.id = RecordId::parse("777000000000009").unwrap();
            set.label = Seen::Known("Old".to_owned());
            fake.put("PermissionSet", &json!({"Id": set.id.as_str(), "Label": "Old"}));
        }
        live.permission_sets = Complete::read_to_the_end(sets);
        let (outcome, _) = ran(&fake, &fleet, &live).await;
        assert_eq!(outcome.0.len(), 1);
        assert_eq!(outcome.0[0].address.kind, Kind::PermissionSet);
        assert!(outcome.is_whole(), "{outcome:?}");
        assert_eq!(fake.calls().len(), calls);
        assert_eq!(fake.value("PermissionSet", "Label"), "Billing Integration");
    }
}
