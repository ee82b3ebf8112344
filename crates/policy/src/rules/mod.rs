//! The rules, one a file, in the order of their codes.

mod all_fields;
mod app_contact;
mod certificate;
mod delete;
mod full_scope;
mod ip_relaxation;
mod login_as_alert;
mod owner;
mod privilege_floor;

mod view_all;

use crate::RuleInfo;
use crate::rule::Rule;
use crate::waiver::ABOUT_WAIVERS;

/// All rules that look at specs.
pub(crate) const ALL: &[Rule] = &[
    privilege_floor::RULE,
    full_scope::RULE,
    view_all::RULE,
    delete::RULE,
    owner::RULE,
    ip_relaxation::RULE,
    login_as_alert::RULE,
    app_contact::RULE,
    certificate::EXPIRED,
    certificate::ENDS_SOON,
    all_fields::RULE,
];

const COUNT: usize = ALL.len() + ABOUT_WAIVERS.len();

const INFOS: [RuleInfo; COUNT] = {
    let mut infos = [ABOUT_WAIVERS[0]; COUNT];
    let mut n = 0;
    while n < ALL.len() {
        infos[n] = ALL[n].info;
        n += 1;
    }
    let mut m = 0;
    while m < ABOUT_WAIVERS.len() {
        infos[n + m] = ABOUT_WAIVERS[m];
        m += 1;
    }
    infos
};

/// Returns every rule, those about waivers last.
#[must_use]
pub fn rules() -> &'static [RuleInfo] {
    &INFOS
}
