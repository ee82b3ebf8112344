//! Who is in a queue and what it holds: rows of GroupMember and QueueSobject ↔ elements of `Queue`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::component::Work;
use super::permission_set::refusal;
use crate::dml;
use crate::services::metadata::types::Problem;
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, id, row, text};

/// Wrapper and element of each kind of member, its object, its `Type` and the column that names it.
const MEMBERS: &[(&str, &str, &str, Option<&str>, &str)] = &[
    (
        "publicGroups",
        "publicGroup",
        "Group",
        Some("Regular"),
        "DeveloperName",
    ),
    (
        "roleAndSubordinates",
        "roleAndSubordinate",
        "Group",
        Some("RoleAndSubordinates"),
        "DeveloperName",
    ),
    (
        "roleAndSubordinatesInternal",
        "roleAndSubordinateInternal",
        "Group",
        Some("RoleAndSubordinatesInternal"),
        "DeveloperName",
    ),
    ("roles", "role", "Group", Some("Role"), "DeveloperName"),
    ("users", "user", "User", None, "Username"),
];

/// Adds the elements of a queue.
pub(super) fn render(tx: &Tx<'_>, queue: &Id, body: &mut Element) {
    let members: Vec<Id> = tx
        .find("GroupMember", &[("GroupId", Value::from(queue))])
        .iter()
        .filter_map(|row| id(row, "UserOrGroupId"))
        .collect();
    let mut all = Element::new("queueMembers");
    for (wrapper, element, object, kind, column) in MEMBERS {
        let mut inner = Element::new(wrapper);
        let mut names: Vec<String> = members
            .iter()
            .filter_map(|member| tx.get(object, member))
            .filter(|row| kind.is_none_or(|kind| text(row, "Type") == kind))
            .map(|row| text(&row, column).to_owned())
            .collect();
        names.sort_unstable();
        inner
            .children
            .extend(names.into_iter().map(|name| Element::leaf(element, name)));
        if !inner.children.is_empty() {
            all.children.push(inner);
        }
    }
    body.remove("queueMembers");
    if !all.children.is_empty() {
        body.children.push(all);
    }
    body.remove("queueSobject");
    let mut objects: Vec<String> = tx
        .find("QueueSobject", &[("QueueId", Value::from(queue))])
        .iter()
        .map(|row| text(row, "SobjectType").to_owned())
        .collect();
    objects.sort_unstable();
    for object in objects {
        body.children
            .push(Element::new("queueSobject").with("sobjectType", object));
    }
}

/// Makes members and objects of a queue those of the file; tells whether that changed anything.
pub(super) fn apply(work: &mut Work<'_, '_>, queue: &Id, file: &Element) -> Result<bool, Problem> {
    let wanted = wanted(work.tx, file)?;
    let members = sync(work, queue, ("GroupMember", "GroupId", "UserOrGroupId"), &wanted)?;
    let objects: BTreeSet<String> = file
        .all("queueSobject")
        .filter_map(|child| child.value("sobjectType"))
        .map(str::to_owned)
        .collect();
    let objects = sync(work, queue, ("QueueSobject", "QueueId", "SobjectType"), &objects)?;
    Ok(members || objects)
}

fn wanted(tx: &Tx<'_>, file: &Element) -> Result<BTreeSet<String>, Problem> {
    let mut wanted = BTreeSet::new();
    let Some(given) = file.child("queueMembers") else {
        return Ok(wanted);
    };
    for (wrapper, element, object, kind, column) in MEMBERS {
        for name in given.all(wrapper).flat_map(|inner| inner.all(element)) {
            let name = name.text.trim();
            let mut filter = vec![(*column, json!(name))];
            filter.extend(kind.map(|kind| ("Type", json!(kind))));
            let found = tx.find_one(object, &filter).ok_or_else(|| {
                Problem::of_file(format!("In field: {element} - no {object} named {name} found"))
            })?;
            wanted.insert(text(&found, "Id").to_owned());
        }
    }
    Ok(wanted)
}

fn sync(
    work: &mut Work<'_, '_>,
    queue: &Id,
    (object, parent, column): (&str, &str, &str),
    wanted: &BTreeSet<String>,
) -> Result<bool, Problem> {
    let present: Vec<Row> = work.tx.find(object, &[(parent, Value::from(queue))]);
    let mut changed = false;
    for found in &present {
        if !wanted.contains(text(found, column))
            && let Some(found) = id(found, "Id")
        {
            dml::delete(work.tx, work.caller, object, &found).map_err(refusal)?;
            changed = true;
        }
    }
    for value in wanted
        .iter()
        .filter(|value| !present.iter().any(|row| text(row, column) == **value))
    {
        let values = row([
            (parent, Value::from(queue)),
            (column, Value::from(value.as_str())),
        ]);
        dml::insert(work.tx, work.caller, object, &values).map_err(refusal)?;
        changed = true;
    }
    Ok(changed)
}
