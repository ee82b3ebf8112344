//! Applies a plan to what was read, as an ideal org would: for laws, for cases, and to compare specs without an org.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    API_ONLY_PROFILES, Action, ApiName, AppKind, Attribute, Attributes, Bearer, Change, Complete, Desired,
    IpRelaxation, Kind, Live, LiveApp, LiveAssignment, LiveGrant, LivePermissionSet, LiveProfile, LiveUser,
    PasswordUse, Plan, ProfileFacts, RecordId, Scope, Seen, State, Target, Username, Value, split_mark,
};

use crate::observed::{ADMIN_PRE_AUTHORIZED, CLIENT_CREDENTIALS, NO_ROLE};

/// Returns what an org holds after a plan, if nothing fails.
///
/// # Panics
/// When a change is not about anything that is there: such a plan is wrong.
#[must_use]
pub fn apply_in_memory(plan: &Plan, live: Live, desired: &Desired) -> Live {
    let mut world = World::open(live);
    for change in &plan.changes {
        let bearer = plan
            .bearer_of(&change.address)
            .expect("every change has a bearer");
        world.apply(change, &bearer, desired);
    }
    world.close()
}

/// What was read, with its collections open.
struct World {
    live: Live,
    users: BTreeMap<Username, LiveUser>,
    profiles: BTreeMap<ApiName, LiveProfile>,
    sets: BTreeMap<ApiName, LivePermissionSet>,
    apps: BTreeMap<ApiName, LiveApp>,
    next_id: u32,
}

impl World {
    fn open(mut live: Live) -> Self {
        Self {
            users: std::mem::take(&mut live.users).into_inner(),
            profiles: std::mem::take(&mut live.profiles).into_inner(),
            sets: std::mem::take(&mut live.permission_sets).into_inner(),
            apps: std::mem::take(&mut live.apps).into_inner(),
            live,
            next_id: 0,
        }
    }

    fn close(mut self) -> Live {
        self.live.users = Complete::read_to_the_end(self.users);
        self.live.profiles = Complete::read_to_the_end(self.profiles);
        self.live.permission_sets = Complete::read_to_the_end(self.sets);
        self.live.apps = Complete::read_to_the_end(self.apps);
        self.live
    }

    fn id(&mut self) -> RecordId {
        self.next_id += 1;
        RecordId::parse(&format!("0Zz{:012}", self.next_id)).expect("fifteen letters and digits")
    }

    fn apply(&mut self, change: &Change, bearer: &Bearer, desired: &Desired) {
        let attributes = change.after.as_ref().and_then(State::attributes);
        match change.kind {
            Kind::User => self.user(attributes, bearer, desired, change),
            Kind::Login => self.login(attributes, bearer),
            Kind::Profile => self.profile(attributes, bearer),
            Kind::PermissionSet => self.set(attributes, bearer),
            Kind::App => self.app(attributes, change),
            Kind::License => self.license(change, bearer),
            Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => self.join(change, bearer),
            Kind::Assignment => self.assignment(change, bearer),
            Kind::Holder => self.holder(change, bearer),
            Kind::Object
            | Kind::Field
            | Kind::ApexClass
            | Kind::CustomPermission
            | Kind::Flow
            | Kind::ExternalCredential
            | Kind::CustomMetadataType
            | Kind::CustomSetting
            | Kind::SystemPermission
            | Kind::AppLink => self.grant(change, bearer, desired),
        }
    }

    fn user(&mut self, after: Option<&Attributes>, bearer: &Bearer, desired: &Desired, change: &Change) {
        let id = self.id();
        let Some(after) = after else {
            return self.deactivate(bearer);
        };
        let user = self
            .users
            .entry(bearer.username.clone())
            .or_insert_with(|| blank_user(id, bearer.username.clone()));
        let license = &desired.integrations[&change.integration].user.license;
        let is_back = !user.active && after.get(&Attribute::Active) == Some(&Value::Flag(true));
        if change.action == Action::Create || is_back {
            user.license = Seen::Known(license.clone());
            if let Some(seats) = self.live.catalog.user_licenses.get_mut(license) {
                seats.used += 1;
            }
        }
        let mut profile = None;
        for (attribute, value) in after {
            match attribute {
                Attribute::LastName => user.last_name = text(value),
                Attribute::Email => user.email = text(value),
                Attribute::Alias => user.alias = text(value),
                Attribute::Profile => profile = Some(value.to_string()),
                Attribute::TimeZone => user.time_zone = text(value),
                Attribute::Locale => user.locale = text(value),
                Attribute::Language => user.language = text(value),
                Attribute::EmailEncoding => user.email_encoding = text(value),
                Attribute::Active => user.active = *value == Value::Flag(true),
                Attribute::Mark => user.mark = mark(value),
                Attribute::Role => {
                    let named = value.text().filter(|role| *role != NO_ROLE);
                    user.role = named.map(ApiName::from).into();
                }
                Attribute::Username => user.username = bearer.username.clone(),
                other => panic!("{other} is no attribute of a user"),
            }
        }
        if let Some(profile) = profile {
            self.move_seat(&bearer.username, license);
            self.give_profile(&bearer.username.clone(), &profile);
        }
    }

    /// Another profile may be of another licence.
    fn move_seat(&mut self, username: &Username, license: &str) {
        let user = self.users.get_mut(username).expect("the user is there");
        let left = std::mem::replace(&mut user.license, Seen::Known(license.to_owned()));
        let left = left.known().map_or(license, String::as_str).to_owned();
        let seats = &mut self.live.catalog.user_licenses;
        for (name, step) in [(left.as_str(), -1), (license, 1)] {
            if let Some(seats) = seats.get_mut(name).filter(|_| left != license && user.active) {
                seats.used += step;
            }
        }
    }

    fn give_profile(&mut self, username: &Username, name: &str) {
        let user = self.users.get_mut(username).expect("the user is there");
        user.profile = Seen::Known(name.to_owned());
        let id = user.id.clone();
        for profile in self.profiles.values_mut() {
            let mut holders = std::mem::take(&mut profile.holders).into_inner();
            holders.remove(username);
            if profile.name.eq_ignore_ascii_case(name) {
                holders.insert(username.clone(), id.clone());
            }
            profile.holders = Complete::read_to_the_end(holders);
        }
    }

    fn profile(&mut self, after: Option<&Attributes>, bearer: &Bearer) {
        let id = self.id();
        let name = ApiName::from(bearer.profile.as_str());
        let Some(after) = after else {
            return self.delete_profile(&name);
        };
        let is_new = !self.profiles.contains_key(&name);
        let blank = || blank_profile(id.clone(), bearer.profile.clone());
        let profile = self.profiles.entry(name).or_insert_with(blank);
        for (attribute, value) in after {
            match attribute {
                Attribute::UserLicense => profile.license = text(value),
                Attribute::IpRanges => {
                    let ranges = list(value).into_iter().filter_map(|range| range.parse().ok());
                    profile.ip_ranges = Some(ranges.collect())
                        .filter(|all: &BTreeSet<_>| !all.is_empty())
                        .into();
                }
                Attribute::Hours => {
                    let hours = value.text().and_then(|text| text.split(" (").next());
                    profile.hours = hours.and_then(|hours| hours.parse().ok()).into();
                }
                Attribute::UserPermissions => {
                    let names = list(value)
                        .iter()
                        .map(|name| ApiName::from(name.as_str()))
                        .collect();
                    profile.permissions = Seen::Known(names);
                }
                // What a profile grants only ever goes.
                Attribute::Grants => profile.grants = Seen::Known(hallpass_model::Grants::new()),
                Attribute::Mark => profile.mark = mark(value),
                Attribute::Name => {}
                other => panic!("{other} is no attribute of a profile"),
            }
        }
        if is_new {
            let facts = ProfileFacts {
                id,
                license: profile.license.known().cloned().unwrap_or_default(),
            };
            self.live.catalog.profiles.insert(bearer.profile.clone(), facts);
        }
    }

    /// A profile has no users when it goes: they get the profile of all API-only users.
    fn delete_profile(&mut self, name: &ApiName) {
        let profile = self.profiles.remove(name).expect("the profile is there");
        self.live.catalog.profiles.remove(&profile.name);
        for username in profile.holders.keys() {
            if self.users.contains_key(username) {
                self.give_profile(username, API_ONLY_PROFILES[0]);
            }
        }
    }

    /// Users are never deleted.
    fn deactivate(&mut self, bearer: &Bearer) {
        let user = self.users.get_mut(&bearer.username).expect("the user is there");
        user.active = false;
        let license = user.license.known().map_or("", String::as_str);
        if let Some(seats) = self.live.catalog.user_licenses.get_mut(license) {
            seats.used -= 1;
        }
    }

    fn login(&mut self, after: Option<&Attributes>, bearer: &Bearer) {
        let user = self.users.get_mut(&bearer.username).expect("a login is a user's");
        for (attribute, value) in after.expect("logins are never deleted") {
            match attribute {
                Attribute::Frozen => user.frozen = Seen::Known(*value == Value::Flag(true)),
                Attribute::Mark => user.mark = mark(value),
                Attribute::Sessions => {}
                other => panic!("{other} is no attribute of a login"),
            }
        }
    }

    fn set(&mut self, after: Option<&Attributes>, bearer: &Bearer) {
        let id = self.id();
        let Some(after) = after else {
            return self.delete_set(&bearer.permission_set);
        };
        let set = self
            .sets
            .entry(bearer.permission_set.clone())
            .or_insert_with(|| blank_set(id, bearer.permission_set.clone()));
        for (attribute, value) in after {
            match attribute {
                Attribute::Label => set.label = text(value),
                Attribute::Description => set.description = text(value),
                Attribute::Mark => set.mark = mark(value),
                Attribute::Name => set.name = ApiName::new(value.to_string()),
                other => panic!("{other} is no attribute of a set"),
            }
        }
    }

    /// Whatever hangs on a set goes with it.
    fn delete_set(&mut self, name: &ApiName) {
        self.sets.remove(name).expect("the set is there");
        for app in self.apps.values_mut() {
            app.admits.remove(name);
        }
        for user in self.users.values_mut() {
            let mut held = std::mem::take(&mut user.assignments).into_inner();
            held.remove(name);
            user.assignments = Complete::read_to_the_end(held);
        }
    }

    fn app(&mut self, after: Option<&Attributes>, change: &Change) {
        let id = self.id();
        let name = change.address.name.clone().expect("apps have names");
        let Some(after) = after else {
            return self.delete_app(&name);
        };
        let app = self
            .apps
            .entry(name.clone())
            .or_insert_with(|| blank_app(id, name));
        for (attribute, value) in after {
            match attribute {
                Attribute::Label => app.label = text(value),
                Attribute::Description => app.description = text(value),
                Attribute::ContactEmail => app.contact_email = text(value),
                Attribute::CallbackUrl => app.callback_urls = Seen::Known(list(value).into_iter().collect()),
                Attribute::Scopes => app.scopes = Seen::Known(list(value).into_iter().map(Scope).collect()),
                Attribute::Flow => {
                    app.client_credentials = Seen::Known(value.text() == Some(CLIENT_CREDENTIALS));
                }
                Attribute::RunAs => app.run_as = Seen::Known(Username::new(value.to_string())),
                Attribute::Certificate => app.certificate_sha256 = text(value),
                Attribute::PermittedUsers => {
                    app.admin_approved = Seen::Known(value.text() == Some(ADMIN_PRE_AUTHORIZED));
                }
                Attribute::IpRelaxation => app.ip_relaxation = relaxation(value),
                Attribute::Enabled => app.enabled = Seen::Known(*value == Value::Flag(true)),
                Attribute::Mark => app.mark = mark(value),
                Attribute::AppKind if value.text() == Some("connected_app") => {
                    app.kind = AppKind::ConnectedApp;
                }
                Attribute::Name | Attribute::AppKind | Attribute::CertificatePem => {}
                setting if Attribute::SETTINGS.contains(setting) => {
                    app.settings.insert(*setting, Seen::Known(value.clone()));
                }
                other => panic!("{other} is no attribute of an app"),
            }
        }
    }

    /// Whatever hangs on an app goes with it.
    fn delete_app(&mut self, name: &ApiName) {
        self.apps.remove(name).expect("the app is there");
        for user in self.users.values_mut() {
            user.runs.remove(name);
        }
        for set in self.sets.values_mut() {
            let mut grants = std::mem::take(&mut set.grants).into_inner();
            grants.retain(|target, _| !matches!(target, Target::App(_, app) if app == name));
            set.grants = Complete::read_to_the_end(grants);
        }
    }

    fn license(&mut self, change: &Change, bearer: &Bearer) {
        let id = self.id();
        let name = thing(change);
        let user = self
            .users
            .get_mut(&bearer.username)
            .expect("a licence is a user's");
        let mut held = std::mem::take(&mut user.licenses).into_inner();
        let is_new = change.action != Action::Delete;
        if let Some(seats) = self.live.catalog.permission_set_licenses.get_mut(&name) {
            seats.used += match change.action {
                Action::Delete => -1,
                // It is taken off and put back.
                Action::Replace => 0,
                Action::Create | Action::Update | Action::Adopt => 1,
            };
        }
        match is_new {
            false => held.remove(&name),
            true => held.insert(name, id),
        };
        user.licenses = Complete::read_to_the_end(held);
    }

    fn join(&mut self, change: &Change, bearer: &Bearer) {
        let id = self.id();
        let name = thing(change);
        let user = self
            .users
            .get_mut(&bearer.username)
            .expect("a membership is a user's");
        let is_new = change.action != Action::Delete;
        if let Some(seats) = self.live.catalog.package_licenses.get_mut(&name)
            && change.kind == Kind::PackageLicense
        {
            seats.used += if is_new { 1 } else { -1 };
        }
        let seen = user.joined.remove(&change.kind).unwrap_or_default();
        let mut held = match seen {
            Seen::Known(held) => held.into_inner(),
            Seen::Absent | Seen::Unknown(_) => BTreeMap::new(),
        };
        match is_new {
            false => held.remove(&name),
            true => held.insert(name, id),
        };
        let held = Seen::Known(Complete::read_to_the_end(held));
        user.joined.insert(change.kind, held);
    }

    fn assignment(&mut self, change: &Change, bearer: &Bearer) {
        let id = self.id();
        let name = thing(change);
        let user = self
            .users
            .get_mut(&bearer.username)
            .expect("an assignment is a user's");
        let is_new = change.action != Action::Delete;
        let mut held = std::mem::take(&mut user.assignments).into_inner();
        match is_new {
            false => held.remove(&name),
            true => {
                // What is taken off and put back is what it was, in a new row.
                let was = held.get(&name);
                let assignment = LiveAssignment {
                    id: id.clone(),
                    is_group: was.is_some_and(|was| was.is_group),
                    license: was.and_then(|was| was.license.clone()),
                };
                held.insert(name.clone(), assignment)
            }
        };
        user.assignments = Complete::read_to_the_end(held);
        if let Some(set) = self.sets.get_mut(&name) {
            let mut holders = std::mem::take(&mut set.holders).into_inner();
            match is_new {
                false => holders.remove(&bearer.username),
                true => holders.insert(bearer.username.clone(), id),
            };
            set.holders = Complete::read_to_the_end(holders);
        }
    }

    /// Takes the integration's set off somebody else.
    fn holder(&mut self, change: &Change, bearer: &Bearer) {
        let name = change.address.name.clone().expect("holders have names");
        let holder = Username::new(name.as_str());
        let set = self
            .sets
            .get_mut(&bearer.permission_set)
            .expect("a holder holds a set");
        let mut holders = std::mem::take(&mut set.holders).into_inner();
        holders.remove(&holder);
        set.holders = Complete::read_to_the_end(holders);
        if let Some(user) = self.users.get_mut(&holder) {
            let mut held = std::mem::take(&mut user.assignments).into_inner();
            held.remove(&bearer.permission_set);
            user.assignments = Complete::read_to_the_end(held);
        }
    }

    fn grant(&mut self, change: &Change, bearer: &Bearer, desired: &Desired) {
        let id = self.id();
        let set = self
            .sets
            .get_mut(&bearer.permission_set)
            .expect("a grant is a set's");
        let mut grants = std::mem::take(&mut set.grants).into_inner();
        let target = target(change, desired, &grants);
        match change.after.as_ref().and_then(State::verbs) {
            None => grants.remove(&target),
            Some(verbs) => {
                let id = match grants.get(&target) {
                    Some(row) if crate::normalise::is_real(row) => row.id.clone(),
                    _ => (change.kind != Kind::SystemPermission).then_some(id),
                };
                grants.insert(target, LiveGrant { id, verbs })
            }
        };
        set.grants = Complete::read_to_the_end(grants);
        if change.kind == Kind::AppLink
            && let Some(app) = self.apps.get_mut(&thing(change))
        {
            match change.action {
                Action::Delete => app.admits.remove(&set.name),
                _ => app.admits.insert(set.name.clone()),
            };
        }
    }
}

/// The name of what a change is about.
fn thing(change: &Change) -> ApiName {
    change.address.thing().expect("it has a name").into_owned()
}

/// Finds what a grant's address means: a row that is there, or what the spec declares.
fn target(change: &Change, desired: &Desired, grants: &BTreeMap<Target, LiveGrant>) -> Target {
    let name = thing(change);
    let mut named = Target::named(change.kind, name).into_iter();
    let declared = &desired.integrations.get(&change.integration);
    match change.kind {
        Kind::AppLink => named.find(|target| match change.action {
            Action::Delete => grants.contains_key(target),
            _ => declared.is_some_and(|one| one.grants.contains_key(target)),
        }),
        _ => named.next(),
    }
    .expect("a grant has a target, and a link is declared or there")
}

fn text(value: &Value) -> Seen<String> {
    Seen::Known(value.to_string())
}

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::List(list) => list.clone(),
        Value::Text(_) | Value::Flag(_) => Vec::new(),
    }
}

fn mark(value: &Value) -> Option<hallpass_model::Mark> {
    split_mark(value.text().unwrap_or_default()).1
}

fn relaxation(value: &Value) -> Seen<IpRelaxation> {
    [
        IpRelaxation::Enforce,
        IpRelaxation::Bypass,
        IpRelaxation::BypassWithSecondFactor,
        IpRelaxation::EnforceRelaxRefresh,
    ]
    .into_iter()
    .find(|word| value.text() == Some(word.word()))
    .into()
}

fn blank_user(id: RecordId, username: Username) -> LiveUser {
    LiveUser {
        id,
        username,
        last_name: Seen::Absent,
        email: Seen::Absent,
        alias: Seen::Absent,
        profile: Seen::Absent,
        license: Seen::Absent,
        role: Seen::Absent,
        time_zone: Seen::Absent,
        locale: Seen::Absent,
        language: Seen::Absent,
        email_encoding: Seen::Absent,
        active: true,
        frozen: Seen::Known(false),
        last_login: Seen::Absent,
        created: Seen::Absent,
        about_me: String::new(),
        mark: None,
        licenses: Complete::default(),
        joined: BTreeMap::new(),
        password: PasswordUse::default(),
        assignments: Complete::default(),
        unsettled: BTreeMap::new(),
        activated: Seen::Absent,
        runs: BTreeSet::new(),
    }
}

fn blank_profile(id: RecordId, name: String) -> LiveProfile {
    LiveProfile {
        id,
        name,
        license: Seen::Absent,
        description: Seen::Absent,
        mark: None,
        custom: Seen::Known(true),
        ip_ranges: Seen::Absent,
        hours: Seen::Absent,
        permissions: Seen::Absent,
        grants: Seen::Known(hallpass_model::Grants::new()),
        holders: Complete::default(),
    }
}

fn blank_set(id: RecordId, name: ApiName) -> LivePermissionSet {
    LivePermissionSet {
        tabs: BTreeSet::new(),
        id,
        name,
        label: Seen::Absent,
        description: Seen::Absent,
        mark: None,
        namespace: None,
        license_id: None,
        needs_activation: false,
        grants: Complete::default(),
        holders: Complete::default(),
        groups: Complete::default(),
    }
}

fn blank_app(id: RecordId, name: ApiName) -> LiveApp {
    LiveApp {
        kind: AppKind::ExternalClientApp,
        id,
        name,
        label: Seen::Absent,
        description: Seen::Absent,
        mark: None,
        contact_email: Seen::Absent,
        callback_urls: Seen::Absent,
        scopes: Seen::Absent,
        client_credentials: Seen::Absent,
        run_as: Seen::Absent,
        certificate_sha256: Seen::Absent,
        admin_approved: Seen::Absent,
        ip_relaxation: Seen::Absent,
        enabled: Seen::Known(true),
        settings: BTreeMap::new(),
        token_holders: Seen::Absent,
        admits: BTreeSet::new(),
        admits_profiles: BTreeSet::new(),
        files: Vec::new(),
    }
}
