//! What one integration's part of a plan is made from.

use hallpass_model::{
    Address, ApiName, Catalog, Desired, Integration, IntegrationName, Kind, Live, LiveApp, LivePermissionSet,
    LiveProfile, LiveUser, Mark, Target,
};

/// One integration with the org around it.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) desired: &'a Desired,
    pub(crate) integration: &'a Integration,
    pub(crate) live: &'a Live,
}

impl<'a> Scope<'a> {
    pub(crate) fn name(&self) -> &'a IntegrationName {
        &self.integration.name
    }

    pub(crate) fn catalog(&self) -> &'a Catalog {
        &self.live.catalog
    }

    pub(crate) fn user(&self) -> Option<&'a LiveUser> {
        self.live.users.get(&self.integration.user.username)
    }

    pub(crate) fn permission_set(&self) -> Option<&'a LivePermissionSet> {
        self.live
            .permission_sets
            .get(&self.integration.permission_set.name)
    }

    pub(crate) fn app(&self, name: &ApiName) -> Option<&'a LiveApp> {
        self.live.apps.get(name)
    }

    pub(crate) fn address(&self, kind: Kind, name: &ApiName) -> Address {
        Address::named(self.name(), kind, name.clone())
    }

    pub(crate) fn user_address(&self) -> Address {
        Address::user(self.name())
    }

    /// The profile that is its own, or has that name.
    pub(crate) fn own_profile(&self) -> Option<&'a LiveProfile> {
        let name = self.integration.own_profile.name.as_str();
        self.live.profiles.get(&ApiName::new(name))
    }

    pub(crate) fn profile_address(&self) -> Address {
        Address {
            kind: Kind::Profile,
            ..self.user_address()
        }
    }

    pub(crate) fn set_address(&self) -> Address {
        Address::permission_set(self.name())
    }

    /// The address of the integration's own set on its own user.
    pub(crate) fn own_assignment(&self) -> Address {
        self.address(Kind::Assignment, &self.integration.permission_set.name)
    }

    pub(crate) fn grant(&self, target: &Target) -> Address {
        target.address(self.name())
    }

    /// The mark that a thing of this name gets. What other keys say in the mark of ours that it has is kept.
    pub(crate) fn mark(&self, object: &ApiName, present: Option<&Mark>) -> Mark {
        let ours = present.filter(|mark| self.owns(mark));
        let mut more = ours.map(|mark| mark.more.clone()).unwrap_or_default();
        // The same name in another case is no reason to write.
        let spelt = ours.map(|mark| &mark.object).filter(|spelt| *spelt == object);
        match self.integration.protect {
            true => more.insert(Mark::PROTECT.to_owned(), "true".to_owned()),
            false => more.remove(Mark::PROTECT),
        };
        Mark {
            fleet: self.desired.fleet.clone(),
            integration: self.name().clone(),
            object: spelt.unwrap_or(object).clone(),
            more,
        }
    }

    /// The mark of a set or an app: that its end had begun is over when a spec names it. Of users their logins tell.
    pub(crate) fn lasting_mark(&self, object: &ApiName, present: Option<&Mark>) -> Mark {
        let mut mark = self.mark(object, present);
        mark.more.remove(Mark::RETIRED);
        mark
    }

    /// Returns whether a mark is of this integration, under its name or the one it had before.
    pub(crate) fn owns(&self, mark: &Mark) -> bool {
        let is_name = mark.integration == *self.name()
            || self.integration.previously.as_ref() == Some(&mark.integration);
        mark.fleet == self.desired.fleet && is_name
    }
}
