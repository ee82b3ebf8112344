//! What of an org is looked at: the declared names, the fleet's mark, the licence of API-only users.

use std::collections::BTreeSet;

use hallpass_model::{
    API_ONLY_PROFILES, ApiName, AppKind, Desired, FleetName, GrantPattern, INTEGRATION_LICENSE, Integration,
    Kind, Manage, Mark, PermissionSet, Profile, Role, Target, Username,
};
use hallpass_salesforce::soql::{Condition, any_of, chunks, eq, is_in, like_contains};

use super::record::bare_name;

/// How many characters of names go into one query. A query may have 100,000 (SOQL and SOSL Reference, "SOQL and
/// SOSL Limits"); names of two kinds and the columns have to fit besides.
const MAX_NAMES: usize = 40_000;

/// The part of an org that a desired fleet is about.
pub(super) struct Scope<'d> {
    desired: &'d Desired,
}

impl<'d> Scope<'d> {
    pub(super) fn of(desired: &'d Desired) -> Self {
        Self { desired }
    }

    fn integrations(&self) -> impl Iterator<Item = &'d Integration> {
        self.desired.integrations.values()
    }

    /// Returns whether a mark is of this fleet.
    pub(super) fn is_ours(&self, mark: Option<&Mark>) -> bool {
        mark.is_some_and(|mark| mark.fleet == self.desired.fleet)
    }

    pub(super) fn declares_user(&self, username: &Username) -> bool {
        self.integrations().any(|one| one.user.username == *username)
    }

    /// Returns the usernames of the declared users.
    pub(super) fn usernames(&self) -> impl Iterator<Item = Username> {
        self.integrations().map(|one| one.user.username.clone())
    }

    /// Returns the e-mail address that a user shall have.
    pub(super) fn email_of(&self, username: &Username) -> Option<&'d String> {
        let user = self
            .integrations()
            .map(|one| &one.user)
            .find(|user| user.username == *username);
        user.and_then(|user| user.email.wanted())
    }

    pub(super) fn declares_set(&self, name: &ApiName) -> bool {
        self.integrations().any(|one| one.permission_set.name == *name)
    }

    pub(super) fn declared_app(&self, name: &ApiName) -> Option<&'d hallpass_model::App> {
        self.integrations()
            .flat_map(|one| &one.apps)
            .find(|app| app.name == *name)
    }

    /// Returns the declared apps that a package brings, as their namespaces say.
    pub(super) fn packaged_apps(&self) -> impl Iterator<Item = &'d hallpass_model::App> {
        let apps = self.integrations().flat_map(|one| &one.apps);
        apps.filter(|app| app.name.as_str().contains("__"))
    }

    pub(super) fn declares_apps_of(&self, kind: AppKind) -> bool {
        self.integrations()
            .flat_map(|one| &one.apps)
            .any(|app| app.kind == kind)
    }

    /// Returns whether an app may be taken over, or made stricter, that others use already.
    pub(super) fn takes_over_apps(&self) -> bool {
        self.integrations().any(|one| {
            let is_old = |app: &hallpass_model::App| {
                one.adopt || app.kind == AppKind::ConnectedApp || app.manage == Manage::Policies
            };
            one.apps.iter().any(is_old)
        })
    }

    /// Returns conditions that together hold for the rows of our users; each fits into a query.
    pub(super) fn users(&self, path: &str) -> Vec<Condition> {
        let names: BTreeSet<&str> = self
            .integrations()
            .map(|one| one.user.username.as_str())
            .collect();
        let licensed = eq(&format!("{path}Profile.UserLicense.Name"), INTEGRATION_LICENSE);
        named_or(&names, &format!("{path}Username"), licensed)
    }

    /// Returns conditions that together hold for the rows of our sets; each fits into a query.
    pub(super) fn sets(&self, path: &str) -> Vec<Condition> {
        let sets = self.integrations().map(|one| &one.permission_set);
        let names: BTreeSet<&str> = sets.map(|PermissionSet { name, .. }| bare_name(name)).collect();
        named_or(&names, &format!("{path}Name"), marked(&self.desired.fleet, path))
    }

    /// Returns conditions that together hold for the profiles that are an integration's own, or are meant to be.
    pub(super) fn own_profiles(&self, path: &str) -> Vec<Condition> {
        let names: BTreeSet<&str> = self.policed_profiles();
        named_or(&names, &format!("{path}Name"), marked(&self.desired.fleet, path))
    }

    /// Returns the names of the profiles on which login policies stand, or stood.
    pub(super) fn policed_profiles(&self) -> BTreeSet<&'d str> {
        let own = self.integrations().map(|one| &one.own_profile);
        let policed = own.filter(|own| own.login.wanted().is_some());
        policed.map(|own| own.name.as_str()).collect()
    }

    /// Returns conditions that together hold for those profiles, and for all of the licence of API-only users.
    pub(super) fn own_or_api_only_profiles(&self, path: &str) -> Vec<Condition> {
        let licensed = eq(&format!("{path}UserLicense.Name"), INTEGRATION_LICENSE);
        let ours = any_of([licensed, marked(&self.desired.fleet, path)]);
        named_or(&self.policed_profiles(), &format!("{path}Name"), ours)
    }

    /// Returns the names of the profiles that somebody may have to be given.
    pub(super) fn profiles_to_give(&self) -> BTreeSet<&'d str> {
        let given = self.integrations().flat_map(|one| match &one.user.profile {
            Profile::ApiOnly => API_ONLY_PROFILES.to_vec(),
            Profile::Named(name) => vec![name.as_str()],
        });
        given.collect()
    }

    pub(super) fn declares_profile(&self, name: &str) -> bool {
        let policed = self.policed_profiles();
        policed.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Returns the condition that a set carries the fleet's mark.
    pub(super) fn marked_set(&self, path: &str) -> Condition {
        marked(&self.desired.fleet, path)
    }

    /// Returns conditions for the sets and groups of `also_assigned`; none where nothing is declared.
    pub(super) fn also_assigned(&self, column: &str) -> Vec<Condition> {
        named(
            self.integrations()
                .flat_map(|one| &one.also_assigned)
                .map(bare_name),
            column,
        )
    }

    /// Returns whether any spec says who shall be in things of a kind.
    pub(super) fn declares(&self, kind: Kind) -> bool {
        self.integrations().any(|one| one.joins.contains_key(&kind))
    }

    /// Returns conditions for the declared public groups and queues.
    pub(super) fn groups(&self, column: &str) -> Vec<Condition> {
        let kinds = [Kind::PublicGroup, Kind::Queue];
        let joins = self.integrations().flat_map(|one| &one.joins);
        let groups = joins.filter(|(kind, _)| kinds.contains(kind));
        named(groups.flat_map(|(_, names)| names).map(ApiName::as_str), column)
    }

    /// Returns conditions for the declared roles.
    pub(super) fn roles(&self, column: &str) -> Vec<Condition> {
        let role = |one: &'d Integration| match one.user.role.wanted() {
            Some(Role::Named(role)) => Some(role.as_str()),
            Some(Role::None) | None => None,
        };
        named(self.integrations().filter_map(role), column)
    }

    /// Returns conditions for the declared Apex classes.
    pub(super) fn apex_classes(&self) -> Vec<Condition> {
        let class = |target: &'d Target| match target {
            Target::ApexClass(name) => Some(bare_name(name)),
            _ => None,
        };
        let never = self.never_of(Kind::ApexClass);
        named(self.targets().filter_map(class).chain(never), "Name")
    }

    /// Returns conditions for the declared custom permissions.
    pub(super) fn custom_permissions(&self) -> Vec<Condition> {
        let permission = |target: &'d Target| match target {
            Target::CustomPermission(name) => Some(bare_name(name)),
            _ => None,
        };
        let never = self.never_of(Kind::CustomPermission);
        named(
            self.targets().filter_map(permission).chain(never),
            "DeveloperName",
        )
    }

    /// Returns conditions for the declared targets of some kinds: a column holds a part of their names.
    pub(super) fn named(&self, kinds: &[Kind], part: fn(&str) -> &str, column: &str) -> Vec<Condition> {
        let of_kind = self.targets().filter(|target| kinds.contains(&target.kind()));
        let never = self
            .never()
            .filter(|one| one.kind.is_some_and(|kind| kinds.contains(&kind)));
        let names: BTreeSet<String> = of_kind
            .map(Target::name)
            .chain(never.map(|one| one.name.clone()))
            .map(|name| part(name.as_str()).to_owned())
            .collect();
        named(names.iter().map(String::as_str), column)
    }

    /// Returns the declared objects, those of declared fields included, one by one or all, and those that nobody may
    /// ever touch.
    pub(super) fn objects(&self) -> BTreeSet<ApiName> {
        let object = |target: &Target| match target {
            Target::Object(object) | Target::Field { object, .. } => Some(object.clone()),
            _ => None,
        };
        let never = self.never().filter_map(GrantPattern::object);
        let all = self.integrations().flat_map(|one| one.all_fields.keys());
        let all = all.cloned().chain(never);
        self.targets().filter_map(object).chain(all).collect()
    }

    /// Returns the names of what nobody may ever use and may be of a kind.
    fn never_of(&self, kind: Kind) -> impl Iterator<Item = &'d str> {
        let is_it = move |one: &&GrantPattern| match one.kind {
            Some(its) => its == kind,
            None => one.field().is_none(),
        };
        self.never().filter(is_it).map(|one| bare_name(&one.name))
    }

    fn never(&self) -> impl Iterator<Item = &'d GrantPattern> {
        self.integrations().flat_map(|one| &one.never)
    }

    fn targets(&self) -> impl Iterator<Item = &'d Target> {
        self.integrations().flat_map(|one| one.grants.keys())
    }
}

fn marked(fleet: &FleetName, path: &str) -> Condition {
    like_contains(
        &format!("{path}Description"),
        &format!("[hallpass fleet={fleet} "),
    )
}

fn named<'n>(names: impl Iterator<Item = &'n str>, column: &str) -> Vec<Condition> {
    let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
    chunks(&names, MAX_NAMES)
        .into_iter()
        .map(|part| is_in(column, part.iter().copied()))
        .collect()
}

/// The condition goes with the first part of the names, or alone where there are none.
fn named_or(names: &BTreeSet<&str>, column: &str, condition: Condition) -> Vec<Condition> {
    let mut parts = named(names.iter().copied(), column);
    match parts.first_mut() {
        Some(first) => *first = any_of([first.clone(), condition]),
        None => parts.push(condition),
    }
    parts
}
