//! What a change puts at stake.

use hallpass_model::{
    Action, ApiName, Attribute, Attributes, Catalog, Change, FieldFacts, GrantPattern, Kind, Risk, State,
    Target, Value, Verb, Verbs,
};

use crate::order::tightens;
use crate::privileges::{Privilege, privilege};
use crate::relicense;
use crate::scope::Scope;

/// Classifications of an org that mean nothing special (Help, "Data Classification Metadata Fields").
const HARMLESS: [&str; 2] = ["Public", "Internal"];

/// Sets the risk of each change: the highest of all that speaks for one.
pub(crate) fn judge(scope: &Scope<'_>, changes: &mut [Change]) {
    for change in changes {
        change.risk = of_action(change)
            .max(of_kind(scope, change))
            .max(of_never(scope, change));
    }
}

/// Returns what is at stake where somebody holds verbs on a target, as far as the org classifies it.
#[must_use]
pub fn risk_of_grant(catalog: &Catalog, target: &Target, verbs: Verbs) -> Risk {
    match target {
        _ if verbs.is_empty() => Risk::Low,
        Target::Object(object) => of_object(catalog, object, verbs),
        Target::Field { .. } => of_field(field(catalog, &target.name())),
        Target::SystemPermission(name) => of_permission(name),
        _ => Risk::Low,
    }
}

/// Deletes and take-overs are worth a look whatever they are about.
fn of_action(change: &Change) -> Risk {
    match change.action {
        Action::Create | Action::Update => Risk::Low,
        Action::Delete | Action::Replace | Action::Adopt => Risk::Medium,
    }
}

/// What never should have been there was a hole while it was.
fn of_never(scope: &Scope<'_>, change: &Change) -> Risk {
    let (before, after) = change.verbs();
    let lost = before.minus(after);
    let is_it = |never: &GrantPattern| {
        never.kind.is_none_or(|kind| kind == change.kind)
            && change.address.name.as_ref() == Some(&never.name)
            && never.verbs().iter().any(|verb| lost.has(verb))
    };
    match scope.integration.never.iter().any(is_it) {
        true => Risk::High,
        false => Risk::Low,
    }
}

fn of_kind(scope: &Scope<'_>, change: &Change) -> Risk {
    let (before, after) = change.verbs();
    let (gained, lost) = (after.minus(before), before.minus(after));
    let name = change.address.name.as_ref();
    let loss = if lost.is_empty() { Risk::Low } else { Risk::Medium };
    match (change.kind, name) {
        (Kind::Object, Some(name)) => of_object(scope.catalog(), name, gained).max(loss),
        (Kind::Field, Some(name)) if !gained.is_empty() => of_field(field(scope.catalog(), name)).max(loss),
        (Kind::SystemPermission, Some(name)) if !gained.is_empty() => of_permission(name),
        (Kind::User, _) if relicense::moves(scope, std::slice::from_ref(change)).is_some() => Risk::High,
        (Kind::User, _) => of_user(change),
        (Kind::Profile, _) => of_profile(change),
        // A user who was frozen for a reason logs in again.
        (Kind::Login, _) => Risk::Medium,
        (Kind::App, _) => of_app(change),
        _ => loss,
    }
}

fn of_object(catalog: &Catalog, object: &ApiName, gained: Verbs) -> Risk {
    let of_verb = |verb| match verb {
        Verb::ViewAll | Verb::ModifyAll => Risk::High,
        Verb::Delete => Risk::Medium,
        Verb::ViewAllFields => Risk::Medium.max(of_all_fields(catalog, object)),
        Verb::Read | Verb::Create | Verb::Edit | Verb::Use => Risk::Low,
    };
    gained.iter().map(of_verb).max().unwrap_or(Risk::Low)
}

fn of_all_fields(catalog: &Catalog, object: &ApiName) -> Risk {
    let facts = catalog.objects.get(object);
    let fields = facts.into_iter().flat_map(|facts| facts.fields.values());
    fields
        .map(|facts| of_field(Some(facts)))
        .max()
        .unwrap_or(Risk::Low)
}

fn field<'a>(catalog: &'a Catalog, name: &ApiName) -> Option<&'a FieldFacts> {
    let (object, field) = name.as_str().split_once('.')?;
    catalog.objects.get(&object.into())?.fields.get(&field.into())
}

/// The org knows best which of its fields are delicate.
fn of_field(facts: Option<&FieldFacts>) -> Risk {
    let Some(facts) = facts else {
        return Risk::Low;
    };
    let is_classified = |class: &String| {
        !HARMLESS
            .iter()
            .any(|harmless| harmless.eq_ignore_ascii_case(class))
    };
    match facts.classification.as_ref() {
        _ if facts.is_high_risk => Risk::High,
        Some(class) if is_classified(class) => Risk::Medium,
        _ => Risk::Low,
    }
}

fn of_permission(name: &ApiName) -> Risk {
    match privilege(name) {
        Privilege::High(_) => Risk::High,
        Privilege::Medium => Risk::Medium,
        Privilege::Low => Risk::Low,
    }
}

/// Another profile and coming back to life change what a user may do; a new name does not.
fn of_user(change: &Change) -> Risk {
    let touches = |attribute| after(change).is_some_and(|after| after.contains_key(&attribute));
    let moves = [Attribute::Profile, Attribute::Active, Attribute::Username]
        .into_iter()
        .any(touches);
    // Whoever is in a role sees the records of those below it.
    match touches(Attribute::Role) || (change.action != Action::Create && moves) {
        true => Risk::Medium,
        false => Risk::Low,
    }
}

/// Whoever logs in from elsewhere, or at another time, is shut out; and where all are let in, strangers are.
fn of_profile(change: &Change) -> Risk {
    let restricts = |attribute| {
        let value = after(change).and_then(|after| after.get(&attribute));
        value.map(|value| *value != Value::List(Vec::new()) && *value != Value::Text(String::new()))
    };
    let touched = [restricts(Attribute::IpRanges), restricts(Attribute::Hours)];
    match change.action {
        Action::Create => Risk::Low,
        _ if touched.contains(&Some(true)) => Risk::High,
        _ if touched.contains(&Some(false)) => Risk::Medium,
        _ => Risk::Low,
    }
}

fn of_app(change: &Change) -> Risk {
    let Some(after) = after(change) else {
        return Risk::Low;
    };
    let existing = change.action != Action::Create;
    let holds = |attribute| after.contains_key(&attribute);
    if tightens(change) || gains_full(change, after) {
        Risk::High
    } else if (existing && (holds(Attribute::Scopes) || holds(Attribute::Certificate))) || relaxes(after) {
        Risk::Medium
    } else {
        Risk::Low
    }
}

fn gains_full(change: &Change, after: &Attributes) -> bool {
    let holds_full = |side: &Attributes| match side.get(&Attribute::Scopes) {
        Some(Value::List(scopes)) => scopes.iter().any(|scope| scope == "full"),
        _ => false,
    };
    let before = change.before.as_ref().and_then(State::attributes);
    holds_full(after) && !before.is_some_and(holds_full)
}

fn relaxes(after: &Attributes) -> bool {
    let word = after.get(&Attribute::IpRelaxation).and_then(Value::text);
    let is_off = |attribute| after.get(&attribute) == Some(&Value::Flag(false));
    word.is_some_and(|word| word.starts_with("bypass"))
        || after.contains_key(&Attribute::TrustedIpRanges)
        || [
            Attribute::RequirePkce,
            Attribute::RequireSecret,
            Attribute::RequireSecretForRefresh,
            Attribute::Enabled,
        ]
        .into_iter()
        .any(is_off)
}

fn after(change: &Change) -> Option<&Attributes> {
    change.after.as_ref().and_then(State::attributes)
}
