//! What the org does in its own time: groups that it recalculates, apps that it has yet to make known, deployments.

use serde_json::{Value, json};

use crate::support::{Folder, Http, Knobs, Served};

const DIR: &str = "specs/.hallpass/local-org";
const APPLY: [&str; 4] = ["apply", "--org", "local", "--auto-approve"];

/// The sample fleet, applied to an org that takes its time.
fn served(behaviours: &[&str]) -> (Folder, Served, Knobs) {
    let folder = Folder::with_sample_fleet();
    let mut arguments = vec!["--dir", DIR];
    arguments.extend(behaviours.iter().flat_map(|behaviour| ["--behaviour", behaviour]));
    let org = Served::start(&folder, &arguments);
    let knobs = Knobs::of(&folder, DIR);
    // The app of hallpass itself has been known for long.
    knobs.clock(7200);
    folder.run(&APPLY).exits(0);
    (folder, org, knobs)
}

struct Admin<'o> {
    http: Http,
    org: &'o Served,
    token: String,
}

impl<'o> Admin<'o> {
    fn of(org: &'o Served) -> Self {
        let http = Http::new();
        let token = org.sign_in(&http, "admin");
        Self { http, org, token }
    }

    fn create(&self, object: &str, row: &Value) -> String {
        let url = format!("{}/services/data/v66.0/sobjects/{object}", self.org.url());
        let answer = self.http.send("POST", &url, &self.token, row).expect(201);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    fn id(&self, soql: &str) -> String {
        let rows = self.org.query(&self.http, soql);
        rows[0]["Id"].as_str().unwrap().to_owned()
    }

    /// A group of one set, which the org has not worked out yet.
    fn group(&self, name: &str, set: &str) -> String {
        let group = self.create(
            "PermissionSetGroup",
            &json!({ "DeveloperName": name, "MasterLabel": name }),
        );
        self.create(
            "PermissionSetGroupComponent",
            &json!({ "PermissionSetGroupId": group, "PermissionSetId": set }),
        );
        group
    }
}

#[test]
fn a_group_that_is_recalculated_is_told_and_nobody_waits_for_it() {
    let (folder, org, knobs) = served(&["group_recalculation_delay=3600"]);
    let admin = Admin::of(&org);
    let set = admin.create("PermissionSet", &json!({ "Name": "Extras", "Label": "Extras" }));
    let group = admin.group("More", &set);
    let user = admin.id("SELECT Id FROM User WHERE Username = 'postman.api@example.com'");
    admin.create(
        "PermissionSetAssignment",
        &json!({ "AssigneeId": user, "PermissionSetGroupId": group }),
    );
    folder.edit(
        "specs/postman.yaml",
        "permissions:\n",
        "also_assigned: [More]\npermissions:\n",
    );
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("group More: the org is still working out");
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Lead: [read]",
    );
    folder.run(&APPLY).exits(0).says("Applied: ");
    knobs.clock(14_400);
    let later = folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
    assert!(!later.stdout.contains("group More"), "{}", later.stdout);
}

#[test]
fn our_set_in_a_group_that_is_recalculated_is_left_to_those_who_share_it() {
    let (folder, org, _knobs) = served(&["group_recalculation_delay=3600"]);
    let admin = Admin::of(&org);
    let set = admin.id("SELECT Id FROM PermissionSet WHERE Name = 'Postman_Integration'");
    admin.group("Shared", &set);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("the groups Shared");
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Lead: [read]",
    );
    folder
        .run(&APPLY)
        .exits(1)
        .says("the groups Shared")
        .complains("nothing was written");
}

#[test]
fn what_the_org_has_yet_to_make_known_is_not_made_twice() {
    let (folder, org, _knobs) = served(&["app_propagation_delay=3600", "deploy_delay=1"]);
    let http = Http::new();
    let apps = || {
        let soql = "SELECT DeveloperName FROM ExternalClientApplication ORDER BY DeveloperName";
        org.query(&http, soql)
    };
    let made = apps();
    folder.run(&APPLY).exits(0).says("No changes.");
    folder.edit(
        "specs/postman.yaml",
        "label: Postman Integration App",
        "label: Postman",
    );
    folder.run(&APPLY).exits(0).says("Applied: 1 done");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
    assert_eq!(apps(), made);
}
