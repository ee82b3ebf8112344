//! Since when something ends, as its mark says.

use hallpass_model::{Grace, LiveUser, Mark, Seen};

use super::found::Group;

/// The day on which the end of what carries this mark began.
pub(super) fn began(mark: Option<&Mark>) -> Option<&str> {
    mark?.more.get(Mark::RETIRED).map(String::as_str)
}

/// Whether a user is all that is left of an end: it cannot be deleted.
pub(super) fn is_at_rest(user: &LiveUser) -> bool {
    !user.active
        && began(user.mark.as_ref()).is_some()
        && user.assignments.is_empty()
        && user.licenses.is_empty()
}

/// Whether all of freezing is done: logins refused, sessions ended, and the mark says so.
pub(super) fn is_frozen(user: &LiveUser) -> bool {
    let says = user
        .mark
        .as_ref()
        .is_some_and(|mark| mark.more.contains_key(Mark::FROZEN) && mark.more.contains_key(Mark::RETIRED));
    says && user.frozen == Seen::Known(true)
}

impl Group<'_> {
    /// The marks that say since when: those of its users, and where it has none, those of its sets, apps and profiles.
    fn clocks(&self) -> Vec<Option<&Mark>> {
        let sets = self.sets.iter().map(|(_, set)| set.mark.as_ref());
        let apps = self.apps.iter().map(|app| app.mark.as_ref());
        let profiles = self.profiles.iter().map(|profile| profile.mark.as_ref());
        match self.users.is_empty() {
            true => sets.chain(apps).chain(profiles).collect(),
            false => {
                let active = self.users.iter().filter(|user| user.active);
                active.map(|user| user.mark.as_ref()).collect()
            }
        }
    }

    /// Returns whether all of it has had its grace.
    pub(super) fn is_over(&self, grace: &Grace) -> bool {
        let is_over = |mark: Option<&Mark>| began(mark).is_some_and(|day| grace.is_over(day));
        grace.days == 0 || self.clocks().into_iter().all(is_over)
    }

    /// Returns the day from which the grace counts: the last one on which something of it began to end.
    pub(super) fn since(&self) -> Option<&str> {
        self.clocks().into_iter().filter_map(began).max()
    }
}
