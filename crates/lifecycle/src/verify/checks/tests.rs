//! What the checks say of what was observed.

use std::collections::BTreeSet;

use hallpass_model::ApiName;
use hallpass_model::build::{desired, integration, live_of};
use hallpass_salesforce::rows::GlobalObject;
use serde_json::json;

use crate::verify::global::{Baseline, Control, Why, sorted};
use crate::verify::subject::Subject;

fn listed(names: &[&str]) -> Vec<GlobalObject> {
    names
        .iter()
        .map(|name| serde_json::from_value(json!({ "name": name })).unwrap())
        .collect()
}

fn names(names: &[&str]) -> BTreeSet<ApiName> {
    names.iter().map(|name| ApiName::from(*name)).collect()
}

#[test]
fn an_object_is_seen_because_it_is_declared_or_everybody_sees_it_or_nothing_explains_it() {
    let desired = desired([integration("billing", &[("Account", "read")])]);
    let live = live_of(&desired);
    let one = desired.integrations.values().next().unwrap();
    let subject = Subject::new(one, &live);
    let seen = listed(&["Account", "AccountHistory", "Case", "Idea", "User", "Rule__mdt"]);
    let mut baseline = Baseline {
        grantable: names(&["Account", "Case", "Idea"]),
        control: None,
    };
    let because = |baseline: &Baseline, why: Why| {
        let sorted = sorted(&subject, baseline, &seen);
        let names = sorted.get(&why).cloned().unwrap_or_default();
        names.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(because(&baseline, Why::Declared), ["Account"]);
    assert_eq!(because(&baseline, Why::Follows), ["AccountHistory"]);
    assert_eq!(because(&baseline, Why::Shipped), ["User"]);
    assert_eq!(because(&baseline, Why::Nothing), ["Case", "Idea", "Rule__mdt"]);
    baseline.control = Some(Control {
        username: "nobody@example.com".to_owned(),
        sees: names(&["Idea", "User"]),
    });
    assert_eq!(because(&baseline, Why::Control), ["Idea", "User"]);
    assert_eq!(because(&baseline, Why::Nothing), ["Case", "Rule__mdt"]);
}
