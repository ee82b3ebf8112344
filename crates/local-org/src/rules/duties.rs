//! Duties that keep a user from being deactivated: the settings that hold them are not emulated, so a test gives them.

use serde::Deserialize;

use super::rule::Checked;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::Id;

/// What a user is in Setup's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Duty {
    /// The default owner of cases (Support Settings).
    DefaultCaseOwner,
    /// The default workflow user (Process Automation Settings).
    DefaultWorkflowUser,
    /// The default creator of leads from the web (Web-to-Lead).
    WebToLeadCreator,
}

const DUTIES: [(&str, &str); 3] = [
    (
        "default_case_owner",
        "You cannot deactivate this user. You cannot deactivate a user who is the default owner of cases",
    ),
    (
        "default_workflow_user",
        "You cannot deactivate the Default Workflow User",
    ),
    (
        "web_to_lead_creator",
        "You cannot disable the Web to Lead Default Creator",
    ),
];

impl Duty {
    const fn word(self) -> &'static str {
        match self {
            Duty::DefaultCaseOwner => DUTIES[0].0,
            Duty::DefaultWorkflowUser => DUTIES[1].0,
            Duty::WebToLeadCreator => DUTIES[2].0,
        }
    }
}

/// Gives a user a duty, or takes all of them away.
pub(crate) fn give(tx: &mut Tx<'_>, user: &Id, duty: Option<Duty>) {
    tx.set_meta(&name(user), duty.map_or("", Duty::word));
}

/// Refuses to deactivate whoever has a duty.
pub(super) fn check(tx: &Tx<'_>, user: &Id) -> Checked {
    let held = tx.meta(&name(user)).unwrap_or_default();
    match DUTIES.iter().find(|(word, _)| *word == held) {
        Some((_, words)) => Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", *words)),
        None => Ok(()),
    }
}

fn name(user: &Id) -> String {
    format!("duty of {user}")
}
