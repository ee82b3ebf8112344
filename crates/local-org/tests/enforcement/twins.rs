//! Requests about a name, and the same requests about a name that does not exist.

use serde_json::{Value, json};

use crate::wire::{Answer, Wire, percent};
use crate::world::{Field, PLAIN, REFERENCES, ROOT, World};

/// What has to be visible for a request to succeed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Need {
    /// Rows of the object.
    Object(&'static str),
    /// A reference: object and field.
    Reference(&'static str, &'static str),
}

/// A request that names something.
#[derive(Debug)]
pub(crate) struct Probe {
    pub(crate) method: &'static str,
    pub(crate) target: String,
    pub(crate) body: Option<Value>,
    /// Further needs; none where success is not to be expected of it at all.
    pub(crate) needs: Option<Vec<Need>>,
}

impl Probe {
    pub(crate) fn send(&self, wire: &Wire) -> Answer {
        match &self.body {
            Some(body) => wire.json(self.method, &self.target, body),
            None => wire.send(self.method, &self.target, &[], None),
        }
    }

    fn get(target: String, needs: &[Need]) -> Probe {
        Probe {
            method: "GET",
            target,
            body: None,
            needs: Some(needs.to_vec()),
        }
    }

    fn query(soql: &str, needs: &[Need]) -> Probe {
        Probe::get(query_of(soql), needs)
    }

    /// A question whose success is not to be expected.
    fn asking(target: String) -> Probe {
        Probe::write("GET", target, json!({}))
    }

    fn write(method: &'static str, target: String, body: Value) -> Probe {
        Probe {
            method,
            target,
            body: Some(body),
            needs: None,
        }
    }
}

/// The address of a query.
fn query_of(soql: &str) -> String {
    format!("{ROOT}/query?q={}", percent(soql))
}

/// Returns a name of the same length that nothing has.
pub(crate) fn unknown(name: &str) -> String {
    let (stem, end) = match name.strip_suffix("__c").or_else(|| name.strip_suffix("__r")) {
        Some(stem) => (stem, &name[stem.len()..]),
        None => (name, ""),
    };
    format!("{}q{end}", &stem[..stem.len() - 1])
}

/// Requests that read a field under `name`.
pub(crate) fn reading(world: &World, field: &Field, name: &str) -> Vec<Probe> {
    let Field { object, value, .. } = field;
    let id = &world.rows[object];
    let own: &[Need] = &[];
    let mut probes = vec![
        Probe::get(format!("{ROOT}/sobjects/{object}/{id}?fields=Id,{name}"), own),
        Probe::get(
            format!("{ROOT}/composite/sobjects/{object}?ids={id}&fields={name}"),
            own,
        ),
        Probe {
            method: "POST",
            target: format!("{ROOT}/composite/sobjects/{object}"),
            body: Some(json!({ "ids": [id], "fields": [name] })),
            needs: Some(Vec::new()),
        },
        Probe::get(
            format!(
                "{ROOT}/query?columns=true&q={}",
                percent(&format!("SELECT {name} FROM {object}"))
            ),
            own,
        ),
    ];
    for soql in [
        format!("SELECT {name} FROM {object} LIMIT 5"),
        format!("SELECT x.{name} FROM {object} x LIMIT 5"),
        format!("SELECT Id FROM {object} WHERE {name} = '{value}' LIMIT 5"),
        format!("SELECT Id FROM {object} WHERE Id = '{id}' AND (NOT {name} LIKE 'canary%')"),
        format!("SELECT Id FROM {object} WHERE {name} IN ('{value}', null) LIMIT 5"),
        format!("SELECT Id FROM {object} ORDER BY {name} DESC NULLS LAST LIMIT 5"),
        format!("SELECT {name}, COUNT(Id) FROM {object} GROUP BY {name}"),
        format!("SELECT {name} n FROM {object} GROUP BY ROLLUP({name})"),
        format!("SELECT COUNT({name}) FROM {object}"),
        format!("SELECT COUNT_DISTINCT({name}) n FROM {object}"),
        format!("SELECT MAX({name}) n FROM {object}"),
        format!(
            "SELECT CreatedById, COUNT(Id) n FROM {object} GROUP BY CreatedById HAVING MAX({name}) != null"
        ),
        format!("SELECT COUNT() FROM {object} WHERE {name} != null"),
    ] {
        probes.push(Probe::query(&soql, own));
    }
    for soql in [
        format!("SELECT toLabel({name}) FROM {object} LIMIT 5"),
        format!("SELECT FORMAT({name}) f FROM {object} LIMIT 5"),
        format!("SELECT FORMAT(MAX({name})) f FROM {object}"),
        format!("SELECT FORMAT(convertCurrency({name})) f FROM {object}"),
        format!("SELECT TYPEOF What WHEN {object} THEN {name} ELSE Id END FROM Task"),
        format!("SELECT What.{name} FROM Task"),
        format!("SELECT Id FROM {object} FOR VIEW ORDER BY {name}"),
        format!("SELECT Id FROM {object} WHERE {name} > 5"),
        format!("SELECT Id FROM {object} WHERE CALENDAR_YEAR({name}) = 2026"),
    ] {
        probes.push(Probe {
            needs: None,
            ..Probe::query(&soql, own)
        });
    }
    probes.extend(related(field, name));
    probes.extend(composed(world, field, name));
    probes
}

/// The same through relationships.
fn related(field: &Field, name: &str) -> Vec<Probe> {
    let Field { object, value, .. } = field;
    let mut probes = Vec::new();
    let mut add = |needs: [Need; 2], list: &[String]| {
        probes.extend(list.iter().map(|soql| Probe::query(soql, &needs)));
    };
    for (child, reference, relationship, parent, children) in REFERENCES {
        if parent == object {
            let needs = [Need::Object(child), Need::Reference(child, reference)];
            add(
                needs,
                &[
                    format!("SELECT Id, {relationship}.{name} FROM {child} LIMIT 5"),
                    format!("SELECT Id FROM {child} WHERE {relationship}.{name} = '{value}' LIMIT 5"),
                    format!("SELECT Id FROM {child} ORDER BY {relationship}.{name} LIMIT 5"),
                    format!("SELECT COUNT(Id) n FROM {child} GROUP BY {relationship}.{name}"),
                    format!("SELECT MIN({relationship}.{name}) n FROM {child}"),
                    format!(
                        "SELECT Id FROM {child} WHERE {reference} IN (SELECT Id FROM {parent} WHERE {name} != null) LIMIT 5"
                    ),
                    format!(
                        "SELECT Id FROM {child} WHERE {reference} NOT IN (SELECT Id FROM {parent} WHERE {name} = '{value}') LIMIT 5"
                    ),
                ],
            );
        }
        if child == object {
            let needs = [Need::Object(parent), Need::Reference(child, reference)];
            add(
                needs,
                &[
                    format!("SELECT Id, (SELECT {name} FROM {children}) FROM {parent} LIMIT 5"),
                    format!(
                        "SELECT Id, (SELECT Id FROM {children} WHERE {name} = '{value}') FROM {parent} LIMIT 5"
                    ),
                    format!(
                        "SELECT Id, (SELECT Id FROM {children} ORDER BY {name} LIMIT 1) FROM {parent} LIMIT 5"
                    ),
                    format!(
                        "SELECT Id FROM {parent} WHERE Id IN (SELECT {reference} FROM {child} WHERE {name} = '{value}') LIMIT 5"
                    ),
                    format!(
                        "SELECT Id FROM {parent} WHERE Id NOT IN (SELECT {reference} FROM {child} WHERE {name} != null) LIMIT 5"
                    ),
                ],
            );
        }
    }
    probes
}

/// The same through composite requests, whose own status is always 200.
fn composed(world: &World, field: &Field, name: &str) -> Vec<Probe> {
    let Field { object, value, .. } = field;
    let id = &world.rows[object];
    let row = format!("{ROOT}/sobjects/{object}/{id}");
    let subrequests = json!([
        { "method": "GET", "url": row, "referenceId": "whole" },
        { "method": "GET", "url": format!("{row}?fields={name}"), "referenceId": "part" },
        { "method": "GET", "url": query_of(&format!("SELECT Id FROM {object} WHERE {name} = '{value}'")), "referenceId": "found" },
        { "method": "GET", "url": format!("{ROOT}/sobjects/User/@{{whole.{name}}}"), "referenceId": "shown" },
        { "method": "GET", "url": format!("{ROOT}/sobjects/User/@{{found.records[0].{name}}}"), "referenceId": "again" },
    ]);
    let is_record = |node: &&Value| node["referenceId"] != "found" && node["referenceId"] != "again";
    let records: Vec<Value> = subrequests
        .as_array()
        .into_iter()
        .flatten()
        .filter(is_record)
        .cloned()
        .collect();
    let job = json!({ "operation": "query", "query": format!("SELECT {name} FROM {object}") });
    let batched = json!([
        { "method": "GET", "url": format!("v66.0/sobjects/{object}/{id}?fields={name}") },
        { "method": "GET", "url": format!("v66.0/query?q={}", percent(&format!("SELECT {name} FROM {object}"))) },
    ]);
    vec![
        Probe::write(
            "POST",
            format!("{ROOT}/composite"),
            json!({ "compositeRequest": subrequests }),
        ),
        Probe::write(
            "POST",
            format!("{ROOT}/composite"),
            json!({ "allOrNone": true, "compositeRequest": subrequests }),
        ),
        Probe::write(
            "POST",
            format!("{ROOT}/composite/graph"),
            json!({ "graphs": [{ "graphId": "1", "compositeRequest": records }] }),
        ),
        Probe::write("POST", format!("{ROOT}/jobs/query"), job),
        Probe::write(
            "POST",
            format!("{ROOT}/composite/batch"),
            json!({ "batchRequests": batched }),
        ),
    ]
}

/// Requests that write a field under `name`, or find a row by it.
pub(crate) fn writing(world: &World, field: &Field, name: &str) -> Vec<Probe> {
    let Field { object, value, .. } = field;
    let id = &world.rows[object];
    let mut row = whole_row(object);
    row[name] = json!(value);
    let mut record = row.clone();
    record["attributes"] = json!({ "type": object, "referenceId": "one" });
    let change = json!({ name: value });
    let changed = json!({ "attributes": { "type": object }, "id": id, name: value });
    let mut probes = vec![
        Probe::write("POST", format!("{ROOT}/sobjects/{object}"), row.clone()),
        Probe::write("PATCH", format!("{ROOT}/sobjects/{object}/{id}"), change),
        Probe::write(
            "POST",
            format!("{ROOT}/composite/sobjects"),
            json!({ "records": [record] }),
        ),
        Probe::write(
            "PATCH",
            format!("{ROOT}/composite/sobjects"),
            json!({ "records": [changed] }),
        ),
        Probe::write(
            "POST",
            format!("{ROOT}/composite/tree/{object}"),
            json!({ "records": [record] }),
        ),
        Probe::write(
            "PATCH",
            format!("{ROOT}/composite/sobjects/{object}/{name}"),
            json!({ "records": [record] }),
        ),
        Probe::write(
            "PATCH",
            format!("{ROOT}/sobjects/{object}/{name}/{value}"),
            whole_row(object),
        ),
        Probe::write(
            "PATCH",
            format!("{ROOT}/sobjects/{object}/{name}/{value}?updateOnly=true"),
            json!({}),
        ),
        Probe::write(
            "PATCH",
            format!("{ROOT}/sobjects/{object}/{name}/nobody"),
            json!({}),
        ),
        Probe::asking(format!("{ROOT}/sobjects/{object}/{name}/{value}")),
        Probe::asking(format!("{ROOT}/sobjects/{object}/{name}/nobody")),
    ];
    let job = json!({ "operation": "upsert", "object": object, "externalIdFieldName": name });
    probes.push(Probe::write("POST", format!("{ROOT}/jobs/ingest"), job));
    if !field.key {
        probes.push(Probe::write(
            "DELETE",
            format!("{ROOT}/sobjects/{object}/{name}/{value}"),
            json!({}),
        ));
    }
    for (child, _, relationship, ..) in REFERENCES.iter().filter(|(.., parent, _)| parent == object) {
        for wanted in [*value, "nobody"] {
            let mut row = whole_row(child);
            row[*relationship] = json!({ name: wanted });
            probes.push(Probe::write(
                "POST",
                format!("{ROOT}/sobjects/{child}"),
                row.clone(),
            ));
            let child_id = &world.rows[child];
            let change = json!({ *relationship: { name: wanted } });
            probes.push(Probe::write(
                "PATCH",
                format!("{ROOT}/sobjects/{child}/{child_id}"),
                change,
            ));
        }
    }
    probes
}

/// The least that a row needs.
fn whole_row(object: &str) -> Value {
    let plain = PLAIN.iter().filter(|(of, ..)| *of == object);
    plain
        .map(|(_, name, _)| ((*name).to_owned(), json!("plain")))
        .collect()
}

/// Requests that name an object under `name`; `id` is the Id of a row of it.
pub(crate) fn object(world: &World, object: &'static str, name: &str) -> Vec<Probe> {
    let id = world
        .rows
        .get(object)
        .map_or("005000000000000AAA", String::as_str);
    let own: &[Need] = &[];
    let row = whole_row(object);
    let mut record = row.clone();
    record["attributes"] = json!({ "type": name, "referenceId": "one" });
    let changed = json!({ "attributes": { "type": name }, "id": id });
    let mut probes = vec![
        Probe::get(format!("{ROOT}/sobjects/{name}/describe"), own),
        Probe::asking(format!("{ROOT}/sobjects/{name}/describe/layouts")),
        Probe::asking(format!("{ROOT}/sobjects/{name}/describe/compactLayouts")),
        Probe::get(format!("{ROOT}/sobjects/{name}"), own),
        Probe::query(&format!("SELECT Id FROM {name} LIMIT 1"), own),
        Probe::query(&format!("SELECT COUNT() FROM {name}"), own),
        Probe::query(&format!("SELECT FIELDS(ALL) FROM {name} LIMIT 1"), own),
        Probe::get(
            format!(
                "{ROOT}/queryAll?q={}",
                percent(&format!("SELECT Id FROM {name} LIMIT 1"))
            ),
            own,
        ),
        Probe::asking(format!("{ROOT}/sobjects/{name}/{id}")),
        Probe::asking(format!("{ROOT}/sobjects/{name}/{id}?fields=Id")),
        Probe::asking(format!("{ROOT}/sobjects/{name}/Id/{id}")),
        Probe::asking(format!("{ROOT}/sobjects/{name}/{id}/Owner")),
        Probe::asking(format!("{ROOT}/tooling/sobjects/{name}/describe")),
        Probe::asking(format!(
            "{ROOT}/tooling/query?q={}",
            percent(&format!("SELECT Id FROM {name}"))
        )),
        Probe::write("POST", format!("{ROOT}/sobjects/{name}"), row),
        Probe::write("PATCH", format!("{ROOT}/sobjects/{name}/{id}"), json!({})),
        Probe::write(
            "PATCH",
            format!("{ROOT}/sobjects/{name}/{id}"),
            json!({ "Nonsense": 1 }),
        ),
        Probe::write(
            "POST",
            format!("{ROOT}/composite/tree/{name}"),
            json!({ "records": [record] }),
        ),
        Probe::write(
            "POST",
            format!("{ROOT}/composite/sobjects"),
            json!({ "records": [record] }),
        ),
        Probe::write(
            "PATCH",
            format!("{ROOT}/composite/sobjects"),
            json!({ "records": [changed] }),
        ),
        Probe::write(
            "PATCH",
            format!("{ROOT}/composite/sobjects/{name}/Id"),
            json!({ "records": [changed] }),
        ),
        Probe::asking(format!("{ROOT}/composite/sobjects/{name}?ids={id}&fields=Id")),
        Probe::asking(query_of(&format!(
            "SELECT TYPEOF What WHEN {name} THEN Id END FROM Task"
        ))),
        Probe::asking(query_of(&format!(
            "SELECT Id FROM Task WHERE WhatId IN (SELECT Id FROM {name})"
        ))),
        Probe::asking(query_of(&format!(
            "SELECT Id FROM User WHERE Id IN (SELECT OwnerId FROM {name})"
        ))),
    ];
    for job in [
        json!({ "operation": "insert", "object": name }),
        json!({ "operation": "query", "query": format!("SELECT Id FROM {name}") }),
    ] {
        let kind = if job["object"].is_null() {
            "query"
        } else {
            "ingest"
        };
        probes.push(Probe::write("POST", format!("{ROOT}/jobs/{kind}"), job));
    }
    for resource in ["updated", "deleted"] {
        let target = format!(
            "{ROOT}/sobjects/{name}/{resource}?start=2026-01-01T00%3A00%3A00Z&end=2026-01-02T00%3A00%3A00Z"
        );
        probes.push(Probe::asking(target));
    }
    for (_, _, _, parent, _) in REFERENCES.iter().filter(|(child, ..)| *child == object) {
        let parent_id = &world.rows[parent];
        let soql = format!("SELECT Id FROM {parent} WHERE Id IN (SELECT Id FROM {name})");
        probes.push(Probe::asking(query_of(&soql)));
        probes.push(Probe::asking(format!(
            "{ROOT}/sobjects/{parent}/{parent_id}/{name}"
        )));
    }
    probes
}

/// Requests that name the relationships to and from an object.
pub(crate) fn relationships(world: &World, object: &'static str) -> Vec<(&'static str, Vec<(Probe, Probe)>)> {
    let mut all = Vec::new();
    for (child, _, relationship, parent, children) in REFERENCES {
        if *parent == object {
            let probes = |name: &str| {
                let row = &world.rows[child];
                vec![
                    Probe::asking(format!("{ROOT}/sobjects/{child}/{row}/{name}")),
                    Probe::query(&format!("SELECT {name}.Name FROM {child} LIMIT 1"), &[]),
                    Probe::query(&format!("SELECT {name}.Id FROM {child} LIMIT 1"), &[]),
                    Probe::query(&format!("SELECT Id FROM {child} WHERE {name}.Name != null"), &[]),
                    Probe::query(&format!("SELECT Id FROM {child} ORDER BY {name}.Name"), &[]),
                    Probe::query(
                        &format!("SELECT COUNT(Id) FROM {child} GROUP BY {name}.Name"),
                        &[],
                    ),
                ]
            };
            let pairs = probes(relationship)
                .into_iter()
                .zip(probes(&unknown(relationship)));
            all.push((*relationship, pairs.collect()));
        }
        if *child == object {
            let id = &world.rows[parent];
            let probes = |name: &str| {
                let mut tree = whole_row(parent);
                tree["attributes"] = json!({ "type": parent, "referenceId": "above" });
                let mut below = whole_row(child);
                below["attributes"] = json!({ "type": "Nothing", "referenceId": "below" });
                tree[name] = json!({ "records": [below] });
                vec![
                    Probe::query(
                        &format!("SELECT Id, (SELECT Id FROM {name}) FROM {parent} LIMIT 1"),
                        &[],
                    ),
                    Probe::query(
                        &format!("SELECT Id, (SELECT Nonsense FROM {name} LIMIT 1) FROM {parent}"),
                        &[],
                    ),
                    Probe::asking(format!("{ROOT}/sobjects/{parent}/{id}/{name}")),
                    Probe::write(
                        "POST",
                        format!("{ROOT}/composite/tree/{parent}"),
                        json!({ "records": [tree] }),
                    ),
                ]
            };
            let pairs = probes(children).into_iter().zip(probes(&unknown(children)));
            all.push((*children, pairs.collect()));
        }
    }
    all
}
