//! HP009: no integration hands a password over.

use crate::rule::{Rule, Sees};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::elsewhere(RuleInfo {
    code: "HP009",
    name: "no-username-password",
    level: Level::Refuse,
    sees: Sees::Format("HS043"),
    why: "the username-password flow gives the password of the user to the integration, and a password opens all apps",
    fix: "use client_credentials or jwt_bearer; a spec knows no other flow, and hallpass never sets a password",
    example: None,
});
