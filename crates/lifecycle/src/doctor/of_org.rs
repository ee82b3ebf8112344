//! Whether the org and the running user allow what specs want.

use std::collections::BTreeSet;

use hallpass_model::{AppKind, Desired, INTEGRATION_PSL, Manage, Seats};

use super::finding::{Finding, Verdict};
use super::needs::{NEEDS, Need, Purpose};
use super::observe::{Observed, OrgFacts};

/// Below this share of the daily calls it is time to look.
const LOW_PERCENT: i64 = 10;

pub(super) fn unread(why: &str) -> Finding {
    Finding::new("reading", Verdict::Problem, "the org cannot be read for plans")
        .because(why)
        .fix("the permissions that reading needs are listed in docs/doctor.md; sample specs of both sets come with hallpass")
}

pub(super) fn edition(org: &OrgFacts, observed: &Observed) -> Finding {
    let facts = &org.live.org;
    let edition = &facts.edition;
    let has_seats = org
        .live
        .catalog
        .user_licenses
        .contains_key(hallpass_model::INTEGRATION_LICENSE);
    if !has_seats {
        return Finding::new(
            "edition",
            Verdict::Problem,
            format!("the org ({edition}) has no licence {}", hallpass_model::INTEGRATION_LICENSE),
        )
        .fix("it comes with Enterprise, Unlimited, Performance and Developer Edition; other licences go under `user.license`");
    }
    let says_sandbox = observed.kind == Some("sandbox");
    match observed.kind {
        Some(kind) if says_sandbox != facts.is_sandbox => Finding::new(
            "edition",
            Verdict::Warning,
            format!(
                "the specs call the org a {kind}, and it says is_sandbox={}",
                facts.is_sandbox
            ),
        )
        .fix("correct `kind` of the org in hallpass.yaml, or its `url`"),
        _ => Finding::new(
            "edition",
            Verdict::Ok,
            format!("{edition}, API version {}", facts.api_version),
        ),
    }
}

/// What the running user lacks, for reading and for writing apart.
pub(super) fn permissions(org: &OrgFacts, desired: &Desired) -> Vec<Finding> {
    let username = &org.live.running_user.username;
    let Some(held) = org.live.running_user.permissions.known() else {
        return vec![
            Finding::new(
                "permissions",
                Verdict::Unknown,
                format!("the org does not show what {username} is allowed"),
            )
            .fix("give it View Setup and Configuration"),
        ];
    };
    let held: BTreeSet<&str> = held.iter().map(hallpass_model::ApiName::as_str).collect();
    let has_apps = desired.integrations.values().any(|one| !one.apps.is_empty());
    let is_needed = |need: &&Need| has_apps || !(need.name.contains("App") || need.name == "ModifyMetadata");
    let lacks = |need: &&Need| !held.contains(need.name) && !need.or.iter().any(|other| held.contains(other));
    let missing: Vec<&Need> = NEEDS.iter().filter(is_needed).filter(lacks).collect();
    let of = |purpose: Purpose| -> Vec<&Need> {
        missing
            .iter()
            .copied()
            .filter(|need| need.purpose == purpose)
            .collect()
    };
    let mut findings = vec![
        lacking("permissions for plan", username.as_str(), &of(Purpose::Plan)),
        lacking("permissions for apply", username.as_str(), &of(Purpose::Apply)),
    ];
    for need in missing {
        if let Purpose::Extra(purpose) = need.purpose {
            let what = format!("{username} lacks {} ({}), for {purpose}", need.label, need.name);
            findings.push(Finding::new("permissions besides", Verdict::Warning, what));
        }
    }
    findings
}

fn lacking(check: &'static str, username: &str, missing: &[&Need]) -> Finding {
    if missing.is_empty() {
        return Finding::new(check, Verdict::Ok, format!("{username} has all of them"));
    }
    let names: Vec<String> = missing
        .iter()
        .map(|need| format!("{} ({})", need.label, need.name))
        .collect();
    Finding::new(check, Verdict::Problem, format!("{username} lacks {}", names.join("; ")))
        .fix("put them into the permission set of the user as whom hallpass runs; sample specs of both sets come with hallpass")
}

/// Whoever may do everything makes every slip count.
pub(super) fn running_user(org: &OrgFacts) -> Vec<Finding> {
    let running = &org.live.running_user;
    let profile = org.profile.as_deref();
    let held = running.permissions.known();
    let may_all = held.is_some_and(|held| held.iter().any(|name| name.as_str() == "ModifyAllData"));
    if profile != Some("System Administrator") && !may_all {
        return vec![Finding::new(
            "least privilege",
            Verdict::Ok,
            format!("{} does not hold Modify All Data", running.username),
        )];
    }
    let what = match profile {
        Some("System Administrator") => format!("{} is a System Administrator", running.username),
        _ => format!("{} holds Modify All Data", running.username),
    };
    vec![
        Finding::new("least privilege", Verdict::Warning, what)
            .because("hallpass needs a fraction of that, and whoever gets at its credentials has all of it")
            .fix("run it as a user of its own, with the two sample sets that come with hallpass"),
    ]
}

/// There is a seat for every user that is still to come.
pub(super) fn seats(org: &OrgFacts, desired: &Desired) -> Vec<Finding> {
    let catalog = &org.live.catalog;
    let missing = |license: &str| {
        let mut wanted = desired
            .integrations
            .values()
            .filter(|one| one.user.license == license);
        let is_new = |one: &&hallpass_model::Integration| !org.live.users.contains_key(&one.user.username);
        wanted.by_ref().filter(is_new).count()
    };
    let licenses: BTreeSet<&str> = desired
        .integrations
        .values()
        .map(|one| one.user.license.as_str())
        .collect();
    let mut findings: Vec<Finding> = licenses
        .into_iter()
        .filter_map(|name| Some(of_seats(name, catalog.user_licenses.get(name)?, missing(name))))
        .collect();
    let psl = catalog
        .permission_set_licenses
        .get(&hallpass_model::ApiName::from(INTEGRATION_PSL));
    if let Some(seats) = psl {
        let new = missing(hallpass_model::INTEGRATION_LICENSE);
        findings.push(of_seats(INTEGRATION_PSL, seats, new));
    }
    findings
}

fn of_seats(name: &str, seats: &Seats, wanted: usize) -> Finding {
    let free = seats.total - seats.used;
    let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
    let what = format!(
        "{name}: {free} of {} seats are free, {wanted} are needed",
        seats.total
    );
    match free < wanted {
        true => Finding::new("seats", Verdict::Problem, what)
            .fix("deactivate a user who has one, take the permission set licence from a user who does not need it, or buy more"),
        false => Finding::new("seats", Verdict::Ok, what),
    }
}

pub(super) fn budget(org: &OrgFacts) -> Finding {
    let limits = match &org.limits {
        Ok(limits) => limits,
        Err(why) => {
            return Finding::new("api budget", Verdict::Unknown, "the org does not show its limits")
                .because(why.as_str())
                .fix("give the running user View Setup and Configuration");
        }
    };
    let Some(daily) = limits.get("DailyApiRequests") else {
        return Finding::new(
            "api budget",
            Verdict::Unknown,
            "the org tells no daily limit of API calls",
        );
    };
    let what = format!("{} of {} API calls of today are left", daily.remaining, daily.max);
    match daily.remaining * 100 < daily.max * LOW_PERCENT {
        true => Finding::new("api budget", Verdict::Warning, what)
            .fix("wait, or find who uses them: hallpass report --usage"),
        false => Finding::new("api budget", Verdict::Ok, what),
    }
}

pub(super) fn secrets(org: &OrgFacts) -> Finding {
    const SETTING: &str = "Setup, External Client App Settings: \"Allow access to External Client App consumer secrets via REST API\"";
    match &org.shows_secrets {
        Ok(true) => Finding::new(
            "secrets over REST",
            Verdict::Ok,
            "the org shows consumer secrets over REST",
        ),
        Ok(false) => Finding::new(
            "secrets over REST",
            Verdict::Warning,
            "the org hides consumer secrets from REST: verify, handover and rotate need them",
        )
        .fix(format!(
            "{SETTING}; --with-secret-access turns it on for the moment"
        )),
        Err(why) => Finding::new(
            "secrets over REST",
            Verdict::Unknown,
            "it could not be read whether the org shows consumer secrets over REST",
        )
        .because(why.as_str()),
    }
}

pub(super) fn connected_apps(org: &OrgFacts, desired: &Desired) -> Vec<Finding> {
    let apps = desired
        .integrations
        .values()
        .flat_map(|one| one.apps.iter().map(move |app| (one, app)));
    let missing = apps.filter(|(_, app)| {
        app.kind == AppKind::ConnectedApp
            && app.manage == Manage::All
            && !org.live.apps.contains_key(&app.name)
    });
    missing
        .map(|(one, app)| {
            Finding::new(
                "connected apps",
                Verdict::Problem,
                format!("connected app {} is not there, and most orgs refuse to create one", app.name),
            )
            .of(&one.name)
            .because("since Spring '26 creating connected apps is off unless Salesforce Customer Support turned it on; no org tells")
            .fix("declare it as external_client_app; or write `create: true` where this org is allowed to")
        })
        .collect()
}
