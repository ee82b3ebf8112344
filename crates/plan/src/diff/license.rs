//! The permission set licences that the user holds.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Attribute, Attributes, BlockReason, Kind};

use crate::draft::Draft;
use crate::keyed::{Keyed, keyed};
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let none = BTreeMap::new();
    let live = scope.user().map_or(&none, |user| &*user.licenses);
    let declared = scope.integration.licenses.iter().map(|name| (name, ()));
    for found in keyed(live.iter(), declared) {
        match found {
            Keyed::Both(..) => draft.unchanged += 1,
            Keyed::Missing(name, ()) => missing(scope, name, draft),
            Keyed::Extra(name, _) => extra(scope, name, draft),
        }
    }
}

fn missing(scope: &Scope<'_>, name: &ApiName, draft: &mut Draft) {
    let address = scope.address(Kind::License, name);
    match scope.catalog().permission_set_licenses.contains_key(name) {
        true => draft.create(address, attributes(name)),
        false => draft.block(
            address,
            BlockReason::NoLicense,
            format!("the org has no permission set licence {name}"),
            "look at Setup, Company Information for the licences of the org",
        ),
    }
}

/// A set that is managed elsewhere may need a licence that this spec knows nothing of.
fn extra(scope: &Scope<'_>, name: &ApiName, draft: &mut Draft) {
    let address = scope.address(Kind::License, name);
    match scope.integration.also_assigned.is_empty() {
        true => draft.delete(address, attributes(name)),
        false => draft.leave(address, "a set of `also_assigned` may need it"),
    }
}

fn attributes(name: &ApiName) -> Attributes {
    BTreeMap::from([(Attribute::Name, name.as_str().into())])
}
