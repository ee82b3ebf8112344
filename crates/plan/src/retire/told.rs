//! What is told of what stays for now, and the way on.

use hallpass_model::{Address, Enforce, Grace, Kind, Unmanaged};

use super::ending::Ending;

impl Ending<'_> {
    /// What one can do about what nobody ends.
    pub(super) fn way_on(&self, address: &Address) -> String {
        let name = &self.group.name;
        let state = self
            .group
            .since()
            .map_or_else(String::new, |day| format!(" and is frozen since {day}"));
        let Some(one) = self.group.spec else {
            return format!(
                "is marked for {name}, which no spec has{state}: put the spec back, end it with --prune, or let it go \
                 with `hallpass forget {name}`"
            );
        };
        let keep = match address.kind {
            Kind::App => "the developer name of an app never changes: declare it as it is to keep it",
            _ => "name it again to keep it",
        };
        let end = match one.enforce {
            Enforce::Exact => "end it with --prune",
            Enforce::Additive | Enforce::Report | Enforce::Adopt => {
                "--prune ends it once the spec says `enforce: exact`"
            }
        };
        format!("is marked for {name}, whose spec names another{state}: {keep}, or {end}")
    }

    /// What is told during the grace.
    pub(super) fn until(&self, grace: &Grace) -> String {
        let since = self.group.since().unwrap_or(&self.desired.retiring.today);
        let name = &self.group.name;
        let days = grace.days;
        match self.group.spec {
            None => format!("belongs to {name}, which ends: frozen since {since}, it goes after {days} days"),
            Some(_) => {
                format!("was of {name}, which has another: frozen since {since}, it goes after {days} days")
            }
        }
    }

    pub(super) fn all_left(&self, why: impl Fn(&Address) -> String) -> Vec<Unmanaged> {
        let all = self.group.all();
        all.map(|(address, thing, _)| Unmanaged {
            why: format!("{thing} {}", why(&address)),
            address,
        })
        .collect()
    }
}
