//! The table of contents of one end.

use hallpass_model::{Change, Desired, Enforce, Grace, Live};

use super::Retired;
use super::found::Group;
use crate::preflight::running_user_lacks;

/// One end with everything around it.
pub(super) struct Ending<'a> {
    pub(super) desired: &'a Desired,
    pub(super) live: &'a Live,
    /// What is done to the integrations that go on.
    pub(super) planned: &'a [Change],
    pub(super) group: &'a Group<'a>,
}

impl Ending<'_> {
    pub(super) fn plan(&self, retired: &mut Retired) {
        let Some(grace) = self.grace() else {
            return retired
                .unmanaged
                .extend(self.all_left(|address| self.way_on(address)));
        };
        if self.group.spec.is_none() {
            retired
                .bearers
                .push((self.group.name.clone(), self.group.bearer()));
        }
        if let Some(refused) = self.obstacle() {
            return retired.blocked.push(refused);
        }
        let mut changes = self.freeze();
        let mut told = Vec::new();
        match self.group.is_over(grace) {
            false => {
                changes.extend(self.close());
                told = self.all_left(|_| self.until(grace));
            }
            true => self.take_apart(&mut changes, &mut told),
        }
        self.wait(&mut changes);
        let lacks = running_user_lacks(self.live, &mut changes);
        // Half an end, with which nobody can go on, helps nobody.
        if !lacks.is_empty() {
            return retired.blocked.extend(lacks);
        }
        retired.changes.extend(changes);
        retired.unmanaged.extend(told);
    }

    /// How much grace it has; none where nobody ends it. An integration that goes on loses nothing unless it is exact.
    fn grace(&self) -> Option<&Grace> {
        let retiring = &self.desired.retiring;
        let grace = match self.group.spec {
            None => retiring.grace_of(&self.group.name),
            Some(one) => retiring.prune.as_ref().filter(|_| one.enforce == Enforce::Exact),
        };
        grace.filter(|_| !retiring.today.is_empty())
    }
}
