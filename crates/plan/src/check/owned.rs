//! Nothing is touched but what carries this fleet's and this integration's mark, is adopted, or is made anew.

use hallpass_model::{
    Action, Address, ApiName, Change, Desired, Integration, IntegrationName, Kind, Live, LiveApp, Manage,
    Mark, Plan, State, profile_object,
};

use super::fault::{Fault, FaultCode, fault};
use super::retired::is_end;

pub(super) fn look(plan: &Plan, desired: &Desired, live: &Live, faults: &mut Vec<Fault>) {
    for change in &plan.changes {
        let Some(one) = desired.integrations.get(&change.integration) else {
            // Ending an integration that the specs do not describe has rules of its own.
            if !plan.bearers.contains_key(&change.integration) {
                fault(
                    faults,
                    FaultCode::Unfounded,
                    &change.address,
                    "is about an integration that the specs do not have",
                );
            }
            continue;
        };
        if is_end(change, desired) {
            continue;
        }
        if touches_running_user(change, one, live) {
            fault(
                faults,
                FaultCode::OwnAccess,
                &change.address,
                "touches the running user's own access",
            );
        }
        for bearer in bearers(change, one, live) {
            look_at(plan, desired, change, &bearer, faults);
        }
    }
}

/// A thing whose mark decides whether a change may be made.
struct Bearer<'l> {
    address: Address,
    name: ApiName,
    mark: Option<&'l Mark>,
}

/// Returns the things that are there now and that a change would touch or hang on.
fn bearers<'l>(change: &Change, one: &Integration, live: &'l Live) -> Vec<Bearer<'l>> {
    let user = live.users.get(&one.user.username).map(|user| Bearer {
        address: Address::user(&one.name),
        name: ApiName::new(user.username.as_str()),
        mark: user.mark.as_ref(),
    });
    let set = live
        .permission_sets
        .get(&one.permission_set.name)
        .map(|set| Bearer {
            address: Address::permission_set(&one.name),
            name: set.name.clone(),
            mark: set.mark.as_ref(),
        });
    let app = change
        .address
        .name
        .as_ref()
        .and_then(|name| live.apps.get(name))
        .filter(|app| !is_policy_of_another(change, one, app))
        .map(|app| Bearer {
            address: Address::named(&one.name, Kind::App, app.name.clone()),
            name: app.name.clone(),
            mark: app.mark.as_ref(),
        });
    let profile = live
        .profiles
        .get(&ApiName::from(one.own_profile.name.as_str()))
        .map(|profile| Bearer {
            address: Address {
                kind: Kind::Profile,
                ..Address::user(&one.name)
            },
            name: profile_object(&profile.name),
            mark: profile.mark.as_ref(),
        });
    let touched = match change.kind {
        Kind::Profile => [profile, None],
        Kind::User | Kind::Login | Kind::License | Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => {
            [user, None]
        }
        Kind::App => [app, None],
        Kind::Assignment => [user, set],
        Kind::PermissionSet
        | Kind::Object
        | Kind::Field
        | Kind::ApexClass
        | Kind::CustomPermission
        | Kind::Flow
        | Kind::ExternalCredential
        | Kind::CustomMetadataType
        | Kind::CustomSetting
        | Kind::SystemPermission
        | Kind::AppLink
        | Kind::Holder => [set, None],
    };
    touched.into_iter().flatten().collect()
}

/// The policies of an app that another made are the org's to decide, and the spec says that they are managed.
fn is_policy_of_another(change: &Change, one: &Integration, app: &LiveApp) -> bool {
    let is_said = one
        .apps
        .iter()
        .any(|wanted| wanted.name == app.name && wanted.manage == Manage::Policies);
    let only_policies = change
        .after
        .as_ref()
        .and_then(State::attributes)
        .is_some_and(|after| after.keys().all(|attribute| attribute.is_app_policy()));
    is_said && only_policies && app.mark.is_none() && change.action == Action::Update
}

fn look_at(plan: &Plan, desired: &Desired, change: &Change, bearer: &Bearer<'_>, faults: &mut Vec<Fault>) {
    let vouched = bearer.mark.filter(|mark| mark.is_of(&bearer.name));
    let one = desired.integrations.get(&change.integration);
    let is_name = |name: &IntegrationName| {
        change.integration == *name || one.is_some_and(|one| one.previously.as_ref() == Some(name))
    };
    let ours = vouched.is_some_and(|mark| mark.fleet == desired.fleet && is_name(&mark.integration));
    if ours {
        return;
    }
    let is_free =
        vouched.is_none_or(|mark| mark.fleet != desired.fleet && desired.accept_fleets.contains(&mark.fleet));
    let may_adopt = is_free && one.is_some_and(|one| one.adopt);
    let adopts = plan
        .changes
        .iter()
        .any(|other| other.address == bearer.address && other.action == Action::Adopt);
    if !(may_adopt && adopts) {
        let message = format!("touches {}, which is not ours", bearer.name);
        fault(faults, FaultCode::NotOurs, &change.address, message);
    }
}

fn touches_running_user(change: &Change, one: &Integration, live: &Live) -> bool {
    let running = &live.running_user.username;
    let is_of_user = matches!(change.kind, Kind::User | Kind::Login) || change.kind.hangs_on_user();
    let of_user = is_of_user && one.user.username == *running;
    let set = live.permission_sets.get(&one.permission_set.name);
    let holds = set.is_some_and(|set| set.holders.contains_key(running));
    let of_set = !is_of_user && !matches!(change.kind, Kind::App | Kind::Profile) && holds;
    let profile = live.profiles.get(&ApiName::from(one.own_profile.name.as_str()));
    let of_profile =
        change.kind == Kind::Profile && profile.is_some_and(|profile| profile.holders.contains_key(running));
    let app = change.address.name.as_ref().and_then(|name| live.apps.get(name));
    let of_app = change.kind == Kind::App
        && app.is_some_and(|app| {
            app.run_as.known() == Some(running) || live.running_user.app.as_ref() == Some(&app.name)
        });
    of_user || of_set || of_profile || of_app
}
