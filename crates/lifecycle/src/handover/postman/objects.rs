//! Requests for an object: what it looks like, and its rows.

use std::fmt::Write as _;

use hallpass_model::Verb;
use serde_json::{Map, Value};

use super::exercise::Object;
use super::request::{Request, folder, literal};

/// The longest list of fields of one query: addresses are cut off at about 16,000 characters, and blanks treble.
const MOST_CHARACTERS: usize = 4_000;

/// A folder for each object.
pub(super) fn objects(objects: &[Object]) -> Vec<Value> {
    objects
        .iter()
        .map(|object| {
            let items: Vec<Value> = std::iter::once(describe(object)).chain(reads(object)).collect();
            folder(object.name.as_str(), "", &items)
        })
        .collect()
}

fn describe(object: &Object) -> Value {
    let name = object.name.as_str();
    let flag = |verb| Value::from(object.verbs.has(verb));
    let flags: Map<String, Value> = [
        ("createable", flag(Verb::Create)),
        ("updateable", flag(Verb::Edit)),
        ("deletable", flag(Verb::Delete)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    let can_edit = object.verbs.has(Verb::Edit);
    let fields: Map<String, Value> = object
        .fields
        .iter()
        .map(|(field, edits)| (field.to_string(), Value::from(*edits && can_edit)))
        .collect();
    let script = format!(
        r#"
        const flags = {flags};
        const fields = {fields};
        pm.test({there}, () => pm.response.to.have.status(200));
        const described = pm.response.json();
        pm.test("it may be used as granted, and not otherwise", () => {{
          pm.expect(described.queryable).to.eql(true);
          for (const [flag, value] of Object.entries(flags)) pm.expect(described[flag], flag).to.eql(value);
        }});
        const found = new Map((described.fields || []).map((field) => [field.name.toLowerCase(), field]));
        pm.test("every granted field is there", () => {{
          for (const [name, edited] of Object.entries(fields)) {{
            const field = found.get(name.toLowerCase());
            pm.expect(field, name).to.be.an("object");
            if (edited) pm.expect(field.updateable, name + " may be edited").to.eql(true);
          }}
        }});
        const needed = (described.fields || []).filter((field) => field.createable && !field.nillable && !field.defaultedOnCreate);
        pm.collectionVariables.set({needed}, JSON.stringify(needed.map(({{ name, type, picklistValues }}) => ({{ name, type, picklistValues }}))));
        "#,
        flags = Value::Object(flags),
        fields = Value::Object(fields),
        there = literal(&format!("{name} is there")),
        needed = literal(&format!("needed_{name}")),
    );
    Request::new(
        "GET",
        format!("Describe {name}"),
        format!("{{{{instance_url}}}}/services/data/v{{{{api_version}}}}/sobjects/{name}/describe"),
    )
    .tests(&script)
    .build()
}

/// Queries of all granted fields, as many as their names need.
fn reads(object: &Object) -> Vec<Value> {
    let name = object.name.as_str();
    let mut lists = vec![String::from("Id")];
    for field in object.fields.keys() {
        match lists.last_mut() {
            Some(list) if list.len() < MOST_CHARACTERS => {
                let _ = write!(list, ", {field}");
            }
            _ => lists.push(format!("Id, {field}")),
        }
    }
    let of = lists.len();
    let titled = lists.iter().enumerate().map(|(n, fields)| {
        let title = match of {
            1 => format!("Read {name}"),
            _ => format!("Read {name} ({} of {of})", n + 1),
        };
        answers(title, &format!("SELECT {fields} FROM {name} LIMIT 5"))
    });
    titled.collect()
}

/// A query that must answer.
pub(super) fn answers(title: String, soql: &str) -> Value {
    Request::query(title, soql)
        .tests(
            r#"
            pm.test("the query answers", () => {
              const body = pm.response.json();
              pm.expect(Array.isArray(body) ? body[0].message : "").to.eql("");
              pm.response.to.have.status(200);
            });
            "#,
        )
        .build()
}
