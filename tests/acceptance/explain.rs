//! Effective access through the binary: what a user can do through its profile, a second set and a group that mutes.

use serde_json::{Value, json};

use crate::access::credentials;
use crate::support::{Folder, Http, Run, Served};

/// An org in which somebody gave billing's user more than its spec: the profile, a group, and a set that it may hold.
pub(crate) fn entangled() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.edit(
        "specs/billing.yaml",
        "# How it gets its tokens",
        "also_assigned: [Back_Office, Reporting]\n\n# How it gets its tokens",
    );
    let http = Http::new();
    let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
    let by = Admin::of(&http, &org);
    by.read(&by.profile(), "Campaign");
    let reporting = by.set("Reporting");
    by.read(&reporting, "Opportunity");
    let sales = by.set("Sales_Base");
    by.object(&sales, "Contact", &["Read", "Edit"]);
    by.field(&sales, "Contact.Birthdate");
    by.object(&sales, "Lead", &["Read", "Edit"]);
    let group = by.group("Back_Office");
    let muting = by.make(
        "MutingPermissionSet",
        &json!({ "DeveloperName": "Back_Office_Muting", "MasterLabel": "Back Office Muting" }),
    );
    by.object(&muting, "Lead", &["Edit"]);
    for part in [&sales, &muting] {
        by.make(
            "PermissionSetGroupComponent",
            &json!({ "PermissionSetGroupId": group, "PermissionSetId": part }),
        );
    }
    let user = by.id("FROM User WHERE Username = 'billing.api@example.com'");
    by.make(
        "PermissionSetAssignment",
        &json!({ "AssigneeId": user, "PermissionSetGroupId": group }),
    );
    by.make(
        "PermissionSetAssignment",
        &json!({ "AssigneeId": user, "PermissionSetId": reporting }),
    );
    folder
}

/// Who changes the org by hand.
struct Admin<'o> {
    http: &'o Http,
    org: &'o Served,
    token: String,
}

impl<'o> Admin<'o> {
    fn of(http: &'o Http, org: &'o Served) -> Self {
        let token = org.sign_in(http, "admin");
        Self { http, org, token }
    }

    fn make(&self, object: &str, row: &Value) -> String {
        let url = format!("{}/services/data/v66.0/sobjects/{object}", self.org.url());
        let made = self.http.send("POST", &url, &self.token, row).expect(201);
        made.body["id"].as_str().unwrap().to_owned()
    }

    fn id(&self, rows: &str) -> String {
        let rows = self.org.query(self.http, &format!("SELECT Id {rows}"));
        rows[0]["Id"].as_str().unwrap().to_owned()
    }

    fn profile(&self) -> String {
        self.id("FROM PermissionSet WHERE Profile.Name = 'Minimum Access - API Only Integrations'")
    }

    fn set(&self, name: &str) -> String {
        self.make("PermissionSet", &json!({ "Name": name, "Label": name }))
    }

    fn group(&self, name: &str) -> String {
        self.make(
            "PermissionSetGroup",
            &json!({ "DeveloperName": name, "MasterLabel": name }),
        )
    }

    fn read(&self, parent: &str, object: &str) {
        self.object(parent, object, &["Read"]);
    }

    fn object(&self, parent: &str, object: &str, rights: &[&str]) {
        let mut row = json!({ "ParentId": parent, "SobjectType": object });
        for right in rights {
            row[format!("Permissions{right}")] = json!(true);
        }
        self.make("ObjectPermissions", &row);
    }

    fn field(&self, parent: &str, field: &str) {
        let (object, _) = field.split_once('.').unwrap();
        let row =
            json!({ "ParentId": parent, "SobjectType": object, "Field": field, "PermissionsRead": true });
        self.make("FieldPermissions", &row);
    }
}

#[track_caller]
fn explain(folder: &Folder, target: &str) -> Run {
    folder.run(&["explain", "billing", target, "--org", "local"])
}

#[test]
fn each_verb_is_explained_with_its_sources() {
    let folder = entangled();
    explain(&folder, "Account.Phone")
        .exits(0)
        .says("billing.api@example.com can read and edit Account.Phone.")
        .says("permission set Billing_Integration grants it");
    explain(&folder, "Account.Website__c").exits(1);
    explain(&folder, "campaign")
        .exits(0)
        .says("can read Campaign.")
        .says("profile Minimum Access - API Only Integrations grants it  (beyond the spec)");
    explain(&folder, "Opportunity")
        .exits(0)
        .says("permission set Reporting grants it");
    explain(&folder, "Contact.Birthdate")
        .exits(0)
        .says("permission set Sales_Base in group Back_Office grants it");
    explain(&folder, "edit Lead")
        .exits(0)
        .says("billing.api@example.com cannot edit Lead.")
        .says(
            "permission set Sales_Base in group Back_Office grants it, and Back_Office_Muting mutes it there",
        );
    explain(&folder, "Account.Fax")
        .exits(0)
        .says("can do nothing with Account.Fax.")
        .says("nothing grants it");
    explain(&folder, "ApiEnabled")
        .exits(0)
        .says("can use system permission ApiEnabled.");
    let typed = ["explain", "billing", "Lead", "--org", "local", "--json"];
    let told = folder.run(&typed).exits(0).json();
    let lead = &told["targets"][0];
    assert_eq!((&lead["kind"], &lead["name"]), (&json!("object"), &json!("Lead")));
    assert_eq!(lead["allowed"], json!(["read"]));
    assert_eq!(lead["declared"], json!([]));
    let read = &lead["verbs"][0];
    assert_eq!(read["sources"][0]["group"], "Back_Office");
    assert_eq!(read["sources"][0]["permission_set"], "Sales_Base");
}

#[test]
fn a_session_based_set_counts_while_it_is_active() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.edit(
        "specs/billing.yaml",
        "# How it gets its tokens",
        "also_assigned: [Night_Shift]\n\n# How it gets its tokens",
    );
    let http = Http::new();
    let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
    let by = Admin::of(&http, &org);
    let set = json!({ "Name": "Night_Shift", "Label": "Night Shift", "HasActivationRequired": true });
    let set = by.make("PermissionSet", &set);
    by.read(&set, "Opportunity");
    let user = by.id("FROM User WHERE Username = 'billing.api@example.com'");
    by.make(
        "PermissionSetAssignment",
        &json!({ "AssigneeId": user, "PermissionSetId": set }),
    );
    explain(&folder, "Opportunity")
        .exits(0)
        .says("can do nothing with Opportunity.")
        .says("permission set Night_Shift grants it, in sessions for which it was activated");

    let (key, secret) = credentials(&org, &http, "Billing_Integration");
    http.token(org.url(), &key, &secret).expect(200);
    let session = by.id(&format!("FROM AuthSession WHERE UsersId = '{user}'"));
    by.make(
        "SessionPermSetActivation",
        &json!({ "AuthSessionId": session, "PermissionSetId": set }),
    );
    explain(&folder, "Opportunity")
        .exits(0)
        .says("can read Opportunity.")
        .says("permission set Night_Shift grants it, and is active in a session now");
    folder.edit(
        "specs/billing.yaml",
        "# How it gets its tokens",
        "assert: { never: [Opportunity] }\n\n# How it gets its tokens",
    );
    folder
        .run(&["plan", "--org", "local"])
        .exits(1)
        .says("blocked: billing.api@example.com can read Opportunity through permission\n");
}

#[test]
fn a_principal_of_an_external_credential_is_explained_by_its_name() {
    let folder = entangled();
    explain(&folder, "Nobody-Knows")
        .exits(1)
        .complains("the org has no Nobody-Knows");
    explain(&folder, "read Gateway-Service")
        .exits(64)
        .complains("nobody can read");
}

#[test]
fn what_is_not_there_is_an_error_with_what_was_meant() {
    let folder = Folder::with_sample_fleet();
    explain(&folder, "Account.Phnoe")
        .exits(1)
        .complains("the org has no Account.Phnoe")
        .complains("did you mean Account.Phone?");
    explain(&folder, "Acount")
        .exits(1)
        .complains("did you mean Account?");
    explain(&folder, "remove Account")
        .exits(64)
        .complains("\"remove\" is not something that may be done");
    folder
        .run(&["explain", "biling", "Account", "--org", "local"])
        .exits(1)
        .complains("billing");
    explain(&folder, "Account")
        .exits(0)
        .says("can do nothing with Account.")
        .says("is not there yet");
}

#[test]
fn access_beyond_the_spec_is_told_by_whose_it_is() {
    let folder = entangled();
    folder
        .run(&["explain", "billing", "--org", "local"])
        .exits(0)
        .says("Granted elsewhere:\n")
        .says("read Campaign: profile Minimum Access - API Only Integrations grants it")
        .says("read Opportunity: permission set Reporting grants it")
        .says("Implied by the platform:\n");
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("warning: billing.user: profile Minimum Access - API Only Integrations gives\n")
        .says("access beyond the spec: read Campaign");
    folder.edit(
        "specs/billing.yaml",
        "also_assigned: [Back_Office, Reporting]",
        "also_assigned: [Back_Office]",
    );
    folder
        .run(&["explain", "billing", "--org", "local"])
        .exits(0)
        .says(
            "Ours to remove; `hallpass apply` does:\n  read Opportunity: permission set Reporting grants it",
        );
}

#[test]
fn what_never_may_be_blocks_a_plan_and_is_drift() {
    let folder = entangled();
    folder.edit(
        "specs/billing.yaml",
        "# How it gets its tokens",
        "assert: { never: [Contact.Birthdate, edit Lead, delete Account] }\n\n# How it gets its tokens",
    );
    folder.run(&["validate"]).exits(0);
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(1).json();
    let blocked = plan["blocked"].as_array().unwrap();
    assert_eq!(blocked.len(), 1, "{blocked:?}");
    assert_eq!(blocked[0]["address"], "billing.field[Contact.Birthdate]");
    assert_eq!(blocked[0]["reason"], "never");
    folder
        .run(&["drift", "--org", "local"])
        .exits(2)
        .says("blocked: billing.api@example.com can read Contact.Birthdate through group\n")
        .says("Back_Office, and must never be able to");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(1);
    folder.edit(
        "specs/billing.yaml",
        "read: [Email, Phone]",
        "read: [Email, Phone, Birthdate]",
    );
    folder
        .run(&["validate"])
        .exits(1)
        .says("HS065")
        .says("`read` on Contact.Birthdate is granted, and must never be");
}

#[test]
fn record_types_of_the_integrations_own_set_are_told() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["explain", "billing", "--org", "local"])
        .exits(0)
        .says("is not there yet");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let typed = ["explain", "billing", "--org", "local"];
    assert!(!folder.run(&typed).exits(0).stdout.contains("Record types"));

    let http = Http::new();
    let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
    show(
        &http,
        &org,
        &[("Account.Customer", true), ("Account.Partner", false)],
    );
    folder
        .run(&typed)
        .exits(0)
        .says("Record types that Billing_Integration shows, which no spec manages:\n  Account.Customer\n");
    let told = folder
        .run(&["explain", "billing", "--org", "local", "--json"])
        .exits(0)
        .json();
    assert_eq!(
        told["record_types"],
        json!({ "permission_set": "Billing_Integration", "visible": ["Account.Customer"] })
    );
    let of_one = ["explain", "billing", "Account", "--org", "local", "--json"];
    assert_eq!(folder.run(&of_one).exits(0).json()["record_types"], Value::Null);
    // No spec manages them, so there is nothing to do.
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("No changes.");
}

/// Adds record types to billing's set through its metadata, as somebody with another tool would.
fn show(http: &Http, org: &Served, record_types: &[(&str, bool)]) {
    let token = org.sign_in(http, "admin");
    let call = |body: &str| {
        let envelope = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
             <e:Header xmlns=\"http://soap.sforce.com/2006/04/metadata\"><SessionHeader><sessionId>{token}</sessionId>\
             </SessionHeader></e:Header><e:Body xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</e:Body></e:Envelope>"
        );
        let url = format!("{}/services/Soap/m/66.0", org.url());
        let answer = http.soap(&url, &envelope).expect(200).body;
        answer.as_str().unwrap().to_owned()
    };
    let read = call(
        "<readMetadata><type>PermissionSet</type><fullNames>Billing_Integration</fullNames></readMetadata>",
    );
    let (_, rest) = read.split_once("<records").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    let (file, _) = rest.split_once("</records>").unwrap();
    let last = "</objectPermissions>";
    let at = file.rfind(last).unwrap() + last.len();
    let added: String = record_types
        .iter()
        .map(|(name, visible)| {
            format!(
                "<recordTypeVisibilities><recordType>{name}</recordType><visible>{visible}</visible></recordTypeVisibilities>"
            )
        })
        .collect();
    let (before, after) = file.split_at(at);
    let updated = call(&format!(
        "<updateMetadata><metadata xsi:type=\"PermissionSet\">{before}{added}{after}</metadata></updateMetadata>"
    ));
    assert!(updated.contains("<success>true</success>"), "{updated}");
}
