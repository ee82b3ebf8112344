//! Logins: whether a user is frozen, its sessions, and the mark that says since when.

use hallpass_model::{Attribute, Change, Hold, Mark, Value, split_mark};

use super::context::{Context, after};
use super::rows::{Step, step, unsupported};
use super::text::{MAX_ABOUT_ME, with_mark};
use super::{Login, LowerError};

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<Login, LowerError> {
    let Step::Change = step(change)? else {
        return Err(unsupported(change));
    };
    let user = context.live_user(&change.address)?;
    let after = after(change);
    let frozen = match after.get(&Attribute::Frozen) {
        Some(Value::Flag(frozen)) => Some(*frozen),
        _ => None,
    };
    let mark = after
        .get(&Attribute::Mark)
        .and_then(Value::text)
        .and_then(|text| split_mark(text).1);
    let text = |mark: &Mark| with_mark(&change.address, &user.about_me, &mark.to_string(), MAX_ABOUT_ME);
    let announced = mark
        .as_ref()
        .and_then(announcement)
        .filter(|first| user.mark.as_ref() != Some(first));
    Ok(Login {
        address: change.address.clone(),
        user: user.id.clone(),
        announced: announced.as_ref().map(text).transpose()?,
        frozen,
        ends_sessions: after.contains_key(&Attribute::Sessions),
        concluded: mark.as_ref().map(text).transpose()?,
    })
}

/// What the mark says before a user is frozen: that its integration ends, or who asked for it and what was before. Whoever
/// finds the user half frozen then knows who froze it; that it is done is said only when it is.
fn announcement(mark: &Mark) -> Option<Mark> {
    let says_why = mark.more.contains_key(Mark::RETIRED) || Hold::of(mark).is_some();
    if !mark.more.contains_key(Mark::FROZEN) || !says_why {
        return None;
    }
    let mut first = mark.clone();
    first.more.remove(Mark::FROZEN);
    Some(first)
}
