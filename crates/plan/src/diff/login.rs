//! Whether the integration's user may log in: an integration that had been ended comes back.

use hallpass_model::WarningCode;
use hallpass_model::{
    Action, Address, ApiName, Attribute, Attributes, Kind, Mark, Reason, Seen, State, Value,
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
    if !present.more.contains_key(Mark::RETIRED) {
        if user.frozen == Seen::Known(true) && !present.more.contains_key(Mark::FROZEN) {
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
    mark.more.remove(Mark::FROZEN);
    let mut after = Attributes::from([(Attribute::Mark, mark.to_string().into())]);
    if user.frozen != Seen::Known(false) {
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
