//! Users: licences, roles, groups and queues; passwords that nobody should have; addresses that wait for a click; and what a
//! refresh of a sandbox does to them.

use serde_json::{Value, json};

use crate::support::{Folder, Http, Knobs, Served};

const FLEET: &str = "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\n";
const ORG: [&str; 2] = ["--dir", "specs/.hallpass/local-org"];
const USERNAME: &str = "billing.api@example.com";

fn spec(user: &str, permissions: &str) -> String {
    format!(
        "integration: billing\nowner: finance-it@example.com\nuser: {{ username: {USERNAME}, {user} }}\npermissions: {{ {permissions} }}\n"
    )
}

fn fleet(user: &str) -> Folder {
    Folder::with(&[
        ("specs/hallpass.yaml", FLEET),
        ("specs/billing.yaml", &spec(user, "objects: { Account: [read] }")),
    ])
}

fn applied(folder: &Folder) {
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    settled(folder);
}

fn settled(folder: &Folder) {
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

fn plan(folder: &Folder, code: i32) -> Value {
    folder
        .run(&["plan", "--org", "local", "--json"])
        .exits(code)
        .json()
}

fn texts<'j>(list: &'j Value, key: &str) -> Vec<&'j str> {
    let list = list.as_array().unwrap();
    list.iter().map(|one| one[key].as_str().unwrap()).collect()
}

/// Sends something about the integration's user as the administrator.
fn change_user(org: &Served, method: &str, below: &str, body: &Value) {
    let http = Http::new();
    let soql = format!("SELECT Id FROM User WHERE Username = '{USERNAME}'");
    let id = org.query(&http, &soql)[0]["Id"].as_str().unwrap().to_owned();
    let url = format!("{}/services/data/v66.0/sobjects/User/{id}{below}", org.url());
    http.send(method, &url, &org.sign_in(&http, "admin"), body)
        .expect(204);
}

#[test]
fn roles_groups_queues_and_package_licenses_come_go_and_are_left_alone() {
    let folder = fleet(
        "email: finance@example.com, role: CEO, package_licenses: [acmepay], public_groups: [sales_team], queues: [Support_Queue]",
    );
    applied(&folder);
    let given = |folder: &Folder| {
        let org = Served::start(folder, &ORG);
        let http = Http::new();
        let user = format!("(SELECT Id FROM User WHERE Username = '{USERNAME}')");
        let count = |soql: String| org.query(&http, &soql).len();
        let role = format!("SELECT UserRole.Name FROM User WHERE Username = '{USERNAME}'");
        (
            org.query(&http, &role)[0]["UserRole"]["Name"]
                .as_str()
                .map(str::to_owned),
            count(format!(
                "SELECT Id FROM GroupMember WHERE UserOrGroupId IN {user}"
            )),
            count(format!(
                "SELECT Id FROM UserPackageLicense WHERE UserId IN {user}"
            )),
        )
    };
    assert_eq!(given(&folder), (Some("CEO".to_owned()), 2, 1));

    // Without their keys they are not managed: only the role, which is `none` where nothing is said, goes.
    folder.write(
        "specs/billing.yaml",
        &spec("email: finance@example.com", "objects: { Account: [read] }"),
    );
    let plan = plan(&folder, 0);
    assert_eq!(texts(&plan["changes"], "address"), ["billing.user"]);
    assert_eq!(plan["changes"][0]["after"]["role"], "none");
    assert_eq!(plan["changes"][0]["risk"], "medium");
    assert_eq!(
        texts(&plan["unmanaged"], "address"),
        [
            "billing.package_license[acmepay]",
            "billing.public_group[Sales_Team]",
            "billing.queue[Support_Queue]"
        ]
    );
    applied(&folder);
    assert_eq!(given(&folder), (None, 2, 1));

    // With empty keys they go.
    folder.write(
        "specs/billing.yaml",
        &spec(
            "email: finance@example.com, package_licenses: [], public_groups: [], queues: []",
            "objects: { Account: [read] }",
        ),
    );
    applied(&folder);
    assert_eq!(given(&folder), (None, 0, 0));

    // What the org does not have is told before anything is written.
    folder.write(
        "specs/billing.yaml",
        &spec(
            "email: finance@example.com, role: Janitor, package_licenses: [nobody], public_groups: [Support_Queue], queues: [Sales_Team]",
            "objects: { Account: [read] }",
        ),
    );
    let plan = self::plan(&folder, 1);
    assert_eq!(
        texts(&plan["blocked"], "reason"),
        ["no_role", "no_license", "no_group", "no_group"],
        "{plan}"
    );
}

#[test]
fn a_user_of_another_licence_is_kept_to_the_api() {
    let folder = fleet("email: finance@example.com, license: Salesforce");
    folder
        .run(&["validate"])
        .exits(1)
        .says("HS083")
        .says("add `ApiEnabled, ApiUserOnly` to `permissions.system`");
    folder.write(
        "specs/billing.yaml",
        &spec(
            "email: finance@example.com, license: Salesforce",
            "objects: { Account: [read] }, system: [ApiEnabled, ApiUserOnly]",
        ),
    );
    folder.run(&["validate"]).exits(0);
    applied(&folder);
    let org = Served::start(&folder, &ORG);
    let soql = format!("SELECT Profile.Name FROM User WHERE Username = '{USERNAME}'");
    let user = &org.query(&Http::new(), &soql)[0];
    assert_eq!(user["Profile"]["Name"], "Minimum Access - Salesforce");
}

#[test]
fn an_address_that_waits_for_a_click_is_told_and_neither_drift_nor_asked_for_again() {
    let folder = fleet("email: finance@example.com");
    applied(&folder);
    folder.edit("specs/billing.yaml", "email: finance@", "email: billing@");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("pending");

    let org = Served::start(&folder, &ORG);
    let email = || {
        let soql = format!("SELECT Email FROM User WHERE Username = '{USERNAME}'");
        org.query(&Http::new(), &soql)[0]["Email"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(email(), "finance@example.com");
    let before = folder.log().len();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("No changes.")
        .says("waits until somebody follows the link");
    folder
        .run(&["drift", "--org", "local"])
        .exits(0)
        .says("waits until");
    let log = folder.log();
    assert!(log[before..].iter().all(|call| call["method"] != "PATCH"));

    Knobs::of(&folder, ORG[1]).confirm(USERNAME);
    assert_eq!(email(), "billing@example.com");
    let after = plan(&folder, 0);
    assert_eq!((&after["changes"], &after["warnings"]), (&json!([]), &json!([])));
}

#[test]
fn an_address_changes_at_once_where_the_org_asks_nobody() {
    let folder = fleet("email: finance@example.com");
    let _org = Served::start(
        &folder,
        &[&ORG[..], &["--behaviour", "email_change=immediate"]].concat(),
    );
    applied(&folder);
    folder.edit("specs/billing.yaml", "email: finance@", "email: billing@");
    applied(&folder);
    assert_eq!(plan(&folder, 0)["warnings"], json!([]));
}

#[test]
fn a_password_and_logins_with_it_are_drift_that_no_apply_closes() {
    let folder = fleet("email: finance@example.com");
    applied(&folder);
    folder.run(&["drift", "--org", "local"]).exits(0);

    let org = Served::start(&folder, &ORG);
    Knobs::of(&folder, ORG[1]).clock(3_600);
    change_user(
        &org,
        "POST",
        "/password",
        &json!({ "NewPassword": "correct horse 1" }),
    );
    folder
        .run(&["drift", "--org", "local"])
        .exits(2)
        .says("high risk: billing.user: billing.api@example.com has a password since");

    let login = "<env:Envelope xmlns:env=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:p=\"urn:partner.soap.sforce.com\"><env:Body>\
        <p:login><p:username>billing.api@example.com</p:username><p:password>correct horse 1</p:password></p:login>\
        </env:Body></env:Envelope>";
    let http = Http::new();
    let _ = http
        .soap(&format!("{}/services/Soap/u/64.0", org.url()), login)
        .expect(200);
    let drift = folder.run(&["drift", "--org", "local", "--json"]).exits(2).json();
    assert_eq!(texts(&drift["warnings"], "code"), ["password", "password"]);
    assert_eq!(texts(&drift["warnings"], "risk"), ["high", "high"]);
    assert!(
        texts(&drift["warnings"], "message")[1].contains("once (Other Apex API)"),
        "{drift}"
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("No changes.")
        .says("high risk");

    // After a month it is no news any more.
    Knobs::of(&folder, ORG[1]).clock(40 * 86_400);
    folder.run(&["drift", "--org", "local"]).exits(0);
}

#[test]
fn whoever_sees_no_logins_is_told_so() {
    let folder = fleet("email: finance@example.com");
    applied(&folder);
    let org = Served::start(&folder, &ORG);
    let http = Http::new();
    let set = org.query(
        &http,
        "SELECT Id FROM PermissionSet WHERE Name = 'Hallpass_Runner'",
    )[0]["Id"]
        .clone();
    let url = format!(
        "{}/services/data/v66.0/sobjects/PermissionSet/{}",
        org.url(),
        set.as_str().unwrap()
    );
    let less = json!({ "PermissionsMonitorLoginHistory": false, "PermissionsManageUsers": false });
    http.send("PATCH", &url, &org.sign_in(&http, "admin"), &less)
        .expect(204);
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("it lacks MonitorLoginHistory");
}

#[test]
fn after_a_refresh_of_a_sandbox_the_marked_user_gets_its_name_back() {
    let folder = fleet("email: finance@example.com");
    applied(&folder);
    folder.write(
        "sandbox.yaml",
        "version: 1\norganization: { IsSandbox: true }\nusers: []\n",
    );
    {
        // What Salesforce does when `.dev1` is taken.
        let org = Served::start(
            &folder,
            &[&ORG[..], &["--behaviour", "email_change=immediate"]].concat(),
        );
        change_user(
            &org,
            "PATCH",
            "",
            &json!({ "Username": format!("00x7Vq{USERNAME}.dev1"), "Email": "finance@example.com.invalid" }),
        );
    }
    folder
        .run(&["org", "seed", "sandbox.yaml", "--dir", ORG[1]])
        .exits(0);
    folder.edit(
        "specs/hallpass.yaml",
        "local-org }",
        "local-org, username_suffix: .uat }",
    );
    let plan = plan(&folder, 0);
    assert_eq!(texts(&plan["changes"], "address"), ["billing.user"], "{plan}");
    let change = &plan["changes"][0];
    assert_eq!(change["action"], "update");
    assert_eq!(change["before"]["username"], "00x7vqbilling.api@example.com.dev1");
    assert_eq!(change["after"]["username"], "billing.api@example.com.uat");
    assert_eq!(change["before"]["email"], "finance@example.com.invalid");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("pending");
    settled(&folder);
    let org = Served::start(&folder, &ORG);
    let users = org.query(
        &Http::new(),
        "SELECT Username FROM User WHERE Username LIKE '%billing.api%'",
    );
    assert_eq!(
        texts(&Value::Array(users), "Username"),
        ["billing.api@example.com.uat"]
    );
}
