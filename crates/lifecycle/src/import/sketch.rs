//! A fleet that declares nothing but names, so that all that has them is read.

use std::collections::BTreeMap;

use hallpass_model::{
    ApiName, App, Desired, Enforce, Grants, INTEGRATION_LICENSE, Integration, IntegrationName, Manage,
    Managed, OwnProfile, PermissionSet, Profile, User, Username, Verify,
};

use super::apps::untouched;
use super::{Survey, SurveyedApp};

/// Names nothing: where there are fewer sets than users.
const NO_SET: &str = "Hallpass_Import_Names_No_Set";

/// Returns the fleet to read with: who declares which of the names makes no difference to what is read.
pub(super) fn sketch(fleet: &Desired, survey: &Survey) -> Desired {
    let mut users = survey.users.iter();
    let mut sets = survey.sets.iter();
    let mut apps: Vec<App> = relevant(survey)
        .map(|app| untouched(app.kind, app.name.clone(), Manage::All))
        .collect();
    let mut integrations = BTreeMap::new();
    let rounds = survey.users.len().max(survey.sets.len());
    for (at, name) in (0..rounds).filter_map(|at| Some((at, IntegrationName::new(format!("i-{at}")).ok()?))) {
        let user = users.next().or(survey.users.first()).cloned();
        let user = user.unwrap_or_else(|| Username::from("nobody"));
        let set = sets.next().cloned().unwrap_or_else(|| ApiName::from(NO_SET));
        let apps = match at {
            0 => std::mem::take(&mut apps),
            _ => Vec::new(),
        };
        integrations.insert(name.clone(), integration(name, user, set, apps));
    }
    Desired {
        integrations,
        ..fleet.clone()
    }
}

/// Returns the apps that run as one of the users, or that one of their sets opens.
fn relevant(survey: &Survey) -> impl Iterator<Item = &SurveyedApp> {
    survey.apps.iter().filter(|app| {
        let runs = app
            .run_as
            .as_ref()
            .is_some_and(|user| survey.users.contains(user));
        runs || app.admits.iter().any(|set| survey.sets.contains(set))
    })
}

fn integration(name: IntegrationName, username: Username, set: ApiName, apps: Vec<App>) -> Integration {
    Integration {
        owner: String::new(),
        description: None,
        enforce: Enforce::Report,
        adopt: false,
        protect: false,
        previously: None,
        user: User {
            username,
            last_name: Managed::Unmanaged,
            email: Managed::Unmanaged,
            alias: Managed::Unmanaged,
            license: INTEGRATION_LICENSE.to_owned(),
            profile: Profile::ApiOnly,
            role: Managed::Unmanaged,
            time_zone: Managed::Unmanaged,
            locale: Managed::Unmanaged,
            language: Managed::Unmanaged,
            email_encoding: Managed::Unmanaged,
        },
        own_profile: OwnProfile::default(),
        permission_set: PermissionSet {
            name: set,
            label: Managed::Unmanaged,
            description: Managed::Unmanaged,
        },
        grants: Grants::new(),
        never: std::collections::BTreeSet::new(),
        all_fields: BTreeMap::new(),
        also_assigned: std::collections::BTreeSet::new(),
        migrate_from: None,
        licenses: std::collections::BTreeSet::new(),
        joins: BTreeMap::new(),
        apps,
        verify: Verify::default(),
        waivers: Vec::new(),
        name,
    }
}
