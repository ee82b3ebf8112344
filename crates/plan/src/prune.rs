//! What waits for something blocked is blocked too: told once for each cause, not once for each change.

use std::collections::BTreeMap;

use hallpass_model::{Address, BlockReason, Change};

use crate::draft::Draft;
use crate::order::Waits;
use crate::scope::Scope;

/// Takes out all changes that wait, directly or not, for something blocked.
pub(crate) fn prune(scope: &Scope<'_>, draft: &mut Draft) {
    if draft.blocked.is_empty() {
        return;
    }
    let mut cause: BTreeMap<Address, Address> = draft
        .blocked
        .iter()
        .filter(|blocked| blocked.reason != BlockReason::DependsOnBlocked)
        .map(|blocked| (blocked.address.clone(), blocked.address.clone()))
        .collect();
    let mut pruned: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
    while let Some(found) = step(scope, draft, &cause) {
        for (address, root) in found {
            pruned.entry(root.clone()).or_default().push(address.clone());
            cause.insert(address, root);
        }
    }
    for (root, addresses) in pruned {
        tell(draft, &root, &addresses);
    }
}

/// Takes out the changes that wait for anything with a cause; `None` once there are none.
fn step(
    scope: &Scope<'_>,
    draft: &mut Draft,
    cause: &BTreeMap<Address, Address>,
) -> Option<Vec<(Address, Address)>> {
    let waits = Waits::of(scope, &draft.changes);
    let mut found = Vec::new();
    let root_of = |change: &Change| {
        waits
            .needs(change)
            .iter()
            .find_map(|need| cause.get(need).cloned())
    };
    let keep: Vec<bool> = draft
        .changes
        .iter()
        .map(|change| match root_of(change) {
            Some(root) => {
                found.push((change.address.clone(), root));
                false
            }
            None => true,
        })
        .collect();
    let mut keep = keep.into_iter();
    draft.changes.retain(|_| keep.next().unwrap_or(true));
    (!found.is_empty()).then_some(found)
}

fn tell(draft: &mut Draft, root: &Address, addresses: &[Address]) {
    let Some(first) = addresses.iter().min() else {
        return;
    };
    let more = match addresses.len() {
        1 => format!("{first} waits"),
        n => format!("{first} and {} more wait", n - 1),
    };
    draft.block(
        first.clone(),
        BlockReason::DependsOnBlocked,
        format!("{more} for {root}, which is blocked"),
        format!("see {root}"),
    );
}
