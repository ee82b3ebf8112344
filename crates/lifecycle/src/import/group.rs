//! What belongs together: one integration a user.

use std::collections::BTreeSet;

use hallpass_model::{
    ApiName, Desired, Enforce, Grants, Integration, IntegrationName, Live, LivePermissionSet, LiveUser,
    Managed, Mark, OwnProfile, PermissionSet, Profile, Target, Username, Verb, Verbs, Verify,
};

use super::apps::{Taken, apps};
use super::found::{Found, Imported, LeftOut, Remark};
use super::name::{integration_name, words_of};
use super::own_set::{of_fleet, own_set};
use super::user::{joins, licenses, managed, user};

/// The length of a description with the mark behind it (Object Reference, `PermissionSet.Description`).
const MAX_DESCRIPTION: usize = 255;

/// Makes integrations of what was read. `fleet` is what the specs have already, for this org.
#[must_use]
pub fn group(live: &Live, fleet: &Desired, users: &BTreeSet<Username>) -> Found {
    let mut grouping = Grouping {
        live,
        fleet,
        taken: fleet
            .integrations
            .keys()
            .chain(fleet.retiring.declared.keys())
            .cloned()
            .collect(),
        apps: BTreeSet::new(),
        found: Found::default(),
    };
    for username in users {
        match grouping.usable(username) {
            Ok(user) => grouping.integration(user),
            Err(why) => {
                let left = LeftOut::new(format!("user {username}"), why);
                grouping.found.left_out.push(left);
            }
        }
    }
    let mut found = grouping.found;
    found
        .integrations
        .sort_by(|a, b| a.integration.name.cmp(&b.integration.name));
    found
}

struct Grouping<'l> {
    live: &'l Live,
    fleet: &'l Desired,
    /// Names of integrations that are given already.
    taken: BTreeSet<IntegrationName>,
    /// Apps that have an integration already.
    apps: BTreeSet<&'l ApiName>,
    found: Found,
}

impl<'l> Grouping<'l> {
    fn usable(&self, username: &Username) -> Result<&'l LiveUser, String> {
        let mut declared = self.fleet.integrations.values();
        if *username == self.live.running_user.username {
            return Err("hallpass runs as it".to_owned());
        }
        if let Some(one) = declared.find(|one| one.user.username == *username) {
            return Err(format!("the spec of {} has it", one.name));
        }
        match self.live.users.get(username) {
            None => Err("the org has no such user, or hides it".to_owned()),
            Some(user) if !user.active => Err("it is not active, and a spec would bring it back".to_owned()),
            Some(user) => Ok(user),
        }
    }

    fn integration(&mut self, live: &'l LiveUser) {
        let (own, refused) = own_set(self.live, self.fleet, live);
        let name = self.name(live, own);
        let mut remarks = self.about_user(live);
        let (permission_set, mut grants) = match own {
            Some(set) => (self.set(set, &name, &mut remarks), self.grants(set, &mut remarks)),
            None => (self.no_set(live, &name, &mut remarks), Grants::new()),
        };
        let mut taken = Vec::new();
        for (app, what) in apps(self.live, self.fleet, &live.username, own, &self.apps) {
            match what {
                Taken::Whole(own, more) => {
                    self.apps.insert(&app.name);
                    grants.insert(Target::App(own.kind, own.name.clone()), Verbs::USE);
                    taken.push(*own);
                    remarks.extend(more);
                }
                Taken::Left(why) => {
                    let text = format!("the app {} is left out: {why}", app.name);
                    remarks.push(Remark::new("", text));
                    let left = LeftOut::new(format!("app {} of {name}", app.name), why);
                    self.found.left_out.push(left);
                }
            }
        }
        let user = user(live);
        let mut one = Integration {
            owner: live
                .email
                .known()
                .cloned()
                .unwrap_or_else(|| live.username.to_string()),
            description: None,
            enforce: Enforce::Report,
            adopt: true,
            protect: false,
            previously: None,
            own_profile: own_profile(&user.profile, &name),
            user,
            permission_set,
            grants,
            never: BTreeSet::new(),
            all_fields: std::collections::BTreeMap::new(),
            also_assigned: self.also_assigned(live, own, &name, &refused, &mut remarks),
            migrate_from: None,
            licenses: licenses(live),
            joins: joins(live),
            apps: taken,
            verify: Verify::default(),
            waivers: Vec::new(),
            name,
        };
        self.describe(&mut one, &mut remarks);
        self.found.integrations.push(Imported {
            integration: one,
            remarks,
        });
    }

    /// The name in the mark, else one like the set's, else one like the user's.
    fn name(&mut self, live: &LiveUser, own: Option<&LivePermissionSet>) -> IntegrationName {
        let bearer = ApiName::new(live.username.as_str());
        let of_user = live
            .mark
            .as_ref()
            .filter(|mark| mark.fleet == self.fleet.fleet && mark.is_of(&bearer));
        let marked = of_user
            .map(|mark| &mark.integration)
            .or_else(|| own.and_then(|set| of_fleet(self.fleet, set)));
        let name = match (marked, own) {
            (Some(name), _) => integration_name(name.as_str(), &self.taken),
            (None, Some(set)) => integration_name(set.name.as_str(), &self.taken),
            (None, None) => {
                let local = live.username.as_str().split('@').next().unwrap_or_default();
                integration_name(local, &self.taken)
            }
        };
        self.taken.insert(name.clone());
        name
    }

    fn about_user(&self, live: &LiveUser) -> Vec<Remark> {
        let mut remarks = vec![Remark::new(
            "owner",
            "nobody is on record: who answers for it? this is the address of its user",
        )];
        let bearer = ApiName::new(live.username.as_str());
        let foreign = live
            .mark
            .as_ref()
            .filter(|mark| mark.fleet != self.fleet.fleet && mark.is_of(&bearer));
        if let Some(mark) = foreign {
            let (fleet, integration) = (&mark.fleet, &mark.integration);
            let text = format!("it carries the mark of integration {integration} of fleet {fleet}");
            remarks.push(Remark::new("user", text));
        }
        if live.frozen.known() == Some(&true) {
            remarks.push(Remark::new("user", "it is frozen: it cannot log in"));
        }
        remarks
    }

    fn set(
        &self,
        set: &LivePermissionSet,
        name: &IntegrationName,
        remarks: &mut Vec<Remark>,
    ) -> PermissionSet {
        let description = self.fitting(
            managed(&set.description),
            name,
            &set.name,
            "permission_set",
            remarks,
        );
        PermissionSet {
            name: set.name.clone(),
            label: managed(&set.label),
            description,
        }
    }

    /// A description that leaves no room for the mark is left as it is.
    fn fitting(
        &self,
        description: Managed<String>,
        name: &IntegrationName,
        object: &ApiName,
        place: &str,
        remarks: &mut Vec<Remark>,
    ) -> Managed<String> {
        let mark = Mark {
            fleet: self.fleet.fleet.clone(),
            integration: name.clone(),
            object: object.clone(),
            more: std::collections::BTreeMap::new(),
        };
        let room = MAX_DESCRIPTION.saturating_sub(mark.to_string().chars().count() + 1);
        let is_long = |text: &String| text.chars().count() > room;
        match description {
            Managed::Set(text) if is_long(&text) => {
                let text =
                    format!("its description leaves no room for the mark: shorten it to {room} characters");
                remarks.push(Remark::new(place, text));
                Managed::Unmanaged
            }
            fits => fits,
        }
    }

    /// What a spec cannot say is told: fields of objects that the same set does not open.
    fn grants(&self, set: &LivePermissionSet, remarks: &mut Vec<Remark>) -> Grants {
        let mut grants = Grants::new();
        let mut alone: Vec<String> = Vec::new();
        for (target, grant) in &*set.grants {
            let opened = |object: &ApiName| set.grants.contains_key(&Target::Object(object.clone()));
            match target {
                _ if grant.verbs.is_empty() => {}
                // Links follow from the apps.
                Target::App(..) => {}
                Target::Field { object, .. } if !opened(object) => alone.push(target.name().to_string()),
                Target::Field { .. } => {
                    grants.insert(target.clone(), grant.verbs.with(Verb::Read));
                }
                _ => {
                    grants.insert(target.clone(), grant.verbs);
                }
            }
        }
        if let Some(first) = alone.first() {
            let more = match alone.len() {
                1 => String::new(),
                count => format!(" and {} more", count - 1),
            };
            let text = format!(
                "{} also grants fields of objects that it does not open, which give nothing by themselves and are left out: \
                 {first}{more}",
                set.name
            );
            remarks.push(Remark::new("permissions", text));
        }
        grants
    }

    fn no_set(
        &mut self,
        live: &LiveUser,
        name: &IntegrationName,
        remarks: &mut Vec<Remark>,
    ) -> PermissionSet {
        let words = words_of(name);
        let set = ApiName::new(format!("{}_Integration", words.join("_")));
        let text = format!(
            "it holds no permission set that could be its own: {set} is made, empty, when `enforce` says more than report"
        );
        remarks.push(Remark::new("permissions", text));
        let left = LeftOut::new(
            format!("what {} may do", live.username),
            "it holds no permission set of its own: all its access comes from its profile, or from sets and groups that others \
             share",
        );
        self.found.left_out.push(left);
        PermissionSet {
            name: set,
            label: Managed::Set(format!("{} Integration", words.join(" "))),
            description: Managed::Unmanaged,
        }
    }

    fn also_assigned(
        &mut self,
        live: &LiveUser,
        own: Option<&LivePermissionSet>,
        name: &IntegrationName,
        refused: &[(&ApiName, String)],
        remarks: &mut Vec<Remark>,
    ) -> BTreeSet<ApiName> {
        let mut also = BTreeSet::new();
        for held in live.assignments.keys() {
            if own.is_some_and(|own| own.name == *held) {
                continue;
            }
            let mut declared = self.fleet.integrations.values();
            if let Some(other) = declared.find(|one| one.permission_set.name == *held) {
                let why = format!("it is the own set of {}, and nobody else's", other.name);
                let text = format!("{held} is left out: {why}");
                remarks.push(Remark::new("also_assigned", text));
                self.found
                    .left_out
                    .push(LeftOut::new(format!("permission set {held} of {name}"), why));
                continue;
            }
            also.insert(held.clone());
            if let Some((_, why)) = refused.iter().find(|(set, _)| *set == held) {
                remarks.push(Remark::new("also_assigned", format!("{held} {why}")));
            }
        }
        also
    }

    /// One description for all, where that says the same.
    fn describe(&self, one: &mut Integration, remarks: &mut Vec<Remark>) {
        let name = one.name.clone();
        for app in &mut one.apps {
            let place = format!("apps[{}]", app.name);
            app.description = self.fitting(app.description.clone(), &name, &app.name, &place, remarks);
        }
        let mut own = one.apps.iter().filter(|app| app.manage.is_all());
        if own.all(|app| app.description.wanted().is_some()) {
            one.description = one.permission_set.description.wanted().cloned();
        }
    }
}

fn own_profile(profile: &Profile, name: &IntegrationName) -> OwnProfile {
    let own = match profile {
        Profile::Named(profile) => profile.clone(),
        Profile::ApiOnly => format!("{} Integration", words_of(name).join(" ")),
    };
    OwnProfile {
        name: own,
        login: Managed::Unmanaged,
    }
}
