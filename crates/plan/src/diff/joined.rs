//! What else the user is in: licences of packages, public groups, queues. Each kind is managed where its key is in the spec.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Attribute, Attributes, BlockReason, Joined, Kind, Seats, Seen, WarningCode};

use crate::draft::Draft;
use crate::keyed::{Keyed, keyed};
use crate::scope::Scope;

/// So many seats stand for a site licence (Object Reference, `PackageLicense.AllowedLicenses`).
const SITE_LICENSE: i64 = -1;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    for kind in Kind::JOINED {
        let live = scope.user().and_then(|user| user.joined.get(&kind));
        match scope.integration.joins.get(&kind) {
            Some(wanted) => managed(scope, kind, wanted, live, draft),
            None => left(scope, kind, live, draft),
        }
    }
}

fn managed(
    scope: &Scope<'_>,
    kind: Kind,
    wanted: &BTreeSet<ApiName>,
    live: Option<&Seen<Joined>>,
    draft: &mut Draft,
) {
    let none = Joined::default();
    let live = match live {
        Some(Seen::Known(live)) => live,
        Some(Seen::Unknown(why)) => {
            let message = format!(
                "{} of {} could not be read: {why}",
                plural(kind),
                scope.user_address()
            );
            draft.warn(Some(scope.user_address()), WarningCode::Unreadable, message);
            return;
        }
        Some(Seen::Absent) | None => &none,
    };
    for found in keyed(live.iter(), wanted.iter().map(|name| (name, ()))) {
        match found {
            Keyed::Both(..) => draft.unchanged += 1,
            Keyed::Missing(name, ()) => missing(scope, kind, name, draft),
            Keyed::Extra(name, _) => draft.delete(scope.address(kind, name), attributes(name)),
        }
    }
}

fn left(scope: &Scope<'_>, kind: Kind, live: Option<&Seen<Joined>>, draft: &mut Draft) {
    for (name, _) in live
        .and_then(Seen::known)
        .into_iter()
        .flat_map(|held| held.iter())
    {
        let why = format!("not managed: the spec has no `user.{}`", key(kind));
        draft.leave(scope.address(kind, name), why);
    }
}

fn missing(scope: &Scope<'_>, kind: Kind, name: &ApiName, draft: &mut Draft) {
    let address = scope.address(kind, name);
    let seats = scope.catalog().package_licenses.get(name);
    if kind == Kind::PackageLicense && seats.is_some_and(is_site_license) {
        let message = format!("package {name} has a site licence: everybody has it");
        return draft.block(
            address,
            BlockReason::NoLicense,
            message,
            "take it out of `user.package_licenses`: nothing is to be given",
        );
    }
    if scope.catalog().joinable(kind, name).is_some() {
        return draft.create(address, attributes(name));
    }
    let (reason, what, hint) = match kind {
        Kind::PackageLicense => (
            BlockReason::NoLicense,
            "managed package with licences of namespace",
            "look at Setup, Installed Packages; packages without licences need none",
        ),
        Kind::Queue => (
            BlockReason::NoGroup,
            "queue",
            "name a queue by its API name, as Setup, Queues shows it",
        ),
        _ => (
            BlockReason::NoGroup,
            "public group",
            "name a group by its API name, as Setup, Public Groups shows it",
        ),
    };
    draft.block(address, reason, format!("the org has no {what} {name}"), hint);
}

fn is_site_license(seats: &Seats) -> bool {
    seats.total == SITE_LICENSE
}

const fn key(kind: Kind) -> &'static str {
    match kind {
        Kind::PackageLicense => "package_licenses",
        Kind::Queue => "queues",
        _ => "public_groups",
    }
}

const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::PackageLicense => "package licences",
        Kind::Queue => "queues",
        _ => "public groups",
    }
}

fn attributes(name: &ApiName) -> Attributes {
    BTreeMap::from([(Attribute::Name, name.as_str().into())])
}
