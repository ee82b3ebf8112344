//! Whose use is looked at.

use std::collections::BTreeSet;

use hallpass_model::{Desired, IntegrationName, Live, Username};
use hallpass_salesforce::RecordId;

/// An integration with its user, and what logins through its own apps are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The integration.
    pub integration: IntegrationName,
    /// Its user, as the spec has it.
    pub username: Username,
    /// The user in the org; nothing where it is not there.
    pub user: Option<RecordId>,
    /// Labels and names of its apps: a login names the app by its label.
    pub apps: BTreeSet<String>,
    /// Whether the user is active and not frozen.
    pub can_log_in: bool,
}

/// Returns the integrations of the specs.
#[must_use]
pub fn subjects(desired: &Desired, live: &Live) -> Vec<Subject> {
    let subject = |one: &hallpass_model::Integration| {
        let user = live.users.get(&one.user.username);
        let labels = one.apps.iter().filter_map(|app| {
            let live = live.apps.get(&app.name);
            live.and_then(|live| live.label.known().cloned())
        });
        let names = one.apps.iter().map(|app| app.name.to_string());
        Subject {
            integration: one.name.clone(),
            username: one.user.username.clone(),
            user: user.and_then(|user| RecordId::parse(user.id.as_str()).ok()),
            apps: labels.chain(names).map(|name| name.to_lowercase()).collect(),
            can_log_in: user.is_some_and(|user| user.active && user.frozen.known() != Some(&true)),
        }
    };
    desired.integrations.values().map(subject).collect()
}
