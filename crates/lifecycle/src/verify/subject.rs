//! Who is looked at: the integration as desired, the org as read, and what may be seen at least and at most.

use std::collections::BTreeMap;

use hallpass_access::{Access, Source, Through, root};
use hallpass_model::{
    ApiName, App, AppKind, Flow, Integration, Live, LiveApp, LiveUser, Target, Verb, Verbs, declared,
};

/// An integration and all that is known about it beforehand.
pub struct Subject<'a> {
    /// As the spec has it, with `all` fields by name.
    pub one: &'a Integration,
    /// As the org is.
    pub live: &'a Live,
    /// What its user holds.
    pub access: Access,
    /// The app whose credential is looked at, where one is named.
    app: Option<&'a ApiName>,
}

impl<'a> Subject<'a> {
    /// Puts together what is known.
    #[must_use]
    pub fn new(one: &'a Integration, live: &'a Live) -> Self {
        let access = hallpass_access::effective(&one.user.username, live);
        Self {
            one,
            live,
            access,
            app: None,
        }
    }

    /// Looks at the credential of this app.
    pub(super) const fn through(mut self, app: Option<&'a ApiName>) -> Self {
        self.app = app;
        self
    }

    /// Returns its user in the org.
    pub(super) fn user(&self) -> Option<&'a LiveUser> {
        self.live.users.get(&self.one.user.username)
    }

    /// Returns the app by which it gets its tokens: the named one, or the first whose flow is known, External Client Apps
    /// first.
    pub(super) fn app(&self) -> Option<(&'a App, &'a LiveApp)> {
        let rank = |app: &&App| match (app.kind, &app.flow) {
            (AppKind::ExternalClientApp, Flow::ClientCredentials) => 0,
            (_, Flow::ClientCredentials | Flow::JwtBearer(_)) => 1,
            (_, Flow::AsItIs) => 2,
        };
        let apps = self.one.apps.iter();
        let app = apps
            .filter(|app| self.app.is_none_or(|named| app.name == *named))
            .min_by_key(rank)?;
        let live = self.live.apps.get(&app.name)?;
        Some((app, live))
    }

    /// Returns the labels of its apps: by them the login history names them.
    pub(super) fn app_labels(&self) -> Vec<&'a str> {
        let apps = self.one.apps.iter();
        let live = apps.filter_map(|app| self.live.apps.get(&app.name));
        live.map(|app| app.label.known().map_or(app.name.as_str(), String::as_str))
            .collect()
    }

    /// Returns what the spec grants: what has to be there.
    pub(super) fn declared(&self, target: &Target) -> Verbs {
        declared(&self.one.grants, target)
    }

    /// Returns what may be there: what the spec grants, what the sets and groups that it names grant, and what everybody
    /// with the profile has.
    pub(super) fn admitted(&self, target: &Target) -> Verbs {
        let others = self.access.sources(target);
        let others = others.iter().filter(|source| self.is_admitted(source));
        others.fold(self.declared(target), |all, source| all.union(source.verbs))
    }

    /// Returns whether the spec knows of what a source goes through, other than its own set.
    pub(super) fn is_admitted(&self, source: &Source) -> bool {
        match &source.through {
            Through::Profile(_) => true,
            through => through.held().is_some_and(|name| {
                *name != self.one.permission_set.name && self.one.also_assigned.contains(name)
            }),
        }
    }

    /// Returns the objects that the spec grants, or fields of.
    pub(super) fn objects(&self) -> Vec<ApiName> {
        let mut names: Vec<ApiName> = self.one.grants.keys().filter_map(object_of).cloned().collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Returns what the spec grants on the fields of an object, by the name under which the org grants them.
    pub(super) fn declared_fields(&self, object: &ApiName) -> BTreeMap<ApiName, Verbs> {
        let mut fields: BTreeMap<ApiName, Verbs> = BTreeMap::new();
        for (target, verbs) in &self.one.grants {
            let Target::Field { object: of, field } = target else {
                continue;
            };
            if of == object {
                let root = root(&self.live.catalog, object, field);
                let known = fields.entry(root).or_default();
                *known = known.union(*verbs);
            }
        }
        fields
    }

    /// Returns what may be seen of a field that a set can grant.
    pub(super) fn admitted_on_field(&self, object: &ApiName, field: &ApiName) -> Verbs {
        let field = root(&self.live.catalog, object, field);
        let own = self.declared_fields(object).get(&field).copied();
        let of_object = self.declared(&Target::Object(object.clone()));
        let mut verbs = own.unwrap_or_default();
        if of_object.has(Verb::ViewAllFields) || verbs.has(Verb::Edit) {
            verbs = verbs.with(Verb::Read);
        }
        let target = Target::Field {
            object: object.clone(),
            field,
        };
        verbs.union(self.admitted(&target))
    }

    /// Returns whether the spec, or what it names, holds one of these user permissions.
    pub(super) fn holds_any(&self, permissions: &[&str]) -> bool {
        permissions.iter().any(|name| {
            let target = Target::SystemPermission(ApiName::from(*name));
            !self.admitted(&target).is_empty()
        })
    }
}

fn object_of(target: &Target) -> Option<&ApiName> {
    match target {
        Target::Object(object) | Target::Field { object, .. } => Some(object),
        _ => None,
    }
}
