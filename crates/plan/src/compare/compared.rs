//! The table of contents of comparing.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    Action, Address, Change, Desired, Enforce, Grace, Integration, IntegrationName, Kind, Live, Manage,
    OrgName, Plan, PolicySettings, Reason, Retiring, Risk, Waiver,
};

use super::imagined::{applied, empty_org};
use super::opens::opens;
use crate::planner::plan;

/// What changes between two states of the specs.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// All changes, in the order of integrations, as one plan. Its org is one that nobody has.
    pub plan: Plan,
    /// What becomes of each integration that differs.
    pub integrations: Vec<Compared>,
    /// The changes that give access, or a way to it, that was not there before.
    pub opened: BTreeSet<Address>,
    /// How many integrations are the same.
    pub same: u64,
}

/// An integration that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Its name, the later one where it was renamed.
    pub name: IntegrationName,
    /// What becomes of it.
    pub fate: Fate,
    /// What else a person should know; sentences without a full stop.
    pub notes: Vec<String>,
}

/// What becomes of an integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It was not there.
    New,
    /// It goes on.
    Changed,
    /// It goes on under another name.
    Renamed {
        /// The name it had.
        from: IntegrationName,
    },
    /// Its spec ends it.
    Retired,
    /// Its spec is gone.
    Gone,
}

impl Fate {
    /// Returns the word used in JSON.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Fate::New => "new",
            Fate::Changed => "changed",
            Fate::Renamed { .. } => "renamed",
            Fate::Retired => "retired",
            Fate::Gone => "gone",
        }
    }
}

/// The two states of one integration, either of which may be absent.
struct Sides<'d> {
    base: Option<&'d Integration>,
    head: Option<&'d Integration>,
}

/// Compares two states of the specs of one fleet: what the second gives that the first did not, and what it takes.
///
/// Whether an integration's spec is enforced makes no difference: what it says is what is compared.
#[must_use]
pub fn compare(org: &OrgName, base: &Desired, head: &Desired) -> Comparison {
    let mut comparison = Comparison {
        plan: plan(org, &alone(head, None), &empty_org(&[])),
        integrations: Vec::new(),
        opened: BTreeSet::new(),
        same: 0,
    };
    for sides in pairs(base, head) {
        comparison.add(org, base, head, &sides);
    }
    comparison
}

/// Puts integrations together by name, and by the name that the later one had before.
fn pairs<'d>(base: &'d Desired, head: &'d Desired) -> Vec<Sides<'d>> {
    let mut gone: BTreeMap<_, _> = base.integrations.iter().collect();
    let mut pairs = Vec::new();
    for (name, one) in &head.integrations {
        let before = gone.remove(name).or_else(|| {
            let previous = one.previously.as_ref();
            gone.remove(previous.filter(|name| !head.integrations.contains_key(*name))?)
        });
        pairs.push(Sides {
            base: before,
            head: Some(one),
        });
    }
    pairs.extend(gone.into_values().map(|one| Sides {
        base: Some(one),
        head: None,
    }));
    pairs
}

impl Comparison {
    fn add(&mut self, org: &OrgName, base: &Desired, head: &Desired, sides: &Sides<'_>) {
        if sides.base == sides.head {
            self.same += 1;
            return;
        }
        let (Some(name), fate) = (name(sides), fate(sides, head)) else {
            return;
        };
        let (one, other) = (sides.base.map(enforced), sides.head.map(enforced));
        let both: Vec<_> = [&one, &other].into_iter().flatten().collect();
        let empty = empty_org(&both);
        let then = alone(base, one);
        let now = alone(head, other.clone());
        let mut planned = match fate {
            Fate::New => plan(org, &now, &empty),
            Fate::Changed | Fate::Renamed { .. } => plan(org, &now, &applied(org, &then, empty)),
            Fate::Retired | Fate::Gone => undone(org, &then, &empty, &fate),
        };
        let opened = planned
            .changes
            .iter()
            .filter(|change| opens(change, other.as_ref()));
        self.opened.extend(opened.map(|change| change.address.clone()));
        self.opened.extend(may_hold(sides));
        self.plan.changes.append(&mut planned.changes);
        self.plan.blocked.append(&mut planned.blocked);
        self.plan.bearers.append(&mut planned.bearers);
        self.plan.unchanged += planned.unchanged;
        let notes = notes(sides);
        self.integrations.push(Compared { name, fate, notes });
    }
}

/// What a user may hold besides is managed elsewhere: no plan gives it, and none takes it any more.
fn may_hold(sides: &Sides<'_>) -> Vec<Address> {
    let Some(head) = sides.head else {
        return Vec::new();
    };
    let before = sides.base.map(|base| &base.also_assigned);
    let new = head.also_assigned.iter();
    let new = new.filter(|name| before.is_none_or(|before| !before.contains(*name)));
    new.map(|name| Address::named(&head.name, Kind::Assignment, name.clone()))
        .collect()
}

fn name(sides: &Sides<'_>) -> Option<IntegrationName> {
    sides.head.or(sides.base).map(|one| one.name.clone())
}

fn fate(sides: &Sides<'_>, head: &Desired) -> Fate {
    match (sides.base, sides.head) {
        (None, _) => Fate::New,
        (Some(one), None) => match head.retiring.declared.contains_key(&one.name) {
            true => Fate::Retired,
            false => Fate::Gone,
        },
        (Some(one), Some(other)) if one.name != other.name => Fate::Renamed {
            from: one.name.clone(),
        },
        (Some(_), Some(_)) => Fate::Changed,
    }
}

/// The fleet with one of its integrations. What this one has no more ends at once: that is what it loses.
fn alone(fleet: &Desired, one: Option<Integration>) -> Desired {
    Desired {
        fleet: fleet.fleet.clone(),
        spec_digest: fleet.spec_digest.clone(),
        integrations: one.into_iter().map(|one| (one.name.clone(), one)).collect(),
        limits: fleet.limits,
        accept_fleets: BTreeSet::new(),
        retiring: Retiring {
            prune: Some(Grace::of_days(0)),
            ..Retiring::default()
        },
        policy: PolicySettings::default(),
    }
}

/// What the spec says is what is compared, whether or not an apply would do all of it in every org.
fn enforced(one: &Integration) -> Integration {
    let mut one = Integration {
        enforce: Enforce::Exact,
        adopt: false,
        protect: false,
        ..one.clone()
    };
    for app in &mut one.apps {
        app.create = true;
        app.manage = Manage::All;
    }
    one
}

/// Plans how it came to be, and turns that around.
fn undone(org: &OrgName, then: &Desired, empty: &Live, fate: &Fate) -> Plan {
    let mut planned = plan(org, then, empty);
    planned.blocked.clear();
    planned.changes.reverse();
    for change in &mut planned.changes {
        *change = Change {
            action: Action::Delete,
            before: change.after.take(),
            after: None,
            reason: match fate {
                Fate::Retired => Reason::Retired,
                _ => Reason::NotInSpec,
            },
            risk: Risk::Medium,
            depends_on: Vec::new(),
            ..change.clone()
        };
    }
    planned
}

/// What changes beside access: how it is kept, and who vouches for it.
fn notes(sides: &Sides<'_>) -> Vec<String> {
    let (Some(base), Some(head)) = (sides.base, sides.head) else {
        return sides.head.map(new_notes).unwrap_or_default();
    };
    let mut notes = Vec::new();
    let mut say = |differs: bool, text: String| {
        if differs {
            notes.push(text);
        }
    };
    say(
        base.enforce != head.enforce,
        format!("enforce: {} → {}", word(base.enforce), word(head.enforce)),
    );
    say(
        !base.adopt && head.adopt,
        "what is there under its names may be taken over".to_owned(),
    );
    say(
        base.protect && !head.protect,
        "nothing protects it from being ended any more".to_owned(),
    );
    say(
        base.owner != head.owner,
        format!("owner: {} → {}", base.owner, head.owner),
    );
    for name in head.also_assigned.difference(&base.also_assigned) {
        say(
            true,
            format!("its user may hold {name}, which is managed elsewhere"),
        );
    }
    for name in base.also_assigned.difference(&head.also_assigned) {
        say(true, format!("its user may no longer hold {name}"));
    }
    for never in base.never.difference(&head.never) {
        say(true, format!("no longer asserted: never {never}"));
    }
    let loosened = base.own_profile.login.wanted().is_some() && head.own_profile.login.wanted().is_none();
    say(
        loosened,
        "from where and when it logs in is no longer managed; it stays as it is".to_owned(),
    );
    for waiver in head
        .waivers
        .iter()
        .filter(|waiver| !base.waivers.contains(waiver))
    {
        say(true, waived(waiver));
    }
    notes
}

fn new_notes(one: &Integration) -> Vec<String> {
    let held = one.also_assigned.iter();
    held.map(|name| format!("its user may hold {name}, which is managed elsewhere"))
        .chain(one.waivers.iter().map(waived))
        .collect()
}

fn waived(waiver: &Waiver) -> String {
    let Waiver {
        rule,
        owner,
        reason,
        expires,
    } = waiver;
    format!("new waiver of {rule} by {owner} until {expires}: {reason}")
}

const fn word(enforce: Enforce) -> &'static str {
    match enforce {
        Enforce::Exact => "exact",
        Enforce::Additive => "additive",
        Enforce::Report => "report",
        Enforce::Adopt => "adopt",
    }
}
