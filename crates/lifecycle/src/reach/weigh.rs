//! Who of the holders can do something, and through what.

use std::collections::BTreeMap;

use hallpass_access::{Access, Because, Source, Through, allowed, sources};
use hallpass_model::{Catalog, GrantPattern, Target, Username, Verbs};

use super::Holdings;

/// A user and what it can do with one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub username: Username,
    /// With what.
    pub target: Target,
    /// What it can do, as far as its licences allow, which are not looked at here.
    pub can: Verbs,
    /// Through what.
    pub sources: Vec<Source>,
}

/// Returns who can do what a pattern means, by user and target.
#[must_use]
pub fn holders_of(catalog: &Catalog, pattern: &GrantPattern, holdings: &Holdings) -> Vec<Holder> {
    let mut users: BTreeMap<&Username, Access> = BTreeMap::new();
    for held in &holdings.held {
        let Some(grants) = holdings.sets.get(&held.set) else {
            continue;
        };
        let access = users.entry(&held.username).or_default();
        for (target, verbs) in grants {
            grant(access, &held.through, target, *verbs);
        }
    }
    let holder = |username: &Username, access: &Access, target: Target| {
        let can = allowed(access, catalog, &target).intersection(pattern.verbs());
        let of_target = sources(access, catalog, &target).into_iter();
        (!can.is_empty()).then(|| Holder {
            username: username.clone(),
            can,
            sources: of_target
                .filter(|source| !source.verbs.intersection(can).is_empty())
                .collect(),
            target,
        })
    };
    let all = users.iter().flat_map(|(username, access)| {
        let targets = pattern.targets().into_iter();
        targets.filter_map(move |target| holder(username, access, target))
    });
    all.collect()
}

fn grant(access: &mut Access, through: &Through, target: &Target, verbs: Verbs) {
    let source = |verbs, because| Source {
        through: through.clone(),
        verbs,
        because,
    };
    if let Target::SystemPermission(permission) = target {
        let everywhere = Verbs::over_all_objects(permission);
        if !everywhere.is_empty() {
            let because = Because::Permission(permission.clone());
            access.on_all_objects.push(source(everywhere, because));
        }
    }
    let of_target = access.grants.entry(target.clone()).or_default();
    of_target.push(source(verbs, Because::Granted));
}
