//! Whether the user lets the app: asked once, unless an administrator decided.

use super::super::approval::is_admin_approved;
use super::super::refusal::Refusal;
use super::wish::Wish;
use crate::apps::PermittedUsers;
use crate::sessions::approval_of;
use crate::store::Tx;
use crate::value::Id;

/// What is known of the user's will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Will {
    Given,
    ToBeAsked,
}

/// Says whether the user still has to be asked.
pub(super) fn will(tx: &Tx<'_>, wish: &Wish, user: &Id, decision: Option<&str>) -> Result<Will, Refusal> {
    if wish.app.permitted_users == PermittedUsers::AdminApproved {
        return if is_admin_approved(tx, &wish.app, user) {
            Ok(Will::Given)
        } else {
            Err(Refusal::app_denied())
        };
    }
    match decision {
        Some("allow") => Ok(Will::Given),
        Some(_) => Err(Refusal::denied()),
        None if wish.prompts("consent") => Ok(Will::ToBeAsked),
        None => Ok(earlier(tx, wish, user)),
    }
}

fn earlier(tx: &Tx<'_>, wish: &Wish, user: &Id) -> Will {
    let covers = |scopes: &[String]| wish.scopes.iter().all(|scope| scopes.contains(scope));
    match approval_of(tx, user, &wish.app.id) {
        Some(approval) if covers(&approval.scopes) => Will::Given,
        _ => Will::ToBeAsked,
    }
}
