//! The first shape: things with attributes that stand for themselves.

use std::collections::BTreeMap;

use hallpass_model::{
    Action, Address, Attribute, Attributes, Managed, Mark, Pair, Reason, Seen, State, Value, WarningCode,
    close,
};

use crate::draft::Draft;
use crate::normalise::respell;
use crate::observed::Observed;
use crate::ownership::Standing;

/// What is wanted, by attribute.
pub(super) type Wanted = BTreeMap<Attribute, Managed<Value>>;

/// A thing with both its sides.
pub(super) struct Entity {
    pub(super) address: Address,
    pub(super) standing: Standing,
    /// What was seen; empty where it is missing.
    pub(super) live: Observed,
    pub(super) wanted: Wanted,
    /// What only its creation says: its names.
    pub(super) identity: Attributes,
    /// The mark that it shall have.
    pub(super) mark: Mark,
}

/// The attributes that differ, and those that could not be compared.
struct Sides {
    before: Attributes,
    after: Attributes,
    unreadable: Vec<(Attribute, String)>,
}

/// Adds what must be done for an entity, by its standing.
pub(super) fn diff(draft: &mut Draft, entity: Entity) {
    let Entity {
        address,
        standing,
        live,
        wanted,
        identity,
        mark,
    } = entity;
    let Sides {
        mut before,
        mut after,
        unreadable,
    } = compare(&live, &wanted);
    if standing == Standing::Ours {
        remark(&live, &mark, &mut before, &mut after);
    }
    match standing {
        Standing::Refused(refusal) => {
            draft.block(address, refusal.reason, refusal.message, refusal.hint);
            return;
        }
        Standing::Missing => {
            after.extend(identity);
            after.insert(Attribute::Mark, mark.to_string().into());
            draft.create(address, after);
            return;
        }
        Standing::Ours if after.is_empty() => draft.unchanged += 1,
        Standing::Ours => {
            let reason = reason_of(&after);
            let (before, after) = (State::Attributes(before), State::Attributes(after));
            draft.change(address.clone(), Action::Update, reason, Some(before), Some(after));
        }
        Standing::Adoptable => {
            if let Some(Seen::Known(old)) = live.get(&Attribute::Mark) {
                before.insert(Attribute::Mark, old.clone());
            }
            after.insert(Attribute::Mark, mark.to_string().into());
            let (before, after) = (State::Attributes(before), State::Attributes(after));
            draft.change(
                address.clone(),
                Action::Adopt,
                Reason::Unmarked,
                Some(before),
                Some(after),
            );
        }
    }
    for (attribute, why) in unreadable {
        draft.warn(
            Some(address.clone()),
            WarningCode::Unreadable,
            format!("{attribute} of {address} could not be compared: {why}"),
        );
    }
}

/// A mark of ours may say something else than it should: another name, or protection.
fn remark(live: &Observed, mark: &Mark, before: &mut Attributes, after: &mut Attributes) {
    let wanted = Value::Text(mark.to_string());
    if let Some(Seen::Known(present)) = live.get(&Attribute::Mark)
        && *present != wanted
    {
        before.insert(Attribute::Mark, present.clone());
        after.insert(Attribute::Mark, wanted);
    }
}

fn reason_of(after: &Attributes) -> Reason {
    match after.get(&Attribute::Active) {
        Some(Value::Flag(true)) => Reason::Inactive,
        _ => Reason::Differs,
    }
}

fn compare(live: &Observed, wanted: &Wanted) -> Sides {
    let mut sides = Sides {
        before: Attributes::new(),
        after: Attributes::new(),
        unreadable: Vec::new(),
    };
    for (attribute, desired) in wanted {
        let seen = live.get(attribute).unwrap_or(&Seen::Absent);
        if let (Seen::Unknown(why), Managed::Set(_)) = (seen, desired) {
            sides.unreadable.push((*attribute, why.clone()));
        }
        let live = &*respell(*attribute, seen, desired);
        if let Some(Pair { live, desired }) = close(Pair { live, desired }) {
            sides.before.extend(live.map(|live| (*attribute, live.clone())));
            sides.after.insert(*attribute, desired.clone());
        }
    }
    sides
}

/// Turns a wanted value into an attribute's.
pub(super) fn wanted<T>(value: &Managed<T>, show: impl FnOnce(&T) -> Value) -> Managed<Value> {
    value.wanted().map(show).into()
}

/// Turns a wanted text into an attribute's value.
pub(super) fn wanted_text(value: &Managed<String>) -> Managed<Value> {
    wanted(value, |text| text.as_str().into())
}
