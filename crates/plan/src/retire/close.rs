//! The first step of an end: nobody gets in any more, and nothing has gone.

use hallpass_model::{
    AppKind, Attribute, Attributes, Change, Kind, LiveApp, LivePermissionSet, LiveProfile, LiveUser, Mark,
    Seen, State, Target, Value,
};

use super::clock::is_frozen;
use super::ending::Ending;
use crate::observed::{self, known_of, permitted};

/// The most characters that Salesforce takes in the description of a set or an app, the mark included.
const MAX_DESCRIPTION: usize = 255;
/// What `sessions` says where they are ended.
const ENDED: &str = "ended";

impl Ending<'_> {
    /// First of all nobody logs in any more, and nobody who has logged in goes on.
    pub(super) fn freeze(&self) -> Vec<Change> {
        let users = self.group.users.iter();
        users.filter_map(|user| self.freeze_one(user)).collect()
    }

    fn freeze_one(&self, user: &LiveUser) -> Option<Change> {
        if !user.active || is_frozen(user) {
            return None;
        }
        let present = user.mark.as_ref()?;
        let mark = self.dated(present, &[Mark::RETIRED, Mark::FROZEN]);
        let mut after = Attributes::from([(Attribute::Sessions, ENDED.into())]);
        if user.frozen != Seen::Known(true) {
            after.insert(Attribute::Frozen, Value::Flag(true));
        }
        if mark != *present {
            after.insert(Attribute::Mark, mark.to_string().into());
        }
        let before = known_of(observed::login(user), |attribute| after.contains_key(&attribute));
        Some(self.update(self.group.user(Kind::Login, user), before, after))
    }

    /// Then the apps are closed, as far as each kind can be, and what has no user to say so gets the day.
    pub(super) fn close(&self) -> Vec<Change> {
        let apps = self.own_apps().filter_map(|app| self.close_app(app));
        let links = self.own_apps().flat_map(|app| self.unlink(app));
        let sets = self.own_sets().filter_map(|(filed, set)| {
            let after = self.date(set.mark.as_ref(), &set.description);
            if after.is_empty() {
                return None;
            }
            let before = known_of(observed::permission_set(set), |one| after.contains_key(&one));
            Some(self.update(self.group.set(filed), before, after))
        });
        let profiles = self.group.profiles.iter().filter_map(|profile| {
            let after = self.date(profile.mark.as_ref(), &Seen::Absent);
            if after.is_empty() {
                return None;
            }
            let before = self.seen_of_profile(profile, |one| after.contains_key(&one));
            Some(self.update(self.group.profile(profile), before, after))
        });
        apps.chain(links).chain(sets).chain(profiles).collect()
    }

    /// An External Client App has a switch. A connected app has none: it admits only whom an administrator admits, and
    /// then [nobody](Self::unlink).
    fn close_app(&self, app: &LiveApp) -> Option<Change> {
        let mut after = Attributes::new();
        match app.kind {
            AppKind::ExternalClientApp if app.enabled == Seen::Known(true) => {
                after.insert(Attribute::Enabled, Value::Flag(false));
            }
            AppKind::ConnectedApp if app.admin_approved == Seen::Known(false) => {
                after.insert(Attribute::PermittedUsers, permitted(true));
            }
            _ => {}
        }
        after.extend(self.date(app.mark.as_ref(), &app.description));
        let before = known_of(observed::app(app), |attribute| after.contains_key(&attribute));
        (!after.is_empty()).then(|| self.update(self.group.app(app), before, after))
    }

    /// Takes the connected app out of the sets that end.
    fn unlink<'s>(&'s self, app: &'s LiveApp) -> impl Iterator<Item = Change> + 's {
        let target = Target::App(AppKind::ConnectedApp, app.name.clone());
        let linked = |(filed, set): (_, &LivePermissionSet)| Some((filed, set.grants.get(&target)?.verbs));
        let links: Vec<_> = self.own_sets().filter_map(linked).collect();
        links.into_iter().map(|(filed, verbs)| {
            let address = self.group.link(filed, &app.name);
            self.delete(address, State::Verbs(verbs))
        })
    }

    pub(super) fn seen_of_profile(
        &self,
        profile: &LiveProfile,
        shown: impl Fn(Attribute) -> bool,
    ) -> Attributes {
        known_of(observed::profile(profile, &self.live.org.time_zone), shown)
    }

    /// The day, where it is not in the mark and no user's mark says it. A text that leaves no room for it is cut: what
    /// the spec says comes back with the spec.
    fn date(&self, mark: Option<&Mark>, text: &Seen<String>) -> Attributes {
        let mut after = Attributes::new();
        let Some(present) = mark.filter(|_| self.group.users.is_empty()) else {
            return after;
        };
        let mark = self.dated(present, &[Mark::RETIRED]);
        if mark == *present {
            return after;
        }
        let mark = mark.to_string();
        let text = text.known().map_or("", String::as_str);
        let room = MAX_DESCRIPTION.saturating_sub(mark.chars().count() + 1);
        if text.chars().count() > room {
            let cut: String = text.chars().take(room).collect();
            after.insert(Attribute::Description, cut.trim_end().into());
        }
        after.insert(Attribute::Mark, mark.into());
        after
    }

    fn dated(&self, present: &Mark, keys: &[&str]) -> Mark {
        let mut mark = present.clone();
        for key in keys {
            let today = || self.desired.retiring.today.clone();
            mark.more.entry((*key).to_owned()).or_insert_with(today);
        }
        mark
    }
}
