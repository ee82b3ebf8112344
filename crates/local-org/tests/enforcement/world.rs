//! A running org, its administrator, and rows whose values stand nowhere else.

use std::cell::Cell;
use std::collections::BTreeMap;

use hallpass_local_org::{LocalOrg, Options, owner};
use serde_json::{Value, json};

use crate::wire::Wire;

pub(crate) const ROOT: &str = "/services/data/v66.0";

/// A field that permissions guard.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) object: &'static str,
    /// The name in requests.
    pub(crate) name: &'static str,
    /// The name in FieldPermissions: an address stands for its parts.
    pub(crate) guard: &'static str,
    /// The value that no other field holds.
    pub(crate) value: &'static str,
    /// Whether rows are found by it.
    pub(crate) key: bool,
}

const fn field(
    object: &'static str,
    (name, guard): (&'static str, &'static str),
    value: &'static str,
    key: bool,
) -> Field {
    Field {
        object,
        name,
        guard,
        value,
        key,
    }
}

pub(crate) const FIELDS: &[Field] = &[
    field("Account", ("Phone", "Phone"), "canary-acc-phone", false),
    field("Account", ("Site", "Site"), "canary-acc-site", false),
    field("Account", ("Erp_Key__c", "Erp_Key__c"), "canary-acc-erp", true),
    field(
        "Account",
        ("BillingCity", "BillingAddress"),
        "canary-acc-city",
        false,
    ),
    field("Contact", ("Title", "Title"), "canary-con-title", false),
    field(
        "Contact",
        ("Department", "Department"),
        "canary-con-department",
        false,
    ),
    field("Invoice__c", ("Iban__c", "Iban__c"), "canary-inv-iban", false),
    field(
        "Invoice__c",
        ("External_Id__c", "External_Id__c"),
        "canary-inv-external",
        true,
    ),
];

/// References that permissions guard: object, field, relationship, parent, child relationship.
pub(crate) const REFERENCES: &[(&str, &str, &str, &str, &str)] = &[
    ("Contact", "AccountId", "Account", "Account", "Contacts"),
    ("Invoice__c", "Account__c", "Account__r", "Account", "Invoices__r"),
];

pub(crate) const OBJECTS: [&str; 3] = ["Account", "Contact", "Invoice__c"];

/// Values of fields that come with the object.
pub(crate) const PLAIN: &[(&str, &str, &str)] = &[
    ("Account", "Name", "canary-acc-name"),
    ("Contact", "LastName", "canary-con-name"),
    ("Invoice__c", "Reference__c", "canary-inv-reference"),
];

pub(crate) struct World {
    pub(crate) admin: Wire,
    pub(crate) url: String,
    /// The row of each object.
    pub(crate) rows: BTreeMap<&'static str, String>,
    secret: String,
    count: Cell<u32>,
    _org: LocalOrg,
    _runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

impl World {
    pub(crate) fn start() -> World {
        use secrecy::ExposeSecret as _;
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let dir = tempfile::tempdir().expect("a folder");
        let options = Options {
            dir: Some(dir.path().to_owned()),
            seats: Some(200),
            ..Options::default()
        };
        let org = runtime.block_on(LocalOrg::start(options)).expect("an org");
        let url = org.url().to_owned();
        let known = owner(dir.path()).expect("a readable folder").expect("an owner");
        let secret = known.secret.expose_secret().to_owned();
        let token = token(&url, &secret, "admin@hallpass.local");
        let mut world = World {
            admin: Wire::new(&url, &token),
            url,
            rows: BTreeMap::new(),
            secret,
            count: Cell::new(0),
            _org: org,
            _runtime: runtime,
            _dir: dir,
        };
        for object in OBJECTS {
            let row = world.row(object);
            world.rows.insert(object, row);
        }
        world
    }

    fn row(&self, object: &str) -> String {
        let mut row = json!({});
        for (_, name, value) in PLAIN.iter().filter(|(of, ..)| *of == object) {
            row[*name] = json!(value);
        }
        for field in FIELDS.iter().filter(|field| field.object == object) {
            row[field.name] = json!(field.value);
        }
        for (_, field, _, parent, _) in REFERENCES.iter().filter(|(of, ..)| *of == object) {
            row[*field] = json!(self.rows[parent]);
        }
        self.create(object, &row)
    }

    pub(crate) fn create(&self, object: &str, row: &Value) -> String {
        let made = self.admin.json("POST", &format!("{ROOT}/sobjects/{object}"), row);
        assert_eq!(made.status, 201, "{object} {row}: {}", made.text);
        made.json["id"].as_str().expect("an Id").to_owned()
    }

    /// Makes rows in one call and tells which were taken.
    pub(crate) fn create_all(&self, object: &str, rows: &[Value]) -> Vec<bool> {
        if rows.is_empty() {
            return Vec::new();
        }
        let records: Vec<Value> = rows
            .iter()
            .map(|row| {
                let mut record = row.clone();
                record["attributes"] = json!({ "type": object });
                record
            })
            .collect();
        let made = self.admin.json(
            "POST",
            &format!("{ROOT}/composite/sobjects"),
            &json!({ "records": records }),
        );
        assert_eq!(made.status, 200, "{}", made.text);
        let results = made.json.as_array().expect("results");
        results.iter().map(|result| result["success"] == true).collect()
    }

    pub(crate) fn delete(&self, object: &str, id: &str) {
        let gone = self
            .admin
            .json("DELETE", &format!("{ROOT}/sobjects/{object}/{id}"), &json!({}));
        assert_eq!(gone.status, 204, "{}", gone.text);
    }

    pub(crate) fn one(&self, soql: &str) -> String {
        let found = self.admin.query(soql);
        let id = found.json["records"][0]["Id"].as_str();
        id.unwrap_or_else(|| panic!("{soql}: {}", found.text)).to_owned()
    }

    pub(crate) fn many_invoices(&self, count: usize) {
        let rows: Vec<Value> = (0..count)
            .map(|at| json!({ "Reference__c": format!("many-{at}") }))
            .collect();
        for chunk in rows.chunks(200) {
            assert!(
                self.create_all("Invoice__c", chunk)
                    .into_iter()
                    .all(|taken| taken)
            );
        }
    }

    /// Returns a number that no other caller got.
    pub(crate) fn fresh(&self) -> u32 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    pub(crate) fn token(&self, username: &str) -> String {
        token(&self.url, &self.secret, username)
    }
}

/// Asks the control endpoint for a token of anybody.
fn token(url: &str, secret: &str, username: &str) -> String {
    let body = json!({ "username": username }).to_string();
    let headers = [
        ("x-hallpass-secret", secret),
        ("Content-Type", "application/json"),
    ];
    let answer = Wire::new(url, "none").send("POST", "/__local/token", &headers, Some(&body));
    let token = answer.json["access_token"].as_str();
    token
        .unwrap_or_else(|| panic!("a token: {}", answer.text))
        .to_owned()
}
