//! Random specs.

use std::fmt::Write as _;

use super::random::Random;
use crate::support::Folder;

const FLEET: &str = "version: 1
fleet: acme
orgs:
  local: { local: .hallpass/local-org }
safety: { max_deletes: 1000, max_delete_percent: 100, max_api_calls: 500 }
";

const NAMES: [&str; 3] = ["billing", "load-0", "postman"];

/// Objects with the verbs that they may be granted with, and their fields.
const POOL: [(&str, &[&str], &[&str]); 3] = [
    (
        "Account",
        &["read", "read, create, edit", "read, edit, delete"],
        &["Phone", "Website", "Industry", "AnnualRevenue"],
    ),
    (
        "Contact",
        &["read", "read, edit"],
        &["Email", "Phone", "Title", "Department"],
    ),
    ("Lead", &["read", "read, create"], &["Email", "Phone", "Website"]),
];

/// How far a spec goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enforce {
    Exact,
    Additive,
    Report,
}

/// Fields of an object by their place in the pool, each with whether it may be changed.
type Fields = Vec<(usize, bool)>;

/// What one integration shall have.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) name: &'static str,
    pub(super) enforce: Enforce,
    /// Objects by their place in the pool, which of its verbs they have, and their fields.
    grants: Vec<(usize, usize, Fields)>,
    has_class: bool,
}

impl Wanted {
    fn random(name: &'static str, random: &mut Random) -> Self {
        let mut grants = Vec::new();
        for (object, (_, verbs, fields)) in POOL.iter().enumerate() {
            if random.percent(70) {
                let granted = (0..fields.len()).filter_map(|field| {
                    let is_edited = random.percent(40);
                    random.percent(50).then_some((field, is_edited))
                });
                let granted = granted.collect();
                grants.push((object, random.below(verbs.len()), granted));
            }
        }
        Self {
            name,
            enforce: Enforce::Exact,
            grants,
            has_class: random.percent(50),
        }
    }

    /// The name of its permission set, which is that of its app too.
    pub(super) fn set(&self) -> String {
        let mut set = self.name.replace('-', "_");
        set[..1].make_ascii_uppercase();
        format!("{set}_Integration")
    }

    pub(super) fn username(&self) -> String {
        format!("{}.api@example.com", self.name)
    }

    /// The spec; backwards, the same in the opposite order.
    fn spec(&self, backwards: bool) -> String {
        let enforce = match self.enforce {
            Enforce::Exact => "exact",
            Enforce::Additive => "additive",
            Enforce::Report => "report",
        };
        let mut spec = format!(
            "integration: {}\nowner: owner@example.com\ndescription: One of some\nenforce: {enforce}\n\
             user: {{ username: {}, email: alerts@example.com }}\n\
             apps:\n  - {{ external_client_app: {}, contact_email: alerts@example.com, \
             callback_url: \"https://localhost/callback\", flow: client_credentials, scopes: [api] }}\n\
             permissions:\n",
            self.name,
            self.username(),
            self.set()
        );
        let turn = |mut list: Vec<String>| {
            if backwards {
                list.reverse();
            }
            list
        };
        let objects = self.grants.iter().map(|(object, verbs, _)| {
            let (name, known, _) = POOL[*object];
            let verbs = turn(known[*verbs].split(", ").map(str::to_owned).collect());
            format!("{name}: [{}]", verbs.join(", "))
        });
        writeln!(spec, "  objects: {{ {} }}", turn(objects.collect()).join(", ")).unwrap();
        let fields = self.grants.iter().map(|(object, verbs, fields)| {
            let (name, known, names) = POOL[*object];
            let can_edit = known[*verbs].contains("edit");
            let of = |edited: bool| {
                let these = fields.iter().filter(|(_, edit)| (*edit && can_edit) == edited);
                turn(these.map(|(field, _)| names[*field].to_owned()).collect()).join(", ")
            };
            format!("{name}: {{ edit: [{}], read: [{}] }}", of(true), of(false))
        });
        writeln!(spec, "  fields: {{ {} }}", turn(fields.collect()).join(", ")).unwrap();
        if self.has_class {
            spec.push_str("  apex_classes: [CustomerWS]\n");
        }
        spec
    }
}

/// Some integrations, all enforced as they stand.
pub(super) fn fleet(random: &mut Random) -> Vec<Wanted> {
    let count = 2 + random.below(2);
    NAMES[..count]
        .iter()
        .map(|name| Wanted::random(name, random))
        .collect()
}

/// Other grants for the same integrations, enforced in different ways; the first as it stands, so that each world has
/// something to do.
pub(super) fn changed(fleet: &[Wanted], random: &mut Random) -> Vec<Wanted> {
    let changed = fleet.iter().enumerate().map(|(at, one)| {
        let mut other = Wanted::random(one.name, random);
        if at > 0 {
            other.enforce = *random.of_these(&[Enforce::Exact, Enforce::Additive, Enforce::Report]);
        }
        other
    });
    changed.collect()
}

/// Writes specs into the folder, each into a file of its own.
pub(super) fn write(folder: &Folder, fleet: &[Wanted]) {
    folder.write("specs/hallpass.yaml", FLEET);
    for one in fleet {
        folder.write(&format!("specs/{}.yaml", one.name), &one.spec(false));
    }
}

/// Writes the same specs in the opposite order: of files, and within them.
pub(super) fn write_backwards(folder: &Folder, fleet: &[Wanted]) {
    for (at, one) in fleet.iter().rev().enumerate() {
        remove(folder, one);
        folder.write(&format!("specs/{at}-{}.yaml", one.name), &one.spec(true));
    }
}

/// Takes back what [`write_backwards`] wrote.
pub(super) fn write_forwards(folder: &Folder, fleet: &[Wanted]) {
    for (at, one) in fleet.iter().rev().enumerate() {
        std::fs::remove_file(folder.path(&format!("specs/{at}-{}.yaml", one.name))).unwrap();
    }
    write(folder, fleet);
}

/// Takes a spec away.
pub(super) fn remove(folder: &Folder, one: &Wanted) {
    std::fs::remove_file(folder.path(&format!("specs/{}.yaml", one.name))).unwrap();
}
