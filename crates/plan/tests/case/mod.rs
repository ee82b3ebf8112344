//! Reads a case and writes its plan as text.

use hallpass_model::build::{self, integration, live_of};
use hallpass_model::{Action, Change, Desired, Integration, Live, OrgName, Plan, State};
use hallpass_plan::{check, moved, plan, refuse_if_unsafe};
use serde_json::Value as Json;

/// A case, with the org it leads to.
pub(crate) struct Case {
    /// Everything before the plan, as it stands in the file.
    pub(crate) input: String,
    /// The plan that the file expects.
    pub(crate) expected: String,
    desired: Desired,
    live: Live,
}

impl Case {
    /// Reads a case.
    pub(crate) fn parse(text: &str) -> Self {
        let (input, expected) = text.split_once("---\n").unwrap_or((text, ""));
        let (mut was, mut now) = (Vec::new(), Vec::new());
        let (mut desired_patch, mut live_patch) = (Vec::new(), Vec::new());
        for entry in entries(input) {
            match entry.split_once(' ').unwrap_or((&entry, "")) {
                ("was", one) => was.push(parse_integration(one)),
                ("now", one) => now.push(parse_integration(one)),
                ("desired", patch) => desired_patch.push(parse_json(patch)),
                ("live", patch) => live_patch.push(parse_json(patch)),
                (word, _) => panic!("{word} starts no line of a case"),
            }
        }
        let wanted = match now.is_empty() {
            true => was.clone(),
            false => now,
        };
        let (desired, live) = worlds(was, wanted);
        Self {
            input: input.to_owned(),
            expected: expected.to_owned(),
            desired: patched(desired, desired_patch),
            live: patched(live, live_patch),
        }
    }

    /// Plans, looks at the plan from all sides, and writes it as text.
    pub(crate) fn plan_text(&self) -> String {
        let Self { desired, live, .. } = self;
        let org = OrgName::new("local").expect("local is a name");
        let made = plan(&org, desired, live);
        assert_eq!(check(&made, desired, live), [], "the second opinion");
        assert_eq!(moved(&made, live), [], "a plan that was just made");
        let mut text = render(&made);
        if let Err(refusal) = refuse_if_unsafe(&made, desired, live) {
            text.push_str(&format!("refused: {refusal}\n"));
        }
        text
    }
}

/// Joins lines that are indented to the one before.
fn entries(input: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in input
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
    {
        match (line.starts_with(' '), entries.last_mut()) {
            (true, Some(entry)) => {
                entry.push(' ');
                entry.push_str(line.trim());
            }
            _ => entries.push(line.to_owned()),
        }
    }
    entries
}

fn parse_integration(text: &str) -> Integration {
    let (name, grants) = text.split_once(':').expect("NAME: grants");
    let lines: Vec<(&str, &str)> = grants
        .split(';')
        .map(str::trim)
        .filter(|grant| !grant.is_empty())
        .map(|grant| {
            let of_two_words = [
                "class ",
                "system ",
                "custom ",
                "flow ",
                "credential ",
                "type ",
                "setting ",
            ]
            .iter()
            .any(|kind| grant.starts_with(kind));
            match of_two_words {
                true => (grant, "use"),
                false => grant.split_once(' ').expect("target and verbs"),
            }
        })
        .collect();
    integration(name.trim(), &lines)
}

/// Makes both sides; the catalog knows what either of them names.
fn worlds(was: Vec<Integration>, now: Vec<Integration>) -> (Desired, Live) {
    let mut all = now.clone();
    for (n, one) in was.iter().enumerate() {
        let mut one = one.clone();
        one.name = build::name(&format!("was-{n}"));
        all.push(one);
    }
    let catalog = build::org(&build::desired(all)).catalog;
    let desired = build::desired(now);
    let mut live = live_of(&build::desired(was));
    live.catalog = catalog;
    (desired, live)
}

fn parse_json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn patched<T: serde::Serialize + serde::de::DeserializeOwned>(value: T, patches: Vec<Json>) -> T {
    let mut json = serde_json::to_value(value).expect("both sides serialise");
    for patch in patches {
        merge(&mut json, patch);
    }
    serde_json::from_value(json).expect("a patch leaves a world")
}

fn merge(into: &mut Json, patch: Json) {
    let is_variant = |patch: &serde_json::Map<String, Json>| {
        ["known", "unknown", "set"]
            .iter()
            .any(|word| patch.contains_key(*word))
    };
    let Json::Object(patch) = patch else {
        *into = patch;
        return;
    };
    // A value is one variant or another: its keys do not add up.
    if is_variant(&patch) {
        *into = Json::Object(patch);
        return;
    }
    if !into.is_object() {
        *into = Json::Object(serde_json::Map::new());
    }
    let into = into.as_object_mut().expect("it was just made one");
    for (key, value) in patch {
        match value {
            Json::Null => {
                into.shift_remove(&key);
            }
            value => merge(into.entry(key).or_insert(Json::Null), value),
        }
    }
}

fn render(plan: &Plan) -> String {
    let mut lines: Vec<String> = plan.changes.iter().map(render_change).collect();
    for blocked in &plan.blocked {
        let reason = word(&blocked.reason);
        lines.push(format!(
            "! {} {reason}: {}; {}",
            blocked.address, blocked.message, blocked.hint
        ));
    }
    for warning in &plan.warnings {
        let place = warning.address.as_ref().map(|address| format!(" {address}"));
        let place = place.unwrap_or_default();
        lines.push(format!(
            "warning {}{place}: {}",
            word(&warning.code),
            warning.message
        ));
    }
    for left in &plan.unmanaged {
        lines.push(format!("left {}: {}", left.address, left.why));
    }
    lines.push(format!("unchanged {}", plan.unchanged));
    lines.join("\n") + "\n"
}

fn render_change(change: &Change) -> String {
    let sign = match change.action {
        Action::Create => '+',
        Action::Update => '~',
        Action::Delete => '-',
        Action::Replace => '±',
        Action::Adopt => '<',
    };
    let mut text = format!(
        "{sign} {} {} {}",
        change.address,
        word(&change.reason),
        change.risk
    );
    for line in sides(change) {
        text.push_str(&format!("\n    {line}"));
    }
    if !change.depends_on.is_empty() {
        let needs: Vec<String> = change.depends_on.iter().map(ToString::to_string).collect();
        text.push_str(&format!("\n    after {}", needs.join(", ")));
    }
    text
}

fn sides(change: &Change) -> Vec<String> {
    let verbs = |side: &Option<State>| {
        side.as_ref()
            .and_then(State::verbs)
            .map(|verbs| verbs.to_string())
    };
    match (verbs(&change.before), verbs(&change.after)) {
        (None, None) => {}
        (before, after) => {
            let side = |side: Option<String>| side.unwrap_or_else(|| "nothing".to_owned());
            return vec![format!("{} -> {}", side(before), side(after))];
        }
    }
    let show = |value: Option<&hallpass_model::Value>| {
        value.map_or_else(|| "nothing".to_owned(), |value| format!("{value:?}"))
    };
    change
        .differences()
        .into_iter()
        .map(|(attribute, before, after)| format!("{attribute}: {} -> {}", show(before), show(after)))
        .collect()
}

fn word<T: serde::Serialize>(value: &T) -> String {
    let json = serde_json::to_value(value).expect("words serialise");
    json.as_str().expect("as text").to_owned()
}
