//! Whether the integration's user may log in: an integration that had been ended comes back.

use hallpass_model::{
    Action, Address, ApiName, Attribute, Attributes, Hold, Kind, Mark, Reason, Seen, State, Value,
    WarningCode,
};

use crate::draft::Draft;
use crate::observed::{self, known_of};
use crate::scope::Scope;

/// Thaws the user whose integration was ended and is declared again, and takes that out of its mark. Whom somebody froze
/// for another reason stays frozen.
pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let Some(user) = scope.user() else {
        return;
    };
    let Some(present) = user.mark.as_ref().filter(|mark| scope.owns(mark)) else {
        return;
    };
    let hold = Hold::of(present);
    if let Some(hold) = &hold {
        tell(scope, hold, draft);
    }
    if !present.more.contains_key(Mark::RETIRED) {
        if hold.is_none() && user.frozen == Seen::Known(true) && !present.more.contains_key(Mark::FROZEN) {
            let message = format!(
                "{} is frozen in Setup: whatever it is granted, it cannot log in",
                user.username
            );
            draft.warn(Some(scope.user_address()), WarningCode::UserInactive, message);
        }
        return;
    }
    let mut mark = scope.mark(&ApiName::new(user.username.as_str()), Some(present));
    mark.more.remove(Mark::RETIRED);
    // Whom somebody froze by hand stays frozen, whatever became of the spec meanwhile.
    if hold.is_none() {
        mark.more.remove(Mark::FROZEN);
    }
    let mut after = Attributes::from([(Attribute::Mark, mark.to_string().into())]);
    if hold.is_none() && user.frozen != Seen::Known(false) {
        after.insert(Attribute::Frozen, Value::Flag(false));
    }
    let before = known_of(observed::login(user), |attribute| after.contains_key(&attribute));
    let address = Address {
        kind: Kind::Login,
        ..scope.user_address()
    };
    draft.change(
        address,
        Action::Update,
        Reason::Returned,
        Some(State::Attributes(before)),
        Some(State::Attributes(after)),
    );
}

/// A hold is told by every plan, and what somebody undid of it as well; only thawing takes it back.
fn tell(scope: &Scope<'_>, hold: &Hold, draft: &mut Draft) {
    let name = scope.name();
    let mut undone: Vec<String> = Vec::new();
    if scope.user().is_some_and(|user| user.frozen == Seen::Known(false)) {
        undone.push("its user can log in".to_owned());
    }
    let is_on = |app: &&ApiName| scope.app(app).is_some_and(|app| app.enabled == Seen::Known(true));
    undone.extend(hold.apps.iter().filter(is_on).map(|app| format!("{app} is on")));
    let message = match undone.is_empty() && hold.is_whole() {
        true => format!("{name} is {hold}; it stays so until `hallpass thaw {name}`"),
        false if undone.is_empty() => format!("{name} is {hold}; `hallpass freeze {name}` goes on with it"),
        false => format!(
            "{name} is {hold}; but {}: freeze it again, or thaw it",
            undone.join(" and ")
        ),
    };
    let code = match undone.is_empty() {
        true => WarningCode::Frozen,
        false => WarningCode::Thawed,
    };
    draft.warn(Some(scope.user_address()), code, message);
}
