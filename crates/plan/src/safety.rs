//! How much one plan may take away.

use hallpass_model::{Action, Desired, Kind, Live, Plan, Shape};

/// A share says little about few things: below this many managed things only the count of deletes is limited.
const MIN_MANAGED_FOR_SHARE: u64 = 20;

/// What a plan deletes, counted as whole things and as rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deletes {
    /// Users, sets, apps, licences and assignments.
    pub things: u64,
    /// Grants, each a row of a set; those of a set that goes as a whole are among them.
    pub rows: u64,
    /// All that is managed now, things and rows.
    pub managed: u64,
}

/// What a limit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// How many things and rows go: `max_deletes`.
    Count,
    /// Which share of what is managed goes: `max_delete_percent`.
    Percent,
}

/// A plan takes away more than the fleet's limits allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct LimitExceeded {
    /// What is measured.
    pub measure: Measure,
    /// What is allowed.
    pub allowed: u64,
    /// What the plan would delete.
    pub deletes: Deletes,
}

impl LimitExceeded {
    /// Returns the key of the limit in `hallpass.yaml`, below `safety`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.measure {
            Measure::Count => "max_deletes",
            Measure::Percent => "max_delete_percent",
        }
    }

    fn text(&self) -> String {
        let Deletes {
            things,
            rows,
            managed,
        } = self.deletes;
        let (name, found, limit) = (self.name(), self.found(), self.limit());
        format!(
            "the plan deletes {found} where safety.{name} allows {limit}: {things} things (users, sets, apps, \
             licences, assignments) and {rows} grants, of {managed} managed; look at the deletes with `hallpass plan`, \
             then raise safety.{name} in hallpass.yaml for this change, or take it in steps"
        )
    }

    fn found(&self) -> String {
        match self.measure {
            Measure::Count => self.deletes.all().to_string(),
            Measure::Percent => format!("{}%", self.deletes.percent()),
        }
    }

    fn limit(&self) -> String {
        match self.measure {
            Measure::Count => self.allowed.to_string(),
            Measure::Percent => format!("{}%", self.allowed),
        }
    }
}

impl Deletes {
    /// Returns things and rows together.
    #[must_use]
    pub const fn all(self) -> u64 {
        self.things + self.rows
    }

    /// Returns the share of what is managed, rounded up so that it never looks smaller than it is.
    #[must_use]
    pub const fn percent(self) -> u64 {
        match self.managed {
            0 => 0,
            managed => (self.all() * 100).div_ceil(managed),
        }
    }
}

/// Counts what a plan deletes.
#[must_use]
pub fn deletes(plan: &Plan, live: &Live) -> Deletes {
    let mut deletes = Deletes {
        managed: plan.unchanged,
        ..Deletes::default()
    };
    for change in &plan.changes {
        deletes.managed += u64::from(change.before.is_some());
        // What a user holds comes back when the user has moved to another licence.
        let comes_back = change.action == Action::Replace && change.kind.shape() == Shape::Membership;
        if comes_back || !matches!(change.action, Action::Delete | Action::Replace) {
            continue;
        }
        match change.kind.shape() {
            Shape::Entity | Shape::Membership => deletes.things += 1,
            Shape::Grant => deletes.rows += 1,
        }
        if change.kind == Kind::PermissionSet {
            let rows = rows_of_set(plan, change, live);
            deletes.rows += rows;
            deletes.managed += rows;
        }
    }
    deletes
}

/// The rows of a set go with it, without changes of their own.
fn rows_of_set(plan: &Plan, change: &hallpass_model::Change, live: &Live) -> u64 {
    let bearer = plan.bearer_of(&change.address);
    let set = bearer.and_then(|bearer| live.permission_sets.get(&bearer.permission_set));
    set.map_or(0, |set| set.grants.len() as u64)
}

/// Refuses a plan that takes away more than the fleet's limits allow.
///
/// # Errors
/// When more things and rows go than `max_deletes`, or, from 20 managed things on, a larger share than
/// `max_delete_percent`.
pub fn refuse_if_unsafe(plan: &Plan, desired: &Desired, live: &Live) -> Result<(), LimitExceeded> {
    let deletes = deletes(plan, live);
    let exceeded = |measure, allowed: u32| {
        Err(LimitExceeded {
            measure,
            allowed: u64::from(allowed),
            deletes,
        })
    };
    let limits = desired.limits;
    if deletes.all() > u64::from(limits.max_deletes) {
        return exceeded(Measure::Count, limits.max_deletes);
    }
    if deletes.managed >= MIN_MANAGED_FOR_SHARE && deletes.percent() > u64::from(limits.max_delete_percent) {
        return exceeded(Measure::Percent, limits.max_delete_percent);
    }
    Ok(())
}
