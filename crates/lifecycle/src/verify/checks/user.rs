//! `user`: the integration's user is there and may log in.

use crate::verify::{Check, Subject};

const NAME: &str = "user";

pub(super) fn check(subject: &Subject<'_>) -> Check {
    let username = &subject.one.user.username;
    let Some(user) = subject.user() else {
        return Check::failed(NAME, format!("the org has no user {username}; apply first"));
    };
    match () {
        () if !user.active => Check::failed(NAME, format!("{username} is not active")),
        () if user.frozen.known() == Some(&true) => {
            Check::failed(NAME, format!("{username} is frozen: the org refuses its logins"))
        }
        () => Check::passed(NAME, format!("{username} is active and not frozen")),
    }
}
