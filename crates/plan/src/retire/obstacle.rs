//! Why nothing of it may be touched at all, although somebody asked for that.

use hallpass_model::{Address, ApiName, BlockReason, Blocked, Kind, LiveUser, Mark};

use super::ending::Ending;

impl Ending<'_> {
    pub(super) fn obstacle(&self) -> Option<Blocked> {
        self.protection()
            .or_else(|| self.own_access())
            .or_else(|| self.runs_others())
    }

    fn protection(&self) -> Option<Blocked> {
        let is_protected = |mark: Option<&Mark>| mark.is_some_and(Mark::is_protected);
        let (address, thing, _) = self.group.all().find(|(_, _, mark)| is_protected(*mark))?;
        let name = &self.group.name;
        let (message, hint) = match self.group.spec {
            None => (
                format!("{name} is protected from being ended"),
                format!(
                    "put the spec of {name} back without `protect: true` and apply, which lifts the protection; then \
                     end it"
                ),
            ),
            Some(_) => (
                format!("{thing} is protected from being ended"),
                format!(
                    "name {thing} in the spec of {name} again, without `protect: true`, and apply, which lifts the \
                     protection; then end it"
                ),
            ),
        };
        Some(blocked(address, BlockReason::Protected, message, hint))
    }

    fn own_access(&self) -> Option<Blocked> {
        let running = &self.live.running_user.username;
        let user = self.group.users.iter().find(|user| user.username == *running)?;
        Some(blocked(
            self.group.user(Kind::User, user),
            BlockReason::OwnAccess,
            format!("{running} is the user as whom hallpass runs"),
            "run hallpass as another user".to_owned(),
        ))
    }

    /// Whoever freezes the user as whom somebody else's app runs stops that app.
    fn runs_others(&self) -> Option<Blocked> {
        let found = |user: &LiveUser| {
            let other = user.runs.iter().find(|app| !self.is_own_app(app))?.clone();
            Some((self.group.user(Kind::User, user), user.username.clone(), other))
        };
        let active = self.group.users.iter().filter(|user| user.active);
        let (address, username, app) = active.into_iter().find_map(|user| found(user))?;
        Some(blocked(
            address,
            BlockReason::Shared,
            format!(
                "app {app}, which is not of {}, runs as {username}",
                self.group.name
            ),
            format!("choose another user as whom {app} runs, then apply again"),
        ))
    }

    fn is_own_app(&self, name: &ApiName) -> bool {
        let ends = self.group.apps.iter().any(|app| app.name == *name);
        let declared = self
            .group
            .spec
            .is_some_and(|one| one.apps.iter().any(|app| app.name == *name));
        ends || declared
    }
}

fn blocked(address: Address, reason: BlockReason, message: String, hint: String) -> Blocked {
    Blocked {
        address,
        reason,
        message,
        hint,
    }
}
