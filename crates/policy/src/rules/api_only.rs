//! HP004: the user of an integration cannot log in to the pages.

use crate::rule::{Rule, Sees};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::elsewhere(RuleInfo {
    code: "HP004",
    name: "api-only",
    level: Level::Refuse,
    sees: Sees::Format("HS083"),
    why: "whoever has the password of a user that can log in to the pages is a person with its access, and no app \
          stands between",
    fix: "leave license and profile out, which gives an API-only user; where another licence is needed, grant \
          ApiEnabled and ApiUserOnly under permissions.system",
    example: None,
});
