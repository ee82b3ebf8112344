//! Which line is about what, and what it says. Pure.

use hallpass_model::RecordId;

use super::clue::Clue;
use super::clues::{of_all, of_change, of_warning};
use super::line::{Deployment, Line, time};
use super::names::Known;
use super::origin::{Evidence, Origin, Origins, Via};

/// How far back the org tells (Object Reference, SetupAuditTrail: at least so many days).
pub(super) const DAYS: u32 = 180;

/// Actions of the platform's own, whoever is credited with them.
const HEALING: [&str; 3] = [
    "PermissionSelfHealing",
    "userLicenseEntityPermRevoked",
    "profileEntityPermRemoved",
];

/// What user access policies give and take.
const GIVEN: [&str; 5] = [
    "PermSet",
    "groupMembership",
    "queueMembership",
    "granteduser",
    "revokeduser",
];

/// What the org told of its past.
#[derive(Debug)]
pub(super) struct Trail {
    /// The newest lines first; or why there are none.
    pub(super) lines: Vec<Line>,
    pub(super) unreadable: Option<String>,
    /// Whether there are more lines than were read.
    pub(super) is_cut: bool,
    /// What was deployed; or why that is not known.
    pub(super) deployments: Result<Vec<Deployment>, String>,
    /// The names of active user access policies; or why they are not known.
    pub(super) policies: Result<Vec<String>, String>,
}

impl Default for Trail {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            unreadable: None,
            is_cut: false,
            deployments: Ok(Vec::new()),
            policies: Ok(Vec::new()),
        }
    }
}

/// The lines that are about something of the plan, by which later questions go.
pub(super) fn matched<'t>(known: &Known<'_>, trail: &'t Trail) -> Vec<&'t Line> {
    of_all(known).filter_map(|clues| latest(&clues, trail)).collect()
}

/// Says of each change, and of warnings that somebody caused, who did it.
pub(super) fn judge(known: &Known<'_>, trail: &Trail) -> Origins {
    let running = &known.live.running_user.id;
    let changes = known.plan.changes.iter().map(|change| {
        let origin = match of_change(change, known) {
            Ok(clues) => origin(&clues, trail, running),
            Err(why) => Origin::unknown(why),
        };
        (change.address.clone(), origin)
    });
    let warnings = known
        .plan
        .warnings
        .iter()
        .enumerate()
        .filter_map(|(at, warning)| {
            let clues = of_warning(warning, known);
            (!clues.is_empty()).then(|| (at, origin(&clues, trail, running)))
        });
    Origins {
        changes: changes.collect(),
        warnings: warnings.collect(),
    }
}

fn latest<'t>(clues: &[Clue], trail: &'t Trail) -> Option<&'t Line> {
    trail
        .lines
        .iter()
        .find(|line| clues.iter().any(|clue| clue.fits(line)))
}

fn origin(clues: &[Clue], trail: &Trail, running: &RecordId) -> Origin {
    if let Some(why) = &trail.unreadable {
        return Origin::unknown(format!("the Setup Audit Trail could not be read: {why}"));
    }
    match latest(clues, trail) {
        Some(line) => told(line, trail, running),
        None => Origin::unknown(match trail.lines.last() {
            Some(oldest) if trail.is_cut => format!(
                "no line names it among the {} newest of the Setup Audit Trail, which go back to {}; older ones were not read",
                trail.lines.len(),
                time(&oldest.at).map_or_else(|| oldest.at.clone(), |at| at.to_string())
            ),
            _ => format!("no line of the Setup Audit Trail names it, which goes back {DAYS} days"),
        }),
    }
}

fn told(line: &Line, trail: &Trail, running: &RecordId) -> Origin {
    let (via, detail) = via(line, trail, running);
    let credited = line.by.clone().or_else(|| line.by_id.clone());
    let by = match via {
        Via::LoginAs => line.delegate.clone(),
        Via::Salesforce if line.is_platform || credited.is_none() => Some("Salesforce".to_owned()),
        _ => credited,
    };
    Origin {
        by: by.unwrap_or_else(|| "Salesforce".to_owned()),
        at: time(&line.at).map(|at| at.to_string()),
        via,
        detail,
        evidence: Some(Evidence {
            action: line.action.clone(),
            display: line.display.clone(),
        }),
    }
}

fn via(line: &Line, trail: &Trail, running: &RecordId) -> (Via, Option<String>) {
    let context = line
        .context
        .as_ref()
        .map(|context| format!("in the context of {context}"));
    if let Some(delegate) = &line.delegate {
        let whom = line.by.as_deref().or(line.by_id.as_deref()).unwrap_or("somebody");
        return (Via::LoginAs, Some(format!("{delegate} was logged in as {whom}")));
    }
    if HEALING.contains(&line.action.as_str()) {
        return (
            Via::Salesforce,
            Some("permissions heal themselves where one needs another".to_owned()),
        );
    }
    if line.is_platform || line.by_id.is_none() {
        let is_given = GIVEN.iter().any(|start| line.action.starts_with(start));
        return match &trail.policies {
            Ok(policies) if is_given && !policies.is_empty() => (
                Via::UserAccessPolicy,
                Some(format!("active policies: {}", policies.join(", "))),
            ),
            Err(why) if is_given => {
                let detail =
                    format!("or through a user access policy: whether there are any is not known, {why}");
                (Via::Salesforce, Some(detail))
            }
            _ => (Via::Salesforce, context),
        };
    }
    if line.by_id.as_deref() == Some(running.as_str()) {
        return (Via::Hallpass, context);
    }
    match &trail.deployments {
        Ok(deployments) => match deployments.iter().find(|one| one.covers(line)) {
            Some(deployment) => (Via::Deployment, Some(format!("deployment {}", deployment.id))),
            None => (Via::Setup, context),
        },
        Err(why) => {
            let detail = format!("or through a deployment: which there were is not known, {why}");
            (Via::Setup, Some(context.unwrap_or(detail)))
        }
    }
}
