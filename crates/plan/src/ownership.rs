//! Whose a thing is, by its mark.

use hallpass_model::{ApiName, BlockReason, Mark};

use crate::scope::Scope;

/// How a plan may treat a thing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is not there.
    Missing,
    /// It carries the mark of this integration.
    Ours,
    /// Nobody owns it and the spec allows to take it over.
    Adoptable,
    /// Hands off.
    Refused(Refusal),
}

/// Why hands off, and what one can do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: BlockReason,
    pub(crate) message: String,
    pub(crate) hint: String,
}

/// Returns the standing of a bearer that is there, by its mark.
///
/// A copied mark comes before a foreign one: nobody vouches for a copy, so it is as good as unmarked.
pub(crate) fn standing(scope: &Scope<'_>, bearer: &ApiName, mark: Option<&Mark>) -> Standing {
    let adoptable = |refusal| match scope.integration.adopt {
        true => Standing::Adoptable,
        false => Standing::Refused(refusal),
    };
    match mark {
        None => adoptable(not_ours(scope, bearer)),
        Some(mark) if !mark.is_of(bearer) => adoptable(copied(scope, bearer, mark)),
        Some(mark) if scope.owns(mark) => Standing::Ours,
        Some(mark) if lets_go(scope, mark) => adoptable(let_go(scope, bearer, mark)),
        Some(mark) => Standing::Refused(foreign(scope, bearer, mark)),
    }
}

/// Returns whether the org accepts that things of the mark's fleet become ours.
fn lets_go(scope: &Scope<'_>, mark: &Mark) -> bool {
    mark.fleet != scope.desired.fleet && scope.desired.accept_fleets.contains(&mark.fleet)
}

fn adopt_hint(scope: &Scope<'_>) -> String {
    let name = scope.name();
    format!(
        "set `adopt: true` in the spec of {name}, or run `hallpass apply --adopt {name}`, or choose another name"
    )
}

fn not_ours(scope: &Scope<'_>, bearer: &ApiName) -> Refusal {
    Refusal {
        reason: BlockReason::NotOurs,
        message: format!("{bearer} is there already and carries no mark of hallpass"),
        hint: adopt_hint(scope),
    }
}

fn copied(scope: &Scope<'_>, bearer: &ApiName, mark: &Mark) -> Refusal {
    Refusal {
        reason: BlockReason::CopiedMark,
        message: format!("{bearer} carries a copied mark: it was made for {}", mark.object),
        hint: adopt_hint(scope),
    }
}

fn let_go(scope: &Scope<'_>, bearer: &ApiName, mark: &Mark) -> Refusal {
    let fleet = &mark.fleet;
    Refusal {
        reason: BlockReason::NotOurs,
        message: format!("{bearer} belongs to fleet {fleet}, from which this org accepts things"),
        hint: adopt_hint(scope),
    }
}

fn foreign(scope: &Scope<'_>, bearer: &ApiName, mark: &Mark) -> Refusal {
    let Mark {
        fleet, integration, ..
    } = mark;
    let hint = match *fleet == scope.desired.fleet {
        true => format!(
            "choose another name; if {integration} is the old name of {}, set `previously: {integration}`",
            scope.name()
        ),
        false => format!(
            "choose another name, or have {fleet} run `hallpass forget {integration}`, or name {fleet} under \
             `accept_fleets` of the org"
        ),
    };
    Refusal {
        reason: BlockReason::ForeignMark,
        message: format!("{bearer} belongs to integration {integration} of fleet {fleet}"),
        hint,
    }
}
