//! Which sets an app admits once the plan is done.

use std::collections::BTreeSet;

use hallpass_model::{Action, ApiName};

use crate::lower::context::Context;

/// Adds to the sets that are listed those that the org and the plan link to the app, and takes away those that the plan
/// unlinks. The list is always whole: whether a shorter one takes links away is not documented.
pub(super) fn complete(context: &Context<'_>, app: &ApiName, listed: &[String]) -> Vec<String> {
    // By now a set that is renamed has its new name.
    let renamed = |name: &str| {
        let old = ApiName::from(name);
        context.renamed(&old).cloned().unwrap_or(old)
    };
    let mut sets: BTreeSet<ApiName> = listed.iter().map(|name| renamed(name)).collect();
    sets.extend(context.linked(app).cloned());
    for change in context.links(app) {
        let Some(bearer) = context.plan.bearer_of(&change.address) else {
            continue;
        };
        if change.action == Action::Delete {
            sets.remove(&bearer.permission_set);
        } else {
            sets.insert(bearer.permission_set.clone());
        }
    }
    sets.into_iter().map(|name| name.to_string()).collect()
}
