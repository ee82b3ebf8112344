//! Fleets of any size, whose integrations may all that an org lets anybody be granted.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::{Folder, Http, Served};

/// Objects with their fields, as one integration is granted them.
pub(crate) struct Grantable(Vec<(String, Vec<String>)>);

impl Grantable {
    /// Asks an org for every object and field that hallpass sees there and that is a row of its own: parts of compound
    /// fields are not. No more fields than `most` are taken.
    pub(crate) fn of(http: &Http, org: &Served, most: usize) -> Self {
        let runner = org.sign_in(http, "runner");
        let get = |path: &str| {
            let url = format!("{}/services/data/v66.0/sobjects{path}", org.url());
            http.send("GET", &url, &runner, &Value::Null).expect(200).body
        };
        let rows = get("/ObjectPermissions/describe");
        let picklist = list(&rows["fields"]).find(|field| field["name"] == "SobjectType");
        let objects = list(&picklist.expect("grants name their object")["picklistValues"]);
        let objects: BTreeSet<String> = objects.map(|value| text(&value["value"])).collect();
        let known = get("");
        let known = list(&known["sobjects"]).map(|object| text(&object["name"]));
        let fields = |object: &str| -> Vec<String> {
            let described = get(&format!("/{object}/describe"));
            list(&described["fields"])
                .filter(|field| field["permissionable"] == true && field["compoundFieldName"].is_null())
                .map(|field| text(&field["name"]))
                .collect()
        };
        let granted = known.filter(|object| objects.contains(object));
        let mut left = most;
        let granted = granted.map(|object| {
            let mut fields = fields(&object);
            fields.truncate(left);
            left -= fields.len();
            (object, fields)
        });
        Self(granted.filter(|(_, fields)| !fields.is_empty()).collect())
    }

    /// How many field rows an integration with all of it has.
    pub(crate) fn fields(&self) -> usize {
        self.0.iter().map(|(_, fields)| fields.len()).sum()
    }

    /// How many rows an integration with all of it is made of: grants, user, licence, set, link and assignment.
    pub(crate) fn rows(&self) -> usize {
        self.fields() + self.0.len() + 5
    }

    /// Writes so many integrations into the folder's specs, each with user, set, app and everything grantable.
    pub(crate) fn write(&self, folder: &Folder, integrations: usize) {
        for number in 0..integrations {
            folder.write(&format!("specs/{}.yaml", spec_name(number)), &self.spec(number));
        }
    }

    fn spec(&self, number: usize) -> String {
        let mut spec = format!(
            "integration: {name}\nowner: load@example.com\ndescription: One of many\n\
             user: {{ username: {name}@example.com, email: load@example.com }}\n\
             apps:\n  - {{ external_client_app: Load_{number}, contact_email: load@example.com, \
             callback_url: \"https://localhost/callback\", flow: client_credentials, scopes: [api] }}\n\
             permissions:\n  objects:\n",
            name = spec_name(number),
        );
        for (object, _) in &self.0 {
            writeln!(spec, "    {object}: [read]").unwrap();
        }
        spec.push_str("  fields:\n");
        for (object, fields) in &self.0 {
            writeln!(spec, "    {object}: {{ read: [{}] }}", fields.join(", ")).unwrap();
        }
        spec
    }
}

/// The name of one of many.
pub(crate) fn spec_name(number: usize) -> String {
    format!("load-{number}")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list").iter()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
