//! What an org holds, and what people do to it behind the specs' back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::random::Random;
use super::wanted::Wanted;
use crate::support::{Http, Served};

/// The sets that nobody of ours made.
const FOREIGN: [(&str, &str); 3] = [
    ("Old_Reports", "By hand"),
    (
        "Umbrella_Integration",
        "Theirs [hallpass fleet=umbrella integration=theirs object=Umbrella_Integration]",
    ),
    (
        "Copied",
        "A copy [hallpass fleet=acme integration=billing object=Billing_Integration]",
    ),
];

/// What is asked of an org: the object, whose a row is, what it is about, and what it says.
const ASKED: [(&str, &str, &[&str], &[&str]); 5] = [
    ("PermissionSet", "Name", &[], &["Label", "Description"]),
    (
        "ObjectPermissions",
        "Parent.Name",
        &["SobjectType"],
        &[
            "PermissionsRead",
            "PermissionsCreate",
            "PermissionsEdit",
            "PermissionsDelete",
        ],
    ),
    (
        "FieldPermissions",
        "Parent.Name",
        &["SobjectType", "Field"],
        &["PermissionsRead", "PermissionsEdit"],
    ),
    (
        "PermissionSetAssignment",
        "Assignee.Username",
        &["PermissionSet.Name"],
        &[],
    ),
    (
        "User",
        "Username",
        &[],
        &["LastName", "Email", "IsActive", "AboutMe"],
    ),
];

/// All rows that matter, by kind, owner and what they are about, without ids.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Held(BTreeMap<(&'static str, String, String), Vec<Value>>);

impl Held {
    /// Asks for all of them.
    pub(super) fn by(org: &Served, http: &Http) -> Self {
        let mut held = BTreeMap::new();
        for (object, owner, about, says) in ASKED {
            let columns: Vec<&str> = std::iter::once(&owner)
                .chain(about)
                .chain(says)
                .copied()
                .collect();
            let of_profile = match object {
                "User" => "",
                "PermissionSet" => " WHERE IsOwnedByProfile = false",
                "PermissionSetAssignment" => " WHERE PermissionSet.IsOwnedByProfile = false",
                _ => " WHERE Parent.IsOwnedByProfile = false",
            };
            let soql = format!("SELECT {} FROM {object}{of_profile}", columns.join(", "));
            for row in org.query(http, &soql) {
                let text = |path: &str| at(&row, path).as_str().unwrap_or_default().to_owned();
                let about: Vec<String> = about.iter().map(|path| text(path)).collect();
                let says = says.iter().map(|path| at(&row, path).clone()).collect();
                held.insert((object, text(owner), about.join(" ")), says);
            }
        }
        Self(held)
    }

    /// Only what belongs to others than these.
    pub(super) fn without(&self, ours: &[Wanted]) -> Self {
        self.filtered(|owner| !ours.iter().any(|one| is_of(one, owner)))
    }

    /// Only what belongs to this one.
    pub(super) fn of(&self, one: &Wanted) -> Self {
        self.filtered(|owner| is_of(one, owner))
    }

    fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        let kept = self.0.iter().filter(|((_, owner, _), _)| keep(owner));
        Self(kept.map(|(key, says)| (key.clone(), says.clone())).collect())
    }

    /// The grants and memberships that this has and another has not, or not all of.
    pub(super) fn lost_in(&self, other: &Self) -> Vec<String> {
        let lost = self
            .0
            .iter()
            .filter(|((kind, ..), _)| !matches!(*kind, "PermissionSet" | "User"));
        let lost = lost.filter(|(key, had)| {
            other
                .0
                .get(key)
                .is_none_or(|has| had.iter().zip(has).any(|(had, has)| *had == true && *has != true))
        });
        lost.map(|((kind, owner, about), _)| format!("{kind} {owner} {about}"))
            .collect()
    }
}

fn is_of(one: &Wanted, owner: &str) -> bool {
    owner == one.set() || owner == one.username()
}

fn at<'v>(row: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(row, |value, step| &value[step])
}

/// Somebody with a browser.
pub(super) struct Admin<'o> {
    org: &'o Served,
    http: &'o Http,
    token: String,
}

impl<'o> Admin<'o> {
    pub(super) fn of(org: &'o Served, http: &'o Http) -> Self {
        let token = org.sign_in(http, "admin");
        Self { org, http, token }
    }

    /// Makes sets that are nobody's, a fleet's of another team, and a copy of ours.
    pub(super) fn settle(&self, random: &mut Random) {
        for (name, description) in FOREIGN {
            self.create(
                "PermissionSet",
                &json!({ "Name": name, "Label": name, "Description": description }),
            );
            let parent = self.id("PermissionSet", &format!("Name = '{name}'"));
            let edits = random.percent(50);
            let grant = json!({ "ParentId": parent, "SobjectType": "Account", "PermissionsRead": true,
                "PermissionsEdit": edits });
            self.create("ObjectPermissions", &grant);
        }
    }

    /// Does some things to what one integration has.
    pub(super) fn meddle(&self, one: &Wanted, random: &mut Random) {
        let set = one.set();
        let parent = self.id("PermissionSet", &format!("Name = '{set}'"));
        if random.percent(60) {
            let path = format!("PermissionSet/{parent}");
            self.send("PATCH", &path, &json!({ "Label": "Somebody's" }), 204);
        }
        let fields = self.rows("FieldPermissions", &format!("Parent.Name = '{set}'"));
        if let Some(row) = fields.first().filter(|_| random.percent(60)) {
            let path = format!("FieldPermissions/{}", row["Id"].as_str().unwrap());
            self.send("DELETE", &path, &Value::Null, 204);
        }
        let has_case = !self
            .rows(
                "ObjectPermissions",
                &format!("Parent.Name = '{set}' AND SobjectType = 'Case'"),
            )
            .is_empty();
        if !has_case && random.percent(60) {
            let grant = json!({ "ParentId": parent, "SobjectType": "Case", "PermissionsRead": true });
            self.create("ObjectPermissions", &grant);
        }
        if random.percent(60) {
            let user = self.id("User", &format!("Username = '{}'", one.username()));
            let foreign = self.id("PermissionSet", "Name = 'Old_Reports'");
            self.create(
                "PermissionSetAssignment",
                &json!({ "AssigneeId": user, "PermissionSetId": foreign }),
            );
        }
    }

    fn rows(&self, object: &str, filter: &str) -> Vec<Value> {
        self.org
            .query(self.http, &format!("SELECT Id FROM {object} WHERE {filter}"))
    }

    fn id(&self, object: &str, filter: &str) -> String {
        self.rows(object, filter)[0]["Id"].as_str().unwrap().to_owned()
    }

    fn create(&self, object: &str, row: &Value) {
        self.send("POST", object, row, 201);
    }

    #[track_caller]
    fn send(&self, method: &str, path: &str, body: &Value, status: u16) {
        let url = format!("{}/services/data/v66.0/sobjects/{path}", self.org.url());
        self.http.send(method, &url, &self.token, body).expect(status);
    }
}
