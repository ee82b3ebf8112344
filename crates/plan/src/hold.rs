//! Freezing by hand, and thawing: nobody logs in and no app gives tokens, until exactly what was is back.

use std::collections::BTreeSet;

use hallpass_model::{
    Action, Address, ApiName, AppKind, Attribute, Attributes, Bearer, BlockReason, Change, Desired, Hold,
    IntegrationName, Kind, Live, LiveApp, LiveUser, Mark, OrgName, Plan, Reason, Risk, Seen, State, Username,
    Value, WarningCode,
};

use crate::draft::Draft;
use crate::observed::{self, known_of};
use crate::planner::assemble;

/// What `sessions` says where they are ended.
const ENDED: &str = "ended";

/// Plans to freeze an integration: first its users' logins with their sessions, then its apps. What of that was so before
/// is kept in the marks.
///
/// `hold` says who asks, when and why. A hold that is there already keeps who began it, and is completed. The specs need
/// not have the integration any more.
pub fn freeze(org: &OrgName, desired: &Desired, live: &Live, name: &IntegrationName, hold: &Hold) -> Plan {
    let found = Found::of(desired, live, name);
    let mut draft = Draft::default();
    found.refuse_own_access(live, &mut draft);
    let on: BTreeSet<ApiName> = found.switched(true).map(|app| app.name.clone()).collect();
    for (address, user, mark) in &found.users {
        let hold = merged(mark, hold, user, &on);
        let mut after = Attributes::from([(Attribute::Sessions, ENDED.into())]);
        if user.frozen != Seen::Known(true) {
            after.insert(Attribute::Frozen, Value::Flag(true));
        }
        let marked = hold.in_mark(mark);
        if marked != **mark {
            after.insert(Attribute::Mark, marked.to_string().into());
        }
        draft
            .changes
            .push(change(address.clone(), Reason::Frozen, login(user, after)));
    }
    let logins: Vec<Address> = draft
        .changes
        .iter()
        .map(|change| change.address.clone())
        .collect();
    for app in found.switched(true) {
        let mut one = change(found.app(app), Reason::Frozen, enabled(app, false));
        one.depends_on.clone_from(&logins);
        draft.changes.push(one);
    }
    for app in found.apps.iter().filter(|app| app.kind == AppKind::ConnectedApp) {
        draft.warn(
            Some(found.app(app)),
            WarningCode::Other,
            format!(
                "{} is a connected app, which has no switch: its user is frozen, and whoever else it admits may go on",
                app.name
            ),
        );
    }
    assemble(org, desired, live, draft, vec![(name.clone(), found.bearer())])
}

/// Plans to thaw an integration: the apps that freezing switched off, then its users' logins, and last what their marks
/// say of it.
pub fn thaw(org: &OrgName, desired: &Desired, live: &Live, name: &IntegrationName) -> Plan {
    let found = Found::of(desired, live, name);
    let mut draft = Draft::default();
    found.refuse_own_access(live, &mut draft);
    let held: Vec<Hold> = found
        .users
        .iter()
        .filter_map(|(.., mark)| Hold::of(mark))
        .collect();
    let was_on = |app: &&&LiveApp| held.iter().any(|hold| hold.apps.contains(&app.name));
    for app in found.switched(false).collect::<Vec<_>>().iter().filter(was_on) {
        draft
            .changes
            .push(change(found.app(app), Reason::Thawed, enabled(app, true)));
    }
    let apps: Vec<Address> = draft
        .changes
        .iter()
        .map(|change| change.address.clone())
        .collect();
    for (address, user, mark) in &found.users {
        let Some(hold) = Hold::of(mark) else { continue };
        let mut after = Attributes::from([(Attribute::Mark, Hold::lifted(mark).to_string().into())]);
        if !hold.was_frozen && user.frozen != Seen::Known(false) {
            after.insert(Attribute::Frozen, Value::Flag(false));
        }
        let mut one = change(address.clone(), Reason::Thawed, login(user, after));
        one.depends_on.clone_from(&apps);
        draft.changes.push(one);
    }
    assemble(org, desired, live, draft, vec![(name.clone(), found.bearer())])
}

/// What of one integration can be frozen: all that carries its mark, whether a spec names it or not.
struct Found<'a> {
    name: &'a IntegrationName,
    users: Vec<(Address, &'a LiveUser, &'a Mark)>,
    apps: Vec<&'a LiveApp>,
    /// The user that has no name in its address.
    own: Username,
}

impl<'a> Found<'a> {
    fn of(desired: &Desired, live: &'a Live, name: &'a IntegrationName) -> Self {
        let before = desired
            .integrations
            .get(name)
            .and_then(|one| one.previously.as_ref());
        let is_ours = |mark: &&Mark, bearer: &ApiName| {
            let is_name = mark.integration == *name || Some(&mark.integration) == before;
            mark.fleet == desired.fleet && is_name && mark.is_of(bearer)
        };
        let users = live.users.iter().filter_map(|(username, user)| {
            let bearer = ApiName::new(user.username.as_str());
            let mark = user.mark.as_ref().filter(|mark| is_ours(mark, &bearer))?;
            user.active.then_some((username, user, mark))
        });
        let users: Vec<(&Username, &LiveUser, &Mark)> = users.collect();
        let declared = desired.integrations.get(name).map(|one| &one.user.username);
        let own = users
            .iter()
            .map(|(username, ..)| *username)
            .find(|username| Some(*username) == declared)
            .or_else(|| users.first().map(|(username, ..)| *username))
            .or(declared)
            .cloned();
        let own = own.unwrap_or_else(|| Username::from(""));
        let addressed = users.into_iter().map(|(username, user, mark)| {
            let address = match *username == own {
                true => Address {
                    kind: Kind::Login,
                    ..Address::user(name)
                },
                false => Address::besides(name, Kind::Login, username.as_str()),
            };
            (address, user, mark)
        });
        let apps = live.apps.values().filter(|app| {
            let mark = app.mark.as_ref();
            mark.is_some_and(|mark| is_ours(&mark, &app.name))
        });
        Self {
            name,
            users: addressed.collect(),
            apps: apps.collect(),
            own,
        }
    }

    /// The apps that have a switch, and have it so.
    fn switched(&self, on: bool) -> impl Iterator<Item = &'a LiveApp> {
        self.apps
            .iter()
            .copied()
            .filter(move |app| app.enabled == Seen::Known(on))
    }

    fn app(&self, app: &LiveApp) -> Address {
        Address::named(self.name, Kind::App, app.name.clone())
    }

    fn bearer(&self) -> Bearer {
        Bearer {
            username: self.own.clone(),
            permission_set: ApiName::from(""),
            profile: String::new(),
            previously: None,
        }
    }

    /// Whoever freezes itself cannot thaw.
    fn refuse_own_access(&self, live: &Live, draft: &mut Draft) {
        let running = &live.running_user;
        let hint = "run hallpass as another user, through another app";
        for (address, user, _) in &self.users {
            if user.username == running.username {
                let message = format!("{} is the user as whom hallpass runs", user.username);
                draft.block(address.clone(), BlockReason::OwnAccess, message, hint);
            }
        }
        for app in &self.apps {
            if running.app.as_ref() == Some(&app.name) || app.run_as.known() == Some(&running.username) {
                let message = format!("{} is the app through which hallpass is signed in", app.name);
                draft.block(self.app(app), BlockReason::OwnAccess, message, hint);
            }
        }
    }
}

/// What a first freeze kept stays kept by a second one: what it switched off is not as it was before.
fn merged(mark: &Mark, asked: &Hold, user: &LiveUser, on: &BTreeSet<ApiName>) -> Hold {
    let Some(present) = Hold::of(mark) else {
        return Hold {
            apps: on.clone(),
            was_frozen: user.frozen == Seen::Known(true),
            ..asked.clone()
        };
    };
    Hold {
        since: if present.is_whole() {
            present.since
        } else {
            asked.since.clone()
        },
        apps: present.apps.union(on).cloned().collect(),
        ..present
    }
}

fn login(user: &LiveUser, after: Attributes) -> (Attributes, Attributes) {
    let before = known_of(observed::login(user), |attribute| after.contains_key(&attribute));
    (before, after)
}

fn enabled(app: &LiveApp, on: bool) -> (Attributes, Attributes) {
    let after = Attributes::from([(Attribute::Enabled, Value::Flag(on))]);
    let before = known_of(observed::app(app), |attribute| attribute == Attribute::Enabled);
    (before, after)
}

fn change(address: Address, reason: Reason, (before, after): (Attributes, Attributes)) -> Change {
    Change {
        integration: address.integration.clone(),
        kind: address.kind,
        address,
        action: Action::Update,
        before: Some(State::Attributes(before)),
        after: Some(State::Attributes(after)),
        reason,
        risk: Risk::High,
        depends_on: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use hallpass_model::build::{self, integration, live_of};
    use hallpass_model::{
        Attribute, Complete, Desired, Hold, IntegrationName, Live, OrgName, Plan, Seen, WarningCode,
    };

    use super::{freeze, thaw};
    use crate::{apply_in_memory, check_before_run, plan};

    fn world() -> (Desired, Live) {
        let desired =
            build::desired(["billing", "other"].map(|name| integration(name, &[("Account", "read")])));
        let live = live_of(&desired);
        (desired, live)
    }

    fn names() -> (OrgName, IntegrationName) {
        (
            OrgName::new("local").unwrap(),
            IntegrationName::new("billing").unwrap(),
        )
    }

    fn hold() -> Hold {
        Hold {
            since: "2026-11-22T10:00:00Z".to_owned(),
            by: "ops@example.com".to_owned(),
            reason: "leaked key".to_owned(),
            ..Hold::default()
        }
    }

    fn addresses(plan: &Plan) -> Vec<String> {
        plan.changes
            .iter()
            .map(|change| change.address.to_string())
            .collect()
    }

    fn done(plan: &Plan, desired: &Desired, live: &Live) -> Live {
        assert_eq!(check_before_run(plan, desired, live), []);
        apply_in_memory(plan, live.clone(), desired)
    }

    /// Somebody sets whether all users are frozen.
    fn by_hand(live: &mut Live, frozen: bool) {
        let mut users = live.users.clone().into_inner();
        for user in users.values_mut() {
            user.frozen = Seen::Known(frozen);
        }
        live.users = Complete::read_to_the_end(users);
    }

    #[test]
    fn what_is_frozen_stays_frozen_for_every_plan_and_thawing_gives_back_what_was() {
        let (desired, live) = world();
        let (org, name) = names();
        let freezing = freeze(&org, &desired, &live, &name, &hold());
        let frozen = done(&freezing, &desired, &live);
        let user = frozen
            .users
            .values()
            .find(|user| user.username.as_str().starts_with("billing"))
            .unwrap();
        assert_eq!(user.frozen, Seen::Known(true));
        let after = plan(&org, &desired, &frozen);
        assert_eq!(addresses(&after), [] as [&str; 0]);
        let told = after
            .warnings
            .iter()
            .find(|one| one.code == WarningCode::Frozen)
            .unwrap();
        assert!(
            told.message
                .contains("frozen by ops@example.com since 2026-11-22T10:00:00Z: leaked key"),
            "{}",
            told.message
        );
        let thawed = done(&thaw(&org, &desired, &frozen, &name), &desired, &frozen);
        assert_eq!(thawed.users, live.users);
        assert_eq!(thawed.apps, live.apps);
        assert_eq!(addresses(&thaw(&org, &desired, &thawed, &name)), [] as [&str; 0]);
    }

    #[test]
    fn a_second_freeze_keeps_who_began_it_and_ends_sessions_again() {
        let (desired, live) = world();
        let (org, name) = names();
        let frozen = done(&freeze(&org, &desired, &live, &name, &hold()), &desired, &live);
        let again = Hold {
            by: "other@example.com".to_owned(),
            reason: "again".to_owned(),
            ..hold()
        };
        let second = freeze(&org, &desired, &frozen, &name, &again);
        assert_eq!(addresses(&second), ["billing.login"]);
        let differences = second.changes[0].differences();
        assert!(
            matches!(&*differences, [(Attribute::Sessions, None, Some(_))]),
            "{differences:?}"
        );
        let still = done(&second, &desired, &frozen);
        assert_eq!(still.users, frozen.users);
    }

    #[test]
    fn whom_somebody_had_frozen_before_stays_frozen_after_a_thaw() {
        let (desired, mut live) = world();
        let (org, name) = names();
        by_hand(&mut live, true);
        let frozen = done(&freeze(&org, &desired, &live, &name, &hold()), &desired, &live);
        let thawed = done(&thaw(&org, &desired, &frozen, &name), &desired, &frozen);
        assert_eq!(thawed.users, live.users);
    }

    #[test]
    fn what_somebody_undid_is_told() {
        let (desired, live) = world();
        let (org, name) = names();
        let mut frozen = done(&freeze(&org, &desired, &live, &name, &hold()), &desired, &live);
        by_hand(&mut frozen, false);
        let warnings = plan(&org, &desired, &frozen).warnings;
        let told = warnings
            .iter()
            .find(|one| one.code == WarningCode::Thawed)
            .unwrap();
        assert!(
            told.message.contains("but its user can log in"),
            "{}",
            told.message
        );
    }
}
