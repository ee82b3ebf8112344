//! Whether a saved plan still fits: what it saw against what is there now.

use std::collections::BTreeSet;
use std::fmt;

use hallpass_model::{Action, Address, Change, Kind, Live, Plan, State};

use crate::fingerprint::{Owner, fingerprint, owner, touched};

/// Something that a plan touches or rests on and that is no longer as the plan saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What it is; `None` where it is the org itself, or the plan is not what hallpass wrote.
    pub address: Option<Address>,
    /// What the plan saw.
    pub planned: Option<State>,
    /// What is there now.
    pub found: Option<State>,
    /// What happened, as a fragment.
    pub what: &'static str,
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Some(address) => write!(f, "{address} {}", self.what),
            None => f.write_str(self.what),
        }
    }
}

/// Returns what moved since a plan was made: nothing means that it may be run.
///
/// Only what the plan touches or rests on counts; anything else in the org may be as it likes.
#[must_use]
pub fn moved(plan: &Plan, live: &Live) -> Vec<Moved> {
    if plan.org.id != live.org.id {
        return vec![whole("this is another org than the plan was made for")];
    }
    let mut moved: Vec<Moved> = plan
        .changes
        .iter()
        .filter_map(|change| {
            let found = touched(plan, change, live);
            let what = what(change.before.as_ref(), found.as_ref())?;
            Some(Moved {
                address: Some(change.address.clone()),
                planned: change.before.clone(),
                found,
                what,
            })
        })
        .collect();
    moved.extend(disowned(plan, live));
    if moved.is_empty() && fingerprint(plan, live) != plan.fingerprint {
        moved.push(whole("the plan is not as hallpass wrote it"));
    }
    moved
}

fn whole(what: &'static str) -> Moved {
    Moved {
        address: None,
        planned: None,
        found: None,
        what,
    }
}

fn what(planned: Option<&State>, found: Option<&State>) -> Option<&'static str> {
    match (planned, found) {
        (planned, found) if planned == found => None,
        (None, Some(_)) => Some("has come to be"),
        (Some(_), None) => Some("is gone"),
        _ => Some("has changed"),
    }
}

/// Users and sets that changes rest on without making them ours must carry our mark still.
fn disowned(plan: &Plan, live: &Live) -> Vec<Moved> {
    let mut rested = BTreeSet::new();
    let mut made_ours = BTreeSet::new();
    for change in &plan.changes {
        rested.extend(bearers_of(change));
        if matches!(change.action, Action::Create | Action::Adopt) {
            made_ours.insert(&change.address);
        }
    }
    let mut moved = Vec::new();
    for address in rested {
        let owner = owner(plan, &address, live);
        if owner.is_some_and(|owner| owner != Owner::Ours) && !made_ours.contains(&address) {
            moved.push(Moved {
                address: Some(address),
                planned: None,
                found: None,
                what: "does not carry our mark",
            });
        }
    }
    moved
}

/// The user and the set that a change relies on being ours.
fn bearers_of(change: &Change) -> impl Iterator<Item = Address> {
    let (user, set) = match change.kind {
        Kind::User | Kind::Login | Kind::License | Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => {
            (true, false)
        }
        Kind::Profile | Kind::App => (false, false),
        Kind::Assignment if change.action == Action::Delete => (true, false),
        Kind::Assignment => (true, true),
        Kind::PermissionSet
        | Kind::Object
        | Kind::Field
        | Kind::ApexClass
        | Kind::CustomPermission
        | Kind::Flow
        | Kind::ExternalCredential
        | Kind::CustomMetadataType
        | Kind::CustomSetting
        | Kind::SystemPermission
        | Kind::AppLink
        | Kind::Holder => (false, true),
    };
    let user = user.then(|| change.address.of_user());
    let set = set.then(|| change.address.of_set());
    user.into_iter().chain(set)
}
