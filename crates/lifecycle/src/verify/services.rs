//! The services of a fleet: what somebody calls is what others are most likely to reach.

use hallpass_model::{ApiName, Desired, Target};

/// What is known to be called, by whichever integration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services {
    /// Apex classes.
    pub classes: Vec<ApiName>,
    /// Paths of Apex REST.
    pub paths: Vec<String>,
}

impl Services {
    /// Collects what the integrations of a fleet are granted and declare.
    #[must_use]
    pub fn of(fleet: &Desired) -> Self {
        let integrations = fleet.integrations.values();
        let targets = integrations.clone().flat_map(|one| one.grants.keys());
        let classes = targets.filter_map(|target| match target {
            Target::ApexClass(name) => Some(name.clone()),
            _ => None,
        });
        let calls = integrations.flat_map(|one| &one.verify.apex_rest);
        Self {
            classes: each_once(classes),
            paths: each_once(calls.map(|call| call.get.clone())),
        }
    }
}

fn each_once<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}
