//! UserLogin: freezing.

use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Row, flag, id, text};

pub(super) struct UserLogin;

impl Rule for UserLogin {
    fn before_update(&self, _tx: &mut Tx<'_>, _caller: &Caller, old: &Row, changes: &mut Row) -> Checked {
        // A lock comes from wrong passwords alone; it can only be lifted (Object Reference, UserLogin).
        if flag(changes, "IsPasswordLocked") && !flag(old, "IsPasswordLocked") {
            let message = "You can only unlock a user, not lock one";
            return Err(ApiError::bad("FIELD_INTEGRITY_EXCEPTION", message).on(["IsPasswordLocked"]));
        }
        Ok(())
    }

    fn after_update(&self, tx: &mut Tx<'_>, caller: &Caller, old: &Row, new: &Row) -> Checked {
        let user = id(new, "UserId")
            .and_then(|user| tx.get("User", &user))
            .unwrap_or_default();
        let name = text(&user, "Name");
        match (flag(old, "IsFrozen"), flag(new, "IsFrozen")) {
            (false, true) => {
                tx.audit(
                    caller,
                    "frozeuser",
                    "Manage Users",
                    format!("Froze user account for {name}"),
                );
            }
            (true, false) => {
                tx.audit(
                    caller,
                    "unfrozeuser",
                    "Manage Users",
                    format!("Unfroze user account for {name}"),
                );
            }
            _ => {}
        }
        Ok(())
    }
}
