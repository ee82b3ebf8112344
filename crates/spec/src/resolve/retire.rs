//! Integrations that their specs end.

use hallpass_model::{Grace, Retirement};

use crate::load::Document;
use crate::resolve::integration::text;
use crate::text::days_of;

/// How long an integration is only frozen where nothing else is said.
pub const DEFAULT_GRACE_DAYS: u32 = 30;

/// Returns how a spec ends its integration; `None` where it does not.
pub(crate) fn retirement(document: &Document) -> Option<Retirement> {
    let retire = &document.spec.retire.as_ref()?.value;
    let grace = text(&retire.grace).and_then(|grace| days_of(&grace));
    Some(Retirement {
        owner: text(&document.spec.owner)?,
        reason: text(&retire.reason)?,
        grace: Grace::of_days(grace.unwrap_or(DEFAULT_GRACE_DAYS)),
    })
}
