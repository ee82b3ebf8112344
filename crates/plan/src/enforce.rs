//! How far the spec lets a plan go.

use hallpass_model::{Action, Address, Attributes, Change, Enforce, State, Value, WarningCode};

use crate::draft::Draft;
use crate::scope::Scope;

/// Takes out of a draft what the spec's `enforce` forbids, and says so.
pub(crate) fn enforce(scope: &Scope<'_>, draft: Draft) -> Draft {
    match scope.integration.enforce {
        Enforce::Exact => draft,
        Enforce::Additive => additive(draft),
        Enforce::Report => report(draft),
    }
}

/// Adds and changes; whatever would go is left and listed.
fn additive(mut draft: Draft) -> Draft {
    for change in std::mem::take(&mut draft.changes) {
        let address = change.address.clone();
        match without_removal(change) {
            Kept::Whole(change) => draft.changes.push(change),
            Kept::Part(change) => {
                draft.changes.push(change);
                leave(&mut draft, address);
            }
            Kept::Nothing => {
                leave(&mut draft, address);
            }
        }
    }
    draft
}

fn leave(draft: &mut Draft, address: Address) {
    draft.leave(
        address,
        "more than the spec holds; `enforce: additive` removes nothing",
    );
}

/// What is left of a change that may not remove.
enum Kept {
    Whole(Change),
    Part(Change),
    Nothing,
}

fn without_removal(mut change: Change) -> Kept {
    if change.action == Action::Delete {
        return Kept::Nothing;
    }
    let is_less = match (&mut change.before, &mut change.after) {
        (Some(State::Verbs(before)), Some(State::Verbs(after))) => {
            let is_less = !after.covers(*before);
            *after = after.union(*before);
            is_less
        }
        (Some(State::Attributes(before)), Some(State::Attributes(after))) => keep_listed(before, after),
        _ => false,
    };
    if !is_less {
        Kept::Whole(change)
    } else if change.before == change.after {
        Kept::Nothing
    } else {
        Kept::Part(change)
    }
}

/// Keeps what lists hold, such as scopes; returns whether something would have gone.
fn keep_listed(before: &mut Attributes, after: &mut Attributes) -> bool {
    let mut is_less = false;
    for (attribute, wanted) in after.iter_mut() {
        let (Some(Value::List(had)), Value::List(wanted)) = (before.get(attribute), wanted) else {
            continue;
        };
        let gone: Vec<String> = had.iter().filter(|one| !wanted.contains(one)).cloned().collect();
        is_less |= !gone.is_empty();
        wanted.extend(gone);
        wanted.sort_unstable();
    }
    if is_less {
        // A list that only lost something is now as it was: no difference to show.
        let same: Vec<_> = after
            .iter()
            .filter(|(attribute, value)| before.get(attribute) == Some(value))
            .map(|(attribute, _)| *attribute)
            .collect();
        for attribute in same {
            before.remove(&attribute);
            after.remove(&attribute);
        }
    }
    is_less
}

/// Shows every difference and plans none.
fn report(mut draft: Draft) -> Draft {
    for change in std::mem::take(&mut draft.changes) {
        let Change { address, action, .. } = change;
        let message = format!("{address} differs ({action}); `enforce: report` leaves it");
        draft.warn(Some(address), WarningCode::NotEnforced, message);
    }
    for blocked in std::mem::take(&mut draft.blocked) {
        let message = format!("{}; `enforce: report` leaves it", blocked.message);
        draft.warn(Some(blocked.address), WarningCode::NotEnforced, message);
    }
    draft
}
