//! Random worlds in which integrations end: by their specs, by `--prune`, or not although nobody describes them any more.

use std::collections::BTreeMap;

use hallpass_model::{Complete, Desired, Enforce, Grace, IntegrationName, Mark, Retirement};
use proptest::prelude::*;

use super::worlds::{World, worlds};

/// The day on which ends begin; graces are shorter.
const START: u32 = 56;

/// What becomes of an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its spec stays.
    Stays,
    /// Its spec ends it, with a grace of so many days.
    Ended(u32),
    /// Its spec is gone.
    Dropped,
    /// Its spec is there, and it is left out of the plan.
    LeftOut,
}

/// A world, what becomes of its integrations, and whether what specs dropped is ended too.
#[derive(Debug, Clone)]
pub(super) struct Fated {
    /// How it is before anything ends.
    pub(super) world: World,
    pub(super) fates: BTreeMap<IntegrationName, Fate>,
    /// The grace of `--prune` in days, where it is given.
    pub(super) prune: Option<u32>,
}

/// Worlds with an end in them; in half of them all had been applied before.
pub(super) fn fated() -> impl Strategy<Value = Fated> {
    let fate = prop_oneof![
        1 => Just(Fate::Stays),
        2 => graces().prop_map(Fate::Ended),
        3 => Just(Fate::Dropped),
        1 => Just(Fate::LeftOut),
    ];
    let fates = prop::collection::vec(fate, 3);
    let prune = prop_oneof![1 => Just(None), 4 => graces().prop_map(Some)];
    (worlds(), fates, prune, any::<bool>()).prop_map(|(world, fates, prune, settled)| {
        let world = if settled {
            world.after(&world.plan())
        } else {
            world
        };
        let names = world.desired.integrations.keys().cloned();
        let fates = names.zip(fates).collect();
        Fated { world, fates, prune }
    })
}

/// The same where all specs were applied, nothing stood in their way, and nothing is protected: whatever ends can end.
pub(super) fn fated_in_peace() -> impl Strategy<Value = Fated> {
    fated().prop_filter_map("something stood in the way", |mut fated| {
        for one in fated.world.desired.integrations.values_mut() {
            (one.enforce, one.adopt, one.protect) = (Enforce::Exact, true, false);
        }
        let plan = fated.world.plan();
        fated.world = fated.world.after(&plan);
        let is_settled = plan.blocked.is_empty() && fated.world.plan().is_empty();
        // What has gone must be there to be had again.
        let mut bare = fated.world.clone();
        (bare.live.users, bare.live.permission_sets) = (Complete::default(), Complete::default());
        bare.live.apps = Complete::default();
        (is_settled && bare.plan().blocked.is_empty()).then_some(fated)
    })
}

fn graces() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(1), Just(30)]
}

impl Fated {
    /// What the specs say on a day, counted from that on which they first say that something ends.
    pub(super) fn desired_on(&self, day: u32) -> Desired {
        let mut desired = self.world.desired.clone();
        desired
            .integrations
            .retain(|name, _| self.fates[name] == Fate::Stays);
        let retiring = &mut desired.retiring;
        retiring.today = date(START + day);
        retiring.prune = self.prune.map(|days| grace(days, day));
        for (name, fate) in &self.fates {
            if *fate != Fate::Dropped {
                let one = &self.world.desired.integrations[name];
                retiring.known.insert(name.clone());
                // What still carries the old name is about to be renamed.
                retiring.known.extend(one.previously.clone());
            }
            if let Fate::Ended(days) = fate {
                let end = Retirement {
                    owner: "ops@example.com".to_owned(),
                    reason: "replaced".to_owned(),
                    grace: grace(*days, day),
                };
                let before = self.world.desired.integrations[name].previously.clone();
                let names = before.into_iter().chain([name.clone()]);
                retiring.declared.extend(names.map(|name| (name, end.clone())));
            }
        }
        desired
    }

    /// The same world when the specs say so.
    pub(super) fn ending_on(&self, day: u32) -> World {
        self.world.with(self.desired_on(day))
    }

    /// What becomes of an integration, by its name or the one that it had before.
    pub(super) fn fate_of(&self, name: &IntegrationName) -> Option<Fate> {
        let mut all = self.world.desired.integrations.values();
        let renamed = all.find(|one| one.previously.as_ref() == Some(name));
        self.fates.get(renamed.map_or(name, |one| &one.name)).copied()
    }

    /// The grace of an integration that ends.
    pub(super) fn grace_of(&self, name: &IntegrationName) -> Option<u32> {
        match self.fate_of(name) {
            Some(Fate::Ended(days)) => Some(days),
            Some(Fate::Stays | Fate::LeftOut) => None,
            // What carries a mark of this fleet that no spec knows is dropped too.
            Some(Fate::Dropped) | None => self.prune,
        }
    }

    /// Whether a mark says that its bearer belongs to something that ends, and may.
    pub(super) fn ends(&self, mark: Option<&Mark>) -> bool {
        mark.is_some_and(|mark| {
            mark.fleet == self.world.desired.fleet && self.grace_of(&mark.integration).is_some()
        })
    }
}

impl World {
    /// The same org under other specs.
    pub(super) fn with(&self, desired: Desired) -> Self {
        Self {
            desired,
            live: self.live.clone(),
        }
    }
}

fn grace(days: u32, today: u32) -> Grace {
    let since = date(START + today - days);
    Grace { days, since }
}

/// A calendar of months with 28 days: dates are only compared.
fn date(day: u32) -> String {
    format!("2026-{:02}-{:02}", 1 + day / 28, 1 + day % 28)
}
