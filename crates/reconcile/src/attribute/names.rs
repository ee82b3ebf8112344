//! How the trail calls things: by labels, where specs have API names.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{Address, ApiName, IntegrationName, Kind, Live, Plan, RecordId, Username};

/// Labels and ids that the plan does not have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// Labels of fields by `Object.Field`, and of user permissions by `PermissionSet.PermissionsX`.
    pub(super) fields: BTreeMap<String, String>,
    /// Labels of permission sets, groups and licences, by API name.
    pub(super) labels: BTreeMap<(Kind, ApiName), String>,
    /// Ids of users that hold what is an integration's own.
    pub(super) users: BTreeMap<Username, String>,
}

/// The plan and the live org, with names as the trail has them.
pub(super) struct Known<'k> {
    pub(super) plan: &'k Plan,
    pub(super) live: &'k Live,
    pub(super) names: &'k Names,
}

impl Known<'_> {
    /// What the integration's own set may be called: by its label, and by its name.
    pub(super) fn set_labels(&self, integration: &IntegrationName) -> Vec<String> {
        let Some(bearer) = self.plan.bearers.get(integration) else {
            return Vec::new();
        };
        let name = &bearer.permission_set;
        let live = self.live.permission_sets.get(name);
        let label = live.and_then(|set| set.label.known()).cloned();
        unique([label, Some(name.to_string())])
    }

    /// What a set or group that is no integration's own may be called.
    pub(super) fn labels_of(&self, kind: Kind, name: &ApiName) -> Vec<String> {
        let live = match kind {
            Kind::Assignment => self.live.permission_sets.get(name),
            _ => None,
        };
        let label = live.and_then(|set| set.label.known()).cloned();
        let asked = self.names.labels.get(&(kind, name.clone())).cloned();
        unique([label, asked, Some(name.to_string())])
    }

    pub(super) fn object_labels(&self, object: &ApiName) -> Vec<String> {
        let facts = self.live.catalog.objects.get(object);
        unique([facts.map(|facts| facts.label.clone()), Some(object.to_string())])
    }

    /// What a field or a user permission may be called.
    pub(super) fn field_labels(&self, object: &str, field: &str) -> Vec<String> {
        let label = self.names.fields.get(&format!("{object}.{field}").to_lowercase());
        unique([label.cloned(), Some(field.to_owned())])
    }

    pub(super) fn app_labels(&self, app: &ApiName) -> Vec<String> {
        let live = self.live.apps.get(app);
        let label = live.and_then(|app| app.label.known()).cloned();
        unique([label, Some(app.to_string())])
    }

    /// The user that an address is about, or that holds what it is about.
    pub(super) fn user(&self, address: &Address) -> Option<(Username, Option<RecordId>, Option<String>)> {
        let other = address.other_user();
        let bearer = self.plan.bearers.get(&address.integration);
        let username = other.or_else(|| bearer.map(|bearer| bearer.username.clone()))?;
        let live = self.live.users.get(&username);
        let id = live.map(|user| user.id.clone());
        let last_name = live.and_then(|user| user.last_name.known()).cloned();
        Some((username, id, last_name))
    }
}

fn unique<const N: usize>(names: [Option<String>; N]) -> Vec<String> {
    let names: BTreeSet<String> = names
        .into_iter()
        .flatten()
        .filter(|name| !name.is_empty())
        .collect();
    names.into_iter().collect()
}
