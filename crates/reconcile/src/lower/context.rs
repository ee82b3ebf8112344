//! Looking things up in plan and org.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hallpass_model::{
    Address, ApiName, AppKind, Attribute, Attributes, Bearer, Change, Kind, Live, LiveApp, LiveGrant,
    LivePermissionSet, LiveProfile, LiveUser, Plan, State, Target, Username, Value, Verbs,
};

use super::{Link, LowerError, Thing};

/// The plan and the org that it is for.
pub(super) struct Context<'p> {
    pub(super) plan: &'p Plan,
    pub(super) live: &'p Live,
    /// Every row of a new set asks who makes the set: a plan may have hundreds of thousands.
    changes: BTreeMap<&'p Address, &'p Change>,
    /// The sets that are linked to each app, as they were read.
    linked: BTreeMap<&'p ApiName, Vec<&'p ApiName>>,
    /// The changes of links, by app.
    links: BTreeMap<ApiName, Vec<&'p Change>>,
}

impl<'p> Context<'p> {
    pub(super) fn new(plan: &'p Plan, live: &'p Live) -> Self {
        let mut context = Self {
            plan,
            live,
            changes: plan
                .changes
                .iter()
                .map(|change| (&change.address, change))
                .collect(),
            linked: BTreeMap::new(),
            links: BTreeMap::new(),
        };
        for (name, set) in live.permission_sets.iter() {
            for target in set.grants.keys() {
                if let Target::App(_, app) = target {
                    context.linked.entry(app).or_default().push(name);
                }
            }
        }
        for change in plan.changes.iter().filter(|change| change.kind == Kind::AppLink) {
            if let Some(app) = change.address.thing() {
                context.links.entry(app.into_owned()).or_default().push(change);
            }
        }
        context
    }

    /// Returns the name that a set gets which has this one in the org, where the plan renames it.
    pub(super) fn renamed(&self, name: &ApiName) -> Option<&'p ApiName> {
        let mut sets = self.live.permission_sets.iter();
        let found = sets.find(|(filed, set)| set.name == *name && **filed != *name);
        found.map(|(filed, _)| filed)
    }

    /// The sets that an app admits, of those that were read.
    pub(super) fn linked(&self, app: &ApiName) -> impl Iterator<Item = &'p ApiName> {
        self.linked.get(app).into_iter().flatten().copied()
    }

    /// What the plan does with the links of an app.
    pub(super) fn links(&self, app: &ApiName) -> impl Iterator<Item = &'p Change> {
        self.links.get(app).into_iter().flatten().copied()
    }

    pub(super) fn bearer(&self, address: &Address) -> Result<Cow<'p, Bearer>, LowerError> {
        let bearer = self.plan.bearer_of(address);
        bearer.ok_or_else(|| not_in_plan(address, "the user and set of the integration"))
    }

    pub(super) fn live_user(&self, address: &Address) -> Result<&'p LiveUser, LowerError> {
        let username = &self.bearer(address)?.username;
        self.live
            .users
            .get(username)
            .ok_or_else(|| not_in_org(address, format!("user {username}")))
    }

    pub(super) fn live_profile(&self, address: &Address) -> Result<&'p LiveProfile, LowerError> {
        let name = &self.bearer(address)?.profile;
        let profile = self.live.profiles.get(&ApiName::new(name.as_str()));
        profile.ok_or_else(|| not_in_org(address, format!("profile {name}")))
    }

    /// A profile: live, or made by this plan.
    pub(super) fn profile(&self, address: &Address, name: &str) -> Result<Link, LowerError> {
        if let Some(facts) = self.live.catalog.profiles.get(name) {
            return Ok(Link::Known(facts.id.clone()));
        }
        let own = self.bearer(address)?.profile.eq_ignore_ascii_case(name);
        let maker = Address {
            kind: Kind::Profile,
            ..Address::user(&address.integration)
        };
        match own {
            true => self.made(address, &maker, Thing::Profile(name.to_owned())),
            false => Err(not_in_org(address, format!("profile {name}"))),
        }
    }

    /// Whether the plan gives somebody a profile.
    pub(super) fn gets_profile(&self, username: &Username) -> bool {
        self.plan.changes.iter().any(|change| {
            let is_theirs = || {
                let bearer = self.plan.bearer_of(&change.address);
                bearer.is_some_and(|bearer| bearer.username == *username)
            };
            change.kind == Kind::User && after(change).contains_key(&Attribute::Profile) && is_theirs()
        })
    }

    pub(super) fn live_set(&self, address: &Address) -> Result<&'p LivePermissionSet, LowerError> {
        let name = &self.bearer(address)?.permission_set;
        let set = self.live.permission_sets.get(name);
        set.ok_or_else(|| not_in_org(address, format!("permission set {name}")))
    }

    /// The integration's user: live, or made by this plan.
    pub(super) fn user(&self, address: &Address) -> Result<Link, LowerError> {
        let username = &self.bearer(address)?.username;
        if let Some(user) = self.live.users.get(username) {
            return Ok(Link::Known(user.id.clone()));
        }
        self.made(
            address,
            &Address::user(&address.integration),
            Thing::User(username.clone()),
        )
    }

    /// The integration's set: live, or made by this plan.
    pub(super) fn set(&self, address: &Address) -> Result<Link, LowerError> {
        let name = &self.bearer(address)?.permission_set;
        if let Some(set) = self.live.permission_sets.get(name) {
            return Ok(Link::Known(set.id.clone()));
        }
        self.made(
            address,
            &Address::permission_set(&address.integration),
            Thing::PermissionSet(name.clone()),
        )
    }

    /// An app: live, or made by this plan.
    pub(super) fn app(&self, address: &Address, name: &ApiName) -> Result<Link, LowerError> {
        if let Some(app) = self.live.apps.get(name) {
            return Ok(Link::Known(app.id.clone()));
        }
        let maker = Address::named(&address.integration, Kind::App, name.clone());
        let kind = self.changes.get(&maker).and_then(|change| kind_of(after(change)));
        let kind = kind.ok_or_else(|| not_in_org(address, format!("app {name}")))?;
        Ok(Link::Made(Thing::App(kind, name.clone())))
    }

    fn made(&self, address: &Address, maker: &Address, thing: Thing) -> Result<Link, LowerError> {
        if self
            .changes
            .get(maker)
            .is_some_and(|change| change.after.is_some())
        {
            Ok(Link::Made(thing))
        } else {
            Err(not_in_org(address, maker.to_string()))
        }
    }

    pub(super) fn live_app(&self, address: &Address) -> Result<&'p LiveApp, LowerError> {
        let name = name(address)?;
        self.live
            .apps
            .get(name)
            .ok_or_else(|| not_in_org(address, format!("app {name}")))
    }

    /// The row of a grant of the integration's set.
    pub(super) fn grant(&self, address: &Address, target: &Target) -> Result<&'p LiveGrant, LowerError> {
        let grant = self.live_set(address)?.grants.get(target);
        grant.ok_or_else(|| not_in_org(address, "the row of the grant"))
    }

    /// The id of that row.
    pub(super) fn grant_row(&self, address: &Address, target: &Target) -> Result<Link, LowerError> {
        let id = self.grant(address, target)?.id.clone();
        id.map(Link::Known)
            .ok_or_else(|| not_in_org(address, "the id of the grant's row"))
    }
}

/// The name in an address.
pub(super) fn name(address: &Address) -> Result<&ApiName, LowerError> {
    address
        .name
        .as_ref()
        .ok_or_else(|| not_in_plan(address, "a name"))
}

/// The name of the thing itself, without the one on whom it hangs.
pub(super) fn thing(address: &Address) -> Result<Cow<'_, ApiName>, LowerError> {
    address.thing().ok_or_else(|| not_in_plan(address, "a name"))
}

/// The attributes that will be; none on a delete.
pub(super) fn after(change: &Change) -> &Attributes {
    static NONE: Attributes = Attributes::new();
    change.after.as_ref().and_then(State::attributes).unwrap_or(&NONE)
}

/// The verbs that will be; none on a delete.
pub(super) fn verbs(change: &Change) -> Verbs {
    change.verbs().1
}

/// The kind of an app, by the word in its attributes.
pub(super) fn kind_of(attributes: &Attributes) -> Option<AppKind> {
    match attributes.get(&Attribute::AppKind).and_then(Value::text)? {
        "external_client_app" => Some(AppKind::ExternalClientApp),
        "connected_app" => Some(AppKind::ConnectedApp),
        _ => None,
    }
}

pub(super) fn not_in_org(address: &Address, what: impl Into<String>) -> LowerError {
    LowerError::NotInOrg {
        address: address.clone(),
        what: what.into(),
    }
}

pub(super) fn not_in_plan(address: &Address, what: impl Into<String>) -> LowerError {
    LowerError::NotInPlan {
        address: address.clone(),
        what: what.into(),
    }
}
