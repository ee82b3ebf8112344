//! What drift found: the plan, who is behind it, and a sign of life.

use std::fmt::Write as _;

use hallpass_model::{BlockReason, Risk, Warning, WarningCode};
use serde::Serialize;

use super::markdown::plan_as_markdown_with;
use super::phrase::{effect, subject};
use super::told::who;
use super::{PlanDocument, Styles, for_terminal, plan_as_text};

/// The plan of a schedule and that it ran.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DriftDocument {
    #[serde(flatten)]
    pub(crate) plan: PlanDocument,
    pub(crate) heartbeat: Heartbeat,
}

/// That somebody looked, at what, and when. Besides `api` the one part that differs between equal runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Heartbeat {
    pub(crate) org: String,
    pub(crate) org_id: String,
    /// When the run began, in UTC.
    pub(crate) checked_at: String,
    pub(crate) integrations: usize,
    /// How many managed things are as they should be.
    pub(crate) unchanged: u64,
    pub(crate) deviations: usize,
    pub(crate) calls: u32,
    pub(crate) duration_ms: u64,
}

impl DriftDocument {
    /// Puts a plan and its heartbeat together; `began` and the duration come from whoever has a clock.
    pub(crate) fn new(plan: PlanDocument, integrations: usize, checked_at: String, duration_ms: u64) -> Self {
        let heartbeat = Heartbeat {
            org: plan.org.name.clone(),
            org_id: plan.org.id.to_string(),
            checked_at,
            integrations,
            unchanged: plan.unchanged,
            deviations: plan.changes.len()
                + plan.blocked.len()
                + plan.warnings.iter().filter(|warning| is_exposed(warning)).count(),
            calls: plan.api.calls,
            duration_ms,
        };
        Self { plan, heartbeat }
    }

    /// Whether the org is as the specs say.
    pub(crate) const fn is_clean(&self) -> bool {
        self.heartbeat.deviations == 0
    }

    /// Whether something is in the way of putting it right.
    pub(crate) fn is_blocked(&self) -> bool {
        let mut blocked = self.plan.blocked.iter();
        blocked.any(|one| one.reason != BlockReason::Never)
    }
}

impl Heartbeat {
    /// Says it in a line.
    pub(crate) fn line(&self) -> String {
        let found = match self.deviations {
            0 => "no deviation".to_owned(),
            1 => "1 deviation".to_owned(),
            more => format!("{more} deviations"),
        };
        let integrations = match self.integrations {
            1 => "1 integration".to_owned(),
            more => format!("{more} integrations"),
        };
        format!(
            "Checked {} ({}) at {}: {found}, {} things of {integrations} as specified.",
            self.org, self.org_id, self.checked_at, self.unchanged
        )
    }
}

/// Access the other way round is drift too, and so is a password, although nothing of it is ours to change.
pub(crate) const fn is_exposed(warning: &Warning) -> bool {
    matches!(
        warning.code,
        WarningCode::Exposed
            | WarningCode::OtherHolders
            | WarningCode::Never
            | WarningCode::Thawed
            | WarningCode::Password
    )
}

/// Prints it for a terminal.
pub(crate) fn drift_as_text(document: &DriftDocument, styles: Styles) -> String {
    let mut out = plan_as_text(&document.plan, styles);
    let _ = writeln!(out, "{}", styles.dim(for_terminal(&document.heartbeat.line())));
    out
}

/// Prints it for an issue.
pub(crate) fn drift_as_markdown(document: &DriftDocument) -> String {
    plan_as_markdown_with(&document.plan, "drift", Some(&document.heartbeat.line()))
}

/// The deviations in a line each, the highest risk first: plain text for a message.
pub(crate) fn deviations(document: &DriftDocument) -> Vec<String> {
    let plan = &document.plan;
    let by = |origin: Option<&hallpass_reconcile::Origin>| {
        origin
            .map(|origin| format!(", {}", who(origin)))
            .unwrap_or_default()
    };
    let changes = plan.changes.iter().map(|change| {
        let effect = match effect(change) {
            effect if effect.is_empty() => change.action.to_string(),
            effect => effect,
        };
        let what = subject(plan, &change.address);
        let line = format!(
            "{}: {what}: to put right: {effect} ({} risk){}",
            change.integration,
            change.risk,
            by(change.origin.as_ref())
        );
        (Some(change.risk), line)
    });
    let blocked = plan.blocked.iter().map(|one| {
        (
            Some(Risk::High),
            format!(
                "{}: {}: blocked: {}",
                one.address.integration,
                subject(plan, &one.address),
                one.message
            ),
        )
    });
    let warnings = plan
        .warnings
        .iter()
        .filter(|warning| is_exposed(warning))
        .map(|warning| {
            let place = warning
                .address
                .as_ref()
                .map(|address| format!("{address}: "))
                .unwrap_or_default();
            (
                warning.risk,
                format!("{place}{}{}", warning.message, by(warning.origin.as_ref())),
            )
        });
    let mut lines: Vec<_> = changes.chain(blocked).chain(warnings).collect();
    lines.sort_by_key(|(risk, _)| std::cmp::Reverse(*risk));
    lines.into_iter().map(|(_, line)| line).collect()
}
