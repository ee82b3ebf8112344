//! The password that an integration's user has no need of: hallpass never sets one, and nothing that it does takes one away.

use hallpass_model::{Desired, Live, PasswordLogins, PasswordUse, Seen, WarningCode};

use crate::draft::Draft;
use crate::scope::Scope;

/// Tells once that nobody can say who logs in with a password.
pub(crate) fn tell_unseen(desired: &Desired, live: &Live, draft: &mut Draft) {
    let users = desired
        .integrations
        .values()
        .filter_map(|one| live.users.get(&one.user.username));
    let unseen = users.into_iter().find_map(|user| match &user.password.logins {
        Seen::Unknown(why) => Some(why),
        Seen::Known(_) | Seen::Absent => None,
    });
    if let Some(why) = unseen {
        let message = format!("whether anybody logs in with a password could not be read: {why}");
        draft.warn(None, WarningCode::Unreadable, message);
    }
}

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let Some(user) = scope.user() else { return };
    let PasswordUse { changed, logins } = &user.password;
    let mut tell = |what: String| {
        let message = format!("{} {what}", user.username);
        draft.warn(Some(scope.user_address()), WarningCode::Password, message);
    };
    if let Some(at) = changed.known() {
        tell(format!(
            "has a password since {at}, and hallpass never sets one: find out who did, and whether it is known to anybody; \
             freezing the user stops its use"
        ));
    }
    if let Some(PasswordLogins { count, last, through }) = logins.known() {
        let through: Vec<&str> = through.iter().map(String::as_str).collect();
        let times = match count {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        tell(format!(
            "logged in with a password {times} ({}), the last time at {last}: whoever did knows its password and needs no app",
            through.join(", ")
        ));
    }
}
