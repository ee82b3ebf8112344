//! HP008: an administrator decides who uses an app, and it is the integration alone.

use hallpass_model::{ApiName, Desired, Enforce, Integration, Live, LiveApp};
use jiff::civil::Date;

use crate::rule::{Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_org(
    RuleInfo {
        code: "HP008",
        name: "admin-pre-authorized",
        level: Level::Warn,
        sees: Sees::Org,
        why: "an app that lets in more than its own integration is a door for whoever gets hold of its key",
        fix: "take the other sets and profiles off the app in Setup; that only admin-approved users get in, apply sees to",
        example: None,
    },
    look,
);

fn look(one: &Integration, _: &Desired, live: &Live, _: Date) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for (n, app) in one.apps.iter().enumerate() {
        let Some(there) = live.apps.get(&app.name) else {
            continue;
        };
        let subject = format!("apps[{n}]");
        // Where apply writes, it closes the app itself, and the plan says so.
        if one.enforce == Enforce::Report && there.admin_approved.known() == Some(&false) {
            let message = format!("all users may let {} in for themselves", app.name);
            sightings.push(seen(subject.clone(), message));
        }
        let others = others(one, there);
        if !others.is_empty() {
            let message = format!("{} lets in {}", app.name, others.join(", "));
            sightings.push(seen(subject, message));
        }
    }
    sightings
}

fn others(one: &Integration, app: &LiveApp) -> Vec<String> {
    let is_other = |set: &&ApiName| **set != one.permission_set.name;
    let sets = app.admits.iter().filter(is_other);
    let sets = sets.map(|set| format!("permission set {set}"));
    let profiles = app.admits_profiles.iter().map(|name| format!("profile {name}"));
    sets.chain(profiles).collect()
}
