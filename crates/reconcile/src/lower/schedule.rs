//! The order of changes: which may run together, and what has to wait.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{Action, Address, Attribute, Change, Kind};

use super::LowerError;

/// When a change comes, if nothing that it depends on says otherwise.
///
/// Things come to be in the order of [`Kind::ALL`]; what goes, goes the other way round and after it, the user last,
/// because its mark is what the rest was ours by. Between the two comes what can lock people out of an app that they
/// use today: who may use it, and as whom it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Comes(usize),
    Switches,
    Goes(std::cmp::Reverse<usize>),
}

fn rank(change: &Change) -> Rank {
    let place = place(change.kind);
    match change.action {
        Action::Delete => Rank::Goes(std::cmp::Reverse(place)),
        Action::Update | Action::Adopt if switches(change) => Rank::Switches,
        Action::Create | Action::Update | Action::Adopt | Action::Replace => Rank::Comes(place),
    }
}

/// Classes, custom permissions and their like are rows of one object, and go together; so are groups and queues.
fn place(kind: Kind) -> usize {
    let kind = match kind {
        Kind::CustomPermission
        | Kind::Flow
        | Kind::ExternalCredential
        | Kind::CustomMetadataType
        | Kind::CustomSetting => Kind::ApexClass,
        Kind::Queue => Kind::PublicGroup,
        kind => kind,
    };
    Kind::ALL
        .into_iter()
        .position(|other| other == kind)
        .unwrap_or(Kind::ALL.len())
}

fn switches(change: &Change) -> bool {
    const SWITCHES: [Attribute; 3] = [Attribute::PermittedUsers, Attribute::RunAs, Attribute::Flow];
    change.kind == Kind::App
        && change.differences().iter().any(|(attribute, before, after)| {
            SWITCHES.contains(attribute) && after.is_some() && before != after
        })
}

/// Cuts the changes into groups that may each run together. Within a group they are in the plan's order.
pub(super) fn schedule(changes: &[Change]) -> Result<Vec<Vec<&Change>>, LowerError> {
    let in_plan: BTreeSet<&Address> = changes.iter().map(|change| &change.address).collect();
    let mut done: BTreeSet<&Address> = BTreeSet::new();
    let mut waiting: Vec<&Change> = changes.iter().collect();
    let mut groups = Vec::new();
    while !waiting.is_empty() {
        let is_ready = |change: &&Change| {
            change
                .depends_on
                .iter()
                .all(|address| done.contains(address) || !in_plan.contains(address))
        };
        let mut ready: BTreeMap<Rank, Vec<&Change>> = BTreeMap::new();
        for change in waiting.iter().copied().filter(is_ready) {
            ready.entry(rank(change)).or_default().push(change);
        }
        let Some((_, group)) = ready.pop_first() else {
            return Err(LowerError::Circle(waiting[0].address.clone()));
        };
        done.extend(group.iter().map(|change| &change.address));
        waiting.retain(|change| !done.contains(&change.address));
        groups.push(group);
    }
    Ok(groups)
}
