//! The `objects` of a seed, as additions to the schema.

use super::node::{Entry, Node, Place};
use super::problem::SeedProblem;
use super::shape::meant;
use crate::schema::{AddedField, AddedObject, Additions, Schema};

/// Types whose length nobody needs to say.
const LENGTHS: &[(&str, u32)] = &[
    ("Text", 255),
    ("TextArea", 255),
    ("LongTextArea", 32_768),
    ("Email", 80),
    ("Phone", 40),
    ("Url", 255),
    ("Picklist", 255),
    ("MultiselectPicklist", 4_099),
    ("Lookup", 18),
    ("MasterDetail", 18),
];

/// Reads the objects and fields that a seed adds.
pub(super) fn of(root: &Node) -> Result<Additions, Vec<SeedProblem>> {
    let Some(objects) = root.get("objects") else {
        return Ok(Additions::default());
    };
    let mut reader = Reader {
        schema: Schema::load(),
        declared: objects.entries().iter().map(|entry| entry.key.clone()).collect(),
        problems: Vec::new(),
        additions: Additions::default(),
    };
    for entry in objects.entries() {
        reader.object(entry);
    }
    if reader.problems.is_empty() {
        Ok(reader.additions)
    } else {
        Err(reader.problems)
    }
}

struct Reader {
    schema: Schema,
    declared: Vec<String>,
    problems: Vec<SeedProblem>,
    additions: Additions,
}

impl Reader {
    fn tell(&mut self, place: Place, message: String) {
        self.problems.push(SeedProblem::at(place, message));
    }

    fn object(&mut self, entry: &Entry) {
        let Entry { key, place, value } = entry;
        if key.ends_with("__c") && self.schema.object(key).is_none() {
            if !is_custom_name(key) {
                self.tell(*place, format!("`{key}` can't be the name of an object"));
                return;
            }
            let label = value
                .text_of("label")
                .map_or_else(|| label_of(key), str::to_owned);
            let label_plural = value
                .text_of("plural_label")
                .map_or_else(|| format!("{label}s"), str::to_owned);
            self.additions.objects.push(AddedObject {
                name: key.clone(),
                label,
                label_plural,
            });
        } else if self.schema.object(key).is_none() {
            let known: Vec<&str> = self
                .schema
                .objects
                .iter()
                .map(|object| object.name.as_str())
                .collect();
            let meant = meant(key, &known);
            self.tell(
                *place,
                format!("the org has no object `{key}`{meant} Custom objects end in `__c`"),
            );
            return;
        }
        let name = self
            .schema
            .object(key)
            .map_or(key.as_str(), |known| known.name.as_str())
            .to_owned();
        for field in value.get("fields").map(Node::entries).unwrap_or_default() {
            self.field(&name, field);
        }
    }

    fn field(&mut self, object: &str, entry: &Entry) {
        let Entry { key, place, value } = entry;
        if !is_custom_name(key) {
            self.tell(
                *place,
                format!("`{key}` can't be the name of a custom field: it must end in `__c`"),
            );
            return;
        }
        let kind = value.text_of("type").unwrap_or_default().to_owned();
        let is_reference = matches!(kind.as_str(), "Lookup" | "MasterDetail");
        let to = value.text_of("to").map(|to| self.canonical(to));
        match (&to, is_reference) {
            (None, true) => self.tell(
                value.place,
                format!("a {kind} field needs `to`, the object that it points at"),
            ),
            (Some(_), false) => self.tell(
                value.place,
                format!("a {kind} field points at nothing: `to` is for Lookup and MasterDetail"),
            ),
            (Some(None), true) => {
                let message = format!(
                    "the org has no object `{}`",
                    value.text_of("to").unwrap_or_default()
                );
                self.tell(value.get("to").map_or(*place, |to| to.place), message);
            }
            _ => {}
        }
        let number = |name: &str| {
            let number = value.get(name).and_then(|node| node.to_json().as_u64());
            number.and_then(|number| u32::try_from(number).ok())
        };
        let is_number = matches!(kind.as_str(), "Number" | "Currency" | "Percent");
        let length = LENGTHS
            .iter()
            .find(|(known, _)| *known == kind)
            .map_or(0, |(_, length)| *length);
        let children = value
            .text_of("children")
            .map_or_else(|| format!("{}s", object.trim_end_matches("__c")), str::to_owned);
        self.additions.fields.push(AddedField {
            object: object.to_owned(),
            name: key.clone(),
            label: value
                .text_of("label")
                .map_or_else(|| label_of(key), str::to_owned),
            length: number("length").unwrap_or(length),
            precision: number("precision").unwrap_or(if is_number { 18 } else { 0 }),
            scale: number("scale").unwrap_or(if is_number && kind != "Number" { 2 } else { 0 }),
            required: value.flag("required"),
            unique: value.flag("unique"),
            external_id: value.flag("external_id"),
            formula: value.flag("formula"),
            restricted: value.flag("restricted"),
            values: value
                .get("values")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .map(|value| value.text().to_owned())
                .collect(),
            to: to.flatten(),
            children,
            kind,
        });
    }

    /// Returns the name of an object as the org or this file spells it.
    fn canonical(&self, name: &str) -> Option<String> {
        let declared = self
            .declared
            .iter()
            .find(|known| known.eq_ignore_ascii_case(name));
        self.schema
            .object(name)
            .map(|object| object.name.clone())
            .or_else(|| declared.cloned())
    }
}

/// `Big_Project__c` is called Big Project.
fn label_of(name: &str) -> String {
    name.trim_end_matches("__c").replace('_', " ")
}

fn is_custom_name(name: &str) -> bool {
    let bare = name.strip_suffix("__c").unwrap_or_default();
    bare.starts_with(|first: char| first.is_ascii_alphabetic())
        && bare.len() <= 40
        && !bare.ends_with('_')
        && !bare.contains("__")
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
