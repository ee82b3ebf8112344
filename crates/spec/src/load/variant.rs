//! A fleet as one org, or several that are the same, have it.

use std::collections::BTreeMap;

use hallpass_model::OrgName;

use crate::load::{Loaded, World};

/// The integrations of one org, or of several that have the same.
#[derive(Clone, Copy)]
pub struct Variant<'l> {
    pub(crate) loaded: &'l Loaded,
    pub(crate) world: &'l World,
}

impl Loaded {
    /// Returns the fleet as one org has it.
    #[must_use]
    pub fn variant(&self, org: &OrgName) -> Variant<'_> {
        Variant {
            loaded: self,
            world: self.world_in(org),
        }
    }

    /// Returns the fleet as all orgs have it for which no spec says anything else.
    #[must_use]
    pub fn common(&self) -> Variant<'_> {
        Variant {
            loaded: self,
            world: &self.world,
        }
    }

    /// Returns the orgs in which something differs from what all the others have.
    #[must_use]
    pub fn differing_orgs(&self) -> Vec<OrgName> {
        let names = self.variants.keys();
        names
            .filter_map(|name| OrgName::new(name.as_str()).ok())
            .collect()
    }

    /// Returns every form that the fleet has: one for all orgs in which nothing differs, and one for each of the others.
    #[must_use]
    pub fn variants(&self) -> Vec<Variant<'_>> {
        let differ = |name: &str| self.variants.contains_key(name);
        let all_differ = self.world.orgs().all(|(name, _)| differ(&name.value)) && !self.variants.is_empty();
        let same = (!all_differ).then_some(&self.world);
        same.into_iter()
            .chain(self.variants.values())
            .map(|world| Variant { loaded: self, world })
            .collect()
    }

    pub(crate) fn world_in(&self, org: &OrgName) -> &World {
        let variants: &BTreeMap<String, World> = &self.variants;
        variants.get(org.as_str()).unwrap_or(&self.world)
    }
}
