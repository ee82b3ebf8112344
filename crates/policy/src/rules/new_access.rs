//! HP025: access that was not there before has been looked at.

use crate::rule::Sees;
use crate::{Level, RuleInfo};

pub(crate) const NEW_ACCESS: RuleInfo = RuleInfo {
    code: "HP025",
    name: "new-access",
    level: Level::Refuse,
    sees: Sees::Changes,
    why: "who may do what grows a line at a time, and each line looks small",
    fix: "take it out, or have a waiver for this rule reviewed with it; only `diff --deny-new-access` asks",
    example: None,
};
