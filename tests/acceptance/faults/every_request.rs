//! Each fault at every request of a full create, a mixed update and a removal.
//!
//! By default each request meets one of the faults, and all of them are met; with `HALLPASS_FAULTS=all` each request
//! meets each fault.

use std::time::Duration;

use hallpass_model::{Desired, Grace, Outcome};
use hallpass_salesforce::RecordId;
use serde_json::{Value, json};

use super::sabotage::{Fault, Saboteur};
use super::world::{AtRest, Held, World, desired};
use crate::support::Folder;

/// Longer than any apply here takes, and much shorter than a hang.
const BOUND: Duration = Duration::from_secs(60);

/// An org, what is to become of it, and what an undisturbed apply makes of it.
struct Scenario {
    org: AtRest,
    desired: Desired,
    undisturbed: Held,
    requests: usize,
}

impl Scenario {
    async fn of(org: AtRest, desired: Desired) -> Self {
        let world = org.wake().await;
        let network = Saboteur::harmless();
        let outcome = world.apply(&desired, network.clone()).await.unwrap();
        assert!(outcome.is_whole(), "{outcome:#?}");
        assert!(!outcome.0.is_empty(), "nothing was to be done");
        let undisturbed = settled(&world, &desired).await.unwrap();
        Self {
            org,
            desired,
            undisturbed,
            requests: network.requests(),
        }
    }

    /// Applies with the fault, applies again without, and compares.
    async fn survives(&self, request: usize, fault: Fault) -> Result<(), String> {
        let world = self.org.wake().await;
        let network = Saboteur::at(request, fault);
        let first = tokio::select! {
            first = tokio::time::timeout(BOUND, world.apply(&self.desired, network.clone())) => {
                first.map_err(|_| "hangs".to_owned())?
            }
            () = network.killed() => Err("killed".to_owned()),
        };
        if fault.is_got_over() {
            whole(&first).map_err(|why| format!("is not got over: {why}"))?;
        }
        assert!(
            network.requests() > request,
            "{fault:?} struck nothing at request {request}"
        );
        let second = world.apply(&self.desired, Saboteur::harmless()).await;
        whole(&second)
            .map_err(|why| format!("the second apply is not whole: {why}; the first: {first:#?}"))?;
        let held = settled(&world, &self.desired).await?;
        match self.undisturbed.difference(&held) {
            None => Ok(()),
            Some(difference) => Err(difference),
        }
    }

    async fn survives_all(self) {
        let mut failures = Vec::new();
        let mut struck = 0;
        for (request, fault) in cases(self.requests) {
            struck += 1;
            if let Err(why) = self.survives(request, fault).await {
                failures.push(format!("{fault:?} at request {request}: {why}"));
            }
        }
        let failed = failures.len();
        assert!(
            failures.is_empty(),
            "{failed} of {struck} ({} requests)\n{}",
            self.requests,
            failures.join("\n")
        );
    }
}

/// Which request meets which fault.
fn cases(requests: usize) -> Vec<(usize, Fault)> {
    let every = std::env::var("HALLPASS_FAULTS").is_ok_and(|value| value == "all");
    let faults = Fault::ALL.len();
    (0..requests)
        .flat_map(|request| {
            Fault::ALL
                .into_iter()
                .enumerate()
                .map(move |(at, fault)| (request, at, fault))
        })
        // 5 and 12 have no factor in common, so that neighbours meet different faults and none is left out.
        .filter(|(request, at, _)| every || (request * 5) % faults == *at)
        .map(|(request, _, fault)| (request, fault))
        .collect()
}

fn whole(outcome: &Result<Outcome, String>) -> Result<(), String> {
    match outcome {
        Ok(outcome) if outcome.is_whole() => Ok(()),
        Ok(outcome) => {
            let failed: Vec<_> = outcome.0.iter().filter(|entry| entry.error.is_some()).collect();
            Err(format!("{failed:#?}"))
        }
        Err(error) => Err(error.clone()),
    }
}

/// Plans once more, which must leave nothing to do, and tells what the org holds.
async fn settled(world: &World, desired: &Desired) -> Result<Held, String> {
    let (plan, live) = world.plan(desired).await?;
    if !plan.changes.is_empty() {
        return Err(format!("something is left: {:#?}", plan.changes));
    }
    Ok(world.held(live).await)
}

/// A thread for the org and one for its client.
fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(test);
}

/// The sample fleet, applied.
async fn provisioned(folder: &Folder) -> AtRest {
    let world = World::new().await;
    let outcome = world.apply(&desired(folder), Saboteur::harmless()).await.unwrap();
    assert!(outcome.is_whole(), "{outcome:#?}");
    world.rest().await
}

#[test]
fn a_full_create_survives_every_fault_at_every_request() {
    run(async {
        let folder = Folder::with_sample_fleet();
        let org = World::new().await.rest().await;
        Scenario::of(org, desired(&folder)).await.survives_all().await;
    });
}

#[test]
fn a_mixed_update_survives_every_fault_at_every_request() {
    run(async {
        let folder = Folder::with_sample_fleet();
        let org = provisioned(&folder).await;
        let (billing, postman) = ("specs/billing.yaml", "specs/postman.yaml");
        folder.edit(
            billing,
            "edit: [Phone, Website, Industry], read: [AnnualRevenue]",
            "edit: [Phone, Fax], read: [Website]",
        );
        folder.edit(billing, "Account: [read, create, edit]", "Account: [read, edit]");
        folder.edit(
            billing,
            "description: Posts invoices from the billing platform",
            "description: Posts invoices",
        );
        folder.edit(
            billing,
            "email: finance-alerts@example.com",
            "email: finance-alerts@example.com\n  time_zone: Europe/Berlin",
        );
        folder.edit(
            postman,
            "Lead: [read, create, edit, delete]",
            "Opportunity: [read]",
        );
        folder.edit(
            postman,
            "apex_classes: [CustomerWS, CustomerRESTWS]",
            "apex_classes: [CustomerWS]",
        );
        folder.edit(postman, "label: Postman Integration App", "label: Postman App");
        Scenario::of(org, desired(&folder)).await.survives_all().await;
    });
}

#[test]
fn a_removal_survives_every_fault_at_every_request() {
    run(async {
        let folder = Folder::with_sample_fleet();
        let org = provisioned(&folder).await.wake().await;
        assign_a_set_of_somebody_else(&org).await;
        let org = org.rest().await;
        let (billing, postman) = ("specs/billing.yaml", "specs/postman.yaml");
        folder.edit(billing, "    Contact: [read]\n", "");
        folder.edit(billing, "    Contact: { read: [Email, Phone] }\n", "");
        folder.edit(billing, ", \"SELECT Id FROM Contact LIMIT 1\"", "");
        folder.edit(postman, "    Lead: [read, create, edit, delete]\n", "");
        folder.edit(
            postman,
            "apex_classes: [CustomerWS, CustomerRESTWS]",
            "apex_classes: []",
        );
        Scenario::of(org, desired(&folder)).await.survives_all().await;
    });
}

async fn assign_a_set_of_somebody_else(world: &World) {
    let admin = world.admin().await;
    let (reader, writer) = (admin.reader(), admin.writer());
    let row = |value: Value| value.as_object().unwrap().clone();
    let set = row(json!({ "Name": "Left_Over", "Label": "Left over" }));
    let set = writer.create("PermissionSet", &set).await.unwrap();
    let user = hallpass_salesforce::soql::Soql::select(["Id"])
        .from("User")
        .filter(hallpass_salesforce::soql::eq(
            "Username",
            "billing.api@example.com",
        ));
    let user: RecordId = reader.query(&user).await.unwrap().rows[0].need_id("Id").unwrap();
    let assignment = row(json!({ "AssigneeId": user.as_str(), "PermissionSetId": set.as_str() }));
    writer
        .create("PermissionSetAssignment", &assignment)
        .await
        .unwrap();
}

/// The fleet without postman, whose end has that many days of grace.
fn ending(folder: &Folder, days: u32) -> Desired {
    let spec = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    folder.write(
        "specs/postman.yaml",
        &format!(
            "integration: postman\nowner: ops@example.com\nretire: {{ reason: replaced, grace: {days}d }}\n"
        ),
    );
    let mut ending = desired(folder);
    ending.retiring.today = "2026-11-22".to_owned();
    folder.write("specs/postman.yaml", &spec);
    ending
}

#[test]
fn freezing_survives_every_fault_at_every_request() {
    run(async {
        let folder = Folder::with_sample_fleet();
        let org = provisioned(&folder).await;
        Scenario::of(org, ending(&folder, 30)).await.survives_all().await;
    });
}

#[test]
fn an_end_survives_every_fault_at_every_request() {
    run(async {
        let folder = Folder::with_sample_fleet();
        let org = provisioned(&folder).await;
        Scenario::of(org, ending(&folder, 0)).await.survives_all().await;
    });
}

#[test]
fn coming_back_survives_every_fault_at_every_request() {
    run(async {
        let folder = Folder::with_sample_fleet();
        let world = provisioned(&folder).await.wake().await;
        let ended = world
            .apply(&ending(&folder, 0), Saboteur::harmless())
            .await
            .unwrap();
        assert!(ended.is_whole(), "{ended:#?}");
        let org = world.rest().await;
        Scenario::of(org, desired(&folder)).await.survives_all().await;
    });
}

/// The fleet as it is, and the end of what its specs name no more, with that many days of grace.
fn pruning(folder: &Folder, days: u32) -> Desired {
    let mut pruning = desired(folder);
    pruning.retiring.today = "2026-11-22".to_owned();
    pruning.retiring.known = pruning.integrations.keys().cloned().collect();
    pruning.retiring.prune = Some(Grace::of_days(days));
    pruning
}

#[test]
fn what_specs_name_no_more_ends_despite_every_fault_at_every_request() {
    run(async {
        let folder = Folder::with_sample_fleet();
        let world = provisioned(&folder).await.wake().await;
        let postman = "specs/postman.yaml";
        folder.edit(postman, "postman.api@example.com", "postman.v2@example.com");
        folder.edit(
            postman,
            "permissions:\n",
            "permission_set: { name: Postman_V2 }\npermissions:\n",
        );
        let replaced = world
            .apply(&desired(&folder), Saboteur::harmless())
            .await
            .unwrap();
        assert!(replaced.is_whole(), "{replaced:#?}");
        let org = world.rest().await;
        Scenario::of(org, pruning(&folder, 0)).await.survives_all().await;
    });
}
