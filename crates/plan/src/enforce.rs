//! How far the spec lets a plan go.

use hallpass_model::{
    Action, Address, Attribute, Attributes, BlockReason, Change, Enforce, Shape, State, Value, WarningCode,
};

use crate::draft::Draft;
use crate::scope::Scope;

/// Takes out of a draft what the spec's `enforce` forbids, and says so.
pub(crate) fn enforce(scope: &Scope<'_>, draft: Draft) -> Draft {
    match scope.integration.enforce {
        Enforce::Exact => draft,
        Enforce::Additive => additive(draft),
        Enforce::Report => report(draft),
        Enforce::Adopt => adopt_only(draft),
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

/// Takes over what may be adopted as it is, and shows all the rest.
fn adopt_only(mut draft: Draft) -> Draft {
    let mut rest = std::mem::take(&mut draft.changes);
    let mut adopted = Vec::new();
    for change in &mut rest {
        adopted.extend(mark_taken(change));
    }
    let (ours, others) = std::mem::take(&mut draft.blocked)
        .into_iter()
        .partition(|blocked| is_about_owning(blocked.reason));
    draft.blocked = others;
    draft.changes = rest.into_iter().filter(changes_something).collect();
    draft = shown(draft, "this apply only adopts");
    draft.changes = adopted;
    draft.blocked = ours;
    draft
}

/// Takes the mark out of an adoption and into one that brings nothing else.
fn mark_taken(change: &mut Change) -> Option<Change> {
    if change.action != Action::Adopt {
        return None;
    }
    let mut only = change.clone();
    for side in [&mut only.before, &mut only.after] {
        if let Some(State::Attributes(attributes)) = side {
            attributes.retain(|attribute, _| *attribute == Attribute::Mark);
        }
    }
    for side in [&mut change.before, &mut change.after] {
        if let Some(State::Attributes(attributes)) = side {
            attributes.remove(&Attribute::Mark);
        }
    }
    change.action = Action::Update;
    Some(only)
}

fn changes_something(change: &Change) -> bool {
    change.before != change.after
}

/// Whether it is in the way of owning a thing at all; what is in the way of changing it comes later.
const fn is_about_owning(reason: BlockReason) -> bool {
    matches!(
        reason,
        BlockReason::NotOurs
            | BlockReason::ForeignMark
            | BlockReason::CopiedMark
            | BlockReason::Shared
            | BlockReason::OwnAccess
    )
}

/// Shows every difference and plans none.
fn report(draft: Draft) -> Draft {
    shown(draft, "`enforce: report` leaves it")
}

fn shown(mut draft: Draft, why: &str) -> Draft {
    for change in std::mem::take(&mut draft.changes) {
        let message = format!("{}; {why}", told(&change));
        draft.warn(Some(change.address), WarningCode::NotEnforced, message);
    }
    for blocked in std::mem::take(&mut draft.blocked) {
        let message = format!("{}; {why}", blocked.message);
        draft.warn(Some(blocked.address), WarningCode::NotEnforced, message);
    }
    draft
}

/// Tells all that a change would do, in a sentence without its address.
fn told(change: &Change) -> String {
    let (before, after) = change.verbs();
    let verbs = [("gain", after.minus(before)), ("lose", before.minus(after))];
    let verbs = verbs
        .into_iter()
        .filter(|(_, verbs)| !verbs.is_empty())
        .map(|(word, verbs)| format!("{word} {verbs}"));
    let attributes = change
        .differences()
        .into_iter()
        .filter(|(attribute, ..)| !matches!(attribute, Attribute::Mark | Attribute::CertificatePem))
        .map(|(attribute, before, after)| {
            let side =
                |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), ToString::to_string);
            format!("{attribute} from {} to {}", side(before), side(after))
        });
    match (change.action, change.kind.shape()) {
        (_, Shape::Grant) => format!("would {}", verbs.collect::<Vec<_>>().join(" and ")),
        (Action::Create, Shape::Membership) => "would be given".to_owned(),
        (Action::Create, _) => "would be made".to_owned(),
        (Action::Delete, _) => "would be taken away".to_owned(),
        (action, _) => {
            let verb = match action {
                Action::Adopt => "would be adopted",
                _ => "would change",
            };
            let parts: Vec<_> = attributes.collect();
            match parts.is_empty() {
                true => verb.to_owned(),
                false => format!("{verb}: {}", parts.join(", ")),
            }
        }
    }
}
