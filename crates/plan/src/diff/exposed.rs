//! Access the other way round: who else gets in through our apps, and what else runs as our user.
//!
//! None of it is ours to take away: the rows belong to other sets, profiles and apps. So it is told, and drift.

use hallpass_model::{ApiName, App, Kind, LiveApp, WarningCode};

use super::permission_set::some_of;
use crate::draft::Draft;
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    for app in &scope.integration.apps {
        let ours = |live: &&LiveApp| {
            live.mark
                .as_ref()
                .is_some_and(|mark| scope.owns(mark) && mark.is_of(&live.name))
        };
        if let Some(live) = scope.app(&app.name).filter(ours) {
            admitted(scope, app, live, draft);
        }
    }
    run_elsewhere(scope, draft);
}

fn admitted(scope: &Scope<'_>, app: &App, live: &LiveApp, draft: &mut Draft) {
    let is_own = |name: &&ApiName| {
        let mut sets = scope
            .live
            .permission_sets
            .values()
            .filter(|set| set.name == **name);
        **name == scope.integration.permission_set.name
            || sets.any(|set| set.mark.as_ref().is_some_and(|mark| scope.owns(mark)))
    };
    let sets: Vec<_> = live
        .admits
        .iter()
        .filter(|name| !is_own(name))
        .map(ApiName::as_str)
        .collect();
    let profiles: Vec<_> = live.admits_profiles.iter().map(String::as_str).collect();
    for (what, names) in [("permission sets", sets), ("profiles", profiles)] {
        if !names.is_empty() {
            draft.warn(
                Some(scope.address(Kind::App, &app.name)),
                WarningCode::Exposed,
                format!("{} also admits the {what} {}", app.name, some_of(&names)),
            );
        }
    }
}

fn run_elsewhere(scope: &Scope<'_>, draft: &mut Draft) {
    let Some(user) = scope.user().filter(|user| {
        let bearer = ApiName::new(user.username.as_str());
        user.mark
            .as_ref()
            .is_some_and(|mark| scope.owns(mark) && mark.is_of(&bearer))
    }) else {
        return;
    };
    let is_own = |name: &&ApiName| scope.integration.apps.iter().any(|app| app.name == **name);
    let others: Vec<_> = user
        .runs
        .iter()
        .filter(|name| !is_own(name))
        .map(ApiName::as_str)
        .collect();
    if !others.is_empty() {
        draft.warn(
            Some(scope.user_address()),
            WarningCode::Exposed,
            format!(
                "{} is also the run-as user of {}",
                user.username,
                some_of(&others)
            ),
        );
    }
}
