//! What integrations did, from what the org writes down anyway; who may touch what; and who manages it.

use serde_json::Value;

use crate::access::credentials;
use crate::explain::entangled;
use crate::support::{Folder, Http, Knobs, Served};

const DIR: &str = "specs/.hallpass/local-org";
const USAGE: &[&str] = &["report", "--usage", "--org", "local"];
const DAY: i64 = 86_400;

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

fn usage(folder: &Folder, more: &[&str]) -> Value {
    let all = [USAGE, more, &["--json"]].concat();
    folder.run(&all).exits(0).json()
}

fn of<'d>(document: &'d Value, name: &str) -> &'d Value {
    let all = document["integrations"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap()
}

/// Somebody freezes the user of postman in Setup, or thaws it.
fn set_frozen(org: &Served, http: &Http, frozen: bool) {
    let token = org.sign_in(http, "admin");
    let user = "SELECT Id FROM User WHERE Username = 'postman.api@example.com'";
    let login = org.query(
        http,
        &format!("SELECT Id FROM UserLogin WHERE UserId IN ({user})"),
    );
    let id = login[0]["Id"].as_str().unwrap();
    let url = format!("{}/services/data/v66.0/sobjects/UserLogin/{id}", org.url());
    let body = serde_json::json!({ "IsFrozen": frozen });
    let _ = http.send("PATCH", &url, &token, &body).expect(204);
}

#[test]
fn what_an_integration_did_is_told_with_the_window_of_it() {
    let folder = applied();
    let http = Http::new();
    {
        let org = Served::start(&folder, &["--dir", DIR]);
        let (key, secret) = credentials(&org, &http, "PostmanIntegrationApp");
        let answer = http.token(org.url(), &key, &secret).expect(200);
        let token = answer.body["access_token"].as_str().unwrap().to_owned();
        for _ in 0..3 {
            let _ = http
                .query(org.url(), &token, "SELECT Id FROM Account")
                .expect(200);
        }
        let _ = http
            .query(org.url(), &token, "SELECT Id FROM Opportunity")
            .expect(400);
        // A frozen user is refused, and that is written down.
        set_frozen(&org, &http, true);
        assert_eq!(http.token(org.url(), &key, &secret).status, 400);
        set_frozen(&org, &http, false);
    }
    let today = usage(&folder, &[]);
    assert_eq!(today["format_version"], "1.0");
    assert_eq!(today["calls"]["days"], serde_json::json!([]));
    let postman = of(&today, "postman");
    assert_eq!(postman["verdict"], "used");
    assert_eq!(postman["logins"], 1);
    assert_eq!(postman["last_login"]["app"], "Postman Integration App");
    assert_eq!(postman["last_login"]["address"], "127.0.0.1");
    assert_eq!(postman["failures"].as_array().unwrap().len(), 1, "{postman:#}");
    assert_eq!(postman["elsewhere"], serde_json::json!([]));
    assert_eq!(of(&today, "billing")["verdict"], "new");

    // The next day the calls of this one are there, and a month later nothing of it is new.
    let org = Served::start(&folder, &["--dir", DIR]);
    let knobs = Knobs::of(&folder, DIR);
    knobs.clock(DAY);
    let text = folder.run(USAGE).exits(0);
    let text = text.says("API calls of 20").says("postman.api@example.com  used");
    text.says("Account                      GET      3");
    let tomorrow = usage(&folder, &[]);
    let calls = of(&tomorrow, "postman")["calls"].as_array().unwrap();
    let opportunity = calls.iter().find(|call| call["object"] == "Opportunity").unwrap();
    assert_eq!(
        (&opportunity["calls"], &opportunity["failed"]),
        (&1.into(), &1.into())
    );
    drop(org);
}

#[test]
fn logins_that_were_not_through_the_declared_app_stand_out() {
    let folder = applied();
    let (org, http) = (Served::start(&folder, &["--dir", DIR]), Http::new());
    // Somebody runs another app as the user.
    let (key, secret) = credentials(&org, &http, "PostmanIntegrationApp");
    let _ = http.token(org.url(), &key, &secret).expect(200);
    folder.edit(
        "specs/postman.yaml",
        "external_client_app: PostmanIntegrationApp",
        "external_client_app: Another",
    );
    let document = usage(&folder, &["postman"]);
    assert_eq!(document["integrations"].as_array().unwrap().len(), 1);
    let elsewhere = &of(&document, "postman")["elsewhere"][0];
    assert_eq!(elsewhere["app"], "Postman Integration App");
    assert_eq!(elsewhere["succeeded"], 1);
    folder.run(USAGE).exits(0).says("not through its own app");
}

#[test]
fn an_integration_without_a_user_is_missing() {
    let folder = Folder::with_sample_fleet();
    folder.run(USAGE).exits(0).says("Usage: 2 missing.");
    folder.run(&["report", "--usage", "--days", "181"]).exits(64);
}

const ACCESS: &[&str] = &["report", "--org", "local"];

#[test]
fn the_matrix_is_text_csv_json_and_a_page() {
    let folder = applied();
    let text = folder.run(ACCESS).exits(0);
    let text = text
        .says("billing")
        .says("Account")
        .says("RCE")
        .says("Coverage: 2 of 2 integration users and 3 of 4 apps");
    text.says("Report: 2 integrations, 13 grants, 0 of them beyond the specs.");
    let document = folder.run(&[ACCESS, &["--json"]].concat()).exits(0).json();
    assert_eq!(document["format_version"], "1.0");
    assert_eq!(document["basis"], "live");
    let account = |document: &Value| {
        let all = document["access"].as_array().unwrap();
        let found = all
            .iter()
            .find(|one| one["integration"] == "billing" && one["target"] == "Account");
        found.unwrap().clone()
    };
    let entry = account(&document);
    assert_eq!(entry["allowed"], serde_json::json!(["read", "create", "edit"]));
    assert_eq!(entry["allowed"], entry["declared"]);
    assert_eq!(entry["sources"][0]["permission_set"], "Billing_Integration");
    let managed: Vec<_> = document["coverage"]["apps"]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert!(
        managed.iter().any(|one| one["management"] == "managed"),
        "{managed:#?}"
    );

    let csv = folder
        .run(&[ACCESS, &["--format", "csv", "--fields"]].concat())
        .exits(0);
    let csv = csv.says("integration,owner,username,kind,target,verb,allowed,declared,beyond,risk,sources");
    csv.says(
        "billing,finance-it@example.com,billing.api@example.com,field,Account.Phone,edit,yes,yes,no,low,",
    );
    let page = folder.run(&[ACCESS, &["--format", "html"]].concat()).exits(0);
    page.says("default-src 'none'").says("billing.api@example.com");

    // The specs say the same without an org.
    let told = folder.run(&["report", "--desired", "--json"]).exits(0).json();
    assert_eq!(told["basis"], "desired");
    assert_eq!(account(&told)["allowed"], entry["allowed"]);
    assert_eq!(told["coverage"], Value::Null);
    let one = folder.run(&["report", "--desired", "postman"]).exits(0);
    assert!(!one.stdout.contains("billing"), "{}", one.stdout);
    folder
        .run(&["report", "--desired", "nobody"])
        .exits(1)
        .complains("there is no integration");
}

#[test]
fn a_matrix_costs_one_call_more_than_a_plan() {
    let folder = applied();
    let calls = |arguments: &[&str]| {
        let before = folder.log().len();
        folder.run(arguments).exits(0);
        folder.log().len() - before
    };
    let plan = calls(&["plan", "--org", "local"]);
    let report = calls(ACCESS);
    assert!(report <= plan + 1, "{report} calls, {plan} for a plan");
}

#[test]
fn who_finds_the_fleet_and_everybody_else_with_the_sources() {
    let folder = entangled();
    let who = |target: &str| {
        let run = folder.run(&["report", "--who", target, "--org", "local", "--json"]);
        run.exits(0).json()
    };
    let names = |part: &Value| -> Vec<String> {
        let all = part.as_array().unwrap().iter();
        all.map(|one| one["username"].as_str().unwrap().to_owned())
            .collect()
    };
    let object = who("Account");
    assert!(names(&object["integrations"]).contains(&"billing.api@example.com".to_owned()));
    let others = object["others"].as_array().unwrap();
    let admin = others
        .iter()
        .find(|one| one["sources"][0]["profile"] == "System Administrator");
    let admin = admin.unwrap_or_else(|| panic!("{object:#}"));
    assert!(admin["verbs"].as_array().unwrap().contains(&"modify_all".into()));
    let lead = who("read Lead");
    assert_eq!(names(&lead["integrations"])[0], "billing.api@example.com");
    assert_eq!(
        names(&who("Opportunity")["integrations"]),
        ["billing.api@example.com"]
    );
    assert_eq!(lead["integrations"][0]["sources"][0]["group"], "Back_Office");
    assert!(!names(&who("Account.Phone")["integrations"]).is_empty());
    let permission = who("system_permission[ModifyAllData]");
    assert_eq!(names(&permission["integrations"]), Vec::<String>::new());
    assert!(!names(&permission["others"]).is_empty());
    folder
        .run(&["report", "--who", "Acount", "--org", "local"])
        .exits(1)
        .complains("the org has no Acount");
    folder
        .run(&["report", "--who", "Account", "--format", "csv", "--org", "local"])
        .exits(0)
        .says("billing.api@example.com,billing,object,Account,read,");
}

#[test]
fn an_integration_user_of_nobody_is_told() {
    let folder = applied();
    folder.edit("specs/hallpass.yaml", "fleet: acme", "fleet: another");
    let _ = std::fs::remove_file(folder.path("specs/postman.yaml"));
    let document = folder.run(&[ACCESS, &["--json"]].concat()).exits(0).json();
    let users = document["coverage"]["users"]["entries"].as_array().unwrap();
    let postman = users
        .iter()
        .find(|one| one["name"] == "postman.api@example.com")
        .unwrap();
    assert_eq!(
        (&postman["management"], &postman["of"]),
        (&"other_fleet".into(), &"acme".into())
    );
}

#[test]
fn each_view_has_its_forms() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["report", "--usage", "--format", "csv", "--org", "local"])
        .exits(64);
    folder
        .run(&["report", "--who", "Account", "--format", "html", "--org", "local"])
        .exits(64);
    folder.run(&["report", "--who", "Account", "--usage"]).exits(64);
    folder
        .run(&["report", "--who", "Account", "billing", "--org", "local"])
        .exits(64);
}
