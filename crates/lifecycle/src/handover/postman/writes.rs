//! Requests that change data. None is sent unless the variable `run_writes` is `true`: a collection that is run to see
//! whether a credential works must leave no rows behind.

use hallpass_model::Verb;
use serde_json::Value;

use super::exercise::Object;
use super::request::{Request, event, folder, lines, literal};

const DESCRIPTION: &str = "Creates, changes and deletes records of its own. Nothing here is sent unless the variable \
    `run_writes` is `true`. Where deleting is not granted, the record that was created stays.";

/// Codes that say that access is missing, and nothing about the data.
const NO_ACCESS: &str = r#"["INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "INVALID_TYPE", "INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE", "NOT_FOUND", "API_DISABLED_FOR_ORG", "INVALID_SESSION_ID", "FORBIDDEN"]"#;

/// The folder, unless nothing may be written.
pub(super) fn writes(objects: &[Object]) -> Option<Value> {
    let items: Vec<Value> = objects.iter().flat_map(of_object).collect();
    if items.is_empty() {
        return None;
    }
    let mut folder = folder("Writes", DESCRIPTION, &items);
    let skip = r#"if (pm.variables.get("run_writes") !== "true") pm.execution.skipRequest();"#;
    folder["event"] = Value::from(vec![event("prerequest", &lines(skip))]);
    Some(folder)
}

fn of_object(object: &Object) -> Vec<Value> {
    let may = |verb| object.verbs.has(verb);
    let name = object.name.as_str();
    let mut items = Vec::new();
    if may(Verb::Create) {
        items.push(create(name));
    }
    if may(Verb::Edit) {
        items.push(edit(name));
    }
    if may(Verb::Delete) {
        items.push(delete(name));
    }
    items
}

/// What a record needs is not known before it is described, so the body is made in the run.
fn create(name: &str) -> Value {
    let before = format!(
        r#"
        const needed = JSON.parse(pm.collectionVariables.get({needed}) || "[]");
        const record = {{}};
        for (const {{ name, type, picklistValues }} of needed) {{
          if (["string", "textarea"].includes(type)) record[name] = "hallpass check";
          else if (type === "email") record[name] = "hallpass@example.com";
          else if (["int", "double", "currency", "percent"].includes(type)) record[name] = 0;
          else if (type === "date") record[name] = new Date().toISOString().slice(0, 10);
          else if (type === "datetime") record[name] = new Date().toISOString();
          else if (type === "boolean") record[name] = false;
          else if (type === "picklist") record[name] = ((picklistValues || []).find((value) => value.active) || {{}}).value;
        }}
        pm.collectionVariables.set("record", JSON.stringify(record));
        "#,
        needed = literal(&format!("needed_{name}")),
    );
    let tests = format!(
        r#"
        const body = pm.response.json();
        pm.collectionVariables.set({id}, pm.response.code === 201 ? body.id : "");
        pm.test("a record may be created, whatever the org asks of its values", () => {{
          pm.expect(pm.response.code).to.be.oneOf([201, 400]);
          if (pm.response.code === 400) pm.expect(body[0].errorCode).to.not.be.oneOf({NO_ACCESS});
        }});
        "#,
        id = literal(&format!("created_{name}")),
    );
    Request::new("POST", format!("Create {name}"), format!("{}/", sobject(name)))
        .header("Content-Type", "application/json")
        .raw("{{record}}")
        .before(&before)
        .tests(&tests)
        .build()
}

fn edit(name: &str) -> Value {
    Request::new("PATCH", format!("Edit {name}"), created(name))
        .header("Content-Type", "application/json")
        .raw("{}")
        .described("Needs the right to edit, and changes no value.")
        .before(&only_own(name))
        .tests(r#"pm.test("the record may be edited", () => pm.response.to.have.status(204));"#)
        .build()
}

fn delete(name: &str) -> Value {
    Request::new("DELETE", format!("Delete {name}"), created(name))
        .described("Deletes the record that was created here, and no other.")
        .before(&only_own(name))
        .tests(r#"pm.test("the record may be deleted", () => pm.response.to.have.status(204));"#)
        .build()
}

/// Only records that this run created are touched.
fn only_own(name: &str) -> String {
    let id = literal(&format!("created_{name}"));
    format!("if (!pm.collectionVariables.get({id})) pm.execution.skipRequest();")
}

fn created(name: &str) -> String {
    format!("{}/{{{{created_{name}}}}}", sobject(name))
}

fn sobject(name: &str) -> String {
    format!("{{{{instance_url}}}}/services/data/v{{{{api_version}}}}/sobjects/{name}")
}
