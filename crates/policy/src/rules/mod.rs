//! The rules, one a file, in the order of their codes.

mod admin_approved;
mod all_fields;
mod api_only;
mod app_contact;
mod broad_scope;
mod certificate;
mod delete;
mod full_scope;
mod ip_relaxation;
mod ip_restriction;
mod license;
mod login_as_alert;
mod new_access;
mod one_user;
mod owner;
mod password;
mod privilege_floor;
mod profile;
mod shared_records;
mod unused;
mod view_all;

use crate::RuleInfo;
use crate::levels::ABOUT_LEVELS;
use crate::rule::Rule;
use crate::waiver::ABOUT_WAIVERS;

pub(crate) use new_access::NEW_ACCESS;

/// All rules that can be waived.
pub(crate) const ALL: &[Rule] = &[
    privilege_floor::RULE,
    full_scope::RULE,
    one_user::RULE,
    api_only::RULE,
    profile::RULE,
    license::RULE,
    broad_scope::RULE,
    admin_approved::RULE,
    password::RULE,
    view_all::RULE,
    delete::RULE,
    owner::RULE,
    ip_relaxation::RULE,
    login_as_alert::RULE,
    app_contact::RULE,
    certificate::EXPIRED,
    certificate::ENDS_SOON,
    all_fields::RULE,
    ip_restriction::PRESENT,
    ip_restriction::EFFECTIVE,
    certificate::AGED,
    shared_records::RULE,
    unused::RULE,
    Rule::elsewhere(NEW_ACCESS),
];

/// Rules about the words of policy itself, which hold always.
const FIXED: [RuleInfo; 3] = [ABOUT_WAIVERS[0], ABOUT_WAIVERS[1], ABOUT_LEVELS];

const COUNT: usize = ALL.len() + FIXED.len();

const INFOS: [RuleInfo; COUNT] = {
    let mut infos = [ABOUT_LEVELS; COUNT];
    let mut n = 0;
    while n < ALL.len() {
        infos[n] = ALL[n].info;
        n += 1;
    }
    let mut m = 0;
    while m < FIXED.len() {
        infos[n + m] = FIXED[m];
        m += 1;
    }
    infos
};

/// Returns every rule, those about policy itself last.
#[must_use]
pub fn rules() -> &'static [RuleInfo] {
    &INFOS
}
