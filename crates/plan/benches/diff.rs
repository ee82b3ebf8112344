//! How long planning takes for 1,000 integrations with 400,000 field grants, beside what `serde_json` takes to parse the
//! same rows as the org sends them.
//!
//! `cargo bench -p hallpass-plan`. Prints a table and fails when finding that nothing is to be done takes more than
//! [`MOST`] times as long as the parsing: whoever reads rows has parsed them, so that planning is never what one waits for.

#![expect(clippy::print_stdout, reason = "a bench is read where it runs")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use hallpass_model::build::{desired, integration, live_of, org};
use hallpass_model::{Desired, OrgName, Target, Verb, Verbs};
use serde_json::{Value, json};

const INTEGRATIONS: usize = 1_000;
const OBJECTS: usize = 20;
const FIELDS: usize = 20;
const READ: Verbs = Verbs::NONE.with(Verb::Read);
/// The best of so many is taken.
const ROUNDS: usize = 5;
/// The most that an empty plan may take, in times of the parsing.
const MOST: f64 = 1.5;

fn main() {
    let fleet = fleet();
    let (live, empty) = (live_of(&fleet), org(&fleet));
    let local = OrgName::new("local").expect("local is a name");
    let mut changed = fleet.clone();
    for integration in changed.integrations.values_mut() {
        integration.grants.insert(field(0, 0), READ);
    }

    let rows = rows();
    let parsing = best(|| serde_json::from_slice::<Value>(&rows).expect("rows are JSON"));
    println!(
        "{} rows, {} MB of JSON",
        INTEGRATIONS * OBJECTS * FIELDS,
        rows.len() / 1_000_000
    );
    line("serde_json parses them", parsing, parsing);
    let nothing = best(|| hallpass_plan::plan(&local, &fleet, &live));
    line("plan: nothing to do", nothing, parsing);
    line(
        "plan: one field of each integration",
        best(|| hallpass_plan::plan(&local, &changed, &live)),
        parsing,
    );
    line(
        "plan: everything is new",
        best(|| hallpass_plan::plan(&local, &fleet, &empty)),
        parsing,
    );
    let new = hallpass_plan::plan(&local, &fleet, &empty);
    line(
        "second opinion on that",
        best(|| hallpass_plan::check(&new, &fleet, &empty)),
        parsing,
    );
    let times = nothing.as_secs_f64() / parsing.as_secs_f64();
    assert!(
        times <= MOST,
        "an empty plan takes {times:.2} times the parsing, the most is {MOST}"
    );
}

/// Runs it some times and returns the shortest.
fn best<T>(work: impl Fn() -> T) -> Duration {
    let once = || {
        let start = Instant::now();
        let result = black_box(work());
        let took = start.elapsed();
        drop(result);
        took
    };
    (0..ROUNDS).map(|_| once()).min().unwrap_or_default()
}

fn line(what: &str, took: Duration, parsing: Duration) {
    let times = took.as_secs_f64() / parsing.as_secs_f64();
    println!(
        "{what:<40} {:>8.1} ms {times:>6.2} ×",
        took.as_secs_f64() * 1_000.0
    );
}

fn field(object: usize, field: usize) -> Target {
    Target::Field {
        object: format!("Object_{object}__c").as_str().into(),
        field: format!("Some_Field_{field}__c").as_str().into(),
    }
}

fn fleet() -> Desired {
    desired((0..INTEGRATIONS).map(|number| {
        let mut one = integration(&format!("load-{number}"), &[]);
        for object in 0..OBJECTS {
            let name = format!("Object_{object}__c");
            one.grants.insert(Target::Object(name.as_str().into()), READ);
            let fields = (0..FIELDS).map(|at| (field(object, at), READ.with(Verb::Edit)));
            one.grants.extend(fields);
        }
        one
    }))
}

/// The field rows as `/query` answers them.
fn rows() -> Vec<u8> {
    let row = |integration: usize, object: usize, field: usize| {
        let id = format!("01k{:015}", (integration * OBJECTS + object) * FIELDS + field);
        json!({
            "attributes": { "type": "FieldPermissions", "url": format!("/services/data/v66.0/sobjects/FieldPermissions/{id}") },
            "Id": id,
            "ParentId": format!("0PS{integration:015}"),
            "Field": format!("Object_{object}__c.Some_Field_{field}__c"),
            "PermissionsRead": true,
            "PermissionsEdit": true,
        })
    };
    let objects = |integration| {
        (0..OBJECTS).flat_map(move |object| (0..FIELDS).map(move |field| row(integration, object, field)))
    };
    let records: Vec<Value> = (0..INTEGRATIONS).flat_map(objects).collect();
    json!({ "totalSize": records.len(), "done": true, "records": records })
        .to_string()
        .into_bytes()
}
