//! What carries an integration's mark besides the user and the set that its spec names: a second user, the set of an
//! older name. Its address says on whom it hangs.

use std::borrow::Cow;

use crate::{Address, ApiName, Bearer, IntegrationName, Kind, Plan, Username};

/// Stands between the bearer and what hangs on it. API names have none, so the last one counts.
const ON: char = '/';

impl Address {
    /// Returns the address of a user or set besides the integration's own, or of its login.
    #[must_use]
    pub fn besides(integration: &IntegrationName, kind: Kind, bearer: &str) -> Self {
        debug_assert!(kind.is_single(), "{kind} always has a name in an address");
        Self {
            integration: integration.clone(),
            kind,
            name: Some(ApiName::from(bearer)),
        }
    }

    /// Returns the address of what hangs on a user or set besides the integration's own.
    #[must_use]
    pub fn on(integration: &IntegrationName, kind: Kind, bearer: &str, name: &ApiName) -> Self {
        Self::named(integration, kind, ApiName::new(format!("{bearer}{ON}{name}")))
    }

    /// Returns the user that this is about, where it is not the integration's own.
    #[must_use]
    pub fn other_user(&self) -> Option<Username> {
        let name = self.name.as_ref()?.as_str();
        match self.kind {
            Kind::User | Kind::Login => Some(Username::from(name)),
            kind if kind.hangs_on_user() => name.rsplit_once(ON).map(|(user, _)| Username::from(user)),
            _ => None,
        }
    }

    /// Returns the set that this is about, where it is not the integration's own.
    #[must_use]
    pub fn other_set(&self) -> Option<ApiName> {
        let name = self.name.as_ref()?.as_str();
        match self.kind {
            Kind::PermissionSet => Some(ApiName::from(name)),
            Kind::AppLink => name.rsplit_once(ON).map(|(set, _)| ApiName::from(set)),
            _ => None,
        }
    }

    /// Returns the profile that this is about, where it is not the integration's own.
    #[must_use]
    pub fn other_profile(&self) -> Option<&str> {
        let name = self.name.as_ref().filter(|_| self.kind == Kind::Profile)?;
        Some(name.as_str())
    }

    /// Returns whether this is about a user, set or profile besides the integration's own.
    #[must_use]
    pub fn is_besides(&self) -> bool {
        match self.kind {
            Kind::Profile | Kind::User | Kind::Login | Kind::PermissionSet => self.name.is_some(),
            kind if kind.hangs_on_user() || kind == Kind::AppLink => {
                self.name.as_ref().is_some_and(|name| name.as_str().contains(ON))
            }
            _ => false,
        }
    }

    /// Returns the name of the thing itself, without the one on whom it hangs.
    #[must_use]
    pub fn thing(&self) -> Option<Cow<'_, ApiName>> {
        let name = self.name.as_ref()?;
        match name.as_str().rsplit_once(ON) {
            Some((_, thing)) if self.is_besides() => Some(Cow::Owned(ApiName::from(thing))),
            _ => Some(Cow::Borrowed(name)),
        }
    }

    /// Returns the address of the user on whom this hangs, or would.
    #[must_use]
    pub fn of_user(&self) -> Self {
        match self.other_user() {
            Some(user) => Self::besides(&self.integration, Kind::User, user.as_str()),
            None => Self::user(&self.integration),
        }
    }

    /// Returns the address of the set on which this hangs, or would.
    #[must_use]
    pub fn of_set(&self) -> Self {
        match self.other_set() {
            Some(set) => Self::besides(&self.integration, Kind::PermissionSet, set.as_str()),
            None => Self::permission_set(&self.integration),
        }
    }
}

impl Plan {
    /// Returns the user and the set that an address is about: the integration's own, or those that it names.
    #[must_use]
    pub fn bearer_of(&self, address: &Address) -> Option<Cow<'_, Bearer>> {
        let own = self.bearers.get(&address.integration)?;
        if !address.is_besides() {
            return Some(Cow::Borrowed(own));
        }
        Some(Cow::Owned(Bearer {
            username: address.other_user().unwrap_or_else(|| own.username.clone()),
            permission_set: address.other_set().unwrap_or_else(|| own.permission_set.clone()),
            profile: address.other_profile().unwrap_or(&own.profile).to_owned(),
            previously: own.previously.clone(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Address, ApiName, IntegrationName, Kind, Username};

    fn billing() -> IntegrationName {
        IntegrationName::new("billing").unwrap()
    }

    #[test]
    fn what_is_besides_says_on_whom_it_hangs() {
        let user = "old/api@example.com";
        let held = Address::on(&billing(), Kind::Assignment, user, &ApiName::from("ns__Set"));
        assert_eq!(
            held.to_string(),
            "billing.assignment[old/api@example.com/ns__Set]"
        );
        assert_eq!(held.to_string().parse::<Address>().unwrap(), held);
        assert_eq!(held.other_user(), Some(Username::from(user)));
        assert_eq!(*held.thing().unwrap(), ApiName::from("ns__Set"));
        assert_eq!(held.of_user(), Address::besides(&billing(), Kind::User, user));

        let link = Address::on(&billing(), Kind::AppLink, "Old_Set", &ApiName::from("App"));
        assert_eq!(link.other_set(), Some(ApiName::from("Old_Set")));
        assert_eq!(link.other_user(), None);
        let login = Address::besides(&billing(), Kind::Login, user);
        assert_eq!(login.to_string().parse::<Address>().unwrap(), login);
        assert_eq!(login.other_user(), Some(Username::from(user)));
    }

    #[test]
    fn what_is_the_integrations_own_names_nobody_else() {
        let own = Address::named(&billing(), Kind::Assignment, ApiName::from("Set"));
        assert!(!own.is_besides() && own.other_user().is_none());
        assert_eq!(own.of_user(), Address::user(&billing()));
        let holder = Address::named(&billing(), Kind::Holder, ApiName::from("a/b@example.com"));
        assert!(!holder.is_besides());
        assert_eq!(*holder.thing().unwrap(), ApiName::from("a/b@example.com"));
        assert_eq!(holder.of_set(), Address::permission_set(&billing()));
    }
}
